"""From a location to a Store: which workbook it is, where its journal lies, and what an earlier run left to do."""

import datetime as dt
import getpass
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from crm.model.errors import CannotOpen
from crm.store import places
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store

MEMORY = ":memory:"
BOOKS = "books.json"  # real path -> book_id last seen there


def local_now() -> dt.datetime:
    """The time on this computer's clock, without a zone, as cells hold it."""
    return dt.datetime.now().replace(microsecond=0)


def system_actor() -> Actor:
    """Whoever is signed in to this computer; without sign-in they own the workbook."""
    try:
        return Actor(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return Actor("somebody")


def open_store(
    location: str, *, actor: Actor | None = None, state: Path | None = None, now: Callable[[], dt.datetime] = local_now
) -> Store:
    """The Store of a workbook: the path of an .xlsx file, or ":memory:" for an empty one that is gone afterwards.

    `state` is the folder for journals (default: the user's state folder). Raises CannotOpen with a sentence when there
    is no workbook, or none that is Kith's; nothing is ever created in its place.
    """
    who = actor or system_actor()
    if location == MEMORY:
        workbook = MemoryWorkbook.new({}, today=lambda: now().date())
        folder = Path(tempfile.mkdtemp(prefix="kith-memory-"))
        return Store(Record(workbook, Journal(folder / "journal.sqlite", secrets.token_hex(8)), now), MEMORY, who)
    if location.startswith(("http://", "https://")):
        raise CannotOpen(
            "This is a link. Kith works with an .xlsx file on this computer; Google Sheets are not open yet."
        )
    path = Path(location).expanduser()
    folder = state or places.state_folder(os.environ)
    excel = ExcelWorkbook(path, today=lambda: now().date(), locks=folder)
    _remember(folder, excel.path, excel.book_id)
    journal = Journal(folder / excel.book_id / "journal.sqlite", excel.book_id)
    with excel.locked():
        _recover(journal, excel)
    record = Record(excel, journal, now)
    record.resume()
    return Store(record, str(excel.path), who)


def _remember(folder: Path, path: Path, book_id: str) -> None:
    """Know a book again by its path. A second file of the same identity is a copy, and must not share a journal."""
    books = places.read(folder, BOOKS)
    twin = next((old for old, book in books.items() if book == book_id and old != str(path)), None)
    if twin and Path(twin).exists():
        raise CannotOpen(
            f"{path.name} is a copy of {twin}, which Kith keeps already. Open that one; or, to go on with this one, "
            f"move the other to another folder first. Nothing was changed."
        )
    if books.get(str(path)) != book_id:
        books = {old: book for old, book in books.items() if book != book_id}
        places.write(folder, BOOKS, {**books, str(path): book_id})


def _recover(journal: Journal, excel: ExcelWorkbook) -> None:
    """See through a swap that an earlier run began: it happened, or its rows stay pending. Then sweep its files."""
    intent = journal.intent()
    if intent is not None:
        generation, _, sha_new, _, last = intent
        if excel.fingerprint == sha_new or excel.generation == generation:
            with journal.transaction():
                journal.mark([entry for entry in journal.pending() if entry.seq <= last], "in_workbook", generation)
                journal.reached(generation, excel.fingerprint, 0)
    excel.sweep()
