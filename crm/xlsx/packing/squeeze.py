"""Deflate, inflate and CRC-32 at memory speed: isal where it is installed, zlib where it is not."""

import functools
import zlib
from collections.abc import Iterator
from typing import Any

_STEP = 16 << 10  # packed bytes taken at a time: some 120 KB of a sheet, 17 MB at the very most


@functools.cache
def _engine() -> Any:
    """The module with zlib's functions that this machine has; loaded at the first use."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


def inflate(packed: bytes | memoryview, size: int) -> bytes:
    """The content of a raw deflate stream, never more than `size` + 1 bytes; ValueError if it is not `size` bytes."""
    engine = _engine()
    stream = engine.decompressobj(-15)
    try:
        content: bytes = stream.decompress(packed, size + 1)
    except engine.error as error:
        raise ValueError("damaged deflate stream") from error
    if len(content) != size or not (stream.eof or _ended(stream, engine)):
        raise ValueError("another size than declared")
    return content


def _ended(stream: Any, engine: Any) -> bool:
    """Whether a stream that gave all its bytes ends there (its last block may still wait to be read)."""
    try:
        more: bytes = stream.decompress(stream.unconsumed_tail, 1)
    except engine.error:
        return False
    return not more and bool(stream.eof)


def inflate_in_steps(packed: memoryview, size: int) -> Iterator[bytes]:
    """The content of a raw deflate stream bit by bit, never more than `size` bytes and little more than a step at once.

    ValueError, at the end or before, if it is not `size` bytes.
    """
    engine = _engine()
    stream, left = engine.decompressobj(-15), size
    for at in range(0, len(packed), _STEP):
        try:
            content: bytes = stream.decompress(packed[at : at + _STEP], left + 1)
        except engine.error as error:
            raise ValueError("damaged deflate stream") from error
        left -= len(content)
        if left < 0:
            break
        yield content
    if left or not (stream.eof or _ended(stream, engine)):
        raise ValueError("another size than declared")


def inflate_piece(packed: bytes | memoryview, size: int) -> bytes:
    """The content of a piece of a deflate stream, as `deflate_piece` made it. ValueError if it is not `size` bytes."""
    engine = _engine()
    try:
        content: bytes = engine.decompressobj(-15).decompress(packed, size + 1)
    except engine.error as error:
        raise ValueError("damaged deflate stream") from error
    if len(content) != size:
        raise ValueError("another size than packed")
    return content


def deflate(content: bytes) -> bytes:
    """A raw deflate stream at the fastest level."""
    stream = _engine().compressobj(1, zlib.DEFLATED, -15)
    packed: bytes = stream.compress(content) + stream.flush()
    return packed


def deflate_piece(content: bytes) -> bytes:
    """A piece of a raw deflate stream: it ends with a full byte, and another piece or the stream's end may follow."""
    stream = _engine().compressobj(1, zlib.DEFLATED, -15)
    packed: bytes = stream.compress(content) + stream.flush(zlib.Z_SYNC_FLUSH)
    return packed


def crc32(content: bytes, crc: int = 0) -> int:
    """The CRC-32 of zip files; `crc` is that of what stands before."""
    checksum: int = _engine().crc32(content, crc)
    return checksum


def crc32_combine(first: int, second: int, size: int) -> int:
    """The CRC-32 of two things one behind the other from those of each; `size` is that of the second in bytes.

    >>> crc32_combine(crc32(b"what a person "), crc32(b"typed"), 5) == crc32(b"what a person typed")
    True
    """
    engine = _engine()
    if hasattr(engine, "crc32_combine"):
        combined: int = engine.crc32_combine(first, second, size)
        return combined
    shift, power = 1 << 31, 3  # x to the power of 0; a byte is x to the power of 2**3
    while size:
        if size & 1:
            shift = _multiply(_power_of_two(power), shift)
        size, power = size >> 1, power + 1
    return _multiply(shift, first) ^ second


def _multiply(a: int, b: int) -> int:
    """Two polynomials modulo that of CRC-32, bits reflected (as zlib's crc32_combine does it)."""
    product = 0
    for place in range(31, -1, -1):
        if a >> place & 1:
            product ^= b
        b = b >> 1 ^ (0xEDB88320 if b & 1 else 0)
    return product


@functools.cache
def _power_of_two(power: int) -> int:
    """x to the power of 2**power modulo the polynomial of CRC-32."""
    return 1 << 30 if power == 0 else _multiply(_power_of_two(power - 1), _power_of_two(power - 1))
