"""Where a workbook moves to: looked at without changing anything, and made ready with the sheets and columns needed."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crm.model.cells import Cell
from crm.model.changes import Change, new_batch
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.held import Held
from crm.model.lists import LISTS
from crm.model.schema import SHOWN, Column, Sheet
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import brief
from crm.store import moving, opening, places
from crm.store.entries import change_of
from crm.store.excel import template, widening
from crm.store.journal import Journal

if TYPE_CHECKING:
    from crm.store.google.calls import Spreadsheet

Lists = dict[str, list[list[Cell]]]


@dataclass(frozen=True)
class Target:
    """A place that a workbook may move to: its location, what people call it, what it is known by ("" where nothing is
    yet), what is there, None where nothing is, what it and the source held after the last move between them, and how
    many saves wait on this computer to go in; `contents` shows them already."""

    location: str
    name: str
    book_id: str
    contents: Contents | None
    agreed: Held | None = None
    waiting: int = 0

    @property
    def is_at_google(self) -> bool:
        """Whether it is a spreadsheet at Google."""
        return opening.is_link(self.location)

    @property
    def is_ready(self) -> bool:
        """Whether everything is there that each workbook has, beside its sheets of records."""
        return self.contents is not None and bool(self.contents.settings_at and self.contents.lists_at)


@dataclass(frozen=True)
class Needs:
    """What a target lacks: columns by sheet, whole sheets, and columns of the sheet Lists."""

    columns: Mapping[str, Sequence[Column]]
    sheets: Sequence[str]
    lists: Sequence[Column] = ()

    @property
    def columns_and_lists(self) -> dict[str, Sequence[Column]]:
        """All columns by sheet."""
        return {**self.columns, **({"Lists": self.lists} if self.lists else {})}


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise CannotOpen(
            f"No workbook can lie at {brief(str(path))} ({error.strerror}). Nothing was changed."
        ) from error


def look(location: str, source: str, *, state: Path | None = None) -> Target:
    """What is at a location now; `source` is the book_id of the workbook that may move there. Nothing is written there.
    Raises CannotOpen for what can never hold a workbook."""
    if opening.is_link(location):
        return _look_at_google(location, source, state or places.state_folder(os.environ))
    path = Path(location).expanduser()
    if path.suffix.lower() != ".xlsx":
        raise CannotOpen(f"The name of a workbook ends in .xlsx; {brief(path.name)} does not. Nothing was changed.")
    if not _is_there(path):
        if not path.parent.is_dir():
            raise CannotOpen(f"There is no folder {path.parent}. Nothing was changed.")
        return Target(str(path), path.name, "", None)
    store = opening.open_store(str(path), state=state)
    try:
        seen, waiting = store.snapshot().contents, store.status().waiting
        return Target(str(path), path.name, store.book_id, seen, store.agreed(source), waiting)
    finally:
        store.close()


def _look_at_google(link: str, source: str, folder: Path) -> Target:
    from crm.store.google.link import link_to
    from crm.store.google.widening import look as look_at_google

    with spreadsheet_at(link) as spreadsheet:
        found = look_at_google(spreadsheet, _today())
        title = str(spreadsheet.about("properties(title)").get("properties", {}).get("title", "the Google Sheet"))
    known, waiting = _known_here(folder, spreadsheet.id, source)
    there = found.applied([change for _, change in waiting]) if found.sheets or found.settings else None
    batches = {batch for batch, _ in waiting}
    return Target(link_to(spreadsheet.id), title, spreadsheet.id, there, known, len(batches))


def _known_here(folder: Path, book_id: str, source: str) -> tuple[Held | None, list[tuple[str, Change]]]:
    """What the journal of a spreadsheet on this computer knows: what it and the source held after the last move, and
    what waits to go in, each change with its batch."""
    if not (path := folder / book_id / "journal.sqlite").exists():
        return None, []
    journal = Journal(path, book_id)
    try:
        waiting = [(entry.batch, change) for entry in journal.pending() if (change := change_of(entry)) is not None]
        return moving.agreed(journal, source), waiting
    finally:
        journal.close()


def make_ready(target: Target, source: Snapshot, needs: Needs, *, state: Path | None = None) -> None:
    """Make the workbook where there is none, with the settings and lists of the source; add what it lacks where
    there is one. What is there already stays as it is, so doing it again changes nothing. Raises CannotOpen."""
    folder = state or places.state_folder(os.environ)
    if target.is_at_google:
        _ready_at_google(target, source, needs, folder)
    elif target.contents is None:
        _made(Path(target.location), source, needs)
        _widen_file(target, Needs({}, (), needs.lists), folder)
    else:
        _widen_file(target, needs, folder)


def add_heading(location: str, seen: Snapshot, sheet: str, field: str, *, state: Path | None = None) -> None:
    """Write a heading that is missing right of the others of a sheet, its column still empty; nothing else is touched.
    Raises CannotOpen, also for a workbook that has no file."""
    there = Target(location, "", "", seen.contents)
    if not there.is_at_google and not Path(location).is_file():
        raise CannotOpen("This workbook is no file, so it cannot be given a column. Nothing was changed.")
    make_ready(there, seen, Needs({sheet: (SHEETS[sheet].column(field),)}, ()), state=state)


def _widen_file(target: Target, needs: Needs, folder: Path) -> None:
    if needs.columns_and_lists or needs.sheets:
        widening.widen(Path(target.location).resolve(), folder, needs.columns_and_lists, needs.sheets, _today())


def _made(path: Path, source: Snapshot, needs: Needs) -> None:
    """A new workbook; never over a file that appeared meanwhile."""
    try:
        template.write(
            path,
            book_id=new_batch(),
            today=_today(),
            settings=source.contents.settings,
            lists=_lists(source),
            sheets=list(source.contents.sheets),
            rows={"Start here": _playbook(source)} if source.contents.playbook else {},
            schema={name: _wider(sheet, needs.columns.get(name, ())) for name, sheet in SHEETS.items()},
        )
    except FileExistsError as error:
        raise CannotOpen(f"{path} is there already. It was left as it is.") from error
    except OSError as error:
        raise CannotOpen(f"{path} could not be made ({error.strerror}). Nothing was changed.") from error


def _playbook(source: Snapshot) -> list[dict[str, Cell]]:
    return [{"when": when, "what": what} for when, what in source.contents.playbook]


def _wider(sheet: Sheet, columns: Sequence[Column]) -> Sheet:
    """A sheet as it is made with more columns in view."""
    more = {column.field: replace(column, place=SHOWN) for column in columns}
    known = [more.pop(column.field, column) for column in sheet.columns]
    return replace(sheet, columns=(*known, *more.values()))


def _lists(source: Snapshot) -> Lists:
    """The lists that every workbook has, each as rows of a word and what stands beside it."""
    found: Lists = {}
    for name, (further, _) in LISTS.items():
        blocks = [
            source.contents.lists.get(heading, []) for heading in (name, *(f"{name}: {part}" for part in further))
        ]
        rows = [[cells[n] if n < len(cells) else None for cells in blocks] for n in range(len(blocks[0]))]
        while rows and rows[-1][0] in (None, ""):
            rows.pop()
        if name in source.contents.lists:
            found[name] = rows
    return found


def _ready_at_google(target: Target, source: Snapshot, needs: Needs, folder: Path) -> None:
    from crm.store.google.widening import widen

    if needs.sheets or not target.is_ready:
        _set_up_at_google(target.location, source, folder)
    if needs.columns_and_lists:
        with spreadsheet_at(target.location) as spreadsheet:
            widen(spreadsheet, _today(), needs.columns_and_lists)


def _set_up_at_google(link: str, source: Snapshot, folder: Path) -> None:
    from crm.store.google import connect
    from crm.store.google.secrets import key
    from crm.store.google.setup import Wishes

    wishes = Wishes(source.contents.settings, _lists(source), tuple(source.contents.sheets), source.contents.playbook)
    new = connect(link, key(opening.PROGRAM), os.environ, today=_today, folder=folder, wishes=wishes)
    try:
        new.read()  # which sets it up
    finally:
        new.close()


@contextmanager
def spreadsheet_at(link: str) -> Iterator["Spreadsheet"]:
    """A spreadsheet for as long as it is needed."""
    from crm.store.google.calls import Spreadsheet
    from crm.store.google.connecting import transport
    from crm.store.google.link import spreadsheet_id
    from crm.store.google.secrets import key

    id = spreadsheet_id(link)
    http = transport(key(opening.PROGRAM), os.environ)
    try:
        yield Spreadsheet(http, id)
    finally:
        http.session.close()


def _today() -> dt.date:
    return opening.local_now().date()
