"""What was typed and what was called saved; and whether all of it is still there."""

from collections.abc import Mapping
from typing import NamedTuple

Cells = Mapping[tuple[str, str], str]
"""Texts of a workbook by (ID of the row, field)."""


class Write(NamedTuple):
    """One value that was put into one cell by somebody who saw another there. No value occurs twice in a trial."""

    id: str
    field: str
    seen: str
    value: str


class Ledger:
    """All writes of a round, as their writers told them: before they were tried, and when they were saved."""

    def __init__(self) -> None:
        self.tried: dict[str, Write] = {}
        self.saved: set[str] = set()
        self.refused: set[str] = set()
        self.parked: set[str] = set()  # the sheet keeps another value; these wait until somebody decides
        self.broke: list[str] = []
        self.is_writing = False  # the one process of a round is inside a write of the workbook

    def hear(self, words: list[str]) -> None:
        """Note what a child said."""
        match words:
            case ["tries", id, field, seen, value]:
                self.tried[value] = Write(id, field, seen, value)
            case ["saved", value]:
                self.saved.add(value)
            case ["refused", value]:
                self.refused.add(value)
            case ["parked", value]:
                self.parked.add(value)
            case ["writing" | "written" as what]:
                self.is_writing = what == "writing"
            case ["broke", why]:
                self.broke.append(why)

    def lost(self, cells: Cells) -> list[str]:
        """The saved values that are gone.

        A value is not gone when it stands in its cell, when it is parked as a conflict, or when somebody who saw it
        put another one there, and that one is not gone.
        """
        kept = set[str]()
        there = [value for where, value in cells.items() if value in self.tried and self.tried[value][:2] == where]
        for value in (*there, *self.parked):
            while value in self.tried and value not in kept:
                kept.add(value)
                value = self.tried[value].seen
        return [f"{self.tried[value]}" for value in sorted(self.saved - kept)]
