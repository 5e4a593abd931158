"""Records out of a damaged SQLite file, page by page: what SQLite itself refuses to open can still be read.

Source: the database file format and the format of the write-ahead log, sqlite.org/fileformat2.html, sections 1.5, 1.6,
2.1 and 4.1. Only pages of the size that the journal is made with are known.
"""

import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress

PAGE = 4096
FRAME = 24 + PAGE  # in the write-ahead log, a page after its heading
LONGEST = 16 << 20  # bytes of a record; a longer one is a misread number
Value = int | float | str | bytes | None
_TABLE, _INDEX, _INNER = 13, 10, (2, 5)  # kinds of a page: rows by number, rows by key, signposts
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes of an integer by its type


def commits(wal: bytes) -> list[int]:
    """At which frames of a write-ahead log, counted from 1, a transaction ends, whether or not SQLite accepts them."""
    return [number for number, _, size, _ in _frames(wal) if size]


def pages(main: bytes, wal: bytes) -> dict[int, bytes]:
    """The newest version of each page, by its number from 1."""
    found = {at // PAGE + 1: main[at : at + PAGE].ljust(PAGE, b"\0") for at in range(0, len(main), PAGE)}
    last = max(commits(wal), default=0)
    return found | {page: content for number, page, _, content in _frames(wal) if number <= last}


def _frames(wal: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """(number of the frame, number of the page, pages of the file if a transaction ends here, the page)."""
    salts = {wal[16:24], wal[40:48]}  # of the heading and of the first frame; those of an earlier round differ
    for number, at in enumerate(range(32, len(wal) - FRAME + 1, FRAME), 1):
        page, size = struct.unpack_from(">II", wal, at)
        if wal[at + 8 : at + 16] in salts:
            yield number, page, size, wal[at + 24 : at + FRAME]


def records(found: Mapping[int, bytes]) -> Iterator[tuple[int | None, list[Value]]]:
    """Every record that can be read: the number of its row (None in a table or index that goes by key), its values.

    How many records a page holds is not believed, so that of one record several versions may come; the true one last.
    """
    for number, page in found.items():
        start = 100 if number == 1 else 0
        kind = page[start]
        if kind in _INNER:
            continue
        slots = struct.unpack_from(f">{(PAGE - start - 8) // 2}H", page, start + 8)
        used = next((n for n, at in enumerate(slots) if not start + 8 + 2 * n < at < PAGE), len(slots))
        for at in reversed(slots[:used]):
            for is_table in (kind != _INDEX, kind == _TABLE):  # a kind that there is not may be either
                with suppress(LookupError, ValueError, struct.error):
                    yield _record(found, page, at, is_table)
                if kind in (_TABLE, _INDEX):
                    break


def _record(found: Mapping[int, bytes], page: bytes, at: int, is_table: bool) -> tuple[int | None, list[Value]]:
    size, at = _varint(page, at)
    row, at = _varint(page, at) if is_table else (None, at)
    if not 0 < size < LONGEST:
        raise ValueError(size)
    return row, _values(_payload(found, page, at, size, PAGE - 35 if is_table else (PAGE - 12) * 64 // 255 - 23))


def _payload(found: Mapping[int, bytes], page: bytes, at: int, size: int, most: int) -> bytes:
    """The bytes of a record: `most` of them at most lie in its page, the rest in a chain of others."""
    least = (PAGE - 12) * 32 // 255 - 23
    local = least + (size - least) % (PAGE - 4)
    here = size if size <= most else local if local <= most else least
    content = page[at : at + here]
    if here < size:
        (following,) = struct.unpack_from(">I", page, at + here)
        while len(content) < size:
            more = found[following]
            (following,) = struct.unpack_from(">I", more)
            content += more[4 : 4 + size - len(content)]
    return content


def _values(content: bytes) -> list[Value]:
    heading, at = _varint(content, 0)
    kinds = []
    while at < heading:
        kind, at = _varint(content, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        size = 8 if kind == 7 else (kind - 12) // 2 if kind >= 12 else _INTEGERS.get(kind, 0)
        raw = content[at : at + size]
        if len(raw) < size:
            raise ValueError(size)
        values.append(_value(kind, raw))
        at += size
    return values


def _value(kind: int, raw: bytes) -> Value:
    if kind >= 12:
        return raw.decode("utf-8", "replace") if kind % 2 else raw
    if kind == 7:
        return float(struct.unpack(">d", raw)[0])
    return int.from_bytes(raw, "big", signed=True) if raw else {0: None, 8: 0, 9: 1}[kind]


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for n in range(8):
        byte = content[at + n]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    value = value << 8 | content[at + 8]
    return value - (1 << 64 if value >> 63 else 0), at + 9
