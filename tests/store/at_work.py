"""What people do in the app, as rules of a state machine; the same on a file and on a spreadsheet at Google."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.errors import NoSuchRow
from crm.store import showing
from crm.store.overview import Figures, cells
from crm.store.receipt import Conflict
from crm.store.record import Record
from crm.store.store import Store
from crm.store.writer import Writer
from crm.store.writing import write_pending

FIELDS = ("name", "city", "phone")
MOST = 9  # rows: few enough that no accident is suspected
NOWHERE = ("", "")

Row = dict[str, str]
New = Mapping[str, tuple[str, str]]
"""Values that nobody typed before, each with its place: the ID of a row and a field."""

which = st.integers(0, 1)
pick = st.integers(0, 11)
fields = st.sampled_from(FIELDS)


class Died(BaseException):
    """The process was killed at this place."""


class ByHand(Writer):
    """A writer whose thread never starts: the machine says when it writes."""

    def wake(self) -> None:
        self._record.changed.notify_all()


class AnyDesk:
    """One process of Kith, whatever its workbook is."""

    record: Record
    store: Store

    def contents(self) -> Contents:
        """What its pages show."""
        return self.store.snapshot().contents

    def rows(self) -> dict[str, Row]:
        """The people on its page, by ID."""
        sheet = self.contents().sheets["Contacts"]
        return {id: {field: str(cell or "") for field, cell in (sheet.row(id) or {}).items()} for id in sheet.places}

    def writes(self) -> str:
        """Write what waits, or say why it must wait."""
        self.store.snapshot()
        with self.record.at_record:
            return write_pending(self.record)


class AtWork(RuleBasedStateMachine):
    """Two people in the app. A machine says what they see, and keeps its own books of what may be gone."""

    desks: Sequence[AnyDesk]

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1)
        self.forms: list[dict[str, Row]] = [{}, {}]

    def new(self) -> str:
        """A value that nobody typed before, and no slip of another: a name like one that was there may be that one,
        corrected."""
        number = next(self.numbers)
        return f"v{number} {''.join(chr(0x4E00 + 6 * number + place) for place in range(6))}"

    # what a machine says ----------------------------------------------------------------------------------------------

    def look(self, desk: AnyDesk) -> dict[str, Row]:
        """What a process shows."""
        raise NotImplementedError

    def held(self, desk: AnyDesk) -> set[str]:
        """Every value that is shown, or waits to be chosen."""
        raise NotImplementedError

    def saved(self, new: New) -> None:
        """These values were confirmed."""
        raise NotImplementedError

    def settle(self, gone: set[str], at_stake: set[str]) -> None:
        """Somebody in the app wrote over what was at stake, and these values are gone."""
        raise NotImplementedError

    def came_back(self, desk: AnyDesk, values: set[str]) -> None:
        """Earlier values, or other ones, were confirmed in the place of what was chosen or taken back."""
        raise NotImplementedError

    def writes(self, which: int) -> None:
        """A process writes what waits."""
        raise NotImplementedError

    def may_write(self, id: str, values: Mapping[str, object]) -> None:
        """The app was asked to write this."""

    # rules ------------------------------------------------------------------------------------------------------------

    def done(self, desk: AnyDesk, change: Change, at_stake: set[str], new: New) -> None:
        """Save a change in the app. Nothing but what is at stake may go."""
        before = self.held(desk)
        if desk.store.status().question is None:
            assert desk.store.save(ChangeSet("a change", (change,))).confirmed
            self.saved(new)
            self.settle(before - self.held(desk), at_stake)

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
            self.may_write(id, {field: value})
            change = UpdateRow("Contacts", id, {field: value}, {field: seen or None})
            self.done(desk, change, {seen}, {value: (id, field)})
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
        self.may_write(id, values)
        new = {value: (id, field) for field, value in values.items()}
        self.done(self.desks[which], AddRow("Contacts", id, dict(values)), set(), new)

    @rule(which=which, pick=pick, writes=st.booleans())
    def removes(self, which: int, pick: int, writes: bool) -> None:
        desk = self.desks[which]
        rows = self.look(desk)
        if len(rows) > 2:
            id = sorted(rows)[pick % len(rows)]
            seen = {field: cell or None for field, cell in rows[id].items() if field != "id"}
            self.may_write(id, dict.fromkeys(FIELDS))
            self.done(desk, RemoveRow("Contacts", id, seen), set(rows[id].values()), {})
            if writes:
                self.writes(which)

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
                self.may_write(step.id, {step.field: step.before} if step.field else dict.fromkeys(FIELDS))
            with suppress(NoSuchRow):  # it was overtaken or decided: nothing of it is left to take back
                desk.store.undo(batch.batch)
            self._settled(desk, before, at_stake)

    @rule(which=which, day=st.integers(1, 9))
    def figures_are_made(self, which: int, day: int) -> None:
        """Those of a day, for the sheet Overview: they go in beside what people save, or alone, or not at all."""
        made = Figures(dt.date(2026, 11, day), [(f"of day {day}", None, day, "")])
        showing.show(self.desks[which].record, cells(made), is_pressed=False)

    @rule(which=which, pick=pick, choice=st.sampled_from(["mine", "theirs", "other"]))
    def chooses(self, which: int, pick: int, choice: str) -> None:
        desk = self.desks[which]
        rows, before = self.look(desk), self.held(desk)
        conflicts = desk.store.conflicts()
        if conflicts and desk.store.status().question is None:
            conflict = conflicts[pick % len(conflicts)]
            at_stake = {str(conflict.ours), str(conflict.theirs)} | _whole_row(conflict, rows)
            value = self.new() if choice == "other" else None
            self.may_write(conflict.id, {conflict.field: value} if conflict.field else dict.fromkeys(FIELDS))
            desk.store.decide(conflict.seq, choice, value)  # type: ignore[arg-type]
            self._settled(desk, before, at_stake)

    def _settled(self, desk: AnyDesk, before: set[str], at_stake: set[str]) -> None:
        now = self.held(desk)
        self.settle(before - now, at_stake)
        self.came_back(desk, now - before)


def _whole_row(conflict: Conflict, rows: Mapping[str, Row]) -> set[str]:
    return set() if conflict.field else set(rows.get(conflict.id, {}).values())


def unlike(one: dict[str, Row], other: dict[str, Row]) -> dict[str, tuple[Row | None, Row | None]]:
    """The rows that differ."""
    return {id: (one.get(id), other.get(id)) for id in one.keys() | other.keys() if one.get(id) != other.get(id)}


def in_memory() -> str | None:
    """A folder in memory where there is one: a machine asks for order, not for the disk."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
