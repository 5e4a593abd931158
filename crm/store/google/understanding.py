"""A look at a spreadsheet as Contents, the same as every other kind of workbook gives."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from crm.model.cells import Cell, Rules, written
from crm.model.contents import Contents, understand
from crm.model.headings import Tab, find_sheets
from crm.model.schema import Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key, squash
from crm.store.google import cells
from crm.store.google.columns import Columns
from crm.store.google.poll import CRM, Grid, Poll, is_error
from crm.store.numbering import plain
from crm.store.workbook import Stamp

_NO_RECORDS = ("settings", "lists", "start here")


def contents_of(poll: Poll, stamp: Stamp, rules: Rules, columns: Columns) -> Contents:
    """What a look at a spreadsheet found. `stamp` is which of our saves it shows; `columns` is what is known of them
    that their headings do not tell."""
    grids = [grid for grid in poll.grids if grid.page.title != CRM]
    tabs = [_by_old_names(_tab(grid), grid.page.id, columns.renamed) for grid in grids]
    own = {
        grid.page.title: {key(heading) for page, heading in columns.of_days if page == grid.page.id} for grid in grids
    }
    tabs = _with_days(tabs, own)
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


def _with_days(tabs: list[Tab], own: Mapping[str, set[str]]) -> list[Tab]:
    """The same with days in the columns that hold days; `own` are headings of the team's own ones, by title."""
    by_title = {tab.title: tab for tab in tabs}
    records = [tab for tab in tabs if key(tab.title) not in _NO_RECORDS]
    for name, (tab, heading_row) in find_sheets(records).items():
        of_days = list(_columns_of_days(SHEETS[name], tab.cells[heading_row - 1], own.get(tab.title, set())))
        if of_days:
            rows = [list(row) for row in tab.cells]
            for row in rows[heading_row:]:
                for number in of_days:
                    if number < len(row):
                        row[number] = cells.read(row[number], is_day=True)  # type: ignore[arg-type]
            by_title[tab.title] = replace(tab, cells=rows)
    return list(by_title.values())


def _columns_of_days(sheet: Sheet, headings: Iterable[Cell], own: Collection[str]) -> Iterable[int]:
    """The columns (from 0) whose headings can only mean a day, and the team's own."""
    for number, name in enumerate(key(written(heading)) for heading in headings):
        meant = [column for column in sheet.columns if name in column.names]
        is_known = bool(meant) and all(cells.is_of_days(column.kind) for column in meant)
        if is_known or (not meant and name in own):
            yield number
