"""Moving a workbook, step by step, for the command and the page: what would be, in sentences, and doing it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crm.actions.moving import Move, move
from crm.actions.moving_columns import Lacking, without
from crm.actions.moving_days import as_days, as_texts
from crm.model.cells import NUMBER, TEXT, Cell
from crm.model.changes import AddRow, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.errors import CannotOpen, InvalidInput
from crm.model.schema import Column
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store import target
from crm.store.opening import is_link, open_store
from crm.store.receipt import Receipt
from crm.store.store import Store
from crm.store.target import Needs, Target
from crm.ui.told import count

NOTHING = Lacking()
PATIENCE = 600.0  # seconds that a move waits until every row is in its new place


@dataclass(frozen=True)
class Planned:
    """A move that was not made yet: where to, and what it comes to."""

    to: Target
    move: Move

    @property
    def is_new(self) -> bool:
        """Whether nothing is there yet."""
        return self.to.contents is None

    @property
    def is_anything(self) -> bool:
        """Whether anything is to be written there."""
        return self.is_new or self.move.is_anything or self.to.waiting > 0


@dataclass(frozen=True)
class Moved:
    """A move that was made: what became of its changes, the location where the workbook is from now on, and whether
    everything is there; if not, `waiting` says what stands in its way."""

    receipt: Receipt
    location: str
    history: int
    is_there: bool
    waiting: str

    def sentence(self, name: str) -> str:
        """How far it is, for the name of the new place."""
        if self.is_there:
            return f"Moved to {name}."
        reason = f" {self.waiting}" if self.waiting else ""
        return (
            f"Not all of it is in {name} yet.{reason} The rest is kept on this computer. It goes there when Kith works "
            f"with {name}, or when you move again."
        )


def planned(source: Store, location: str) -> Planned:
    """What moving there would come to; nothing is written. Raises CannotOpen, and InvalidInput("location") where the
    workbook cannot move to."""
    to = target.look(location, source.book_id)
    if to.book_id and to.book_id == source.book_id:
        raise InvalidInput("location", "This is the workbook itself. Name another place to move it to.")
    _require_readable(source)
    found = _compared(source, source.snapshot().contents, to, to.contents)
    if found.others:
        raise InvalidInput(
            "location",
            f"{to.name} holds {count(found.staying, 'row')} of its own, {found.others} among them. A workbook moves "
            "into an empty one, or into one that it was moved to before. Nothing was changed.",
        )
    return Planned(to, found)


def _require_readable(source: Store) -> None:
    """Refuse to move what nobody can be sure of. Raises CannotOpen, InvalidInput."""
    now = source.status()
    if why := now.trouble or (now.question.sentence if now.question else ""):
        raise CannotOpen(f"{now.name} cannot be moved now. {why}")
    sheets = source.snapshot().contents.sheets
    if not any(sheet.rows for sheet in sheets.values()):
        raise InvalidInput("location", f"{now.name} holds nobody and nothing that could move. Nothing was changed.")
    for name, sheet in sheets.items():
        if sheet.rows and "id" not in sheet.columns:
            raise InvalidInput("location", f"The sheet {name} has no column “ID”, so its rows cannot be moved.")


def _compared(source: Store, seen: Contents, to: Target, there: Contents | None, added: Lacking = NOTHING) -> Move:
    """What makes the target, with this in it now, hold what was seen in the source; `added` was just added there, and
    is blank as yet."""
    agreed = to.agreed if to.contents is not None and source.agreed(to.book_id) else None
    agreed = without(agreed, added) if agreed else None
    return move(_as_held(seen, source, to), there, agreed, f"Moved here from {source.status().name}")


def _as_held(seen: Contents, source: Store, to: Target) -> Contents:
    """What is to move, as the target can hold it."""
    if to.is_at_google:
        return as_texts(seen)
    return as_days(seen) if is_link(source.location) else seen


def carried_out(source: Store, plan: Planned) -> Moved:
    """Move: make the target ready, then save there what it lacks. What became different since the plan was made is
    taken as it is now. Raises CannotOpen, InvalidInput, NotSaved, OSError."""
    what = source.taken()
    seen, to = what.seen, plan.to
    lacked = _compared(source, seen.contents, to, to.contents).lacking
    target.make_ready(to, seen, _needs(seen, lacked))
    store = open_store(to.location, actor=source.actor)
    try:
        found = _compared(source, seen.contents, to, store.snapshot().contents, lacked)
        receipt, history = store.take_over(source, what, found.changes)
        is_there = _waited(store)
        receipt = store.receipt(receipt.batch) if found.changes else receipt
        return Moved(receipt, store.location, history, is_there, store.status().reason)
    finally:
        store.close()


def _waited(store: Store) -> bool:
    """Whether everything is in the workbook, after some patience; more of it where there are only many rows."""
    return store.flush(PATIENCE / 20) or (not store.status().reason and store.flush(PATIENCE))


def _needs(seen: Snapshot, lacked: Lacking) -> Needs:
    """The columns that are to be added, each of the kind that its cells are of."""
    kinds = {name: {column.field: column for column in seen.columns(name)} for name in lacked.columns}
    columns = {
        name: [replace(kinds[name][field], required=False) for field in fields]
        for name, fields in lacked.columns.items()
    }
    return Needs(columns, lacked.sheets, [_list(heading, seen.contents.lists[heading]) for heading in lacked.lists])


def _list(heading: str, cells: Sequence[Cell]) -> Column:
    is_number = any(isinstance(cell, int | float) for cell in cells)
    return Column(f"own:{heading}", heading, NUMBER if is_number else TEXT)


# in sentences ---------------------------------------------------------------------------------------------------------


def told(plan: Planned, seen: Snapshot) -> list[str]:
    """What a move would do, in lines."""
    return [*_rows(plan.move), *_besides(plan), *_left(plan, seen)]


def _rows(found: Move) -> Iterator[str]:
    for name in SHEETS:
        parts = [
            f"{number:,} to {word}"
            for kind, word in ((AddRow, "add"), (UpdateRow, "change"), (RemoveRow, "remove"))
            if (number := found.count(name, kind))
        ]
        if parts:
            yield f"{name}: {', '.join(parts)}"


def _besides(plan: Planned) -> Iterator[str]:
    if plan.is_new:
        if plan.to.is_at_google:
            yield f"{plan.to.name} has no sheets of Kith's yet: they are made, with your settings and lists."
        else:
            yield f"{plan.to.name} is made, with your settings and lists."
    elif plan.move.besides:
        yield f"Settings and lists: {count(plan.move.besides, 'change')}"
    lacking = plan.move.lacking
    if lacking.sheets and not plan.is_new:
        yield f"Sheets to add: {', '.join(lacking.sheets)}"
    for name, fields in lacking.columns.items():
        yield f"Columns to add in {name}: {', '.join(SHEETS[name].column(field).heading for field in fields)}"
    if lacking.lists:
        yield f"Columns to add in Lists: {', '.join(lacking.lists)}"
    if plan.to.waiting:
        yield f"Waiting on this computer to go into {plan.to.name}: {count(plan.to.waiting, 'change')}"
    if not plan.is_anything:
        yield f"Nothing to move: {plan.to.name} holds all of it already."
    elif plan.is_new or plan.move.is_anything:
        yield "Everybody keeps their ID, and the history goes along."


def _left(plan: Planned, seen: Snapshot) -> Iterator[str]:
    found, formulas = plan.move, sum(len(sheet.formulas) for sheet in seen.contents.sheets.values())
    if formulas:
        yield f"{count(formulas, 'formula')} of yours: the values go along, the formulas stay behind."
    same = sum(len(sheet.rows) - len(sheet.places) for sheet in seen.contents.sheets.values())
    if same:
        yield f"{count(same, 'row')} with the ID of another row: only the first of them goes along."
    if totals := sum(len(sheet.left_out) for sheet in seen.contents.sheets.values()):
        yield f"{count(totals, 'line')} of totals: left behind."
    if seen.contents.other_tabs:
        yield f"Other sheets stay behind: {', '.join(seen.contents.other_tabs)}."
    there = plan.to.contents.settings if plan.to.contents else seen.contents.settings
    if own := sum(name not in SETTINGS and name not in there for name in seen.contents.settings):
        yield f"{count(own, 'row')} of your own in Settings: left behind."
    if found.disputed:
        yield (
            f"{count(found.disputed, 'cell')} changed here and in {plan.to.name}: the cell there stays, and History "
            "asks which one it should be."
        )
    if found.staying:
        yield f"{count(found.staying, 'row')} that only {plan.to.name} has: left as they are."
    if found.gone:
        yield f"{count(found.gone, 'row')} that somebody removed from {plan.to.name}: not added again."
