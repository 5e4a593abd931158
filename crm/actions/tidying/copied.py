"""Rows that began as a copy of another, were changed, and have got an ID of their own (4)."""

from collections.abc import Iterable, Iterator

from crm.actions.tidying.finding import ASK, SHOW, Finding, Fix
from crm.model.cells import written
from crm.model.changes import RemoveRow
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import brief

Copied = tuple[str, str, str]
"""A sheet, the ID of a copy, and that of the row which it was copied from."""
_NAMING = ("name", "title", "contact", "subject", "what", "item")


def copied(snapshot: Snapshot, known: Iterable[Copied]) -> Iterator[Finding]:
    """Whether each copy that is still there, beside the row that it was copied from, is something new."""
    owners: set[str] | None = None
    for sheet, id, first in known:
        contents = snapshot.contents.sheets.get(sheet)
        if contents is None or not {id, first} <= contents.places.keys():
            continue
        row, other = contents.rows[contents.places[id]], contents.rows[contents.places[first]]
        cells = snapshot.row(sheet, id)
        name = next((written(cells[field]) for field in _NAMING if cells.get(field) not in (None, "")), id)
        sentence = (
            f"Row {row}, {brief(name, 40)}, began as a copy of row {other} and differs from it now. Row {other} keeps "
            f"{first} and all that belongs to it, the copy is {id}. Is it somebody new, or to go?"
        )
        if sheet != "Contacts":
            sentence = sentence.replace("somebody new", "something new")
        owners = linked(snapshot) if owners is None else owners
        fixes = () if id in owners else (Fix("Take the copy away", (RemoveRow(sheet, id, cells, row),)),)
        yield Finding("copied_row", sheet, row, id, "id", id, sentence, fixes, way=ASK if fixes else SHOW)


def linked(snapshot: Snapshot) -> set[str]:
    """The IDs of contacts to whom any row belongs."""
    found: set[str] = set()
    for name in snapshot.contents.sheets:
        if "contact_id" in SHEETS[name].fields:
            found |= {str(id) for id in snapshot.frame(name)["contact_id"].dropna()}
    return found
