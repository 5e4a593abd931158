"""Deflate, inflate and CRC-32 at memory speed: isal where it is installed, zlib where it is not."""

import functools
import zlib
from typing import Any


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


def deflate(content: bytes) -> bytes:
    """A raw deflate stream at the fastest level."""
    stream = _engine().compressobj(1, zlib.DEFLATED, -15)
    packed: bytes = stream.compress(content) + stream.flush()
    return packed


def crc32(content: bytes) -> int:
    """The CRC-32 of zip files."""
    checksum: int = _engine().crc32(content)
    return checksum
