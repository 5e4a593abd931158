"""Looking back: what was changed by whom, taking it back, and choosing between two values."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.errors import NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store import journal as states
from crm.store.confirming import compare
from crm.store.entries import LISTS, SETTINGS, change_of
from crm.store.journal import Entry, Journal, load
from crm.store.receipt import Actor, Batch, Conflict, Noted, Receipt, Removed, Step
from crm.store.record import Record
from crm.store.view import View, is_stamp

STEPS = 500  # of a batch, at most: nobody reads more
KEPT_DAYS = 90  # how long a removed row is offered to be brought back
_HAPPENED = (states.PENDING, states.IN_WORKBOOK)


def history(journal: Journal, limit: int, **only: str) -> list[Batch]:
    """The latest batches, newest first, each with its steps."""
    found = []
    for batch, summary, actor, at, undone in journal.batches(limit, **only):
        entries = [entry for entry in journal.of_batch(batch, STEPS) if not _is_stamp(entry)]
        found.append(Batch(batch, summary, actor, at, _state(entries), undone, tuple(map(_step, entries))))
    return found


def changes_of(journal: Journal, ids: Iterable[str]) -> list[Noted]:
    """All that happened to some rows, the oldest first."""
    entries = (entry for entry in journal.of_rows(ids) if entry.state in _HAPPENED and not _is_stamp(entry))
    return [Noted(entry.at, entry.actor, _step(entry)) for entry in entries]


# undo -----------------------------------------------------------------------------------------------------------------


def undo(record: Record, batches: Sequence[str], actor: Actor) -> Receipt:
    """Take batches back, the latest first. Raises NoSuchRow where nothing is left of them, or another goes first."""
    journal = record.journal
    entries = [entry for batch in batches for entry in journal.of_batch(batch)]
    back = _back(entries)
    values = {(entry.sheet, entry.row_id, entry.column): load(entry.after)[0].get(entry.column) for entry in entries}
    seqs = {entry.seq for entry in entries}
    disputed = [each.seq for each in journal.conflicts() if each.seq in seqs or _is_of(values, each)]
    told = [told for batch in batches if (told := journal.summary(batch))]
    if not told or not (back or disputed):
        raise NoSuchRow("There is nothing of this left to take back.")
    back = _as_things_stand(entries, back, record.snapshot())
    receipt = record.save(ChangeSet(_words(told), tuple(back)), actor, undoes=tuple(batches))
    for seq in disputed:
        journal.settle(seq, "theirs")
    return receipt


def _as_things_stand(entries: Iterable[Entry], back: Sequence[Change], snapshot: Snapshot) -> list[Change]:
    """What takes entries back, now that other things may have been saved since. Raises NoSuchRow."""
    _refuse_under_another_merge(entries, back, snapshot)
    return list(_with_a_place(back, snapshot.contents))


def _refuse_under_another_merge(entries: Iterable[Entry], back: Iterable[Change], snapshot: Snapshot) -> None:
    """Raises NoSuchRow where the one that a merge left was merged into somebody else since.

    What belonged to the two lies with a third by then, and could not be told apart: that merge is undone first.
    """
    returning = {change.id for change in back if isinstance(change, AddRow)}
    stayed = {entry.row_id for entry in entries if (entry.sheet, entry.column) == ("Contacts", "merged_ids")}
    if any(snapshot.people.ids.get(id, id) != id for id in stayed - returning):
        raise NoSuchRow("This contact was merged again since. Undo that later merge first: it stands above this one.")


def _with_a_place(changes: Iterable[Change], contents: Contents) -> Iterator[Change]:
    """The changes without the cells of columns and sheets that are not there any more, and without blank cells of rows
    that are gone: nothing of them is left to be emptied."""
    added = set[tuple[str, str]]()
    for change in changes:
        if isinstance(change, AddRow | UpdateRow):
            sheet = contents.sheets.get(change.sheet)
            values = {name: cell for name, cell in change.values.items() if sheet and name in sheet.columns}
            if isinstance(change, AddRow):
                added.add((change.sheet, change.id))
            elif sheet and change.id not in sheet.places and (change.sheet, change.id) not in added:
                values = {name: cell for name, cell in values.items() if cell not in (None, "")}
            if sheet and (values or isinstance(change, AddRow)):
                yield replace(change, values=values)
        else:
            yield change


def _is_of(values: Mapping[tuple[str, str, str], Cell], conflict: Conflict) -> bool:
    """Whether what waits to be chosen is a value of the batch, that an older copy did not hold."""
    place = (conflict.sheet, conflict.id, conflict.field)
    return bool(conflict.field) and place in values and same(values[place], conflict.ours)


def kept(record: Record, batches: Sequence[str], actor: Actor) -> list[Conflict]:
    """The cells that an undo would leave alone; none where it would be refused."""
    entries, snapshot = [entry for batch in batches for entry in record.journal.of_batch(batch)], record.snapshot()
    try:
        back = _as_things_stand(entries, _back(entries), snapshot)
    except NoSuchRow:
        return []
    found = compare(back, View(snapshot.contents), actor.name, dt.datetime.now())
    conflicts = []
    for number, theirs in found.disputed.items():
        draft = found.rows[number]
        before, after = load(draft.before)[0], load(draft.after)[0]
        cells = before.get(draft.column), theirs, after.get(draft.column)
        conflicts.append(Conflict(draft.sheet, draft.row_id, draft.column, *cells, actor=actor.name))
    return conflicts


def _back(entries: Iterable[Entry]) -> list[Change]:
    """What takes entries back, the last first; a cell that was changed several times goes back to its first."""
    happened = [entry for entry in entries if entry.state in _HAPPENED and not _is_stamp(entry)]
    happened.sort(key=lambda entry: entry.seq, reverse=True)
    back = [change.inverse() for entry in happened if (change := change_of(entry))]
    return [change for change in back if not (isinstance(change, UpdateRow) and not change.values)]


def _words(told: Sequence[tuple[str, str]]) -> str:
    if len(told) > 1:
        return f"Undone: {len(told)} changes"
    ((summary, _),) = told
    is_undo = summary.startswith("Undone: ")
    return f"{'Redone' if is_undo else 'Undone'}: {summary.removeprefix('Undone: ').removeprefix('Redone: ')}"


# two values -----------------------------------------------------------------------------------------------------------


def decide(
    record: Record, seq: int, choice: Literal["theirs", "mine", "other"], value: Cell, actor: Actor
) -> Receipt | None:
    """Settle a conflict: the sheet keeps its own, or ours is written over it, or something else."""
    found = next((conflict for conflict in record.journal.conflicts() if conflict.seq == seq), None)
    if found is None:
        raise NoSuchRow("This was decided already.")
    entry = record.journal.entry(seq)
    change = change_of(entry) if entry else None
    receipt = None
    if change is not None and (again := _chosen(change, found, choice, value)) is not None:
        words = {"mine": "Ours instead of the sheet's", "other": "Decided anew"}.get(choice, "The sheet's way")
        receipt = record.save(ChangeSet(words, (again,)), actor)
    record.journal.settle(seq, choice)
    return receipt


def _chosen(change: Change, found: Conflict, choice: str, value: Cell) -> Change | None:
    """What is to be written for a choice, made in the knowledge of what the sheet holds; None when all is well."""
    if isinstance(change, UpdateRow) and choice != "theirs":
        cells = change.values if choice == "mine" else {found.field: value}
        return UpdateRow(change.sheet, change.id, cells, dict.fromkeys(cells, found.theirs))
    if isinstance(change, SetSetting | SetBeside) and choice != "theirs":
        return replace(change, value=change.value if choice == "mine" else value, expected=found.theirs)
    if isinstance(change, RemoveRow) and choice == "mine":
        return RemoveRow(change.sheet, change.id)
    if isinstance(change, AddRow) and choice == "theirs":
        return RemoveRow(change.sheet, change.id)  # they had removed it; it was kept until somebody chose
    return None


# removed rows ---------------------------------------------------------------------------------------------------------


def removed(journal: Journal, snapshot: Snapshot) -> list[Removed]:
    """Rows that were removed not long ago and are not back, the latest first."""
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=KEPT_DAYS)
    found = []
    for sheet, id, before, at, actor, batch in journal.removed(since):
        there = snapshot.contents.sheets.get(sheet)
        if there is not None and id not in there.places:
            cells = load(before)[0]
            name = written(cells.get("name") or cells.get("contact")) or id
            found.append(Removed(sheet, id, name, at, actor, batch, cells))
    return found


# ----------------------------------------------------------------------------------------------------------------------


def _is_stamp(entry: Entry) -> bool:
    return bool(entry.column) and entry.sheet not in (SETTINGS, LISTS) and is_stamp(entry.sheet, entry.column)


def _state(entries: list[Entry]) -> str:
    found = {entry.state for entry in entries}
    return next((state for state in (states.CONFLICT, states.PENDING) if state in found), states.IN_WORKBOOK)


def _step(entry: Entry) -> Step:
    before, after = load(entry.before)[0], load(entry.after)[0]
    name = entry.column or ("" if entry.sheet == LISTS else _naming(before or after))
    return Step(entry.sheet, entry.row_id, entry.column, entry.op, before.get(name), after.get(name), entry.state)


def _naming(cells: Mapping[str, Cell]) -> str:
    """The field that says best what a row is."""
    return next((name for name in ("name", "contact", "what", "title") if cells.get(name)), "name")
