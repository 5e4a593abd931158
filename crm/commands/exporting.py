"""What comes out of a workbook on the command line: one file, in one of several formats."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crm.actions import printing
from crm.actions import summary as monday
from crm.actions.everything import as_text
from crm.actions.taking_away import as_cards, as_table
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.today import Waiting, waiting
from crm.commands.answers import Arguments, Said, opened
from crm.commands.daily import summary_of
from crm.commands.rows import contact_called
from crm.exchange.outgoing import as_csv, as_workbook, as_xlsx
from crm.exchange.vcard_out import cards
from crm.model.errors import CannotOpen, InvalidInput
from crm.model.snapshot import Snapshot
from crm.ui.all_of_them import all_of_them
from crm.ui.calendars import FILE as CALENDAR
from crm.ui.calendars import calendar_of


def _cards(snapshot: Snapshot) -> bytes:
    there = snapshot.contacts["status"].ne("Archived") | snapshot.contacts["status"].isna()
    return printing.cards(snapshot, snapshot.contacts.index[there])


def _everybody(snapshot: Snapshot) -> list[str]:
    return list(map(str, snapshot.contacts.index))


def _table(snapshot: Snapshot, made: Callable[[Sequence[str], Sequence[Sequence[str]]], bytes]) -> bytes:
    taken = as_table(snapshot, _everybody(snapshot))
    return made(taken.headings, taken.rows)


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
    "csv": ("contacts.csv", lambda snapshot: _table(snapshot, as_csv)),
    "xlsx": ("contacts.xlsx", lambda snapshot: _table(snapshot, as_xlsx)),
    "vcard": ("contacts.vcf", lambda snapshot: cards(as_cards(snapshot, _everybody(snapshot)).cards)),
    "vcard4": (
        "contacts.vcf",
        lambda snapshot: cards(as_cards(snapshot, _everybody(snapshot), version="4.0").cards, "4.0"),
    ),
    "birthdays": ("birthdays.pdf", lambda snapshot: printing.birthdays(snapshot, _frames(snapshot))),
}
"""Name of a format -> the name of its file, and what makes it."""


def export(given: Arguments) -> Said:
    """Write a file to print or for another program: cards, the day sheet, a call list, birthdays, the
    Monday summary, a calendar, contacts as .csv, .xlsx or contact cards; or everything of one person."""
    if given.everything_of:
        return _everything(given)
    if not given.to:
        raise InvalidInput("to", "Say what to make, with --to or --everything-of. See python -m crm --help.")
    to, *files = given.to
    if to not in FORMATS:
        raise InvalidInput("to", f"There is no format “{to}”. There is {', '.join(FORMATS)}.")
    if len(files) > 1:
        raise InvalidInput("file", f"One file is made at a time; {len(files)} are named.")
    name, make = FORMATS[to]
    with opened(given.location) as store:
        return _made(Path(next(iter(files), name)), lambda: make(store.snapshot()))


def _everything(given: Arguments) -> Said:
    """All that is kept of one person: a workbook, or a text to read where the file is called so."""
    path = Path(next(iter(given.to or ()), "everything.xlsx"))
    if path.suffix.lower() not in (".xlsx", ".txt"):
        raise InvalidInput("to", f"Everything of a person goes into an .xlsx or a .txt, not into “{path.name}”.")
    with opened(given.location) as store:
        snapshot = store.snapshot()
        contact = contact_called(snapshot, given.everything_of)
        parts = all_of_them(store, snapshot, contact)
        if path.suffix.lower() == ".txt":
            return _made(path, lambda: as_text(snapshot, contact, parts).encode("utf-8-sig"))
        return _made(path, lambda: as_workbook([(part.title, part.headings, part.rows) for part in parts]))


def _made(path: Path, make: Callable[[], bytes]) -> Said:
    path = path.expanduser()
    if path.exists():
        raise CannotOpen(f"{path} is there already. It was left as it is.")
    data = make()
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
