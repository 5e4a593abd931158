"""A change as rows of the journal, and back: one row a set cell, one an added, removed or newly numbered row."""

from crm.model.cells import Cell
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.store.journal import Draft, Entry, dump, load

SETTINGS, LISTS = "Settings", "Lists"
ADD, SET, REMOVE, ADOPT = "add", "set", "remove", "adopt"


def drafts(change: Change, place: int | None = None) -> list[Draft]:
    """The rows of the journal that say a change. `place` is the row number of a row that is to be removed."""
    if isinstance(change, AddRow):
        return [Draft(change.sheet, change.id, "", ADD, None, dump(change.values, change.place))]
    if isinstance(change, UpdateRow):
        return [
            Draft(change.sheet, change.id, field, SET, dump({field: change.expected.get(field)}), dump({field: value}))
            for field, value in change.values.items()
        ]
    if isinstance(change, RemoveRow):
        return [Draft(change.sheet, change.id, "", REMOVE, dump(change.expected, place), None)]
    if isinstance(change, SetSetting):
        return [
            Draft(SETTINGS, change.key, "value", SET, dump({"value": change.expected}), dump({"value": change.value}))
        ]
    if isinstance(change, SetBeside):
        before, after = ({"": change.entry, change.part: cell} for cell in (change.expected, change.value))
        return [Draft(LISTS, change.list, change.part, SET, dump(before), dump(after))]
    cells: dict[str, Cell] = {"": change.entry, **change.beside}
    if isinstance(change, AddToList):
        return [Draft(LISTS, change.list, "", ADD, None, dump(cells))]
    return [Draft(LISTS, change.list, "", REMOVE, dump(cells), None)]


def change_of(entry: Entry | Draft) -> Change | None:
    """The change that a row of the journal says; None for an ID that was given to a row."""
    before, place = load(entry.before)
    after, new_place = load(entry.after)
    if entry.op == ADOPT:
        return None
    if entry.sheet == SETTINGS:
        return SetSetting(entry.row_id, after.get("value"), before.get("value"))
    if entry.sheet == LISTS:
        cells = after or before
        word = str(cells.pop(""))
        if entry.op == SET:
            return SetBeside(entry.row_id, word, entry.column, after.get(entry.column), before.get(entry.column))
        made = AddToList if entry.op == ADD else RemoveFromList
        return made(entry.row_id, word, cells)
    if entry.op == ADD:
        return AddRow(entry.sheet, entry.row_id, after, new_place)
    if entry.op == REMOVE:
        return RemoveRow(entry.sheet, entry.row_id, before, place)
    return UpdateRow(entry.sheet, entry.row_id, after, before)


def row_of(change: Change) -> tuple[str, str]:
    """The sheet and ID, as the journal names what a change is about."""
    (draft, *_) = drafts(change)
    return draft.sheet, draft.row_id
