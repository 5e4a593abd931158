"""Two people with copies of their own, two processes of Kith, crashes: whatever comes after what, nothing is lost.

Every value that is typed is typed once in the world, so that it can be told where it went. A value may be gone only
when somebody who had seen it wrote something else: in the app, the person whose form showed it; in a copy of the
workbook, whoever opened it when the value was in the file already. All else must stand in the sheet, or wait to be
chosen.
"""

import math
import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from crm.model import ids
from crm.store.entries import change_of
from tests.store.at_work import FIELDS, MOST, AtWork, Died, New, Row, fields, in_memory, pick, unlike, which
from tests.store.conftest import owner_file
from tests.store.office import (
    Copy,
    Desk,
    beside_the_next_swap,
    first_version,
    generation_of,
    rows_of,
)

WAITS = math.inf  # not in the file yet


@dataclass
class Typed:
    """A value: its place (`id` is "" where the row had no ID when it was typed), which of our saves brought it into the
    file, and for a value typed in a copy, which save that copy had seen."""

    id: str
    field: str
    since: float
    copy: int | None = None


class Office(AtWork):
    """The rules are what people and processes do; `ended` counts those days of it at whose end all was well."""

    ended: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.patched = pytest.MonkeyPatch()
        self.patched.setattr(ids, "secrets", random.Random(0))  # so that a failure can be run again
        self.folder = Path(tempfile.mkdtemp(prefix="kith-office-", dir=in_memory()))
        self.path = self.folder / "team.xlsx"
        self.path.write_bytes(first_version())
        self.desks = [Desk(self.path, "Ann"), Desk(self.path, "Ben")]
        self.first = self.desks[0].record.base
        self.copies = [Copy(first_version()), Copy(first_version())]
        self.forms = [desk.rows() for desk in self.desks]
        self.typed: dict[str, Typed] = {}
        self.unseen: set[str] = set()  # saved in the file, where no process of ours has looked since
        self.copied: set[str] = set()  # IDs of rows that were copied: either row may keep the ID
        self.generation = 0
        self.holder = owner_file(self.path)
        self.is_held = False

    # what is seen -----------------------------------------------------------------------------------------------------

    def look(self, desk: Desk) -> dict[str, Row]:
        """What a process shows; every change of the file is known from then on."""
        rows = desk.rows()
        question = desk.store.question()
        if question is not None:
            assert question.kind == "rolled_back", question
            desk.store.answer("merge")
            assert desk.store.question() is None
            rows = desk.rows()
        self.unseen.clear()
        return rows

    def held(self, desk: Desk) -> set[str]:
        """Every value that is shown, or waits to be chosen."""
        shown = {row[field] for row in self.look(desk).values() for field in FIELDS}
        return shown | {str(conflict.ours) for conflict in desk.store.conflicts()}

    def note_generation(self) -> None:
        """After a write: what came into the file, and with which save."""
        data = self.path.read_bytes()
        now = generation_of(data)
        if now > self.generation:
            there = {cell for row in rows_of(data) for cell in row}
            for value, typed in self.typed.items():
                if value in there and (
                    typed.since == WAITS or (typed.copy is not None and typed.since == self.generation)
                ):
                    typed.since = now
            self.generation = now

    # in the app -------------------------------------------------------------------------------------------------------

    def saved(self, new: New) -> None:
        self.typed |= {value: Typed(*place, WAITS) for value, place in new.items()}

    def settle(self, gone: set[str], at_stake: set[str]) -> None:
        """Forget values that somebody in the app wrote over; one may still stand in a copy of the row."""
        assert gone <= at_stake | {""}, f"{gone - at_stake} went with {at_stake}"
        for value in at_stake & self.typed.keys():
            self.typed[value].id = ""
        for value in gone:
            self.typed.pop(value, None)

    def came_back(self, desk: Desk, values: set[str]) -> None:
        """An earlier value is confirmed anew; it may still stand in the file."""
        in_file = {cell for row in rows_of(self.path.read_bytes()) for cell in row}
        for id, row in self.look(desk).items():
            for field in FIELDS:
                if (value := row[field]) in values:
                    self.typed[value] = Typed(id, field, self.generation if value in in_file else WAITS)

    @rule(which=which)
    def writes(self, which: int) -> None:
        self.look(self.desks[which])
        reason = self.desks[which].writes()
        assert not reason or self.is_held, reason
        self.note_generation()

    # in the sheet -----------------------------------------------------------------------------------------------------

    @rule(which=which)
    def opens_the_file(self, which: int) -> None:
        self.copies[which] = Copy(self.path.read_bytes())

    @rule(which=which, pick=pick, field=fields)
    def types(self, which: int, pick: int, field: str) -> None:
        copy = self.copies[which]
        if copy.people:
            copy.types(copy.people[pick % len(copy.people)], field, self.new())

    @rule(which=which)
    def types_a_row(self, which: int) -> None:
        if len(self.copies[which].people) < MOST:
            self.copies[which].adds([self.new() for _ in FIELDS])

    @rule(which=which, pick=pick, field=st.sampled_from([None, *FIELDS]))
    def copies_a_row(self, which: int, pick: int, field: str | None) -> None:
        copy = self.copies[which]
        if copy.people and len(copy.people) < MOST:
            row = list(copy.people[pick % len(copy.people)])
            self.copied.add(row[0])
            copy.grid.append(row)
            if field:
                copy.types(row, field, self.new())

    @rule(which=which, pick=pick)
    def deletes_a_row(self, which: int, pick: int) -> None:
        copy = self.copies[which]
        if len(copy.people) > 2:
            copy.removes(copy.people[pick % len(copy.people)])

    @rule(which=which, field=fields)
    def sorts(self, which: int, field: str) -> None:
        self.copies[which].sorts(field)

    @rule(which=which, is_seen=st.booleans())
    def saves_the_file(self, which: int, is_seen: bool) -> None:
        self.path.write_bytes(self.saves(self.copies[which]))
        if is_seen:
            self.look(self.desks[which])

    def saves(self, copy: Copy) -> bytes:
        """What a copy is saved as. Whatever it had seen and does not hold is gone by a person's will."""
        there = copy.values
        for value in self.unseen - there:
            self.typed.pop(value, None)  # one spreadsheet program saved over another before we saw it
        for value, typed in list(self.typed.items()):
            had_seen = typed.since <= copy.generation or typed.copy == copy.generation or value in copy.opened
            if value in copy.written_over or (value not in there and had_seen):
                del self.typed[value]
            elif value in there and typed.since == WAITS:
                typed.copy = copy.generation  # it stands in a row of theirs too, for all who have that version open
        for value, (id, field) in copy.typed.items():
            self.typed[value] = Typed(id, field, self.generation, copy.generation)
        self.unseen = set(copy.typed)
        copy.typed, copy.written_over = {}, set()
        return copy.saved()

    @rule(is_held=st.booleans())
    def keeps_the_file_open(self, is_held: bool) -> None:
        if is_held != self.is_held:
            self.holder = owner_file(self.path) if is_held else self.holder
            self.holder.__enter__() if is_held else self.holder.__exit__(None, None, None)
            self.is_held = is_held

    # at the worst moment ----------------------------------------------------------------------------------------------

    @precondition(lambda self: not self.is_held)
    @rule(which=which, person=which, pick=pick, field=fields, dies=st.sampled_from(["", "", "after"]))
    def saves_in_the_window(self, which: int, person: int, pick: int, field: str, dies: str) -> None:
        self.edits(which, pick, field, False, False)
        self.look(self.desks[which])
        self.writes_beside(which, self.saves(self.copies[person]), dies)

    @rule(which=which, dies=st.sampled_from(["before", "after"]))
    def is_killed_while_writing(self, which: int, dies: str) -> None:
        self.writes_beside(which, None, dies)

    def writes_beside(self, which: int, saved: bytes | None, dies: str) -> None:
        """Write, with something happening right beside the swap."""
        desk = self.desks[which]
        try:
            with beside_the_next_swap(self.path, saved, dies):
                desk.writes()
        except Died:
            desk.dies()
            desk.start()
        self.look(desk)
        self.note_generation()

    @rule(which=which)
    def is_killed(self, which: int) -> None:
        self.desks[which].dies()
        self.desks[which].start()

    # what must hold ---------------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_lost(self) -> None:
        if self.unseen:
            return
        rows = self.look(self.desks[0])
        parked = {(conflict.id, str(conflict.ours)) for conflict in self.desks[0].store.conflicts()}
        there = {(id, field, row[field]) for id, row in rows.items() for field in FIELDS}
        for value, typed in self.typed.items():
            if typed.id and typed.id not in self.copied:
                assert (typed.id, typed.field, value) in there or (typed.id, value) in parked, (value, typed)
            else:
                found = any((field, cell) == (typed.field, value) for _, field, cell in there)
                assert found or any(cell == value for _, cell in parked), (value, typed)

    @invariant()
    def both_processes_show_the_same(self) -> None:
        if not self.unseen:
            one, other = self.look(self.desks[0]), self.look(self.desks[1])
            assert one == other, unlike(one, other)

    def teardown(self) -> None:
        try:
            self.keeps_the_file_open(False)
            for which in (0, 1, 0):
                self.writes(which)
            self.adds_one(0)
            self.writes(0)  # a write takes new IDs into the file
            self.nothing_is_lost()
            self.nothing_waits()
            self.the_file_is_sound()
            self.the_history_tells_the_workbook()
            Office.ended += 1
        finally:
            self.patched.undo()
            for desk in self.desks:
                desk.store.close()
            shutil.rmtree(self.folder)

    def nothing_waits(self) -> None:
        status = self.desks[0].store.status()
        assert (status.waiting, status.trouble, status.question) == (0, "", None)

    def the_file_is_sound(self) -> None:
        """It opens, shows what the app shows, and an ID stands on two rows only if they are copies to the letter."""
        rows = [row for row in rows_of(self.path.read_bytes())[1:] if row[0]]
        by_id = {row[0]: row for row in rows}
        assert all(by_id[row[0]] == row for row in rows)
        shown = self.desks[0].rows()
        assert by_id.keys() <= shown.keys()
        assert all([shown[id][field] for field in FIELDS] == row[1:4] for id, row in by_id.items())

    def the_history_tells_the_workbook(self) -> None:
        """The first version with every change of the journal is the last version."""
        desk = self.desks[0]
        changes = [change for entry in desk.journal.since("none") if (change := change_of(entry))]
        told = self.first.applied(changes).sheets["Contacts"]
        replayed = {id: {field: str(cell or "") for field, cell in (told.row(id) or {}).items()} for id in told.places}
        assert replayed == desk.rows(), unlike(replayed, desk.rows())
        assert desk.store.verify() == []


@pytest.mark.parametrize(("examples", "steps"), [(15, 25), pytest.param(300, 40, marks=pytest.mark.long)])
def test_whatever_people_and_processes_do_nothing_is_lost(
    examples: int, steps: int, record_testsuite_property: Callable[[str, object], None]
) -> None:
    Office.ended = 0
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
        ),
    )
    record_testsuite_property("rounds asked", examples)
    record_testsuite_property("rounds done", Office.ended)
