"""What comes out of a workbook on the command line: one file, in one of several formats."""

from collections.abc import Callable, Mapping
from pathlib import Path

from crm.actions import printing
from crm.actions import summary as monday
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.today import Waiting, waiting
from crm.commands.answers import Arguments, Said, opened
from crm.commands.daily import summary_of
from crm.model.errors import CannotOpen, InvalidInput
from crm.model.snapshot import Snapshot
from crm.ui.calendars import FILE as CALENDAR
from crm.ui.calendars import calendar_of


def _cards(snapshot: Snapshot) -> bytes:
    there = snapshot.contacts["status"].ne("Archived") | snapshot.contacts["status"].isna()
    return printing.cards(snapshot, snapshot.contacts.index[there])


def _frames(snapshot: Snapshot) -> Frames:
    return from_snapshot(snapshot, as_of=snapshot.rules.today)


def _waiting(snapshot: Snapshot) -> Waiting:
    return waiting(_frames(snapshot), as_of=snapshot.rules.today)


FORMATS: Mapping[str, tuple[str, Callable[[Snapshot], bytes]]] = {
    "cards": ("cards.pdf", _cards),
    "daysheet": ("day sheet.pdf", lambda snapshot: printing.day_sheet(snapshot, _waiting(snapshot))),
    "calls": ("call list.pdf", lambda snapshot: printing.call_list(snapshot, _waiting(snapshot))),
    "summary": ("Monday summary.pdf", lambda snapshot: monday.as_pdf(snapshot, summary_of(snapshot))),
    "ics": (CALENDAR, lambda snapshot: calendar_of(_frames(snapshot))),
    "birthdays": ("birthdays.pdf", lambda snapshot: printing.birthdays(snapshot, _frames(snapshot))),
}
"""Name of a format -> the name of its file, and what makes it."""


def export(given: Arguments) -> Said:
    """Write a file to print or for another program: cards, the day sheet, a call list, birthdays, the
    Monday summary, a calendar."""
    to, *files = given.to
    if to not in FORMATS:
        raise InvalidInput("to", f"There is no format “{to}”. There is {', '.join(FORMATS)}.")
    if len(files) > 1:
        raise InvalidInput("file", f"One file is made at a time; {len(files)} are named.")
    name, make = FORMATS[to]
    path = Path(next(iter(files), name)).expanduser()
    if path.exists():
        raise CannotOpen(f"{path} is there already. It was left as it is.")
    with opened(given.location) as store:
        data = make(store.snapshot())
    _write(path, data)
    return Said({"file": str(path), "bytes": len(data)}, [f"Made {path}."])


def _write(path: Path, data: bytes) -> None:
    """A new file, whole or not at all. Raises CannotOpen when one came to be there meanwhile."""
    try:
        file = path.open("xb")
    except FileExistsError as error:
        raise CannotOpen(f"{path} is there already. It was left as it is.") from error
    try:
        with file:
            file.write(data)
    except OSError:
        path.unlink()
        raise
