"""What a spreadsheet was before Kith added to it, with what was saved through Kith since in the cells it had before.

All of that is done once more, cell by cell, on the version that Kith left when it added: only when this gives the file
as it is, part by part, nobody else has saved it, and nothing of theirs can be lost.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping

from crm.model.cells import Cell, written
from crm.model.errors import CannotOpen
from crm.model.ids import is_kith
from crm.store.adopted import Adopted
from crm.store.excel.reading import GENERATION
from crm.xlsx import RefusedWorkbook, Workbook
from crm.xlsx.places import name_of

Cells = Mapping[tuple[int, int], Cell]
"""Row and column from 1 -> what stands there, a formula as its text."""

_OURS = ("_crm",)  # whose cells only Kith knows


def without_additions(name: str, adopted: Adopted, before: bytes, after: bytes, now: bytes) -> bytes:
    """The spreadsheet `now` without what was added: `before` is it without, `after` with that, both as they were then.

    Raises CannotOpen, with what stands in the way, where anything was typed into what was added, and where the file was
    saved by another program since.
    """
    if now == after:
        return before
    try:
        books = [Workbook.from_bytes(data, name) for data in (before, after, now)]
        old, then, new = books
        changes = dict(_changes(name, then, new))
        _require_ours(name, adopted, old, changes)
        generation = new.properties.get(GENERATION, "")
        _carry_out(then, changes)
        then.set_property(GENERATION, generation)
        if _parts(then.pack()) != _parts(now):
            raise CannotOpen(_saved_elsewhere(name))
        kept = {title: _theirs(title, cells, old) for title, cells in changes.items() if title in old.sheets}
        if not any(kept.values()):
            return before
        _carry_out(old, kept)
        return old.pack()
    except (RefusedWorkbook, ValueError) as error:
        raise CannotOpen(f"{_saved_elsewhere(name)} ({error})") from error


def _saved_elsewhere(name: str) -> str:
    return (
        f"{name} was saved since by another program than Kith, so what Kith added stays: something may have been typed "
        "into it. You can delete those columns and sheets in Excel. Nothing was changed."
    )


def _changes(name: str, then: Workbook, new: Workbook) -> Iterator[tuple[str, Cells]]:
    """Title -> the cells that hold something else than then, None for those that were emptied."""
    if then.sheets != new.sheets:
        raise CannotOpen(_saved_elsewhere(name))
    for title in new.sheets:
        was, now = _cells(then, title), _cells(new, title)
        yield title, {place: now.get(place) for place in sorted({*was, *now}) if was.get(place) != now.get(place)}


def _cells(book: Workbook, title: str) -> Cells:
    grid = book.sheet(title).grid()
    found: dict[tuple[int, int], Cell] = {
        (row, column): cell
        for row, cells in enumerate(grid.cells, 1)
        for column, cell in enumerate(cells, 1)
        if cell is not None and cell != ""
    }
    return {**found, **{place: f"={formula.text}" for place, formula in grid.formulas.items()}}


def _require_ours(name: str, adopted: Adopted, old: Workbook, changes: Mapping[str, Cells]) -> None:
    """Raise CannotOpen where anything else than IDs of Kith's went into what was added."""
    widths = {title: _width(old, title) for title in changes if title in old.sheets}
    for title, cells in changes.items():
        for (row, column), cell in cells.items() if title not in _OURS else ():
            is_theirs = title in widths and column <= widths[title]
            if not is_theirs and not (title in widths and is_kith(written(cell))):
                raise CannotOpen(
                    f"“{written(cell)[:40]}” stands in {name_of(row, column)} of “{title}”, which Kith added, so all "
                    f"of it stays in {name}. Nothing was changed."
                )


def _width(book: Workbook, title: str) -> int:
    return max(map(len, book.sheet(title).grid().cells), default=0)


def _theirs(title: str, cells: Cells, old: Workbook) -> Cells:
    """Those of the cells that are in the columns that were there before."""
    width = _width(old, title)
    return {place: cell for place, cell in cells.items() if place[1] <= width}


def _carry_out(book: Workbook, changes: Mapping[str, Cells]) -> None:
    """Write the cells as a save of Kith's does: rows that are there cell by cell, new ones below as a whole."""
    for title, cells in changes.items():
        sheet = book.sheet(title)
        last = len(sheet.grid().cells)
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in cells.items():
            if row <= last:
                sheet.set_cell(row, column, cell)
            else:
                rows.setdefault(row, {})[column] = cell
        for row in sorted(rows):
            if sheet.append_row(rows[row]) != row:
                raise ValueError(f"row {row} of “{title}” would stand elsewhere")


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}
