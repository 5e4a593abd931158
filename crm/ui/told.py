"""The history in words: what was changed, when, by whom, and what waits. Nothing here draws: commands say the same."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from crm.actions.settings import set_setting
from crm.actions.values import cells_from
from crm.model.cells import Cell, written
from crm.model.changes import SetSetting
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store import looking
from crm.store.entries import ADD, LISTS
from crm.store.entries import SETTINGS as OUR_SETTINGS
from crm.store.receipt import Backup, Batch, Conflict, Removed, Status, Step

IN_SHEET = "in the sheet"  # who did it, when somebody typed into the workbook itself
Choosing = Literal["theirs", "mine", "other"]
LONGEST = 120  # signs of a value that are shown
MARKS = {"pending": "waiting", "conflict": "to be decided"}


def value(cell: Cell) -> str:
    """What stands in a cell, on one line and not endless.

    >>> value("two\\nlines"), value(None)
    ('two lines', 'blank')
    """
    line = " ".join(written(cell).split())
    return (f"{line[:LONGEST].rstrip()} …" if len(line) > LONGEST else line) or "blank"


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "change"), count(1200, "person", "people")
    ('1 change', '1,200 people')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def moment(at: dt.datetime, now: dt.datetime | None = None) -> str:
    """A moment on this computer's clock; the day only when it is not today, the year only when it is not this one."""
    local, today = at.astimezone(), (now or dt.datetime.now(dt.UTC)).astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {local:%b}{year}, {local:%H:%M}"


def utc_now() -> dt.datetime:
    """This moment, as the history keeps moments."""
    return dt.datetime.now(dt.UTC)


def age(since: dt.timedelta) -> str:
    """How long ago, roughly.

    >>> age(dt.timedelta(seconds=130)), age(dt.timedelta(hours=49))
    ('2 min', '2 days')
    """
    minutes = int(since.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min" if minutes else "under a minute"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


# rows and cells -------------------------------------------------------------------------------------------------------


def row_name(snapshot: Snapshot, sheet: str, id: str) -> str:
    """What people call a row: a name, who it is about, or else its ID."""
    if sheet not in SHEETS:
        return SETTINGS[id].title if sheet == OUR_SETTINGS and id in SETTINGS else id
    row = snapshot.row(sheet, id)
    named = (value(row.get(field)) for field in ("name", "title", "contact", "what"))
    return next((text for text in named if text != "blank"), id)


def heading(sheet: str, field: str) -> str:
    """The heading of a field; "" for a whole row."""
    return SHEETS[sheet].column(field).heading if sheet in SHEETS and field else field


def in_a_sentence(words: str) -> str:
    """A heading in the middle of a sentence.

    >>> in_a_sentence("Phone 2"), in_a_sentence("WhatsApp"), in_a_sentence("ID")
    ('phone 2', 'WhatsApp', 'ID')
    """
    return words.lower() if words == words.capitalize() else words


def what(step: Step) -> str:
    """What became of a cell or a row."""
    if not step.field:
        name = value(step.after if step.op == ADD else step.before)
        done = "Added" if step.op == ADD else "Removed"
        return done if name == "blank" else f"{done}: {name}"
    words = f"{value(step.before)} → {value(step.after)}"
    return words if step.sheet == OUR_SETTINGS else f"{heading(step.sheet, step.field)}: {words}"


def steps(batch: Batch, snapshot: Snapshot, most: int) -> list[str]:
    """The steps of a batch, a line each, at most so many; whose row it is where there are several."""
    several = len({(step.sheet, step.id) for step in batch.steps}) > 1 or any(
        step.sheet not in SHEETS for step in batch.steps
    )
    lines = []
    for step in batch.steps[:most]:
        name = f"List {step.id}" if step.sheet == LISTS else row_name(snapshot, step.sheet, step.id)
        mark = f" ({MARKS[step.state]})" if step.state in MARKS else ""
        is_named = step.sheet in SHEETS and ": " in what(step) and not step.field  # “Removed: Ann Lee” says whose row
        lines.append(f"{name}: {what(step)}{mark}" if several and not is_named else f"{what(step)}{mark}")
    rest = len(batch.steps) - most
    return [*lines, f"and {count(rest, 'more step')}"] if rest > 0 else lines


def last_changed(batches: Mapping[str, Sequence[Batch]]) -> dict[tuple[str, str], dt.datetime]:
    """(ID, field) -> when each cell of some contacts was last changed, from the history of each, newest first."""
    found: dict[tuple[str, str], dt.datetime] = {}
    for id, its in batches.items():
        for batch in its:
            for step in batch.steps:
                if (step.sheet, step.id) == ("Contacts", id):
                    found.setdefault((id, step.field), batch.at)
    return found


def rows_of(batches: Iterable[Batch]) -> int:
    """In how many rows these batches changed anything."""
    return len({(step.sheet, step.id) for batch in batches for step in batch.steps})


def line(batch: Batch) -> str:
    """A batch in one line: when, what, who, and what is left to happen with it."""
    left = "taken back" if batch.undone else MARKS.get(batch.state, "")
    return " · ".join(part for part in (moment(batch.at), value(batch.summary), batch.actor, left) if part)


# what would be, what waits --------------------------------------------------------------------------------------------


def left_alone(found: Sequence[Conflict], snapshot: Snapshot) -> list[str]:
    """The cells that an undo would leave as they are, a line each."""
    lines = []
    for one in found:
        name, field = row_name(snapshot, one.sheet, one.id), in_a_sentence(heading(one.sheet, one.field))
        thing = f"{name}'s {field}" if field and one.sheet in SHEETS else name
        stays = f"it stays “{value(one.theirs)}”" if one.field else "the row stays as it is"
        lines.append(f"{thing} was changed again since, so {stays}.")
    return lines


def undo_question(found: Sequence[Conflict], snapshot: Snapshot) -> str:
    """What is asked before an undo that would leave something alone."""
    if len(found) > 1:
        return f"{len(found):,} cells were changed again since. Undo the rest, leave those cells?"
    (one,) = found
    if not one.field:
        return f"{row_name(snapshot, one.sheet, one.id)} was changed again since. Undo the rest, leave that row?"
    name, field = row_name(snapshot, one.sheet, one.id), in_a_sentence(heading(one.sheet, one.field))
    thing = f"{name}'s {field}" if one.sheet in SHEETS else name
    return f"{thing} was changed again since. Undo the rest, leave that cell?"


def waits(status: Status, now: dt.datetime) -> str:
    """How many changes wait for whom, and since when; the status's own sentence when nobody has the workbook open."""
    if not status.waiting or status.oldest is None or not status.open_by:
        return status.sentence
    verb, they = ("waits", "it is safe and goes in by itself") if status.waiting == 1 else (
        "wait", "they are safe and go in by themselves")  # fmt: skip
    changes, oldest, who = count(status.waiting, "change"), age(now - status.oldest), status.open_by
    return (
        f"{who} has the workbook open. {changes} {verb} (oldest {oldest}); {they} when {who} has closed it, and can be "
        f"seen there then."
    )


def state(status: Status, now: dt.datetime) -> str:
    """How the workbook is doing, in few words; what concerns everybody stands on top of the page in full."""
    if status.is_looked_at and status.sentence == looking.ONLY.format(status.name):
        return "look only"
    if status.question:
        return "cannot be read" if status.question.kind == "unreadable" else "look only, until a question is answered"
    if not status.open_by or status.oldest is None:
        return status.sentence
    waiting = f"{count(status.waiting, 'change')} {'waits' if status.waiting == 1 else 'wait'}"
    return f"{status.open_by} has the workbook open; {waiting} (oldest {age(now - status.oldest)})"


def version(backup: Backup) -> str:
    """A kept version in one line: when, how many people, how large, whose save it was."""
    people = "" if backup.people is None else count(backup.people, "person", "people")
    size = f"{max(1, round(backup.size / 1000)):,} kB"
    whose = "saved by Kith" if backup.generation else "saved in the sheet"
    return " · ".join(part for part in (moment(backup.at), people, size, whose) if part)


def removed(rows: Sequence[Removed]) -> str:
    """Rows that were removed at once, in one line."""
    first = rows[0]
    more = f" and {count(len(rows) - 1, 'more row')}" if len(rows) > 1 else ""
    return f"{moment(first.at)} · {value(first.name) if first.name else first.id}{more} · {first.sheet} · {first.actor}"


# two values for one cell ----------------------------------------------------------------------------------------------


def whose(snapshot: Snapshot, conflict: Conflict) -> str:
    """Whose cell two people typed into."""
    name = row_name(snapshot, conflict.sheet, conflict.id)
    return f"{name}: {heading(conflict.sheet, conflict.field) or 'the whole row'}"


def both(conflict: Conflict, *, is_mine: bool) -> list[str]:
    """The two values, who and when, and what stood there before."""
    ours = "Yours" if is_mine else f"{conflict.actor}'s"
    when = f", {moment(conflict.at)}" if conflict.at else ""
    if conflict.op == "remove":
        return [f"Removed here ({conflict.actor}{when}), and changed in the sheet meanwhile. It is still there."]
    if not conflict.field:
        return [f"Removed in the sheet, and changed here meanwhile ({conflict.actor}{when}). It was kept."]
    seen = f" (seen {moment(conflict.at)})" if conflict.at else ""
    return [
        f"In the sheet now: {value(conflict.theirs)}{seen}",
        f"{ours}: {value(conflict.ours)} ({conflict.actor}{when})",
        f"Before: {value(conflict.before)}",
    ]


def ways(conflict: Conflict, *, is_mine: bool) -> dict[Choosing, str]:
    """The words for keeping what the sheet has, and for what was done here instead."""
    if conflict.op == "remove":
        return {"theirs": "Keep the row", "mine": "Remove it"}
    if not conflict.field:
        return {"theirs": "Remove it", "mine": "Keep the row"}
    return {"theirs": "Keep the sheet's", "mine": "Use mine" if is_mine else f"Use {conflict.actor}'s"}


def as_cell(snapshot: Snapshot, conflict: Conflict, typed: str) -> Cell:
    """Something else that somebody wrote instead of both values, as the cell it will be. Raises InvalidInput."""
    if conflict.sheet in SHEETS:
        return cells_from(snapshot, conflict.sheet, {conflict.field: typed})[conflict.field]
    (change,) = set_setting(snapshot, conflict.id, typed).changes or (SetSetting(conflict.id, typed),)
    assert isinstance(change, SetSetting)
    return change.value


def restoring(backup: Backup) -> str:
    """What going back to a version means."""
    return (
        f"The workbook becomes what it was at {moment(backup.at)}. The present file is kept beside it under another "
        f"name, so nothing is lost, and this can be taken back under Changes."
    )
