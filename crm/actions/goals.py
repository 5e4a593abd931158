"""Aims of the team and of each of its people: set, changed, taken away."""

from collections.abc import Mapping

from crm.actions.rows import existing, updated
from crm.actions.values import cells_from
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, ChangeSet, RemoveRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot

ASKED = {
    "measure": "What is measured? Choose one.",
    "target": "Which number is to be reached?",
    "period": "In which time: a month, a quarter or a year?",
}
"""What the form insists on, with the sentence where it is missing."""


def add_goal(snapshot: Snapshot, given: Given) -> ChangeSet:
    """A new aim: `measure`, `target`, `period`, and `who` it is of (nobody: the team).

    Raises InvalidInput when one of the first three is missing, or for a target that the measure cannot reach.
    """
    entry = Entry.of(given)
    cells = cells_from(snapshot, "Goals", entry.values)
    _check(cells)
    row = AddRow("Goals", snapshot.draw_id("Goals"), {field: cell for field, cell in cells.items() if cell is not None})
    return ChangeSet(f"Goal: {_told(cells)}", (row,), entry.batch)


def edit_goal(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Other values for some fields of an aim. Raises NoSuchRow, or InvalidInput as for a new one."""
    entry, row = Entry.of(given), existing(snapshot, "Goals", id)
    cells = cells_from(snapshot, "Goals", entry.values)
    _check({**row, **cells})
    change = updated("Goals", id, {**row, **entry.expected}, cells)
    if change is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    return ChangeSet(f"Goal: {_told({**row, **cells})}", (change,), entry.batch)


def remove_goal(snapshot: Snapshot, id: str) -> ChangeSet:
    """The row of an aim emptied."""
    row = existing(snapshot, "Goals", id)
    return ChangeSet(f"Removed the goal {_told(row)}", (RemoveRow("Goals", id, row),))


def _check(cells: Mapping[str, Cell]) -> None:
    for field, sentence in ASKED.items():
        if cells.get(field) is None:
            raise InvalidInput(field, sentence)
    target, measure = cells["target"], written(cells["measure"])
    if not isinstance(target, int | float):
        return  # a text in the sheet that stays as it is
    if measure == "NPS":
        if not -100 <= target <= 100:
            raise InvalidInput("target", "NPS lies between -100 and 100.")
    elif target <= 0:
        raise InvalidInput("target", "A target is above 0.")
    elif measure.endswith("%") and target > 100:
        raise InvalidInput("target", "No more than 100 % can be reached.")


def _told(cells: Mapping[str, Cell]) -> str:
    who = f", {written(cells.get('who'))}" if cells.get("who") else ""
    return (
        f"{written(cells.get('measure'))} {written(cells.get('target'))}, {written(cells.get('period'))}{who}".strip()
    )
