"""Everything the emulator knows: the files, the switches, the clock and the chance."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from .book import Book
from .clock import Clock
from .errors import no_permission, not_found, office_file, refused, service_disabled
from .shown import serial
from .witness import Witness

ROBOT = "robot@project.example"
OWNER = "owner@example.org"
CHOICES = {
    "echo_header": (True, False, "refused"),
    "duplicate_metadata_id": ("reject", "accept"),
    "nomatch_filter": ("error", "empty"),
    "response_ranges": ("honoured", "ignored"),
}
KEPT_VERSIONS = 200


@dataclass
class Switches:
    """How this Google behaves where nobody is sure, and who may do what.

    private: ids that answer 403; read_only: ids that may only be read (shared as Viewer); office_files: ids of Excel
    files in Drive; other_files: ids of files that are no spreadsheet; api_disabled: the API was never switched on.
    """

    anchors_follow_sort: bool = True
    partial_sort_moves_anchor: bool = False
    duplicate_metadata_id: str = "reject"
    nomatch_filter: str = "error"
    echo_header: bool | str = True
    response_ranges: str = "honoured"
    drive_lag_s: float = 60
    require_token: bool = False
    api_disabled: bool = False
    private: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()
    office_files: tuple[str, ...] = ()
    other_files: tuple[str, ...] = ()

    def set(self, given: Mapping) -> None:
        """Turn switches by their names. Raises ValueError for one that does not exist, or that cannot stand so."""
        known = {each.name: each for each in fields(self)}
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"There is no switch {name}")
            if value not in CHOICES.get(name, (value,)):
                raise ValueError(f"{name} is one of {', '.join(CHOICES[name])}")
            setattr(self, name, tuple(value) if isinstance(value, list | tuple | set) else value)

    def read(self, name: str, text: str) -> object:
        """A value of a switch from a command line."""
        before = getattr(self, name, None)
        if isinstance(before, bool) and text not in CHOICES.get(name, ()):
            return text.lower() in ("true", "1", "yes")
        if isinstance(before, tuple):
            return tuple(part for part in text.split(",") if part)
        return float(text) if isinstance(before, float | int) else text


@dataclass
class File:
    """A file in Drive: its spreadsheet as it is now, earlier versions, and who may see it."""

    book: Book
    created: float
    changes: list[float] = field(default_factory=list)
    versions: list[Book] = field(default_factory=list)
    permissions: dict[str, dict] = field(default_factory=dict)


@dataclass
class World:
    """All of it. Whoever reads or changes it holds the emulator's lock."""

    switches: Switches
    clock: Clock
    chance: random.Random
    files: dict[str, File] = field(default_factory=dict)
    witness: Witness | None = None

    def new_id(self, length: int = 44) -> str:
        """The id of a file."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return "1" + "".join(self.chance.choices(letters, k=length - 1))

    def add(self, title: str, id: str | None = None) -> Book:
        """Make an empty spreadsheet."""
        book = Book.new(id or self.new_id(), title)
        book.today = self.today()
        self.files[book.id] = File(book, self.clock.now())
        return book

    def file(self, id: str, writes: bool = False) -> File:
        """A file by its id. Raises ApiError when it is not there, or not for the robot."""
        if self.switches.api_disabled:
            raise service_disabled()
        if id in self.switches.private or (writes and id in self.switches.read_only):
            raise no_permission()
        if id in self.switches.office_files:
            raise office_file()
        if id in self.switches.other_files:
            raise refused("Request contains an invalid argument.")
        if id not in self.files:
            raise not_found()
        return self.files[id]

    def book(self, id: str) -> Book:
        """A spreadsheet to read."""
        book = self.file(id).book
        book.today = self.today()
        return book

    def today(self) -> int:
        """Today as a serial number."""
        return int(serial(self.moment()))

    def moment(self) -> datetime:
        """Now, in the time of the emulator's clock."""
        return datetime.fromtimestamp(self.clock.now())

    def commit(self, book: Book, by: str = "robot") -> None:
        """Put a changed copy in place of a spreadsheet. Raises ApiError when it grew too large."""
        book.settle()
        book.check_size()
        file = self.files[book.id]
        if self.witness:
            self.witness.saw(file.book, book, by)
        file.versions = [*file.versions[1 - KEPT_VERSIONS :], file.book]
        file.changes = [*file.changes[1 - KEPT_VERSIONS :], self.clock.now()]
        file.book = book


def needs_token(switches: Switches, authorization: str | None) -> bool:
    """Whether a request lacks the token that it needs."""
    return switches.require_token and not (authorization or "").startswith("Bearer ")
