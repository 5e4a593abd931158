"""A look at a spreadsheet as Contents, the same as every other kind of workbook gives."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from crm.model.cells import Cell, Rules
from crm.model.contents import Contents
from crm.model.headings import Tab
from crm.model.layout import Layout, Placed, from_lines, headings_at
from crm.model.schema import Column, Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key
from crm.model.understanding import find_records, understand
from crm.store.google import cells
from crm.store.google.columns import Columns
from crm.store.google.poll import Grid, Poll, is_error
from crm.store.numbering import plain
from crm.store.workbook import Stamp

Merged = Mapping[int, frozenset[int]]
"""The number of a sheet -> its rows in which cells are merged across."""


def contents_of(
    poll: Poll, stamp: Stamp, rules: Rules, columns: Columns, layout: Layout | None = None, merged: Merged | None = None
) -> Contents:
    """What a look at a spreadsheet found. `stamp` is which of our saves it shows; `columns` is what is known of them
    that their headings do not tell; `layout` says where the records stand in one that does not say so itself."""
    own = from_lines(poll.notes)
    layout = own or layout or {}
    tabs = [_tab(grid, merged or {}) for grid in poll.grids]
    tabs = _by_old_names(tabs, poll, columns.renamed, layout)
    days = {
        grid.page.title: {key(heading) for page, heading in columns.of_days if page == grid.page.id}
        for grid in poll.grids
    }
    tabs = _with_days(tabs, days, layout)
    found = understand(tabs, rules, revision=poll.hash, stamp=stamp, layout=layout)
    return plain(replace(found, fingerprint=poll.hash))


def tab_of(grid: Grid) -> Tab:
    """A sheet's cells as any list's: numbers that are days are numbers still."""
    return _tab(grid, {})


def _by_old_names(tabs: list[Tab], poll: Poll, renamed: Mapping[tuple[int, str], str], layout: Layout) -> list[Tab]:
    """The same with the headings that the columns had which were renamed, where no other column bears them."""
    if not renamed:
        return tabs
    by_title = {tab.title: tab for tab in tabs}
    for sheet, (tab, row) in find_records(tabs, layout, is_told=True).items():
        grid, placed = poll.grid(tab.title), layout.get(sheet)
        names = {heading: name for (page, heading), name in renamed.items() if grid and page == grid.page.id}
        headings = _headings(tab, row, placed)
        taken = {key(heading) for heading in headings}
        for number, heading in enumerate(headings):
            if (old := _old_name(sheet, names.get(heading, ""), placed)) and key(old) not in taken:
                by_title[tab.title] = _headed(by_title[tab.title], row, placed, number, old)
    return list(by_title.values())


def _headings(tab: Tab, row: int, placed: Placed | None) -> list[str]:
    return headings_at(tab.cells, row, placed.lines if placed else 1)


def _old_name(sheet: str, field: str, placed: Placed | None) -> str:
    """The heading that a field's column had; "" where none is known."""
    if placed and field in placed.fields:
        return placed.fields[field]
    return SHEETS[sheet].column(field).heading if field in SHEETS[sheet].fields else ""


def _headed(tab: Tab, row: int, placed: Placed | None, column: int, heading: str) -> Tab:
    """The same with another heading over a column (from 0)."""
    rows = [list(cells) for cells in tab.cells]
    for line in range(max(row - (placed.lines if placed else 1), 0), row):
        if column < len(rows[line]):
            rows[line][column] = None
    rows[row - 1].extend([None] * (column + 1 - len(rows[row - 1])))
    rows[row - 1][column] = heading
    return replace(tab, cells=rows)


def _tab(grid: Grid, merged: Merged) -> Tab:
    errors = {place: str(grid.cell(*place)) for place in grid.formulas if is_error(grid.cell(*place))}
    rows: list[list[Cell]] = [[cells.read(cell) for cell in row] for row in grid.rows]
    for row, column in errors:
        rows[row - 1][column - 1] = None
    return Tab(grid.page.title, rows, dict(grid.formulas), errors, merged.get(grid.page.id, frozenset()))


def _with_days(tabs: list[Tab], own: Mapping[str, set[str]], layout: Layout) -> list[Tab]:
    """The same with days in the columns that hold days; `own` are headings of the team's own ones, by title."""
    by_title = {tab.title: tab for tab in tabs}
    for name, (tab, row) in find_records(tabs, layout, is_told=True).items():
        placed = layout.get(name)
        headings, days = _headings(tab, row, placed), own.get(tab.title, set())
        by_title[tab.title] = with_days(tab, row, _columns_of_days(SHEETS[name], headings, days, placed))
    return list(by_title.values())


def with_days(tab: Tab, heading_row: int, columns: Iterable[int]) -> Tab:
    """The same where the numbers in some columns (from 0) below the headings are days."""
    if not (of_days := list(columns)):
        return tab
    rows = [list(row) for row in tab.cells]
    for row in rows[heading_row:]:
        for number in of_days:
            if number < len(row):
                row[number] = cells.read(row[number], is_day=True)  # type: ignore[arg-type]
    return replace(tab, cells=rows)


def _columns_of_days(
    sheet: Sheet, headings: Iterable[str], own: Collection[str], placed: Placed | None
) -> Iterable[int]:
    """The columns (from 0) that can only hold days, by their headings or as a person said, and the team's own."""
    for number, name in enumerate(map(key, headings)):
        meant = _meant(sheet, name, placed)
        is_known = bool(meant) and all(cells.is_of_days(column.kind) for column in meant)
        if is_known or (not meant and name in own):
            yield number


def _meant(sheet: Sheet, name: str, placed: Placed | None) -> list[Column]:
    """The columns of Kith's that a folded heading may mean."""
    if placed is None:
        return [column for column in sheet.columns if name in column.names]
    return [sheet.column(field) for heading, field in placed.columns if heading == name and field in sheet.fields]
