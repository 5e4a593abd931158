"""Who asked not to be contacted: the one place that says what keeps everybody away."""

from crm.model.cells import YES_NO, Cell, Rules
from crm.model.snapshot import Snapshot

FIELD = "do_not_contact"


def says_stop(cell: Cell, rules: Rules) -> bool:
    """Whether a cell of “Do not contact” keeps everybody away: anything but a clear No."""
    return YES_NO.parse(cell, rules) not in (None, False)


def stopped(snapshot: Snapshot) -> frozenset[str]:
    """The IDs of the contacts who are not to be contacted; of an ID that stands twice every row counts.

    “Never again” is no Yes, and a formula in error is no No: both keep everybody away.
    """
    sheet = snapshot.contents.sheets.get("Contacts")
    if sheet is None or "id" not in sheet.columns:
        return frozenset()
    cells = sheet.columns.get(FIELD) or [None] * len(sheet.rows)
    in_error = {row for row, field in sheet.errors if field == FIELD}
    stops = {cell for cell in set(cells) if says_stop(cell, snapshot.rules)}
    told = zip(sheet.columns["id"], cells, sheet.rows, strict=True)
    return frozenset(str(id) for id, cell, row in told if cell in stops or row in in_error)


def is_stopped(snapshot: Snapshot, contact: str) -> bool:
    """Whether one contact is not to be contacted."""
    sheet = snapshot.contents.sheets.get("Contacts")
    place = sheet.places.get(contact) if sheet else None
    is_error = sheet is not None and place is not None and (sheet.rows[place], FIELD) in sheet.errors
    return is_error or says_stop(snapshot.cell("Contacts", contact, FIELD), snapshot.rules)
