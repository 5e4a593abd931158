"""The rows that a figure leaves out: where each stands in the workbook, whose it is, and why it is left out."""

from dataclasses import dataclass

from crm.analytics.intervals import LeftOut
from crm.analytics.words import REASONS
from crm.model.contents import PENDING_ROW
from crm.model.snapshot import Snapshot


@dataclass(frozen=True)
class LeftRow:
    """`place`: "Sales, row 14"; `who`: the contact's name, else the name as it was typed, "" for nobody; `contact`:
    their ID, "" where the row belongs to no contact; `why`: in words."""

    place: str
    who: str
    contact: str
    why: str


def count(left_out: LeftOut) -> int:
    """How many rows are left out in all."""
    return sum(len(ids) for ids in left_out.values())


def left_rows(snapshot: Snapshot, left_out: LeftOut, most: int) -> list[LeftRow]:
    """The first `most` of them, in the order of their reasons; a row that is gone meanwhile is missing."""
    wanted = [(reason, id) for reason, ids in left_out.items() for id in ids]
    found = (_row(snapshot, id, reason) for reason, id in wanted)
    return [row for row, _ in zip(filter(None, found), range(most), strict=False)]


def _row(snapshot: Snapshot, id: str, reason: str) -> LeftRow | None:
    for sheet, contents in snapshot.contents.sheets.items():
        if id in contents.places:
            number = contents.rows[contents.places[id]]
            place = f"{contents.title}, {'not in the sheet yet' if number == PENDING_ROW else f'row {number}'}"
            return LeftRow(place, *_whose(snapshot, sheet, id), why(reason))
    return None


def _whose(snapshot: Snapshot, sheet: str, id: str) -> tuple[str, str]:
    row = snapshot.frame(sheet).loc[[id]].iloc[0]  # an ID may stand in two rows
    contact = id if sheet == "Contacts" else row.get("contact_id")
    if isinstance(contact, str) and contact in snapshot.contacts.index:
        name = snapshot.contacts["name"].get(contact)
        return (name if isinstance(name, str) and name else contact), contact
    typed = row.get("contact")
    return (typed if isinstance(typed, str) else ""), ""


def why(reason: str) -> str:
    """A reason at the beginning of a line.

    >>> why("future"), why("no_contact")
    ('A day still to come', 'No person')
    """
    one, _ = REASONS[reason]
    return one[0].upper() + one[1:]
