"""Letters: a text filled for somebody, made into pages with their address, and noted when it is sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.actions.addresses import envelope
from crm.actions.rows import existing, full_name, linked
from crm.actions.values import cells_from
from crm.exchange import paper_letters
from crm.exchange.paper import Paper
from crm.exchange.paper_letters import Letter, Sender
from crm.model import dates
from crm.model.cells import YES_NO, Cell, written
from crm.model.changes import ChangeSet
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.model.text import key, squash, tidy
from crm.search.names import split_name

_SLOT = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
_LETTER = ("letter", "post", "brief", "lettre", "courrier", "carta")
DIRECTION = "We contacted them"


@dataclass(frozen=True)
class Filled:
    """What a letter is about and its text, as one person gets it; `trouble` is why it cannot be sent, or ""."""

    subject: str
    text: str
    trouble: str = ""


def fill(snapshot: Snapshot, contact: str, subject: str, text: str) -> Filled:
    """The text for one contact: `{First name}`, `{Name}` and any heading; `{Heading|else}` where that may be blank.

    What a cell holds is put in as it stands: braces that somebody typed into a cell stay text. Raises NoSuchRow.
    """
    row, trouble = existing(snapshot, "Contacts", contact), list[str]()

    def value(match: re.Match[str]) -> str:
        known, found = _value(snapshot, row, match[1])
        if not known:
            trouble.append(f"{{{match[1].strip()}}} is no heading of your contacts.")
        elif not found and match[2] is None:
            slot = match[1].strip()
            trouble.append(f"{{{slot}}} is blank on this card. Write {{{slot}|something else}}, or fill it in there.")
        return found or (match[0] if match[2] is None else match[2].strip())

    subject, text = (_SLOT.sub(value, part) for part in (subject, text))
    return Filled(squash(subject), tidy(text, lines=True), trouble[0] if trouble else "")


def _value(snapshot: Snapshot, row: dict[str, Cell], slot: str) -> tuple[bool, str]:
    """Whether a slot names anything, and what stands there."""
    wanted = key(slot)
    column = next((column for column in snapshot.columns("Contacts") if wanted in column.names), None)
    found = squash(written(row.get(column.field))) if column else ""
    if wanted == "name" or (column and column.field == "name"):
        return True, full_name(row)
    if found or wanted not in ("first name", "last name"):
        return column is not None, found
    first, last = split_name(full_name(row))
    return True, first if wanted == "first name" else last


def why_not(snapshot: Snapshot, contact: str) -> str:
    """Why no letter is made to somebody, "" when one may be: anything but a clear No under Do not contact is a stop."""
    cell = existing(snapshot, "Contacts", contact).get("do_not_contact")
    if not squash(written(cell)) or YES_NO.parse(cell, snapshot.rules) is False:
        return ""
    return "They asked not to be contacted, so no letter is made."


def pages(snapshot: Snapshot, letters: Sequence[tuple[str, Filled]], signed_by: str = "") -> bytes:
    """A PDF of letters, (contact ID, filled text) each, on a page of its own, in this order.

    Raises NoSuchRow, CannotPrint, and InvalidInput when there is none, or one that must not be sent or is not ready.
    """
    if not letters:
        raise InvalidInput("people", "There is nobody to write to.")
    made = []
    for contact, filled in letters:
        name = full_name(existing(snapshot, "Contacts", contact)) or contact
        if trouble := why_not(snapshot, contact) or filled.trouble:
            raise InvalidInput("text", f"{name}: {trouble}")
        made.append(Letter(envelope(snapshot, contact), filled.text, filled.subject))
    rules, team = snapshot.rules, snapshot.settings.text("organisation_name")
    day = dates.in_words(rules.today, rules.language, rules.country, "long")
    title = f"Letter to {name}" if len(made) == 1 else f"{len(made)} letters"
    paper = Paper(title, country=rules.country, language=rules.language)
    return paper_letters.draw(paper, made, Sender(team, (), squash(signed_by), day))


def log_letter(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """Note that a letter went to somebody today, with its whole text; given are `subject`, `text` and `signed_by`.

    Raises NoSuchRow, and InvalidInput for an empty text, one that is not ready, or somebody who is not to be contacted.
    """
    entry = Entry.of(given)
    subject, text = (str(entry.values.get(field) or "") for field in ("subject", "text"))
    if not text.strip():
        raise InvalidInput("text", "Write the letter first.")
    filled = fill(snapshot, contact, subject, text)
    if trouble := why_not(snapshot, contact) or filled.trouble:
        raise InvalidInput("text", trouble)
    signed, people = squash(str(entry.values.get("signed_by") or "")), snapshot.lists.entries("People")
    values = {
        "date": snapshot.rules.today, "type": letter_word(snapshot), "direction": DIRECTION,
        "what": "\n".join(part for part in (filled.subject, filled.text) if part),
        "by": signed if key(signed) in map(key, people) else None,
    }  # fmt: skip
    present = {column.field for column in snapshot.columns("Interactions")}
    cells = cells_from(snapshot, "Interactions", {field: cell for field, cell in values.items() if field in present})
    row = linked(snapshot, "Interactions", contact, cells)
    return ChangeSet(f"{values['type']} to {full_name(snapshot.row('Contacts', contact))}", (row,), entry.batch)


def letter_word(snapshot: Snapshot) -> str:
    """The team's word for a letter among the types of interactions; "Letter" where the list has none."""
    words = snapshot.lists.entries("Interaction types")
    return next((word for word in words if key(word) in _LETTER), "Letter")


def templates(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Name of a text -> (what it is about, the text); those for letters first."""
    rows = [snapshot.row("Templates", str(id)) for id in snapshot.frame("Templates").index]
    filled = [row for row in rows if squash(written(row.get("name"))) and written(row.get("message")).strip()]
    filled.sort(key=lambda row: key(written(row.get("channel"))) not in _LETTER)
    return {
        squash(written(row["name"])): (squash(written(row.get("subject"))), written(row["message"])) for row in filled
    }
