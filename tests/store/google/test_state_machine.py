"""Two Kiths on one spreadsheet, somebody who works in it, a bad connection, crashes: whatever comes after what, nothing
is lost, nobody is there twice, and no cell is changed that nobody asked for; see day.py.
"""

import shutil
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from crm.model.changes import AddToList
from tests.store.at_work import NOWHERE, Died, fields, pick, which
from tests.store.google.conftest import SETTINGS
from tests.store.google.day import Day

ACTS = (
    *("edit", "clear", "type_row", "delete_row", "insert_row", "sort", "sort_part", "cut_row", "copy_row"),
    *("copy_and_edit", "insert_column", "move_column", "rename_heading", "empty_id", "change_id", "duplicate_tab"),
)
FAULTS = (
    *("429", "500", "503", "reset_before", "500_after", "503_after", "reset_after", "cut_after"),
    *("broken_json_after", "html_502_after"),
)
AWHILE = 100.0  # seconds after which Google is asked again, whatever happened

acts = st.sampled_from(ACTS)
seeds = st.integers(0, 999)
after = st.integers(1, 9)


class Team(Day):
    """The rules are what people, processes and Google do; `ended` counts those days at whose end all was well."""

    # in the app -------------------------------------------------------------------------------------------------------

    @rule(which=which)
    def adds_a_word(self, which: int) -> None:
        word = self.new()
        self.done(self.desks[which], AddToList("Tags", word), set(), {word: NOWHERE})

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
    record_testsuite_property("rounds asked", examples)
    record_testsuite_property("rounds done", machine.ended)
