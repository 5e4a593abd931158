"""From a location to a Store: which workbook it is, where its journal lies, and what an earlier run left to do."""

import datetime as dt
import getpass
import os
import tempfile
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from crm.model.changes import new_batch
from crm.model.errors import CannotOpen
from crm.store import places
from crm.store.entries import ADOPT
from crm.store.excel import identity
from crm.store.excel.lock import held
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.journal import Journal
from crm.store.looking import looked_at
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store

if TYPE_CHECKING:
    from crm.store.google import GoogleWorkbook, LookedAtSheet

MEMORY = ":memory:"
PROGRAM = Path(__file__).parents[2]  # where `.streamlit` lies
BOOKS = places.BOOKS


class IsCopy(CannotOpen):
    """Two files are the same workbook: its owner says whether this one is another, or is used instead."""

    def __init__(self, name: str, original: str) -> None:
        super().__init__(f"{name} is a copy of {original}, which Kith keeps already. Nothing was changed.")
        self.original = original


def local_now() -> dt.datetime:
    """The time on this computer's clock, without a zone, as cells hold it."""
    return dt.datetime.now().replace(microsecond=0)


def clock() -> dt.datetime:
    """The moment, which each team tells in its own time zone."""
    return dt.datetime.now(dt.UTC)


def system_actor() -> Actor:
    """Whoever is signed in to this computer; without sign-in they own the workbook."""
    try:
        return Actor(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return Actor("somebody")


def open_store(
    location: str, *, actor: Actor | None = None, state: Path | None = None, now: Callable[[], dt.datetime] = clock
) -> Store:
    """The Store of a workbook: the path of an .xlsx file, the link of a Google Sheet, or ":memory:" for an empty one
    that is gone afterwards.

    `state` is the folder for journals (default: the user's state folder). `now` tells the moment; one without a zone is
    the team's own time. Raises CannotOpen with a sentence when there
    is no workbook, or none that is Kith's; nothing is ever created in its place.
    """
    who = actor or system_actor()
    if location == MEMORY:
        workbook = MemoryWorkbook.new({}, today=lambda: now().astimezone().date())
        passing = tempfile.TemporaryDirectory(prefix="kith-memory-")
        record = Record(workbook, Journal(Path(passing.name) / "journal.sqlite", new_batch()), now)
        weakref.finalize(record, passing.cleanup)  # the journal goes where the workbook goes
        return Store(record, MEMORY, who)
    places.require_lasting(os.environ)
    folder = state or places.state_folder(os.environ)
    if is_link(location):
        sheet = _at_google(location, folder, lambda: now().astimezone().date())
        return Store(_record(sheet, folder, now), location, who, places.warning(folder))
    excel = _excel(_path(location), folder, lambda: now().astimezone().date())
    _remember(folder, excel)
    return Store(_record(excel, folder, now), str(excel.path), who, places.warning(folder))


def _record(
    workbook: "ExcelWorkbook | GoogleWorkbook | LookedAtSheet", folder: Path, now: Callable[[], dt.datetime]
) -> Record:
    """A workbook with its journal, and what an earlier run left is being written. Nothing stays open when it fails."""
    with ExitStack() as undo:
        if not isinstance(workbook, ExcelWorkbook):  # closing one sweeps away what is perhaps in no journal yet
            undo.callback(workbook.close)
        journal = _journal(folder, workbook.book_id)
        undo.callback(journal.close)
        record = Record(workbook, journal, now)
        if isinstance(workbook, ExcelWorkbook):
            workbook.tidy()  # only now: what an earlier run displaced as it died is in the journal
        record.resume()
        undo.pop_all()
    return record


def is_link(location: str) -> bool:
    """Whether somebody named a place on the web and no file."""
    return location.strip().lower().startswith(("http://", "https://"))


def _journal(folder: Path, book_id: str) -> Journal:
    return Journal(folder / book_id / "journal.sqlite", book_id)


def _at_google(link: str, folder: Path, today: Callable[[], dt.date]) -> "GoogleWorkbook | LookedAtSheet":
    """The workbook behind a link."""
    from crm.store.google import connect, look_on, secrets  # half a second that nobody with a file should wait
    from crm.store.google.link import link_to, spreadsheet_id

    key = secrets.key(PROGRAM)
    if told := looked_at(folder, link_to(spreadsheet_id(link))):
        return look_on(link, key, os.environ, told, today=today, folder=folder)
    return connect(link, key, os.environ, today=today, folder=folder)


def keep_apart(location: str) -> None:
    """Make a copy a workbook of its own, with its own history, beside the one it was copied from. Raises CannotOpen."""
    identity.renew(_path(location))


def keep_instead(location: str, *, state: Path | None = None) -> None:
    """Go on with a copy in the place of the workbook that it was copied from, which is not opened any more."""
    folder = state or places.state_folder(os.environ)
    excel = ExcelWorkbook(_path(location), today=dt.date.today, locks=folder)
    with held(folder / f"{BOOKS}.lock"):
        books = {path: book for path, book in places.read(folder, BOOKS).items() if book != excel.book_id}
        places.write(folder, BOOKS, {**books, str(excel.path): excel.book_id})


def _excel(path: Path, folder: Path, today: Callable[[], dt.date]) -> ExcelWorkbook:
    """The workbook at a path; one that was kept here before and cannot be read now, as its last version shows it."""
    try:
        return ExcelWorkbook(path, today=today, locks=folder, looked_at=looked_at(folder, str(path)))
    except CannotOpen:
        book_id = places.read(folder, BOOKS).get(str(path))
        if not book_id:
            raise
        return ExcelWorkbook.of_last_version(path, today=today, locks=folder, book_id=book_id)


def waiting(folder: Path, book_id: str) -> int:
    """How many changes wait in the journal of a workbook; `folder` is the state folder."""
    path = folder / book_id / "journal.sqlite"
    if not path.exists():
        return 0
    journal = Journal(path, book_id)
    try:
        return len({entry.batch for entry in journal.pending() if entry.op != ADOPT})
    finally:
        journal.close()


def _path(location: str) -> Path:
    try:
        path = Path(location).expanduser().resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise CannotOpen(f"“{location}” is not a path on this computer.") from error
    if path.exists() and not path.is_file():
        raise CannotOpen(f"{path} is not a file. Choose an .xlsx workbook. Nothing was changed.")
    return path


def _remember(folder: Path, excel: ExcelWorkbook) -> None:
    """Know a book again by its path. A second file of the same identity is a copy, and must not share a journal."""
    with held(folder / f"{BOOKS}.lock"):
        books = places.read(folder, BOOKS)
        for old in [old for old, book in books.items() if book == excel.book_id and old != str(excel.path)]:
            if excel.has_twin(Path(old)):
                raise IsCopy(excel.name, old)
            del books[old]  # it was moved from there
        other = books.get(str(excel.path), excel.book_id)
        if other != excel.book_id and (left := waiting(folder, other)):
            raise CannotOpen(
                f"{excel.name} is another workbook than the one that Kith kept at this place, and {left} of its "
                f"changes still wait. Put that one back, or give this one another name. Nothing was changed."
            )
        if books.get(str(excel.path)) != excel.book_id:
            places.write(folder, BOOKS, {**books, str(excel.path): excel.book_id})
