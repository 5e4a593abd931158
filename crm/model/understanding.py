"""From tabs of cells to `Contents`: where the records stand, what each column holds, which rows are no records.

Every kind of record reads with this, so Excel, Google and memory agree.
"""

import re
from collections.abc import Collection, Sequence
from itertools import compress

from crm.model.cells import DATE, EMAIL, MONTH_DAY, PHONE, STAMP, Cell, Rules, written
from crm.model.contents import Contents, SheetContents
from crm.model.headings import Tab, find_sheets, map_headings
from crm.model.layout import Layout, Placed, find_placed, headings_at, map_placed, of_tabs
from crm.model.lists import Lists
from crm.model.no_records import TOTAL, no_records, not_people
from crm.model.problems import Problem
from crm.model.settings import Settings
from crm.model.sheets import SHEETS
from crm.model.tabs import lists_in, overview_in, padded, playbook_in, settings_in
from crm.model.text import brief, key, squash

_OURS = ("settings", "lists", "start here", "crm")  # tabs that hold no records


def understand(
    tabs: Sequence[Tab], rules: Rules, *, revision: str, stamp: tuple[str, str] | None, layout: Layout | None = None
) -> Contents:
    """What a workbook's tabs hold. Never fails on a cell: what is no record is left out with a Problem.

    `layout` says where the records stand in a workbook that is only looked at; one that was adopted says so itself.
    """
    by_title = {key(tab.title): tab for tab in tabs}
    placed = settings_in(by_title.get("settings"))
    settings = {name: value for name, (_, value) in placed.items()}
    rules = Settings(settings).rules(rules.today) if settings else rules
    lists, lists_at = lists_in(by_title.get("lists"))
    own = of_tabs(tabs)
    layout = own or layout or {}
    found = find_records(tabs, layout, is_told=bool(own))
    sheets = {name: _sheet(name, tab, row, rules, layout.get(name)) for name, (tab, row) in found.items()}
    known = {tab.title for tab, _ in found.values()} | {"Settings", "Lists", "Start here", "Overview", "_crm"}
    others = tuple(tab.title for tab in tabs if tab.title not in known)
    settings_at = {name: place for name, (place, _) in placed.items()}
    playbook = playbook_in(by_title.get("start here"))
    return Contents(
        revision, stamp, sheets, lists or _default_lists(), settings, others, settings_at, lists_at, playbook=playbook,
        overview=overview_in(by_title.get("overview")),
    )  # fmt: skip


def find_records(tabs: Sequence[Tab], layout: Layout, *, is_told: bool) -> dict[str, tuple[Tab, int]]:
    """SHEETS key -> (its tab, the row of its headings); in a workbook that is only looked at the sheets that were
    named, in an adopted one, which says so itself, also others by their own name."""
    tabs = [tab for tab in tabs if key(tab.title) not in _OURS]
    if not layout:
        return find_sheets(tabs)
    placed = find_placed(layout, tabs)
    if not is_told:
        return placed
    names = {key(name) for name in SHEETS if name not in layout}
    return {**find_sheets([tab for tab in tabs if key(tab.title) in names]), **placed}


def _default_lists() -> dict[str, list[Cell]]:
    return {heading: list(cells) for heading, cells in Lists.default().blocks.items()}


def _sheet(name: str, tab: Tab, heading_row: int, rules: Rules, placed: Placed | None = None) -> SheetContents:
    sheet = SHEETS[name]
    width = max(map(len, tab.cells))
    headings = headings_at(tab.cells, heading_row, placed.lines if placed else 1)
    rows, numbers = _filled(tab.cells, heading_row, width)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)

    def samples(number: int) -> Sequence[Cell]:
        return columns[number][:400]

    if placed:
        fields = map_placed(sheet, placed, headings, samples, rules)
    else:
        fields = map_headings(sheet, headings, samples, rules)
    places = {field: number for number, field in enumerate(fields) if field}
    by_number = {number + 1: field for field, number in places.items()}
    contents = SheetContents(
        name,
        tab.title,
        heading_row,
        tuple(headings),
        tuple(fields),
        numbers,
        {field: list(columns[number]) for field, number in places.items()},
        {(row, by_number[col]): text for (row, col), text in tab.formulas.items() if col in by_number},
        {(row, by_number[col]): text for (row, col), text in tab.errors.items() if col in by_number},
    )
    if not placed:
        return contents.leaving(_no_records(contents, rows, tab))
    if "id" not in placed.fields:  # it is only looked at: IDs live in memory
        contents.columns["id"] = [None] * len(numbers)
    return contents.leaving(_others(contents, rows, headings, tab.merged))


def _filled(cells: Sequence[Sequence[Cell]], heading_row: int, width: int) -> tuple[list[Sequence[Cell]], list[int]]:
    """The rows below the headings in which anything stands, each `width` cells long, with their row numbers."""
    rows = list(cells[heading_row:])
    filled = [any(row) or any(cell is not None and cell != "" for cell in row) for row in rows]
    numbers = list(compress(range(heading_row + 1, heading_row + 1 + len(rows)), filled))
    rows = list(compress(rows, filled))
    if set(map(len, rows)) <= {width}:
        return rows, numbers
    return [padded(row, width) for row in rows], numbers


_NO_AMOUNTS = (PHONE, EMAIL, DATE, STAMP, MONTH_DAY)
_ADDS_UP = re.compile(r"\b(?:SUM|SUBTOTAL|AGGREGATE|COUNT|COUNTA|AVERAGE)\s*\(", re.IGNORECASE)


def _no_records(sheet: SheetContents, rows: Sequence[Sequence[Cell]], tab: Tab) -> dict[int, Problem]:
    """By place the rows of a sheet of ours that are no records."""
    known = SHEETS[sheet.key]
    reached = [n for n, name in enumerate(sheet.fields) if name and known.column(name).kind in _NO_AMOUNTS]
    adding = {row for (row, _), text in tab.formulas.items() if _ADDS_UP.search(text)}
    sums = {place for place, row in enumerate(sheet.rows) if row in adding} if adding else set()
    across = {place for place, row in enumerate(sheet.rows) if row in tab.merged} if tab.merged else set()
    ids = sheet.columns.get("id") or [None] * len(rows)
    found = no_records(rows, sheet.headings, ids, reached=reached, sums=sums, merged=across)
    return {place: _none(sheet, place, why, rows[place]) for place, why in found.items()}


def _others(
    sheet: SheetContents, rows: Sequence[Sequence[Cell]], headings: Sequence[str], merged: Collection[int]
) -> dict[int, Problem]:
    """In a sheet that a team made itself, rows without ID that are totals, titles or remarks are no records either.

    A remark at the end of the list stays one when rows were added below it: those that have an ID are looked at first.
    Columns in which nothing stands do not count, so that a list with more of them is read as it was.
    """
    told = [number for number in range(len(headings)) if any(row[number] not in (None, "") for row in rows)]
    rows, headings = [[row[number] for number in told] for row in rows], [headings[number] for number in told]
    ids = sheet.columns.get("id") or [None] * len(sheet.rows)
    order = sorted(range(len(rows)), key=lambda place: ids[place] in (None, ""))
    across = {number for number, place in enumerate(order) if sheet.rows[place] in merged}
    is_kept = any(id not in (None, "") for id in ids)
    found = not_people([rows[place] for place in order], headings, across, is_kept=is_kept)
    left = {}
    for number, why in sorted(found.items(), key=lambda one: order[one[0]]):
        place = order[number]
        if ids[place] in (None, ""):
            left[place] = _none(sheet, place, why, rows[place])
    return left


def _none(sheet: SheetContents, place: int, why: str, row: Sequence[Cell]) -> Problem:
    text = " · ".join(filter(None, map(squash, map(written, row))))
    sentence = f"Row {sheet.rows[place]}, “{brief(text, 40)}”, {why}, so it is left out."
    code = "totals_row" if why == TOTAL else "section_row"
    return Problem(code, sheet.key, sheet.rows[place], "", "", text, sentence)
