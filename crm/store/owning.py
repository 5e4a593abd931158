"""How a workbook is doing, and what only its owner may do about it."""

from dataclasses import replace

from crm.model.changes import new_batch
from crm.model.errors import NoSuchRow
from crm.store.receipt import Actor, Choice, Question, Receipt, Status
from crm.store.record import Record


def status(record: Record, location: str) -> Status:
    """How the record is doing, in one sentence."""
    with record.lock:
        waiting = len({entry.batch for entry in record.pending})
        oldest = min((entry.at for entry in record.pending), default=None)
        asked, look_only = record.question, record.workbook.look_only()
        trouble = asked.sentence if asked else look_only or record.trouble
        sentence = _sentence(record, waiting) if not (asked or look_only) else trouble
        by = record.workbook.open_by() if waiting else None
        told = (waiting, oldest, sentence if trouble else "", len(record.journal.conflicts()), by.name if by else "")
        return Status(record.workbook.name, location, sentence, *told, asked or _unreadable(record))


def _sentence(record: Record, waiting: int) -> str:
    changes = "1 change" if waiting == 1 else f"{waiting} changes"
    if not (record.trouble or (waiting and record.reason)):
        return f"Saving {changes}" if waiting else "Up to date"
    verb, they = ("waits", "it goes in by itself") if waiting == 1 else ("wait", "they go in by themselves")
    waits = f" {changes} {verb}; nothing is lost, {they}." if waiting else ""
    return f"{record.trouble or record.reason}{waits}"


def _unreadable(record: Record) -> Question | None:
    if not record.trouble or not record.workbook.backups():
        return None
    words = "This workbook cannot be read. Nothing was changed."
    return Question("unreadable", words, (Choice("restore", "Choose an earlier version"),), (record.trouble,))


def answer(record: Record, choice: str) -> None:
    """Take the read that was asked about as the owner says. Raises NoSuchRow when it is not asked any more."""
    with record.at_record:
        question, asked = record.question, record.asked
        if question is None or asked is None or choice not in {each.name for each in question.choices}:
            raise NoSuchRow("This was answered already.")
        record.take(asked, choice)
    record.resume()


def restore(record: Record, name: str, actor: Actor, *, later: bool) -> Receipt:
    """Put a kept version in the place of the workbook, and take it as it is or merge what came later."""
    with record.at_record:
        when = next((backup.at for backup in record.workbook.backups() if backup.name == name), None)
        record.workbook.bring_back(name)
        told = f"Went back to the version of {when.astimezone():%d %B, %H:%M}" if when else "Went back to a version"
        batch = new_batch()
        how = "merge" if later else "take"
        record.take(record.workbook.read(), how, batch=batch, actor=actor.name, summary=told)
        record.trouble = ""
    record.resume()
    return replace(record.receipt(batch), summary=told, confirmed=True)


def take_over(record: Record) -> None:
    """Keep the workbook here from now on, although another computer seems to."""
    record.workbook.take_over()
    record.resume()


def write_anyway(record: Record) -> None:
    """Write what waits although somebody seems to have the workbook open; once."""
    record.workbook.anyway = True
    record.resume()
