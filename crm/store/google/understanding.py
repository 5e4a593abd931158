"""A look at a spreadsheet as Contents, the same as every other kind of workbook gives."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from crm.model.cells import Cell, Rules, written
from crm.model.contents import Contents, understand
from crm.model.headings import Tab, find_sheets
from crm.model.schema import Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key, squash
from crm.store.google import cells
from crm.store.google.poll import CRM, Grid, Poll, is_error
from crm.store.numbering import plain
from crm.store.workbook import Stamp

_NO_RECORDS = ("settings", "lists", "start here")


def contents_of(
    poll: Poll, stamp: Stamp, rules: Rules, renamed: Mapping[tuple[int, str], str] | None = None
) -> Contents:
    """What a look at a spreadsheet found. `stamp` is which of our saves it shows; `renamed` says which field a heading
    of a sheet means that nobody would know by its words."""
    grids = [grid for grid in poll.grids if grid.page.title != CRM]
    tabs = _with_days([_by_old_names(_tab(grid), grid.page.id, renamed or {}) for grid in grids])
    found = understand(tabs, rules, revision=poll.hash, stamp=stamp)
    return plain(replace(found, fingerprint=poll.hash))


def _by_old_names(tab: Tab, page: int, renamed: Mapping[tuple[int, str], str]) -> Tab:
    """The same with the headings that Kith gave to the columns that were renamed, where no other column bears them."""
    names = {heading: name for (at, heading), name in renamed.items() if at == page}
    placed = find_sheets([tab]) if names else {}
    for sheet, (_, row) in placed.items():
        headings = [squash(written(cell)) for cell in tab.cells[row - 1]]
        taken = {key(heading) for heading in headings}
        for number, heading in enumerate(headings):
            old = SHEETS[sheet].column(names[heading]).heading if heading in names else ""
            if old and key(old) not in taken:
                headings[number] = old
        return replace(tab, cells=[*tab.cells[: row - 1], headings, *tab.cells[row:]])
    return tab


def _tab(grid: Grid) -> Tab:
    errors = {place: str(grid.cell(*place)) for place in grid.formulas if is_error(grid.cell(*place))}
    rows: list[list[Cell]] = [[cells.read(cell) for cell in row] for row in grid.rows]
    for row, column in errors:
        rows[row - 1][column - 1] = None
    return Tab(grid.page.title, rows, dict(grid.formulas), errors)


def _with_days(tabs: list[Tab]) -> list[Tab]:
    """The same with days in the columns that hold days."""
    by_title = {tab.title: tab for tab in tabs}
    records = [tab for tab in tabs if key(tab.title) not in _NO_RECORDS]
    for name, (tab, heading_row) in find_sheets(records).items():
        of_days = list(_columns_of_days(SHEETS[name], tab.cells[heading_row - 1]))
        if of_days:
            rows = [list(row) for row in tab.cells]
            for row in rows[heading_row:]:
                for number in of_days:
                    if number < len(row):
                        row[number] = cells.read(row[number], is_day=True)  # type: ignore[arg-type]
            by_title[tab.title] = replace(tab, cells=rows)
    return list(by_title.values())


def _columns_of_days(sheet: Sheet, headings: Iterable[Cell]) -> Iterable[int]:
    """The columns (from 0) whose headings can only mean a day."""
    for number, name in enumerate(key(written(heading)) for heading in headings):
        meant = [column for column in sheet.columns if name in column.names]
        if meant and all(cells.is_of_days(column.kind) for column in meant):
            yield number
