"""Two contacts that are one person made one, or said not to be the same.

The row that stays gets what the other knows more, and everything that belonged to the other. It is one batch, so one
undo brings the other row back, with exactly the rows that moved.
"""

from collections.abc import Iterator, Mapping

from crm.actions.contacts import linked_rows, renamed, their_people
from crm.actions.merged_cells import Cells, Choices, joined, merged_cells
from crm.actions.rows import full_name, updated
from crm.model.cells import Cell, same, written
from crm.model.changes import Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.lacking import no_column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot


def older(snapshot: Snapshot, one: str, other: str) -> tuple[str, str]:
    """Two contacts, the one that was added first before the other: it is the one that stays.

    Where it is not known of both when they were added, the one that stands higher in the sheet.
    """
    added = [written(snapshot.cell("Contacts", id, "added_on")) for id in (one, other)]
    places = {id: place for place, id in enumerate(snapshot.contacts.index)}
    is_first = added[0] < added[1] if all(added) and added[0] != added[1] else places[one] < places[other]
    return (one, other) if is_first else (other, one)


def merge_contacts(
    snapshot: Snapshot, keep: str, drop: str, choices: Choices, seen: Mapping[str, Cells] | None = None
) -> ChangeSet:
    """One contact made of two: `keep` stays, `drop` goes, and all that belonged to it belongs to `keep`.

    `choices`: for fields in which they differ, the ID of the row whose value is taken; the row that stays where it says
    nothing. `seen`: both rows as somebody saw them when they chose, by ID. Raises NoSuchRow when one of them is gone,
    InvalidInput for one and the same contact, or when a row is another one than was seen.
    """
    one, other = _row(snapshot, keep), _row(snapshot, drop)
    if keep == drop:
        raise InvalidInput("contact", "This is one and the same contact. Pick another one to merge it with.")
    for id, row in ((keep, one), (drop, other)):
        if seen and any(not same(cell, row.get(field)) for field, cell in seen[id].items()):
            raise InvalidInput("contact", f"{full_name(row) or id} was changed meanwhile. Look at both again, please.")
    stays = updated("Contacts", keep, one, merged_cells(snapshot, keep, drop, choices))
    name, before = full_name({**one, **(stays.values if stays else {})}), full_name(one)
    changes: list[Change] = [stays] if stays else []
    if name != before:
        changes += [*renamed(snapshot, keep, name), *_members(snapshot, keep, drop, keep, name)]
    changes += [*_moved(snapshot, keep, drop, name), *_members(snapshot, keep, drop, drop, name)]
    gone = RemoveRow("Contacts", drop, other)
    return ChangeSet(f"Merged {full_name(other) or drop} into {before or keep}", (*changes, gone))


def not_the_same(snapshot: Snapshot, one: str, other: str) -> ChangeSet:
    """Two contacts who are not the same person: remembered in both rows, so that nobody is asked again."""
    if one == other:
        raise InvalidInput("contact", "This is one and the same contact.")
    rows = {id: _row(snapshot, id) for id in (one, other)}
    if "not_same_as" not in {column.field for column in snapshot.columns("Contacts")}:
        raise no_column(snapshot.contents, "Contacts", "not_same_as")
    changes = [
        updated("Contacts", id, row, {"not_same_as": joined([*written(row.get("not_same_as")).split(";"), apart])})
        for (id, row), apart in zip(rows.items(), (other, one), strict=True)
    ]
    names = " and ".join(full_name(row) or id for id, row in rows.items())
    return ChangeSet(f"{names} are not the same", tuple(change for change in changes if change))


def _row(snapshot: Snapshot, id: str) -> dict[str, Cell]:
    row = snapshot.row("Contacts", id)
    if not row:
        raise NoSuchRow(f"No contact has the number {id}. It may have been removed in the sheet.")
    return row


def _members(snapshot: Snapshot, keep: str, drop: str, of: str, name: str) -> Iterator[Change]:
    """The new name of an organisation on the cards of its people, but on those of the two that are made one."""
    for change in their_people(snapshot, of, name):
        if isinstance(change, UpdateRow) and change.id not in (keep, drop):
            yield change


def _moved(snapshot: Snapshot, keep: str, drop: str, name: str) -> Iterator[Change]:
    """Every row that belongs to the one who goes, with the name and the number of the one who stays."""
    linked = linked_rows(snapshot, drop)
    for sheet in SHEETS.values():
        if not {"contact_id", "about"} & set(sheet.fields) or not snapshot.has(sheet.key):
            continue
        there, frame = snapshot.contents.sheets[sheet.key].columns, snapshot.frame(sheet.key)
        about = set(frame.index[(frame["about"] == drop).fillna(False)]) if "about" in frame else set()
        belong = set(linked.get(sheet.key, ()))
        for id in (id for id in frame.index if id in belong | about):
            cells: dict[str, Cell] = {"contact": name, "contact_id": keep} if id in belong else {}
            cells |= {"about": keep} if id in about else {}
            usable = {
                field: cell
                for field, cell in cells.items()
                if field in there and not snapshot.formula(sheet.key, id, field)
            }
            if change := updated(sheet.key, id, snapshot.row(sheet.key, id), usable):
                yield change
