"""An .xlsx package in memory: parts by name, inflated when asked for, unchanged ones copied as they lie in the file."""

from collections.abc import Iterator, Mapping

from crm.xlsx.errors import damaged
from crm.xlsx.packing import squeeze
from crm.xlsx.packing.blocks import SIZE, Stream
from crm.xlsx.packing.disk import confirm_folder, swap, write_beside
from crm.xlsx.packing.entries import Entry, Packed, new_entry, read_entries, write_zip
from crm.xlsx.packing.kinds import refuse_other_kinds

__all__ = ["Content", "Package", "Stream", "confirm_folder", "steps", "swap", "write_beside"]

_SMALL, _MOST_AT_HAND = 16 << 10, 64  # bytes of a part, and how many such parts

Content = bytes | Stream
"""What a part holds: its bytes, or pieces of which some are packed already."""


class Package:
    """The parts of a package. Names are matched without case, as Office does. Nothing is ever extracted to disk."""

    def __init__(self, data: bytes, title: str = "This file"):
        """`data` is the whole file; `title` names it in sentences. Raises RefusedWorkbook."""
        refuse_other_kinds(data, title)
        self.data = data
        entries, self._comment = read_entries(data)
        self._entries = {entry.name.lower(): entry for entry in entries}
        self._at_hand: dict[str, bytes] = {}  # small parts that were read, by their names in small letters

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def names(self) -> list[str]:
        """The names of all parts as written, in the order of the file."""
        return [entry.name for entry in self._entries.values() if not entry.is_folder]

    def checksums(self) -> dict[str, int]:
        """{name: CRC-32} of all parts, as the table of contents says."""
        return {entry.name: entry.crc for entry in self._entries.values() if not entry.is_folder}

    def packed(self, name: str) -> tuple[Entry, memoryview]:
        """A part's entry and its bytes as they lie in the file."""
        entry = self._entries[name.lower()]
        return entry, memoryview(self.data)[entry.start : entry.start + entry.packed_size]

    def holds(self, name: str, packed: memoryview) -> bool:
        """Whether a part lies in the file as these bytes."""
        entry = self._entries[name.lower()]
        return entry.packed_size == len(packed) and self.data.startswith(packed, entry.start)

    def read(self, name: str) -> bytes:
        """A part's content. Raises KeyError, or RefusedWorkbook when its size or checksum is another than declared."""
        if (seen := self._at_hand.get(name.lower())) is not None:
            return seen
        entry, packed = self.packed(name)
        try:
            content = squeeze.inflate(packed, entry.size) if entry.method else bytes(packed)
        except ValueError:
            content = b""
        if len(content) != entry.size or squeeze.crc32(content) != entry.crc:
            raise damaged(entry.name)
        if len(content) <= _SMALL and len(self._at_hand) < _MOST_AT_HAND:  # edits ask for the same few again and again
            self._at_hand[name.lower()] = content
        return content

    def stream(self, name: str) -> Iterator[bytes]:
        """A part's content bit by bit, so that a long one is in memory only once. Raises like `read`, at the latest
        after the last bit."""
        entry, packed = self.packed(name)
        crc = 0
        try:
            for content in squeeze.inflate_in_steps(packed, entry.size) if entry.method else steps(packed):
                crc = squeeze.crc32(content, crc)
                yield content
        except ValueError:
            raise damaged(entry.name) from None
        if crc != entry.crc:
            raise damaged(entry.name)

    def pack(self, changes: Mapping[str, Content | None]) -> bytes:
        """A new package: each name of `changes` with its new content, or gone when None; all else as packed before."""
        return write_zip(
            self._parts({name.lower(): (name, content) for name, content in changes.items()}), self._comment
        )

    def _parts(self, changes: dict[str, tuple[str, Content | None]]) -> Iterator[tuple[Entry, Packed]]:
        for key, entry in self._entries.items():
            if key not in changes:
                yield entry, [self.packed(key)[1]]
            elif (content := changes[key][1]) is not None:
                yield _pack(new_entry(entry.name, entry), content)
        for key, (name, content) in changes.items():
            if key not in self._entries and content is not None:
                yield _pack(new_entry(name), content)


def _pack(entry: Entry, content: Content) -> tuple[Entry, Packed]:
    if isinstance(content, Stream):
        packed = content.packed()  # which counts the checksums too, on all processors
        return entry._replace(crc=content.crc, size=content.size), packed
    return entry._replace(crc=squeeze.crc32(content), size=len(content)), [squeeze.deflate(content)]


def steps(content: bytes | memoryview) -> Iterator[bytes]:
    """Bytes bit by bit."""
    for at in range(0, len(content), SIZE):
        yield bytes(content[at : at + SIZE])


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, not compressed: for a reader in the same process."""
    return write_zip(
        (new_entry(name)._replace(method=0, crc=squeeze.crc32(content), size=len(content)), [content])
        for name, content in parts.items()
    )
