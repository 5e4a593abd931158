"""Recording what people answered when they were asked, and seeing to the unhappy ones."""

from collections.abc import Mapping

from crm.actions.rows import existing, full_name, linked, missing
from crm.actions.values import boxed, cells_from
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.model.text import key


def record_answer(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """An answer of a contact: `question`, `score` and other fields of Satisfaction.

    Raises NoSuchRow when the contact is unknown, InvalidInput for a score off its scale or a value that cannot be kept.
    """
    entry = Entry.of(given)
    row = _answered(snapshot, contact, cells_from(snapshot, "Satisfaction", entry.values))
    who = full_name(snapshot.row("Contacts", contact))
    return ChangeSet(f"Rating by {who}: {row.values['score']}", (row,), entry.batch)


def answer(snapshot: Snapshot, contact: str, values: Mapping[str, object], *, about: str = "") -> AddRow:
    """The row of an answer from `question`, `score`, `comment` and `date`; `about` is the row it belongs to."""
    fields = {field: values.get(field) for field in ("question", "score", "comment", "date")}
    cells = cells_from(snapshot, "Satisfaction", {field: value for field, value in fields.items() if value is not None})
    if about and "about" in snapshot.contents.sheets["Satisfaction"].columns:
        cells["about"] = about
    return _answered(snapshot, contact, cells)


def _answered(snapshot: Snapshot, contact: str, cells: dict[str, Cell]) -> AddRow:
    """The row for these cells, dated today unless they say when; without a question, the first of the list is meant."""
    questions = snapshot.lists.questions
    if not cells.get("question"):
        cells["question"] = next((question.name for question in questions.values()), None)
    score, asked = cells.get("score"), questions.get(key(written(cells["question"])))
    if score is None:
        raise missing(snapshot, "Satisfaction", "score", "Which score did they give?")
    if asked and isinstance(score, int) and not asked.low <= score <= asked.high:
        raise InvalidInput("score", f"{score} is outside {asked.low} to {asked.high}.")
    cells["date"] = cells.get("date") or snapshot.rules.today
    return linked(snapshot, "Satisfaction", contact, cells)


def mark_followed_up(snapshot: Snapshot, id: str) -> ChangeSet:
    """Somebody has seen to an unhappy answer."""
    row = existing(snapshot, "Satisfaction", id)
    seen = row.get("followed_up")
    update = UpdateRow("Satisfaction", id, {"followed_up": boxed("Yes", seen)}, {"followed_up": seen})
    return ChangeSet(f"Followed up: {written(row.get('contact')) or 'an answer'}", (update,))
