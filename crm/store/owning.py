"""How a workbook is doing, and what only its owner may do about it."""

import datetime as dt
from dataclasses import replace

from crm.model.changes import new_batch
from crm.model.errors import CannotOpen, NoSuchRow
from crm.store.receipt import Actor, Choice, Question, Receipt, Status
from crm.store.record import Record

TAKE_OVER = "take_over"
_SAVED = "Up to date"


def status(record: Record, location: str) -> Status:
    """How the record is doing, in one sentence."""
    with record.lock:
        waiting = len({entry.batch for entry in record.pending})
        oldest = min((entry.at for entry in record.pending), default=None)
        by = record.workbook.open_by() if waiting else None
        asked = record.question or _elsewhere(record) or _unreadable(record)
        is_stopped = bool(asked or record.trouble)
        held_up = record.reason or (f"{by.name} has the workbook open." if by else "")
        reason = record.trouble or (held_up if waiting else "")
        sentence = asked.sentence if asked and not record.trouble else _sentence(reason, waiting, oldest)
        if record.workbook.is_looked_at and sentence == _SAVED:
            sentence = record.workbook.look_only()
        return Status(
            record.workbook.name, location, sentence, waiting, oldest, sentence if is_stopped else "",
            len(record.journal.conflicts()), by.name if by else "", asked, record.journal.notice,
            mode=getattr(record.workbook, "mode", ""), reason=reason, is_looked_at=record.workbook.is_looked_at,
        )  # fmt: skip


def _sentence(reason: str, waiting: int, oldest: dt.datetime | None) -> str:
    changes = "1 change" if waiting == 1 else f"{waiting} changes"
    if not reason:
        return f"Saving {changes}" if waiting else _SAVED
    if not waiting or oldest is None:
        return reason
    waits, it, goes = ("waits", "it", "goes") if waiting == 1 else ("wait", "they", "go")
    words = f"{reason} {changes} {waits} since {oldest.astimezone():%H:%M}; nothing is lost, {it} {goes} in by "
    if "has the workbook open" in reason:
        return f"{words}{'itself' if waiting == 1 else 'themselves'} when it is closed, and can be seen there then."
    return f"{words}{'itself' if waiting == 1 else 'themselves'}."


def _elsewhere(record: Record) -> Question | None:
    """Another computer keeps this workbook: here it can only be looked at, until the owner says otherwise."""
    sentence = "" if record.workbook.is_looked_at else record.workbook.look_only()
    return Question("elsewhere", sentence, (Choice(TAKE_OVER, "Work on it here instead"),)) if sentence else None


def _unreadable(record: Record) -> Question | None:
    if not record.trouble or not record.workbook.backups():
        return None
    words = "This workbook cannot be read. Nothing was changed."
    return Question("unreadable", words, (Choice("restore", "Choose an earlier version"),), (record.trouble,))


def answer(record: Record, choice: str) -> None:
    """Take the read that was asked about as the owner says. Raises NoSuchRow when it is not asked any more."""
    if choice == TAKE_OVER and _elsewhere(record):
        record.workbook.take_over()
        record.resume()
        return
    with record.at_record:
        question, asked = record.question, record.asked
        if question is None or asked is None or choice not in {each.name for each in question.choices}:
            raise NoSuchRow("This was answered already.")
        if (question.kind, choice) == ("heading_gone", "back"):
            _bring_back_the_last(record)
            record.go_on_with_ours(asked)
        elif not record.take(asked, record.journal.accounted(), choice):
            raise NoSuchRow("This was answered already.")
    record.resume()


def _bring_back_the_last(record: Record) -> None:
    last = record.journal.last_generation()
    kept = [backup for backup in record.workbook.backups() if last and backup.generation == last.name]
    if not kept:
        raise NoSuchRow("No version of it is kept. Please put it back in the sheet itself.")
    record.workbook.bring_back(kept[0].name)


def restore(record: Record, name: str, actor: Actor, *, later: bool) -> Receipt:
    """Put a kept version in the place of the workbook, and take it as it is or merge what came later."""
    with record.at_record:
        kept = next((backup for backup in record.workbook.backups() if backup.name == name), None)
        if kept is None:
            raise CannotOpen("This version is not kept any more. Nothing was changed.")
        told, batch = f"Went back to the version of {kept.at.astimezone():%d %B, %H:%M}", new_batch()
        with record.journal.transaction():  # another process, or the next start, may be the first to find it
            words = {"batch": batch, "actor": actor.name, "summary": told}
            record.journal.restoring(kept.sha, "merge" if later else "take", words)
        try:
            record.workbook.bring_back(name)
        except BaseException:
            with record.journal.transaction():
                record.journal.set_meta("restoring", "")
            raise
        record.look()
        record.trouble = ""
    record.resume()
    return replace(record.receipt(batch), summary=told, confirmed=True)


def write_anyway(record: Record) -> None:
    """Write what waits although somebody seems to have the workbook open; once."""
    record.workbook.anyway = True
    record.resume()
