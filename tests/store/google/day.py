"""A day at one spreadsheet, and what is known of it: who typed what, what may be gone, what may be written where.

Every value that is typed is typed once in the world, so that it can be told where it went. A value may be gone only
when somebody who had seen it wrote something else: in the app, the person whose form showed it; in the sheet, whoever
is there, since what they see is what there is. All else must stand in the sheet, or wait to be chosen.
"""

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis.stateful import invariant

from crm.model import ids
from crm.model.contents import Contents
from crm.store import writer
from crm.store.entries import change_of
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.invariants import astray
from tests.sheets_emulator.witness import Change as Seen
from tests.sheets_emulator.witness import Witness
from tests.store.at_work import FIELDS, AnyDesk, AtWork, New, Row, in_memory, unlike
from tests.store.google.at_google import ID, Clock
from tests.store.google.desks import Colleague, Desk, field_of, first_version


class Day(AtWork):
    """Two Kiths, a colleague at the sheet, and the books that are kept of what they do."""

    switches: ClassVar[Mapping[str, object]] = {}
    ended: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.patched = pytest.MonkeyPatch()
        self.patched.setattr(ids, "secrets", random.Random(0))  # so that a failure can be run again
        self.patched.setattr(writer, "RETRY_SECONDS", 0.0)
        self.folder = Path(tempfile.mkdtemp(prefix="kith-team-", dir=in_memory()))
        self.clock, self.emulator = Clock(), SheetsEmulator(**self.switches)  # type: ignore[arg-type]
        self.emulator.__enter__()
        self.emulator.spreadsheet("Team", ID)
        self.emulator.world.files[ID].book = first_version(tuple(self.switches.items())).copy()
        self.desks = [Desk(self.emulator, self.clock, self.folder, name) for name in ("Ann", "Ben")]
        self.forms = [desk.rows() for desk in self.desks]
        self.colleague = Colleague(self.emulator.person, random.Random(0), "Contacts", new=self.new)
        self.witness = self.emulator.witness("ID")
        self.due: set[str] = set()  # values that somebody typed, and that nobody wrote over or cleared
        self.faint: set[str] = set()  # of these, the ones that need only be told of in the history
        self.asked: set[tuple[object, object, object]] = set()  # row, heading, value: whatever stood or was to stand
        self.copied: set[object] = set()  # values that a person put into several rows
        self.is_away, self.choice = False, "take"
        self.note_what_stands()

    # what is there ----------------------------------------------------------------------------------------------------

    def grid(self) -> list[dict[str, object]]:
        """The rows of the sheet by field, blank ones left out."""
        heads, *rows = self.emulator.person.values("Contacts")
        names = [field_of(head) for head in heads]
        return [dict(zip(names, row, strict=False)) for row in rows if any(cell is not None for cell in row)]

    def in_sheet(self) -> set[str]:
        """Every value that stands in it."""
        person = self.emulator.person
        return {str(cell) for tab in ("Contacts", "Lists") for row in person.values(tab) for cell in row if cell}

    def note_what_stands(self) -> None:
        """A value that stood somewhere may be put back there."""
        rows = self.grid()
        self.asked |= {(row.get("id"), name, row.get(name)) for row in rows for name in FIELDS}
        counts = Counter(row[name] for row in rows for name in ("id", *FIELDS) if row.get(name))
        self.copied |= {value for value, count in counts.items() if count > 1}

    def look(self, desk: Desk) -> dict[str, Row]:
        """What a Kith shows; a part that was sorted is answered for."""
        rows = desk.rows()
        for _ in range(3):
            question = desk.store.question()
            if question is None:
                break
            assert question.kind == "shuffled", question
            if self.choice == "back":
                self.faint |= self.due & self.in_sheet()
            desk.store.answer(self.choice)
            rows = desk.rows()
        return rows

    def held(self, desk: Desk) -> set[str]:
        """Every value that is shown, or waits to be chosen."""
        shown = {row.get(field, "") for row in self.look(desk).values() for field in FIELDS}
        words = {str(word) for word in desk.contents().lists["Tags"] if word}
        return shown | words | {str(conflict.ours) for conflict in desk.store.conflicts()}

    # what may be written and what may go ------------------------------------------------------------------------------

    def saved(self, new: New) -> None:
        self.due |= new.keys()

    def settle(self, gone: set[str], at_stake: set[str]) -> None:
        """Forget values that somebody in the app wrote over."""
        assert gone <= at_stake | {""}, f"{gone - at_stake} went with {at_stake}"
        self.due -= at_stake

    def may_write(self, id: str, values: Mapping[str, object]) -> None:
        self.asked |= {(key, field, value or None) for field, value in values.items() for key in (id, None)}

    def came_back(self, desk: AnyDesk, values: set[str]) -> None:
        self.due |= {value for value in values if value.startswith("v")}

    # what must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        found = set.union(self.in_sheet(), *(self.held(desk) for desk in self.desks))
        lost = self.due - found
        assert lost <= self.faint, lost - self.faint
        told = {
            str(cell)
            for desk in self.desks
            for each in desk.store.history()
            for s in each.steps
            for cell in (s.before, s.after)
        }
        assert lost <= told, lost - told

    @invariant()
    def nobody_is_there_twice(self) -> None:
        """Where no anchor tells whose row it is, an ID that was typed over is one row gone and one come; whoever takes
        that back has both."""
        follows = self.switches.get("anchors_follow_sort", True)
        rows = [row for row in self.grid() if follows or not is_foreign(row.get("id"))]
        counts = Counter(row[name] for row in rows for name in ("id", *FIELDS) if row.get(name))
        twice = {value for value, count in counts.items() if count > 1} - self.copied
        assert not twice, (twice, self.grid())

    # at the end of the day --------------------------------------------------------------------------------------------

    def nothing_waits(self) -> None:
        for desk in self.desks:
            status = desk.store.status()
            assert (status.waiting, status.trouble, status.question) == (0, "", None)

    def no_cell_was_changed_that_nobody_asked_for(self) -> None:
        seen = [
            replace(each, heading=field_of(each.heading)) for each in self.witness.changes if each.tab == "Contacts"
        ]
        ids = {each.after for each in seen if each.heading == "id"} | {row.get("id") for row in self.grid()}
        elsewhere = {(field, value) for id, field, value in self.asked if id is None or id not in ids}  # numbered since
        told = Witness("ID", [each for change in seen if change.heading in FIELDS for each in self.by_id(change)])
        of_rows = {each for each in self.asked if each[0] is not None}
        wrong = [each for each in astray(told, of_rows) if not {each.key, each.after} & self.copied]
        assert all((each.heading, each.after) in elsewhere for each in wrong), wrong

    def by_id(self, change: Seen) -> Iterator[Seen]:
        """A change of a cell; where another row came into the place of one, as one of each row."""
        new = self.came_instead.get((change.call, change.key)) if change.by == "robot" else None
        if new is None or change.key in self.copied:
            yield change
        elif is_foreign(change.key):
            yield replace(change, key=new)
        else:
            yield replace(change, after=None)
            yield replace(change, key=new, before=None)

    @cached_property
    def came_instead(self) -> dict[tuple[int, object], object]:
        """Which row came into the place of which in one call of a Kith, or whose ID came back into it."""
        changes = [each for each in self.witness.of("robot") if each.heading == "ID" and each.before and each.after]
        return {(each.call, each.before): each.after for each in changes}

    def the_sheet_is_what_they_show(self) -> None:
        """Both show it, and an ID stands on two rows only if they are copies to the letter."""
        one, other = (desk.rows() for desk in self.desks)
        for id, row in one.items():
            assert id not in other or row == other[id], unlike(one, other)
        for row in self.grid():
            if (id := row.get("id")) is not None:
                assert all(str(row.get(name) or "") == one[str(id)][name] for name in FIELDS), (row, one.get(str(id)))

    def the_history_tells_the_sheet(self) -> None:
        """The first look with every change of the journal is the last look, but for who wrote a row last."""
        for desk in self.desks:
            changes = [change for entry in desk.journal.since("none") if (change := change_of(entry))]
            told, shown = people_in(desk.first.applied(changes)), people_in(desk.contents())
            assert told == shown, unlike(told, shown)
            assert desk.store.verify() == []


def is_foreign(id: object) -> bool:
    """Whether somebody typed it over an ID."""
    return str(id).startswith("X-")


def people_in(contents: Contents) -> dict[str, Row]:
    """What people typed about whom, by ID."""
    sheet = contents.sheets["Contacts"]
    return {id: {field: str((sheet.row(id) or {}).get(field) or "") for field in FIELDS} for id in sheet.places}
