"""Letters: a text filled for somebody, made into pages with their address, and noted when it is sent."""

from collections.abc import Iterable, Sequence

from crm.actions.addresses import envelope
from crm.actions.mail_merge import mail_merge
from crm.actions.messages import LETTER, channel_of
from crm.actions.rows import existing, full_name, linked
from crm.actions.sending import DIRECTION, type_of
from crm.actions.templates import Filled, Template, fill, slot_trouble
from crm.actions.values import cells_from
from crm.exchange import paper_letters
from crm.exchange.paper import Paper
from crm.exchange.paper_letters import Letter, Sender
from crm.model import dates
from crm.model.cells import storable, written
from crm.model.changes import ChangeSet
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.model.stops import is_stopped
from crm.model.text import key, squash


def filled(snapshot: Snapshot, contact: str, subject: str, text: str) -> tuple[Filled, str]:
    """A letter as somebody gets it, and why it cannot be sent so, or "". Raises NoSuchRow."""
    template = Template("", "", subject, text)
    found = fill(snapshot, template, contact)
    if found.unknown:
        return found, slot_trouble(snapshot, template)
    if found.blank:
        slot = found.blank[0]
        return found, f"{{{slot}}} is blank on this card. Write {{{slot}|something else}}, or fill it in there."
    return found, ""


def why_not(snapshot: Snapshot, contact: str) -> str:
    """Why no letter is made to somebody, "" when one may be. Raises NoSuchRow."""
    existing(snapshot, "Contacts", contact)
    return "They asked not to be contacted, so no letter is made." if is_stopped(snapshot, contact) else ""


def pages(snapshot: Snapshot, letters: Sequence[tuple[str, Filled]], signed_by: str = "") -> bytes:
    """A PDF of letters, (contact ID, filled text) each, on a page of its own, in this order.

    Raises NoSuchRow, CannotPrint, and InvalidInput when there is none, or one that must not be sent or is not ready.
    """
    if not letters:
        raise InvalidInput("people", "There is nobody to write to.")
    made = []
    for contact, text in letters:
        name = full_name(existing(snapshot, "Contacts", contact)) or contact
        if trouble := why_not(snapshot, contact) or ("" if text.is_ready else "This letter is not ready."):
            raise InvalidInput("text", f"{name}: {trouble}")
        made.append(Letter(envelope(snapshot, contact), text.text, text.subject))
    rules, team = snapshot.rules, snapshot.settings.text("organisation_name")
    day = dates.in_words(rules.today, rules.language, rules.country, "long")
    title = f"Letter to {name}" if len(made) == 1 else f"{len(made)} letters"
    paper = Paper(title, country=rules.country, language=rules.language)
    return paper_letters.draw(paper, made, Sender(team, (), squash(signed_by), day))


def to_many(snapshot: Snapshot, ids: Iterable[str], template: Template) -> list[tuple[str, Filled]]:
    """A text for those of these contacts who may be written to: contact ID and text, in the order asked for.

    Who gets one is decided as for every message to many; whoever the text cannot be filled for is left out.
    """
    return [(id, fill(snapshot, template, id)) for id in mail_merge(snapshot, ids, LETTER, template).ids]


def log_letter(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """Note that a letter went to somebody today, with its whole text; given are `subject`, `text` and `signed_by`.

    Raises NoSuchRow, and InvalidInput for an empty text, one that is not ready, or somebody who is not to be contacted.
    """
    entry = Entry.of(given)
    subject, text = (str(entry.values.get(field) or "") for field in ("subject", "text"))
    for field, heading, typed in (("subject", "What it is about", subject), ("text", "Text", text)):
        if why := storable(typed):
            raise InvalidInput(field, f"{heading} {why}.")
    if not text.strip():
        raise InvalidInput("text", "Write the letter first.")
    letter, lacking = filled(snapshot, contact, subject, text)
    if trouble := why_not(snapshot, contact) or lacking:
        raise InvalidInput("text", trouble)
    signed, people = squash(str(entry.values.get("signed_by") or "")), snapshot.lists.entries("People")
    values = {
        "date": snapshot.rules.today, "type": type_of(snapshot, LETTER), "direction": DIRECTION,
        "what": "\n".join(part for part in (letter.subject, letter.text) if part),
        "by": signed if key(signed) in map(key, people) else None,
    }  # fmt: skip
    present = {column.field for column in snapshot.columns("Interactions")}
    try:
        cells = cells_from(snapshot, "Interactions", {name: cell for name, cell in values.items() if name in present})
    except InvalidInput as error:  # only together are they more than a cell holds
        raise InvalidInput("text", str(error)) from error
    row = linked(snapshot, "Interactions", contact, cells)
    return ChangeSet(f"{values['type']} to {full_name(snapshot.row('Contacts', contact))}", (row,), entry.batch)


def templates(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Name of a text -> (what it is about, the text); those for letters first."""
    rows = [snapshot.row("Templates", str(id)) for id in snapshot.frame("Templates").index]
    filled = [row for row in rows if squash(written(row.get("name"))) and written(row.get("message")).strip()]
    filled.sort(key=lambda row: channel_of(written(row.get("channel"))) != LETTER)
    return {
        squash(written(row["name"])): (squash(written(row.get("subject"))), written(row["message"])) for row in filled
    }
