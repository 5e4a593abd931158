"""The table of contents of a zip file (APPNOTE.TXT 6.3, sections 4.3.7 to 4.3.16), read strictly, written plainly.

What several readers would understand in several ways is refused here, before anything is inflated.
"""

import itertools
import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crm.xlsx.errors import RefusedWorkbook, damaged, unusual

_LOCAL = struct.Struct("<4s5HLLLHH")  # signature, version, flags, method, time, date, CRC, sizes, lengths
_CENTRAL = struct.Struct("<4s6HLLLHHHHHLL")
_END = struct.Struct("<4s4HLLH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"

Packed = Sequence[bytes | memoryview]
"""The packed bytes of one entry, in pieces one behind the other."""

_SECRET = 0x2061  # flags: encrypted, a patch of another file, strongly encrypted, names hidden
LONGEST_END = _END.size + 0xFFFF

MOST_ENTRIES = 10_000
LARGEST = 1 << 30  # bytes of all parts together, inflated
HIGHEST_RATIO, RATIO_COUNTS_FROM = 200, 10 << 20


class Entry(NamedTuple):
    """One part as the table of contents describes it; `start` is where its packed bytes begin."""

    name: str
    raw_name: bytes
    made_by: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    internal: int
    external: int
    comment: bytes
    start: int
    offset: int = 0  # where its header begins

    @property
    def is_folder(self) -> bool:
        """Whether it only names a folder."""
        return self.name.endswith("/")


def new_entry(name: str, like: Entry | None = None) -> Entry:
    """An entry for a part that is written anew, with the place in time and the attributes of the old one."""
    if like:
        return like._replace(method=8, flags=like.flags & 0x800)
    raw = name.encode()
    return Entry(name, raw, 20, 0 if raw.isascii() else 0x800, 8, 0, 0x21, 0, 0, 0, 0, 0, b"", 0)


def read_entries(data: bytes) -> tuple[list[Entry], bytes]:
    """The entries of a zip file in their order, and the file's comment. Raises RefusedWorkbook."""
    end = find_end(data, len(data))
    entries, at, until = [], end.start, end.start + end.size
    for _ in range(end.entries):
        entry, at = _read_entry(data, at, until)
        entries.append(entry)
    if at != until:
        raise unusual("its table of contents has another length than it says")
    _check_names(entries)
    _check_sizes(entries)
    entries = [entry._replace(start=_packed_start(data, entry)) for entry in entries]
    _check_places(entries, end.start)
    return entries, end.comment


class End(NamedTuple):
    """The last record of a zip file: how many entries there are, where their table begins, its length, the comment."""

    entries: int
    start: int
    size: int
    comment: bytes


def find_end(tail: bytes, length: int) -> End:
    """The last record of a file of `length` bytes, of which `tail` are the last ones. Raises RefusedWorkbook."""
    place = tail.rfind(_END_MARK, max(0, len(tail) - LONGEST_END))
    if place < 0 or place + _END.size > len(tail):
        raise RefusedWorkbook("The end of this file is missing. Copy or download it again, or take your latest backup.")
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(tail, place)
    if disk or first_disk or here != count or count == 0xFFFF or start == 0xFFFFFFFF:
        raise unusual("a very large or divided zip file")
    if count > MOST_ENTRIES:
        raise RefusedWorkbook(f"This file has {count:,} parts inside; we open workbooks of up to {MOST_ENTRIES:,}.")
    if start + size != length - len(tail) + place or place + _END.size + comment != len(tail):
        raise unusual("something is in front of it or behind it")
    return End(count, start, size, tail[place + _END.size :])


def checksums(table: bytes, count: int) -> dict[str, int]:
    """{name: CRC-32} from a table of contents alone, which is taken at its word. Raises RefusedWorkbook."""
    found, at = {}, 0
    for _ in range(count):
        if at + _CENTRAL.size > len(table) or table[at : at + 4] != _CENTRAL_MARK:
            raise unusual("its table of contents is damaged")
        fields = _CENTRAL.unpack_from(table, at)
        name_at, (name, extra, comment) = at + _CENTRAL.size, fields[10:13]
        found[_decode(table[name_at : name_at + name], fields[3])] = fields[7]
        at = name_at + name + extra + comment
    if at != len(table):
        raise unusual("its table of contents has another length than it says")
    return {name: crc for name, crc in found.items() if not name.endswith("/")}


def _read_entry(data: bytes, at: int, end: int) -> tuple[Entry, int]:
    if at + _CENTRAL.size > end or data[at : at + 4] != _CENTRAL_MARK:
        raise unusual("its table of contents is damaged")
    fields = _CENTRAL.unpack_from(data, at)
    _, made_by, _, flags, method, time, date, crc, packed, size, name_len, extra_len, comment_len, disk = fields[:14]
    internal, external, offset = fields[14:]
    name_at = at + _CENTRAL.size
    after = name_at + name_len + extra_len
    if flags & _SECRET:
        raise unusual("a part is encrypted")
    if 0xFFFFFFFF in (packed, size, offset) or disk or method not in (0, 8) or after + comment_len > end:
        raise unusual("a part is packed in a way that Excel does not use")
    raw = data[name_at : name_at + name_len]
    entry = Entry(
        _decode(raw, flags), raw, made_by, flags, method, time, date, crc, packed, size,
        internal, external, data[after : after + comment_len], 0, offset,
    )  # fmt: skip
    return entry, after + comment_len


def _decode(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeDecodeError:
        raise unusual("the name of a part cannot be read") from None
    return name.removeprefix("/") if name.startswith("/xl/") else name  # XlsxWriter names one of its parts so


def _packed_start(data: bytes, entry: Entry) -> int:
    """Where the packed bytes of an entry begin. Its own header must say the same as the table of contents."""
    if entry.offset + _LOCAL.size > len(data) or data[entry.offset : entry.offset + 4] != _LOCAL_MARK:
        raise unusual("a part is not where the table of contents says")
    _, _, flags, method, _, _, crc, packed, size, name_len, extra_len = _LOCAL.unpack_from(data, entry.offset)
    name_at = entry.offset + _LOCAL.size
    start: int = name_at + name_len + extra_len
    if data[name_at : name_at + name_len] != entry.raw_name or start + entry.packed_size > len(data):
        raise unusual("a part has two names, or is cut off")
    behind = (flags | entry.flags) & 8  # the numbers stand behind the part, and here whatever the writer liked
    large = 0xFFFFFFFF in (packed, size)  # they stand in an extra field
    same = behind or large or (crc, packed, size) == (entry.crc, entry.packed_size, entry.size)
    if method != entry.method or flags & _SECRET or not same:
        raise damaged(entry.name)
    return start


def _check_names(entries: Iterable[Entry]) -> None:
    seen = set()
    for entry in entries:
        name = entry.name
        steps = name.removesuffix("/").split("/")
        if "\\" in name or min(name, default="\0") < " " or not {"", ".", ".."}.isdisjoint(steps):
            raise unusual(f"a part is named “{_shown(name)}”")
        if (plain := name.removesuffix("/").lower()) in seen:
            raise unusual(f"two parts are named “{_shown(name)}”")
        seen.add(plain)


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:60])


def _check_sizes(entries: list[Entry]) -> None:
    size, packed = sum(entry.size for entry in entries), sum(entry.packed_size for entry in entries)
    if size > LARGEST:
        raise RefusedWorkbook("This file would unpack to more than 1 GB. It is not a workbook that we can open.")
    for whole, inside in [(size, packed), *((entry.size, entry.packed_size) for entry in entries)]:
        if whole > RATIO_COUNTS_FROM and whole > HIGHEST_RATIO * inside:
            raise RefusedWorkbook(
                "A part of this file is packed far tighter than any workbook we know. It may be meant to do harm, "
                "so we did not open it."
            )


def _check_places(entries: list[Entry], table: int) -> None:
    """No two entries share a byte, nor one and the table of contents."""
    places = sorted((entry.offset, entry.start + entry.packed_size) for entry in entries)
    if any(end > start for (_, end), (start, _) in itertools.pairwise([*places, (table, table)])):
        raise RefusedWorkbook(
            "Parts of this file lie over each other. It may be meant to do harm, so we did not open it."
        )


def write_zip(parts: Iterable[tuple[Entry, Packed]], comment: bytes = b"") -> bytes:
    """A zip file of entries with their packed bytes, in that order: sizes in place, no extra fields."""
    chunks: list[bytes | memoryview] = []
    table: list[bytes] = []
    offset = 0
    for entry, packed in parts:
        flags, length = entry.flags & ~8, sum(map(len, packed))
        core = (flags, entry.method, entry.time, entry.date, entry.crc, length, entry.size, len(entry.raw_name))
        chunks += [_LOCAL.pack(_LOCAL_MARK, 20, *core, 0), entry.raw_name, *packed]
        tail = (0, len(entry.comment), 0, entry.internal, entry.external, offset)
        table += [_CENTRAL.pack(_CENTRAL_MARK, entry.made_by, 20, *core, *tail), entry.raw_name, entry.comment]
        offset += _LOCAL.size + len(entry.raw_name) + length
    size = sum(map(len, table))
    count = len(table) // 3
    end = _END.pack(_END_MARK, 0, 0, count, count, size, offset, len(comment))
    return b"".join([*chunks, *table, end, comment])
