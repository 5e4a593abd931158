"""A workbook file as it stands: its bytes in one go, and what they hold."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from crm.model.arrays import without_collecting
from crm.model.cells import Cell, Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.headings import Tab
from crm.model.laid import Block, Laid
from crm.model.layout import Layout, of_tabs
from crm.model.understanding import understand
from crm.store.numbering import plain
from crm.xlsx import RefusedWorkbook, Workbook
from crm.xlsx.places import range_of

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


def opened(
    data: bytes, name: str, rules: Rules, revision: str, layout: Layout | None = None
) -> tuple[Workbook, Contents]:
    """The bytes of a workbook, to be edited and understood. `name` is for sentences, `layout` says where its records
    stand when it does not say so itself. Raises CannotOpen."""
    try:
        with without_collecting():
            book = Workbook.from_bytes(data, name)
            return book, understood(book, rules, revision, layout)
    except RefusedWorkbook as error:
        said = str(error) if name in str(error) else f"{name}: {error}"
        raise CannotOpen(f"{said} Nothing was changed.") from error


def understood(book: Workbook, rules: Rules, revision: str, layout: Layout | None = None) -> Contents:
    """What an open workbook holds. Raises RefusedWorkbook."""
    stamp = (book.properties.get(BOOK, ""), book.properties.get(GENERATION, ""))
    tabs = [_tab(book, title) for title in book.sheets]
    if layout := of_tabs(tabs) or layout:
        own = {placed.title for placed in layout.values()}
        tabs = [replace(tab, merged=_merged(book, tab.title)) if tab.title in own else tab for tab in tabs]
    found = understand(tabs, rules, revision=revision, stamp=stamp, layout=layout)
    return plain(replace(found, fingerprint=str(book.fingerprint)))


def _merged(book: Workbook, title: str) -> frozenset[int]:
    """The rows in which cells are merged across."""
    blocks = map(range_of, book.sheet(title).merged)
    return frozenset(block.first_row for block in blocks if block.last_column > block.first_column)


def laid(book: Workbook, titles: Collection[str]) -> dict[str, Laid]:
    """How the rows of these tabs lie. Raises RefusedWorkbook."""
    found = {}
    for title in set(titles) & set(book.sheets):
        sheet = book.sheet(title)
        if sheet.is_worksheet:
            blocks = (Block(*block) for block in map(range_of, sheet.merged))
            found[title] = Laid(tuple(blocks), frozenset(sheet.hidden_rows))
    return found


def tabs_of(path: Path) -> list[Tab]:
    """What stands on the sheets of any workbook file, whoever made it. It is only read. Raises CannotOpen."""
    data, _ = whole(path, patient=False)
    try:
        book = Workbook.from_bytes(data, path.name)
        return [
            replace(_tab(book, title), merged=_merged(book, title), drawn=_drawn(book, title)) for title in book.sheets
        ]
    except RefusedWorkbook as error:
        raise CannotOpen(f"{error} Nothing was changed.") from error


def _drawn(book: Workbook, title: str) -> tuple[Block, ...]:
    """The cells under its charts and pictures."""
    sheet = book.sheet(title)
    return tuple(Block(*block) for block in sheet.drawn_over) if sheet.is_worksheet else ()


def _tab(book: Workbook, title: str) -> Tab:
    grid = book.sheet(title).grid()
    cells: Sequence[Sequence[Cell]] = grid.cells
    return Tab(
        title,
        cells,
        {place: formula.text for place, formula in grid.formulas.items()},
        {place: error.text for place, error in grid.errors.items()},
    )
