"""Everything that is kept of one person: their row, what belongs to them in every sheet, and what was changed in it.

It is for that person, who may ask what is kept of them, or for a move elsewhere; so nothing is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.actions.rows import full_name
from crm.model.cells import written
from crm.model.errors import NoSuchRow
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot

CHANGES = "Changes"
HEADINGS_OF_CHANGES = ("When (UTC)", "Who", "Sheet", "Row", "What", "Before", "After")


@dataclass(frozen=True)
class Part:
    """The rows of one sheet that are about somebody, every cell a text; `headings` as they stand in the workbook."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def rows_of(snapshot: Snapshot, contact: str) -> dict[str, list[str]]:
    """Sheet -> the IDs of the rows that belong to a contact, in their order there. Raises NoSuchRow."""
    if contact not in snapshot.contacts.index:
        raise NoSuchRow(f"No contact has the number {contact}. It may have been removed in the sheet.")
    found = {"Contacts": [contact]}
    for sheet in snapshot.contents.sheets:
        if sheet != "Contacts" and "contact_id" in SHEETS[sheet].fields:
            whose = snapshot.frame(sheet)["contact_id"]
            found[sheet] = list(map(str, whose.index[(whose == contact).fillna(False)]))
    return {sheet: ids for sheet, ids in found.items() if ids}


def everything_of(snapshot: Snapshot, contact: str, changes: Sequence[Mapping[str, str]] = ()) -> list[Part]:
    """A part for each sheet that says something about a contact. `changes`: what was changed in those rows, the cells
    by HEADINGS_OF_CHANGES; "What" is a field. Raises NoSuchRow."""
    parts = []
    for sheet, ids in rows_of(snapshot, contact).items():
        contents = snapshot.contents.sheets[sheet]
        there = [(field, head) for field, head in zip(contents.fields, contents.headings, strict=True) if field]
        rows = [[written(snapshot.cell(sheet, id, field)) for field, _ in there] for id in ids]
        parts.append(Part(contents.title, [head for _, head in there], rows))
    if changes:
        told = [{**one, "What": _heading(one["Sheet"], one["What"])} for one in changes]
        parts.append(Part(CHANGES, HEADINGS_OF_CHANGES, [[one[head] for head in HEADINGS_OF_CHANGES] for one in told]))
    return parts


def as_text(snapshot: Snapshot, contact: str, parts: Sequence[Part]) -> str:
    """The same to be read: each row as lines "Heading: value", without what is blank."""
    name = full_name(snapshot.row("Contacts", contact)) or contact
    lines = [f"Everything that is kept of {name}", f"{snapshot.rules.today:%Y-%m-%d}"]
    for part in parts:
        lines += ["", "", f"{part.title} ({len(part.rows)})".upper()]
        for row in part.rows:
            filled = zip(part.headings, row, strict=True)
            lines += ["", *(f"{head}: {_indented(cell)}" for head, cell in filled if cell)]
    return "\n".join(lines) + "\n"


def _heading(sheet: str, field: str) -> str:
    known = SHEETS[sheet].fields.get(field) if sheet in SHEETS else None
    return known.heading if known else field.removeprefix("own:")


def _indented(cell: str) -> str:
    """A text of several lines, which must not look like further headings."""
    return "\n    ".join(cell.splitlines())
