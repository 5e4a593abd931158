"""Columns that another workbook has and a spreadsheet lacks: headings right of all others, and the filter over them.

Looking changes nothing, not even in a spreadsheet that Kith does not know yet.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from crm.model.cells import TEXT, Rules
from crm.model.contents import Contents, SheetContents
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.text import key
from crm.store.google import looks
from crm.store.google.calls import Json, Page, Spreadsheet
from crm.store.google.columns import Columns
from crm.store.google.poll import Looker, Poll
from crm.store.google.understanding import contents_of

Lacking = Mapping[str, Sequence[Column]]
"""Sheet -> the columns that are to be added to it."""


def look(spreadsheet: Spreadsheet, today: dt.date) -> Contents:
    """What a spreadsheet holds now; nothing is set up. Raises CannotOpen."""
    return _look(spreadsheet, today)[1]


def _look(spreadsheet: Spreadsheet, today: dt.date) -> tuple[Poll, Contents]:
    poll, columns, stamp = Looker(spreadsheet).look(with_formulas=True), Columns(), (spreadsheet.id, "")
    contents = contents_of(poll, stamp, Rules(today), columns)
    if columns.learn(spreadsheet, contents, poll):
        contents = contents_of(poll, stamp, Rules(today), columns)
    return poll, contents


def widen(spreadsheet: Spreadsheet, today: dt.date, lacking: Lacking) -> None:
    """Add the columns that are not there yet, in one call. Raises CannotOpen."""
    poll, contents = _look(spreadsheet, today)
    requests: list[Json] = []
    filters = filters_in(spreadsheet) if lacking else {}
    for name, columns in lacking.items():
        title, there = _there(contents, name)
        grid = poll.grid(title)
        new = [column for column in columns if key(column.field) not in there]
        if grid is not None and new:
            first = max(map(len, grid.rows), default=0) + 1
            requests += _added(grid.page, contents.sheets.get(name), first, new)
            requests += filtered(filters.get(grid.page.id), first + len(new) - 1)
    if requests:
        spreadsheet.batch(requests)


def _there(contents: Contents, name: str) -> tuple[str, set[str]]:
    """The title of a sheet of records, or of Lists, and what its columns are compared by."""
    sheet = contents.sheets.get(name)
    if sheet is None:
        return name, {key(f"own:{heading}") for heading in contents.lists_at}
    return sheet.title, {key(field) for field in sheet.fields if field}


def _added(page: Page, sheet: SheetContents | None, first: int, columns: Sequence[Column]) -> Iterator[Json]:
    last, row = first + len(columns) - 1, sheet.heading_row if sheet else 1
    if last > page.columns:
        yield {"appendDimension": {"sheetId": page.id, "dimension": "COLUMNS", "length": last - page.columns}}
    yield looks.filled(page.id, [[column.heading for column in columns]], row=row, column=first)
    for number, column in enumerate(columns, first):
        if column.kind is TEXT:
            yield from looks.as_text(page.id, [number - 1])
        if sheet is not None and column.field in SHEETS[sheet.key].fields:
            yield looks.column_anchor(page.id, number, column.field)


def filters_in(spreadsheet: Spreadsheet) -> dict[int, Json]:
    """The filter of each sheet that has one."""
    sheets = spreadsheet.about("sheets(properties(sheetId),basicFilter)").get("sheets", [])
    return {each["properties"].get("sheetId", 0): each["basicFilter"] for each in sheets if "basicFilter" in each}


def filtered(known: Json | None, last: int) -> Iterator[Json]:
    """Let a filter reach over new columns, so that a sort by it takes whole rows; what people filter by stays."""
    if known is not None and known["range"].get("endColumnIndex", last) < last:
        yield {"setBasicFilter": {"filter": {**known, "range": {**known["range"], "endColumnIndex": last}}}}
