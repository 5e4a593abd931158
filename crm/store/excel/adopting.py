"""A spreadsheet of a team's made the record: exactly what they agreed to is added, all else keeps its bytes. And the
way back, as long as nothing was typed into what was added."""

import datetime as dt
import hashlib
import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import openpyxl

from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.layout import Layout, as_lines
from crm.model.sheets import SHEETS
from crm.store import adopted, looking, places
from crm.store.adopted import Adopted
from crm.store.adopting import Additions, Chosen, require_free, widened
from crm.store.excel import lock, owner_files, reading, records, styles, swapping, template
from crm.store.excel.file import BookFile
from crm.store.excel.going_back import without_additions
from crm.store.excel.reading import BOOK, GENERATION
from crm.xlsx import RefusedWorkbook, Workbook

CRM = "_crm"
_NAMES = ("name", "last_name", "first_name", "organisation")
_FIRST_FREE = 5  # the row of `_crm` below what every workbook says there


def adopt(path: Path, layout: Layout, additions: Additions, chosen: Chosen, *, today: dt.date, folder: Path) -> None:
    """Add to the spreadsheet at `path` what was agreed to, in one step, its old version kept first.

    `folder` is the state folder. Raises CannotOpen with what stands in the way; then nothing was changed.
    """
    path = path.resolve()
    file = BookFile(path, secrets.token_hex(8), lambda: today, folder, layout)
    with _to_itself(file):
        data, _ = file.whole()
        before = reading.opened(data, path.name, file.rules, "", layout)[1]
        book, after = _made(file, data, before, (additions, chosen))
        _require_all(before, after, additions, path.name)
        new = _packed(book, path.name)
        after = replace(after, fingerprint=hashlib.sha256(new).hexdigest())
        _put(file, (data, before), (new, after))
        looking.look_away(folder, str(path))
        more = {"book_id": file.book_id, "before": before.fingerprint, "after": after.fingerprint}
        adopted.remember(folder, str(path), Adopted(layout, additions, more))
        _forget_book(folder, path)


def _made(file: BookFile, data: bytes, before: Contents, wanted: tuple[Additions, Chosen]) -> tuple[Workbook, Contents]:
    """The spreadsheet with all that is added, in memory, and what it holds then. Raises CannotOpen."""
    additions, chosen = wanted
    assert file.layout is not None
    try:
        book = Workbook.from_bytes(data, file.name)
        if book.properties.get(BOOK):
            raise CannotOpen(f"{file.name} is one of Kith's already. Nothing was changed.")
        require_free(additions, book.sheets)
        with book.together():
            for name, sheet in before.sheets.items():
                for heading, field in zip(additions.headings(name), additions.columns.get(name, ()), strict=True):
                    width = styles.width_of(SHEETS[name].column(field))
                    book.sheet(sheet.title).add_column(heading, sheet.heading_row, width=width)
            _add_sheets(book, before, additions, template.make(
                book_id=file.book_id, today=file.rules.today, settings=chosen.settings, lists=chosen.lists,
                sheets=[name for name in additions.sheets if name in SHEETS], overview=False,
            ))  # fmt: skip
            _note(book, widened(file.layout, additions))
            for name, value in ((BOOK, file.book_id), (GENERATION, "0"), ("kith_schema", template.SCHEMA)):
                book.set_property(name, value)
        return book, reading.understood(book, file.rules, "")
    except (RefusedWorkbook, ValueError) as error:
        raise CannotOpen(f"Kith cannot work in {file.name}: {error} Nothing was changed.") from error


def _add_sheets(book: Workbook, before: Contents, additions: Additions, new: openpyxl.Workbook) -> None:
    """Sheets behind those that are there, as a new workbook has them; what offers words or names after those."""
    packed = io.BytesIO()
    new.save(packed)
    like = Workbook.from_bytes(packed.getvalue(), "new.xlsx")
    for title in sorted(additions.sheets, key=lambda title: title != "Lists"):
        if title in SHEETS and (words := _names_of_people(before)):
            book.define_name(records.names_of("Contacts"), words)
        book.add_sheet(title, like.sheet(title))


def _names_of_people(before: Contents) -> str:
    """Where the names of their people stand, for the drop-downs of sheets that are added."""
    people = before.sheets["Contacts"]
    field = next(name for name in (*_NAMES, *people.fields) if name and people.column_number(name))
    return records.words_in(people.title, people.column_number(field) or 1, people.heading_row + 1, records.LAST_ROW)


def _note(book: Workbook, layout: Layout) -> None:
    """Write down in `_crm` which of their columns is what."""
    told = book.sheet(CRM)
    for row, cells in enumerate(as_lines(layout).items(), _FIRST_FREE):
        for column, text in enumerate(cells, 1):
            told.set_cell(row, column, text)


def _require_all(before: Contents, after: Contents, additions: Additions, name: str) -> None:
    """Raise CannotOpen unless all that was read before is read now, and all that is added is found."""
    for sheet, told in before.sheets.items():
        now = after.sheets.get(sheet)
        fields = {*told.columns, *additions.columns.get(sheet, ())}
        if now is None or now.rows != told.rows or not fields <= set(now.fields):
            raise CannotOpen(
                f"In {name} the sheet “{told.title}” would not be read as it is now, so Kith does not work in it. "
                "Nothing was changed."
            )


def _packed(book: Workbook, name: str) -> bytes:
    try:
        return book.pack()
    except RefusedWorkbook as error:
        raise CannotOpen(f"{name} could not be given what it lacks: {error} Nothing was changed.") from error


# taken out again ------------------------------------------------------------------------------------------------------


def go_back(path: Path, *, today: dt.date, folder: Path) -> None:
    """Make the spreadsheet what it was before, byte for byte, with what was saved through Kith since into the cells
    that it had; from then on it is only looked at.

    Raises CannotOpen when anything was typed into what was added, or another program saved the file since.
    """
    path = path.resolve()
    told = adopted.require(folder, str(path))
    file = BookFile(path, told.more["book_id"], lambda: today, folder, told.layout)
    with _to_itself(file):
        data, _ = file.whole()
        before, after = (_kept(file, told.more[which]) for which in ("before", "after"))
        if before is None or after is None:
            raise CannotOpen(f"What {path.name} was before is not kept any more. Nothing was changed.")
        new = without_additions(path.name, told, before, after, data)
        if new != before:
            file.keep(data, file.understood(data))
        _swapped(file, data, new)
        looking.look_at(folder, str(path), told.layout)
        adopted.forget(folder, str(path))
        _forget_book(folder, path)


def _kept(file: BookFile, sha: str) -> bytes | None:
    return next((kept.read() for kept in file.backups.find(sha=sha)), None)


def _forget_book(folder: Path, path: Path) -> None:
    with lock.held(folder / f"{places.BOOKS}.lock"):
        books = places.read(folder, places.BOOKS)
        books.pop(str(path), None)  # it bears another name from now on
        places.write(folder, places.BOOKS, books)


# the file -------------------------------------------------------------------------------------------------------------


@contextmanager
def _to_itself(file: BookFile) -> Iterator[None]:
    """Hold a file that nobody has open. Raises CannotOpen; an OSError becomes one."""
    try:
        with file.locked(lock.LOOKING):
            if owner := owner_files.who_has_it(file.path):
                raise CannotOpen(f"{owner.name} has {file.name} open. Close it there, and try again.")
            if not file.path.stat().st_mode & 0o222:
                raise CannotOpen(f"{file.name} is write-protected. Nothing was changed.")
            if sentence := file.host.take():
                raise CannotOpen(sentence)
            try:
                yield
            finally:
                file.displaced.let_go()
                file.host.release()
    except OSError as error:
        raise CannotOpen(f"{file.name} could not be written ({error.strerror}). Nothing was changed.") from error


def _put(file: BookFile, old: tuple[bytes, Contents], new: tuple[bytes, Contents]) -> None:
    """Keep both versions, then put the new one in the place of the old. Raises CannotOpen, OSError."""
    for data, contents in (old, new):
        file.keep(data, contents, contents.stamp[1] if contents.stamp else "")
    _swapped(file, old[0], new[0])


def _swapped(file: BookFile, old: bytes, new: bytes) -> None:
    temp, ours = file.write_beside(new)
    try:
        file.swap(temp, old.__eq__)
        if file.displaced_by(temp, hashlib.sha256(old).hexdigest(), old) is not None:
            file.swap(temp, new.__eq__)  # what they saved goes back to its place
            raise swapping.SavedMeanwhile
    except swapping.SavedMeanwhile:
        raise CannotOpen(f"Somebody saved {file.name} just now. Nothing was changed; look again.") from None
    finally:
        file.remove(temp, ours)
