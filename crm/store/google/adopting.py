"""A Google Sheet of a team's made the record: exactly what they agreed to is added, right of their columns and behind
their sheets, in one call. And the way back: it is taken out again while nobody typed into it.
"""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.headings import Tab
from crm.model.ids import is_kith
from crm.model.layout import Layout, as_lines
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.store.adopted import Adopted
from crm.store.adopting import Additions, Chosen, KithsAlready, require_free, widened
from crm.store.google import cells, keeping, looks
from crm.store.google.anchors import KEY as ROW_KEY
from crm.store.google.calls import Json, Page, Raw, Spreadsheet
from crm.store.google.columns import Columns
from crm.store.google.merges import merged_rows, merges_in, require_unmerged
from crm.store.google.poll import CRM, UNDO, Grid, Looker, Poll
from crm.store.google.setup import KITH_KEY, SCHEMA, Missing, Wishes
from crm.store.google.troubles import Doubt
from crm.store.google.understanding import contents_of, tab_of, with_days
from crm.store.google.widening import filtered, filters_in

_OF_DAYS = ("DATE", "DATE_TIME")
_AT_ONCE = 100  # cells whose formats are asked for in one call


def tabs_of(spreadsheet: Spreadsheet) -> list[Tab]:
    """What stands on the sheets of any spreadsheet; numbers that it shows as days are days. Raises CannotOpen."""
    poll, merged = Looker(spreadsheet).look(with_formulas=True), merged_rows(merges_in(spreadsheet))
    grids = [grid for grid in poll.grids if grid.page.title != CRM]
    places = [(grid.page, *place) for grid in grids for place in _samples(grid)]
    formats: list[str] = []
    for first in range(0, len(places), _AT_ONCE):
        formats += spreadsheet.number_formats(places[first : first + _AT_ONCE])
    days = {(page.id, column) for (page, _, column), name in zip(places, formats, strict=True) if name in _OF_DAYS}
    found = []
    for grid in grids:
        tab = with_days(tab_of(grid), 0, [column - 1 for page, column in days if page == grid.page.id])
        found.append(replace(tab, merged=merged.get(grid.page.id, frozenset())))
    return found


def _samples(grid: Grid) -> Iterator[tuple[int, int]]:
    """Of each column with numbers that can be days, a cell in the middle of them, by row and column from 1."""
    for column in range(1, max(map(len, grid.rows), default=0) + 1):
        rows = [row for row in range(1, len(grid.rows) + 1) if _can_be_day(grid.cell(row, column))]
        if rows:
            yield rows[len(rows) // 2], column


def _can_be_day(cell: Raw) -> bool:
    return not isinstance(cell, str | bool) and cells.read(cell, is_day=True) != cell


# worked in ------------------------------------------------------------------------------------------------------------


def adopt(spreadsheet: Spreadsheet, layout: Layout, additions: Additions, chosen: Chosen, *, today: dt.date) -> Adopted:
    """Add to a spreadsheet what was agreed to, in one call. Raises CannotOpen with what stands in the way; then nothing
    was changed."""
    additions = replace(additions, sheets=tuple(dict.fromkeys((*additions.sheets, CRM, UNDO))))
    looker, merges = Looker(spreadsheet), merges_in(spreadsheet)
    poll = looker.look(with_formulas=True)
    before = contents_of(poll, (spreadsheet.id, ""), Rules(today), Columns(), layout, merged_rows(merges))
    if "book_id" in poll.notes:
        raise KithsAlready("This spreadsheet is one of Kith's already. Open it once more. Nothing was changed.")
    if missing := [placed.title for name, placed in layout.items() if name not in before.sheets]:
        raise CannotOpen(f"In “{missing[0]}” the headings are not where they were. Look again. Nothing was changed.")
    require_free(additions, [*(grid.page.title for grid in poll.grids), *([UNDO] if poll.undo else ())])
    require_unmerged(merges, before, layout)
    requests, more = _added(spreadsheet, poll, before, additions)
    wishes = Wishes(chosen.settings, chosen.lists, [name for name in additions.sheets if name in SHEETS])
    made = Missing(poll, before, wishes)
    wide = widened(layout, additions)
    notes = {"book_id": spreadsheet.id, "schema": SCHEMA, **as_lines(wide)}
    for part in (made.sheets(), made.lists(), made.settings(), made.hidden(notes), keeping.keep(wide)):
        requests += part
    after = _sent(spreadsheet, looker, requests)
    titles = [title for title in additions.sheets if title not in (CRM, UNDO)]
    more["book_id"] = spreadsheet.id
    more["made"] = json.dumps({title: _hash(after.grid(title)) for title in titles})
    return Adopted(layout, additions, more)


def _sent(spreadsheet: Spreadsheet, looker: Looker, requests: list[Json]) -> Poll:
    """Send it all; what the spreadsheet is then. Where no answer came, a look tells whether it is there."""
    doubt: Doubt | None = None
    try:
        spreadsheet.batch(requests)
    except Doubt as error:
        doubt = error
        time.sleep(spreadsheet.http.seconds_to_wait())  # Google wants to be left alone for so long
    looker.forget_pages()
    after = looker.look()
    if doubt and after.notes.get("book_id") != spreadsheet.id:
        raise doubt
    return after


def _added(
    spreadsheet: Spreadsheet, poll: Poll, before: Contents, additions: Additions
) -> tuple[list[Json], dict[str, str]]:
    """The requests that add the columns, and what must be known to take them out again."""
    requests, appended, filters = list[Json](), dict[str, int](), dict[str, int]()
    there = filters_in(spreadsheet)
    for name, fields in additions.columns.items():
        sheet = before.sheets[name]
        grid = poll.grid(sheet.title)
        if grid is None or not fields:
            continue
        first = max(map(len, grid.rows)) + 1
        last = first + len(fields) - 1
        if last > grid.page.columns:
            appended[str(grid.page.id)] = last - grid.page.columns
            more = {"sheetId": grid.page.id, "dimension": "COLUMNS", "length": last - grid.page.columns}
            requests.append({"appendDimension": more})
        requests += _columns(grid.page, sheet.heading_row, first, additions.headings(name), _as_columns(name, fields))
        if widened_filter := list(filtered(there.get(grid.page.id), last)):
            filters[str(grid.page.id)] = there[grid.page.id]["range"]["endColumnIndex"]
            requests += widened_filter
    return requests, {"appended": json.dumps(appended), "filters": json.dumps(filters)}


def _as_columns(sheet: str, fields: Sequence[str]) -> list[Column]:
    return [SHEETS[sheet].column(name) for name in fields]


def _columns(page: Page, row: int, first: int, headings: Sequence[str], columns: Sequence[Column]) -> Iterator[Json]:
    yield looks.filled(page.id, [list(headings)], row=row, column=first)
    for number, column in enumerate(columns, first):
        if column.kind.storage in looks.FORMATS:
            yield looks.as_numbers(page.id, number, row, column)
        yield looks.column_anchor(page.id, number, column.field)


def _hash(grid: Grid | None) -> str:
    rows = [list(row) for row in grid.rows] if grid else []
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


# taken out again ------------------------------------------------------------------------------------------------------


def go_back(spreadsheet: Spreadsheet, adopted: Adopted, *, today: dt.date) -> None:
    """Take out again what was added: the columns emptied, the sheets and all marks removed. What others typed into
    their own cells meanwhile stays. Raises CannotOpen where anything was typed into what was added.
    """
    looker = Looker(spreadsheet)
    poll = looker.look(with_formulas=True)
    if poll.notes.get("book_id") != spreadsheet.id:
        raise CannotOpen("Kith added nothing to this spreadsheet that could be taken out. Nothing was changed.")
    merged = merged_rows(merges_in(spreadsheet))
    now = contents_of(poll, (spreadsheet.id, ""), Rules(today), Columns(), adopted.layout, merged)
    requests: list[Json] = [
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": mark}}} for mark in _marks(spreadsheet)
    ]
    for name, fields in adopted.additions.columns.items():
        if (sheet := now.sheets.get(name)) and (grid := poll.grid(sheet.title)):
            columns = [number for each in fields if (number := sheet.column_number(each))]
            _require_blank(grid, columns, sheet.heading_row, sheet.column_number("id") or 0)
            requests += (_emptied(grid.page, number) for number in columns)
            requests += _narrowed(spreadsheet, adopted, grid, set(columns))
    requests += _without_sheets(poll, adopted)
    spreadsheet.batch(requests)


def _require_blank(grid: Grid, columns: Sequence[int], heading_row: int, ids: int) -> None:
    """Raise CannotOpen where anything but headings and IDs of Kith's stands in some columns."""
    for row in range(1, len(grid.rows) + 1):
        for column in columns if row != heading_row else ():
            cell = grid.cell(row, column)
            if (cell != "" or (row, column) in grid.formulas) and not (column == ids and is_kith(str(cell))):
                raise CannotOpen(
                    f"“{str(cell)[:40]}” stands in row {row} of “{grid.page.title}”, in a column that Kith added, so "
                    "all of it stays. Nothing was changed."
                )


def _emptied(page: Page, column: int) -> Json:
    """The request that makes a column what it was: nothing in it, and no format."""
    span = {"sheetId": page.id, "startColumnIndex": column - 1, "endColumnIndex": column}
    return {"updateCells": {"range": span, "fields": "userEnteredValue,userEnteredFormat.numberFormat"}}


def _narrowed(spreadsheet: Spreadsheet, adopted: Adopted, grid: Grid, ours: set[int]) -> Iterator[Json]:
    """The requests that take back columns of the grid and the reach of a filter, as far as nothing else needs them."""
    page, width = str(grid.page.id), grid.page.columns
    used = max((n for row in grid.rows for n, cell in enumerate(row, 1) if cell != "" and n not in ours), default=1)
    reach = json.loads(adopted.more.get("filters", "{}")).get(page)
    there = filters_in(spreadsheet).get(grid.page.id)
    if reach and there and there["range"].get("endColumnIndex", 0) == max(ours, default=0):
        yield {"setBasicFilter": {"filter": {**there, "range": {**there["range"], "endColumnIndex": reach}}}}
    first = width - json.loads(adopted.more.get("appended", "{}")).get(page, 0)
    if used <= first < width:
        span = {"sheetId": grid.page.id, "dimension": "COLUMNS", "startIndex": first, "endIndex": width}
        yield {"deleteDimension": {"range": span}}


def _without_sheets(poll: Poll, adopted: Adopted) -> Iterator[Json]:
    """The requests that remove the sheets. Raises CannotOpen where one is not as it was made."""
    made = json.loads(adopted.more.get("made", "{}"))
    for title in adopted.additions.sheets:
        grid = poll.grid(title)
        if grid is not None and title in made and _hash(grid) != made[title]:
            raise CannotOpen(f"Something was typed into the sheet “{title}”, so all of it stays. Nothing was changed.")
        page = grid.page if grid else poll.undo if title == UNDO else None
        if page is not None:
            yield {"deleteSheet": {"sheetId": page.id}}


def _marks(spreadsheet: Spreadsheet) -> Iterator[Json]:
    """What finds each mark of Kith's: of rows, of columns, of the spreadsheet."""
    keys = {str(found.get("metadataKey", "")) for found in spreadsheet.metadata()}
    for key in sorted(keys):
        if key in (KITH_KEY, ROW_KEY) or key.startswith((looks.COLUMN_KEY, keeping.MARK)):
            yield {"metadataKey": key}
