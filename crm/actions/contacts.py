"""Adding, changing and putting away people and organisations."""

from collections.abc import Mapping
from dataclasses import replace

from crm.actions import consent
from crm.actions.rows import full_name
from crm.actions.values import boxed, cells_from
from crm.analytics.organisations import Organisations
from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, AddToList, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash


def add_contact(snapshot: Snapshot, given: Given) -> ChangeSet:
    """A new person or organisation. Raises InvalidInput when the name is missing or a value cannot be kept."""
    entry = Entry.of(given)
    cells = consent.settled(snapshot, {}, cells_from(snapshot, "Contacts", _with_name(snapshot, entry)))
    name = full_name(cells)
    if not name:
        raise InvalidInput("name", "Name is missing.")
    row = AddRow(
        "Contacts", snapshot.draw_id("Contacts"), {field: cell for field, cell in cells.items() if cell is not None}
    )
    return ChangeSet(f"Added {name}", (row, *_new_tags(snapshot, cells)), entry.batch)


def edit_contact(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Other values for some fields of a contact. A new name goes into all rows that are linked to them.

    Raises NoSuchRow, or InvalidInput when a value cannot be kept.
    """
    entry, now = Entry.of(given), snapshot.row("Contacts", id)
    if not now:
        raise NoSuchRow(f"No contact has the number {id}. It may have been removed in the sheet.")
    cells = consent.settled(snapshot, now, cells_from(snapshot, "Contacts", entry.values))
    if not full_name({**now, **cells}):
        raise InvalidInput("name", "Name is missing.")
    seen = {**now, **entry.expected}
    boxes = {field: boxed(cell, seen.get(field)) for field, cell in cells.items()}
    changed = {field: cell for field, cell in boxes.items() if not same(cell, seen.get(field))}
    if not changed:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    headings = ", ".join(SHEETS["Contacts"].column(field).heading.lower() for field in changed)
    row = UpdateRow("Contacts", id, changed, {field: seen.get(field) for field in changed})
    name = full_name({**now, **changed})
    elsewhere = [] if name == full_name(now) else [*renamed(snapshot, id, name), *their_people(snapshot, id, name)]
    return ChangeSet(f"{full_name(now) or id}, {headings}", (row, *_new_tags(snapshot, cells), *elsewhere), entry.batch)


def add_organisation(snapshot: Snapshot, person: str) -> ChangeSet:
    """A card for the organisation that a person names, with the relationship that the person has.

    Where somebody is called so already, that row becomes the organisation. Raises InvalidInput without a name.
    """
    who = snapshot.row("Contacts", person)
    name = squash(written(who.get("organisation")))
    known = snapshot.people.names.get(fold(name), "")
    if known and known != person:
        return replace(edit_contact(snapshot, known, {"kind": "Organisation"}), summary=f"{name} is an organisation")
    given = {"name": name, "kind": "Organisation", "relationships": who.get("relationships")}
    return add_contact(snapshot, {field: value for field, value in given.items() if value})


def set_status(snapshot: Snapshot, id: str, status: str) -> ChangeSet:
    """Put somebody away (Archived), or take them back (Active)."""
    now = snapshot.row("Contacts", id)
    words = {"Archived": "put away", "Active": "back among the contacts"}.get(status, status.lower())
    changes = edit_contact(snapshot, id, {"status": status})
    return ChangeSet(f"{full_name(now) or id}: {words}", changes.changes, changes.batch)


def remove_contact(snapshot: Snapshot, id: str) -> ChangeSet:
    """Empty the row of a contact that nothing is linked to.

    Raises NoSuchRow, or InvalidInput when notes, sales or other rows belong to them: those people are put away instead.
    """
    now = snapshot.row("Contacts", id)
    if not now:
        raise NoSuchRow(f"No contact has the number {id}. It may have been removed in the sheet.")
    linked = sum(len(rows) for rows in linked_rows(snapshot, id).values())
    if linked:
        rows = "1 row belongs" if linked == 1 else f"{linked} rows belong"
        raise InvalidInput(
            "name", f"{rows} to {full_name(now)}. Put them away instead; they then stay out of every list."
        )
    return ChangeSet(f"Removed {full_name(now) or id}", (RemoveRow("Contacts", id, now),))


def linked_rows(snapshot: Snapshot, id: str) -> dict[str, list[str]]:
    """SHEETS key -> the IDs of the rows there that belong to a contact."""
    found = {}
    for sheet in SHEETS.values():
        if "contact_id" in sheet.fields and snapshot.has(sheet.key):
            frame = snapshot.frame(sheet.key)
            ids = frame.index[frame["contact_id"] == id].tolist()
            if ids:
                found[sheet.key] = ids
    return found


def their_people(snapshot: Snapshot, id: str, name: str) -> list[Change]:
    """The new name of an organisation on the cards of its people."""
    return [
        UpdateRow(
            "Contacts",
            person,
            {"organisation": name},
            {"organisation": snapshot.cell("Contacts", person, "organisation")},
        )
        for person in Organisations.of(snapshot).people_of(snapshot, id)
        if not snapshot.formula("Contacts", person, "organisation")
    ]


def _with_name(snapshot: Snapshot, entry: Entry) -> Mapping[str, object]:
    """A name typed in one field, for a sheet that keeps first and last names apart."""
    fields = {column.field for column in snapshot.columns("Contacts")}
    if "name" in fields or not entry.values.get("name"):
        return entry.values
    first, _, last = squash(str(entry.values["name"])).rpartition(" ")
    rest = {field: value for field, value in entry.values.items() if field != "name"}
    return {**rest, "first_name": first, "last_name": last}


def _new_tags(snapshot: Snapshot, cells: Mapping[str, Cell]) -> list[AddToList]:
    """Tags that are used for the first time join the list."""
    known = {key(tag) for tag in snapshot.lists.entries("Tags")}
    tags = [squash(tag) for tag in written(cells.get("tags")).split(";")]
    return [AddToList("Tags", tag) for tag in dict.fromkeys(tags) if tag and key(tag) not in known]


def renamed(snapshot: Snapshot, id: str, name: str) -> list[Change]:
    """The new name in every linked row that still shows the old one."""
    changes: list[Change] = []
    for sheet, rows in linked_rows(snapshot, id).items():
        there = snapshot.contents.sheets[sheet].columns
        for row in rows:
            old = snapshot.cell(sheet, row, "contact")
            if "contact" in there and not snapshot.formula(sheet, row, "contact"):
                changes.append(UpdateRow(sheet, row, {"contact": name}, {"contact": old}))
            if "contact_id" in there and not snapshot.cell(sheet, row, "contact_id"):
                changes.append(UpdateRow(sheet, row, {"contact_id": id}, {"contact_id": None}))
    return changes
