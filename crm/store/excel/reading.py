"""A workbook file as it stands: its bytes in one go, and what they hold."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crm.model.arrays import without_collecting
from crm.model.cells import Cell, Rules
from crm.model.contents import Contents, understand
from crm.model.errors import CannotOpen
from crm.model.headings import Tab
from crm.store.numbering import plain
from crm.xlsx import RefusedWorkbook, Workbook

BOOK, GENERATION = "kith_book", "kith_generation"  # custom document properties: the stamp
_TRIES, _PAUSE = 4, 0.5  # Excel saves by deleting and renaming: for a moment there is no file


def revision(path: Path) -> str:
    """When a file was last written, how large it is, and which file it is. Raises OSError."""
    stat = path.stat()
    return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"


def whole(path: Path, *, patient: bool) -> tuple[bytes, str]:
    """A file in one go, closed at once, and its revision: the same before and after, so both belong together.

    `patient`: give a file that is not there time to come back. Raises CannotOpen.
    """
    for attempt in range(_TRIES):
        try:
            before = revision(path)
            data = path.read_bytes()
            if revision(path) == before:
                return data, before
        except FileNotFoundError:
            if not path.parent.exists():
                break
        except OSError as error:
            raise CannotOpen(f"{path} cannot be read ({error.strerror}). Nothing was changed.") from error
        if attempt < _TRIES - 1 and patient:
            threading.Event().wait(_PAUSE)
    raise CannotOpen(f"There is no workbook at {path}. Was it moved or renamed? Nothing was changed.")


def opened(data: bytes, name: str, rules: Rules, revision: str) -> tuple[Workbook, Contents]:
    """The bytes of a workbook, to be edited and understood. `name` is for sentences. Raises CannotOpen."""
    try:
        with without_collecting():
            book = Workbook.from_bytes(data, name)
            return book, understood(book, rules, revision)
    except RefusedWorkbook as error:
        said = str(error) if name in str(error) else f"{name}: {error}"
        raise CannotOpen(f"{said} Nothing was changed.") from error


def understood(book: Workbook, rules: Rules, revision: str) -> Contents:
    """What an open workbook holds. Raises RefusedWorkbook."""
    stamp = (book.properties.get(BOOK, ""), book.properties.get(GENERATION, ""))
    found = understand([_tab(book, title) for title in book.sheets], rules, revision=revision, stamp=stamp)
    return plain(replace(found, fingerprint=str(book.fingerprint)))


def _tab(book: Workbook, title: str) -> Tab:
    grid = book.sheet(title).grid()
    cells: Sequence[Sequence[Cell]] = grid.cells
    return Tab(
        title,
        cells,
        {place: formula.text for place, formula in grid.formulas.items()},
        {place: error.text for place, error in grid.errors.items()},
    )
