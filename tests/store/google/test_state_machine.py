"""Two Kiths on one spreadsheet, somebody who works in it, a bad connection, crashes: whatever comes after what.

Every value that is typed is typed once in the world, so that it can be told where it went. A value may be gone only
when somebody who had seen it wrote something else: in the app, the person whose form showed it; in the sheet, whoever
is there, since what they see is what there is. All else must stand in the sheet, or wait to be chosen.
"""

import itertools
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crm.model import ids
from crm.model.changes import AddRow, AddToList, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.errors import NoSuchRow
from crm.store import writer
from crm.store.entries import change_of
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.invariants import astray
from tests.sheets_emulator.witness import Change as Seen
from tests.sheets_emulator.witness import Witness
from tests.store.google.at_google import ID, Clock
from tests.store.google.conftest import SETTINGS
from tests.store.google.desks import MOST, Colleague, Desk, Died, field_of, first_version
from tests.store.office import FIELDS, Row
from tests.store.test_state_machine import _memory, _whole_row, unlike

ACTS = (
    *("edit", "clear", "type_row", "delete_row", "insert_row", "sort", "sort_part", "cut_row", "copy_row"),
    *("copy_and_edit", "insert_column", "move_column", "rename_heading", "empty_id", "change_id", "duplicate_tab"),
)
FAULTS = (
    *("429", "500", "503", "reset_before", "500_after", "503_after", "reset_after", "cut_after"),
    *("broken_json_after", "html_502_after"),
)
AWHILE = 100.0  # seconds after which Google is asked again, whatever happened

which = st.integers(0, 1)
pick = st.integers(0, 11)
fields = st.sampled_from(FIELDS)
acts = st.sampled_from(ACTS)
seeds = st.integers(0, 999)
after = st.integers(1, 9)


class Team(RuleBasedStateMachine):
    """The rules are what people, processes and Google do; `ended` counts those days at whose end all was well."""

    switches: ClassVar[Mapping[str, object]] = {}
    ended: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.patched = pytest.MonkeyPatch()
        self.patched.setattr(ids, "secrets", random.Random(0))  # so that a failure can be run again
        self.patched.setattr(writer, "RETRY_SECONDS", 0.0)
        self.folder = Path(tempfile.mkdtemp(prefix="kith-team-", dir=_memory()))
        self.clock, self.emulator = Clock(), SheetsEmulator(**self.switches)  # type: ignore[arg-type]
        self.emulator.__enter__()
        self.emulator.spreadsheet("Team", ID)
        self.emulator.world.files[ID].book = first_version(tuple(self.switches.items())).copy()
        self.desks = [Desk(self.emulator, self.clock, self.folder, name) for name in ("Ann", "Ben")]
        self.forms = [desk.rows() for desk in self.desks]
        self.numbers = itertools.count(1)
        self.colleague = Colleague(self.emulator.person, random.Random(0), "Contacts", new=self.new)
        self.witness = self.emulator.witness("ID")
        self.due: set[str] = set()  # values that somebody typed, and that nobody wrote over or cleared
        self.faint: set[str] = set()  # of these, the ones that need only be told of in the history
        self.asked: set[tuple[object, object, object]] = set()  # row, heading, value: whatever stood or was to stand
        self.copied: set[object] = set()  # values that a person put into several rows
        self.is_away, self.choice = False, "take"
        self.note_what_stands()

    def new(self) -> str:
        """A value that nobody typed before, and no slip of another: a name like one that was there may be that one,
        corrected."""
        number = next(self.numbers)
        return f"v{number} {''.join(chr(0x4E00 + 6 * number + place) for place in range(6))}"

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

    # in the app -------------------------------------------------------------------------------------------------------

    def done(self, desk: Desk, change: Change, at_stake: set[str], new: set[str]) -> None:
        """Save a change in the app. Nothing but what is at stake may go."""
        before = self.held(desk)
        if desk.store.status().question is not None:
            return
        assert desk.store.save(ChangeSet("a change", (change,))).confirmed
        self.due |= new
        self.settle(before - self.held(desk), at_stake)

    def settle(self, gone: set[str], at_stake: set[str]) -> None:
        """Forget values that somebody in the app wrote over."""
        assert gone <= at_stake | {""}, f"{gone - at_stake} went with {at_stake}"
        self.due -= at_stake

    def asks(self, id: str, values: Mapping[str, object]) -> None:
        """The app may write this."""
        self.asked |= {(key, field, value or None) for field, value in values.items() for key in (id, None)}

    @rule(which=which)
    def opens_a_form(self, which: int) -> None:
        self.forms[which] = self.look(self.desks[which])

    @rule(which=which, pick=pick, field=fields, is_old=st.booleans(), writes=st.booleans())
    def edits(self, which: int, pick: int, field: str, is_old: bool, writes: bool) -> None:
        desk = self.desks[which]
        rows = self.forms[which] if is_old else self.look(desk)
        if rows:
            id = sorted(rows)[pick % len(rows)]
            seen, value = rows[id].get(field, ""), self.new()
            self.asks(id, {field: value})
            self.done(desk, UpdateRow("Contacts", id, {field: value}, {field: seen or None}), {seen}, {value})
            if writes:
                self.writes(which)

    @rule(which=which, writes=st.booleans())
    def adds(self, which: int, writes: bool) -> None:
        if len(self.look(self.desks[which])) < MOST:
            self.adds_one(which)
            if writes:
                self.writes(which)

    def adds_one(self, which: int) -> None:
        """Add a person in the app."""
        values, id = {field: self.new() for field in FIELDS}, f"C-B{next(self.numbers):04}A"
        self.asks(id, values)
        self.done(self.desks[which], AddRow("Contacts", id, dict(values)), set(), set(values.values()))

    @rule(which=which, pick=pick, writes=st.booleans())
    def removes(self, which: int, pick: int, writes: bool) -> None:
        desk = self.desks[which]
        rows = self.look(desk)
        if len(rows) > 2:
            id = sorted(rows)[pick % len(rows)]
            seen = {field: cell or None for field, cell in rows[id].items() if field != "id"}
            self.asks(id, dict.fromkeys(FIELDS))
            self.done(desk, RemoveRow("Contacts", id, seen), set(rows[id].values()), set())
            if writes:
                self.writes(which)

    @rule(which=which)
    def adds_a_word(self, which: int) -> None:
        word = self.new()
        self.done(self.desks[which], AddToList("Tags", word), set(), {word})

    @rule(which=which, pick=pick)
    def undoes(self, which: int, pick: int) -> None:
        desk = self.desks[which]
        rows, before = self.look(desk), self.held(desk)
        batches = [batch for batch in desk.store.history(limit=6) if not batch.undone]
        if batches and desk.store.status().question is None:
            batch = batches[pick % len(batches)]
            at_stake = {cell for step in batch.steps for cell in rows.get(step.id, {}).values()}
            at_stake |= {str(step.after) for step in batch.steps}
            for step in batch.steps:
                self.asks(step.id, {step.field: step.before} if step.field else dict.fromkeys(FIELDS))
            with suppress(NoSuchRow):  # it was overtaken or decided: nothing of it is left to take back
                desk.store.undo(batch.batch)
            self.came_back(desk, before, at_stake)

    def came_back(self, desk: Desk, before: set[str], at_stake: set[str]) -> None:
        """Earlier values may be confirmed anew."""
        now = self.held(desk)
        self.settle(before - now, at_stake)
        self.due |= {value for value in now - before if value.startswith("v")}

    @rule(which=which, pick=pick, choice=st.sampled_from(["mine", "theirs", "other"]))
    def chooses(self, which: int, pick: int, choice: str) -> None:
        desk = self.desks[which]
        rows, before = self.look(desk), self.held(desk)
        conflicts = desk.store.conflicts()
        if conflicts and desk.store.status().question is None:
            conflict = conflicts[pick % len(conflicts)]
            at_stake = {str(conflict.ours), str(conflict.theirs)} | _whole_row(conflict, rows)
            value = self.new() if choice == "other" else None
            self.asks(conflict.id, {conflict.field: value} if conflict.field else dict.fromkeys(FIELDS))
            desk.store.decide(conflict.seq, choice, value)  # type: ignore[arg-type]
            self.came_back(desk, before, at_stake)

    @rule(which=which)
    def writes(self, which: int) -> None:
        self.look(self.desks[which])
        reason = self.desks[which].writes()
        assert not reason or self.is_away or self.desks[which].store.question(), reason

    # in the sheet -----------------------------------------------------------------------------------------------------

    @rule(act=acts, seed=seeds)
    def somebody(self, act: str, seed: int) -> None:
        """What they see is there; what is not there after it, they took away."""
        before = self.in_sheet()
        self.note_what_stands()
        self.colleague.does(act, seed)
        now = self.in_sheet()
        self.due -= before - now
        new = {value for value in now - before if value.startswith("v") and value in str(self.grid())}
        self.due |= new
        self.note_what_stands()

    @rule(choice=st.sampled_from(["take", "back"]))
    def the_owner_will_say(self, choice: str) -> None:
        self.choice = choice

    # at the worst moment ----------------------------------------------------------------------------------------------

    @rule(which=which, act=acts, seed=seeds, after=after, pick=pick, field=fields)
    def somebody_in_the_window(self, which: int, act: str, seed: int, after: int, pick: int, field: str) -> None:
        """Between two calls of a write."""
        self.edits(which, pick, field, False, False)
        overwritten = self.writes_beside(which, after, lambda: self.somebody(act, seed))
        self.due -= overwritten

    @rule(which=which, after=after, pick=pick, field=fields)
    def the_other_writes_in_the_window(self, which: int, after: int, pick: int, field: str) -> None:
        self.edits(which, pick, field, False, False)
        self.edits(1 - which, pick + after % 2, field, False, False)
        self.faint |= self.writes_beside(which, after, self.desks[1 - which].writes)

    def writes_beside(self, which: int, after: int, act: Callable[[], object]) -> set[str]:
        """Write, with something happening between two calls.

        Returns what was put at that moment into the very cells that were being written, and so written over: Google has
        nothing that could stop it. Where a copy of the row is made in the same call, that is put right.
        """
        desk, put = self.desks[which], set[str]()

        def meanwhile() -> None:
            before = self.in_sheet()
            act()
            put.update(self.in_sheet() - before)

        self.look(desk)
        with desk.interrupted(after, meanwhile):
            desk.writes()
        over = {str(each.before) for each in self.witness.of("robot") if each.after is not None}
        return put & over if desk.book.mode != "pre-image" else set()

    @rule(which=which, what=st.sampled_from(FAULTS), nth=after, kind=st.sampled_from(["read", "write"]))
    def google_fails_while_it_writes(self, which: int, what: str, nth: int, kind: str) -> None:
        self.look(self.desks[which])
        fault = self.emulator.faults.add(what, kind=kind, nth=1 + nth % (2 if kind == "write" else 6), times=1)
        self.desks[which].writes()
        self.emulator.faults.remove(fault)
        self.time_passes()

    @rule(which=which, after=after)
    def is_killed_while_it_writes(self, which: int, after: int) -> None:
        def dies() -> None:
            raise Died

        self.look(self.desks[which])
        try:
            with self.desks[which].interrupted(after, dies):
                self.desks[which].writes()
        except Died:
            self.desks[which].dies()
            self.desks[which].start()

    @rule(which=which)
    def is_killed(self, which: int) -> None:
        self.desks[which].dies()
        self.desks[which].start()

    @rule(which=which)
    def is_closed_and_opened(self, which: int) -> None:
        self.look(self.desks[which])
        self.desks[which].store.close()
        self.desks[which].start()

    @rule(is_away=st.booleans())
    def google_is_away(self, is_away: bool) -> None:
        if self.is_away and not is_away:
            self.emulator.faults.clear()
            self.time_passes()
        if is_away and not self.is_away:
            self.emulator.faults.add("503")
        self.is_away = is_away

    @rule()
    def time_passes(self) -> None:
        self.clock.now += AWHILE

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
        counts = Counter(row[name] for row in self.grid() for name in ("id", *FIELDS) if row.get(name))
        twice = {value for value, count in counts.items() if count > 1} - self.copied
        assert not twice, (twice, self.grid())

    def teardown(self) -> None:
        try:
            self.google_is_away(False)
            self.time_passes()
            for which in (0, 1, 0, 1):
                self.writes(which)
            self.adds_one(0)
            self.writes(0)  # a write takes new IDs into the sheet, and back into it
            self.nothing_is_lost()
            self.nothing_waits()
            self.no_cell_was_changed_that_nobody_asked_for()
            self.the_sheet_is_what_they_show()
            self.the_history_tells_the_sheet()
            type(self).ended += 1
        finally:
            self.patched.undo()
            with ExitStack() as stack:
                stack.callback(shutil.rmtree, self.folder)
                stack.callback(self.emulator.__exit__, None, None, None)
                for desk in self.desks:
                    stack.callback(desk.store.close)

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
        wrong = [each for each in astray(told, self.asked) if each.key not in self.copied]
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


@pytest.mark.parametrize(("examples", "steps"), [(6, 25), pytest.param(100, 30, marks=pytest.mark.long)])
@pytest.mark.parametrize("switches", SETTINGS.values(), ids=SETTINGS.keys())
def test_whatever_people_google_and_two_kiths_do_nothing_is_lost(
    examples: int, steps: int, switches: dict[str, object], record_testsuite_property: Callable[[str, object], None]
) -> None:
    machine = type("Team", (Team,), {"switches": switches, "ended": 0})
    run_state_machine_as_test(
        machine,
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
    record_testsuite_property("days asked", examples)
    record_testsuite_property("days done", machine.ended)
