"""The values of a spreadsheet: get, update, append, clear, their batches, and the forms by DataFilter."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import filters
from .a1 import Area, letters, range_text
from .book import Book
from .errors import malformed, only, protected, refused
from .locales import locale_named
from .sheet import Sheet
from .shown import rendered
from .tables import table_at
from .typing_in import entered, option_of
from .world import ROBOT, World

OPTIONS = ("majorDimension", "valueRenderOption", "dateTimeRenderOption")
WRITE_OPTIONS = ("data", "valueInputOption", "includeValuesInResponse", "responseValueRenderOption")
WRITE_OPTIONS += ("responseDateTimeRenderOption",)
PLAIN = ("UNFORMATTED_VALUE", "SERIAL_NUMBER")


@dataclass(frozen=True)
class Look:
    """How values are rendered: majorDimension, valueRenderOption, dateTimeRenderOption."""

    major: str = "ROWS"
    how: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"

    @classmethod
    def of(cls, given: Mapping, prefix: str = "") -> "Look":
        """What a query or a body asks for. prefix: "response" for the answers to writes."""

        def option(name: str, otherwise: str) -> str:
            name = prefix + name[0].upper() + name[1:] if prefix else name
            return given.get(name) or otherwise

        major = given.get("majorDimension") or "ROWS"
        if major not in ("ROWS", "COLUMNS"):
            raise refused(f"Invalid value at 'major_dimension', \"{major}\"")
        how = option("valueRenderOption", "FORMATTED_VALUE")
        return cls(major, how, option("dateTimeRenderOption", "SERIAL_NUMBER"))

    @property
    def is_plain(self) -> bool:
        """Whether cells without formulas are shown as they are, row by row."""
        return self.major == "ROWS" and (self.how == "FORMULA" or (self.how, self.dates) == PLAIN)


def value_range(book: Book, sheet: Sheet, area: Area, look: Look) -> dict:
    """A ValueRange: cells as lists, without what is empty at the end of each and at the end of all."""
    found: dict = {"range": range_text(sheet.title, area), "majorDimension": look.major}
    lists = plain_lists(sheet, area) if look.is_plain else None
    lists = each_rendered(book, sheet, area, look) if lists is None else lists
    return found | ({"values": lists} if lists else {})


def plain_lists(sheet: Sheet, area: Area) -> list[list] | None:
    """The values of whole rows, which need no rendering; None where a formula or a part of a row is asked for."""
    rows = sheet.rows[area.top : min(area.bottom, sheet.last_row())]
    if area.left or any(row.formulas or row.data > area.right for row in rows):
        return None
    lists = [[*row.plain] for row in rows]
    while lists and not lists[-1]:
        lists.pop()
    return lists


def each_rendered(book: Book, sheet: Sheet, area: Area, look: Look) -> list[list]:
    """The values one by one, as they are asked for."""
    lists: list[list] = []
    for row, column, value in book.values(sheet, area):
        cell = sheet.cell(row, column)
        shown = (
            rendered(cell.formula, {}, look.how, "", book.locale) if look.how == "FORMULA" and cell.formula else None
        )
        shown = rendered(value, cell.number_format, look.how, look.dates, book.locale) if shown is None else shown
        outer, inner = row - area.top, column - area.left
        if look.major == "COLUMNS":
            outer, inner = inner, outer
        while len(lists) <= outer:
            lists.append([])
        lists[outer].extend([""] * (inner + 1 - len(lists[outer])))
        lists[outer][inner] = shown
    return lists


@dataclass
class Written:
    """What one array changed."""

    sheet: Sheet
    area: Area  # the whole array
    asked: Area  # the range that was asked for
    rows: set[int]
    columns: set[int]
    cells: int

    def counts(self) -> dict:
        """The counts of an answer; what is 0 is left out."""
        counts = {"updatedRows": len(self.rows), "updatedColumns": len(self.columns), "updatedCells": self.cells}
        return {name: count for name, count in counts.items() if count}


@dataclass
class Writing:
    """Arrays of values on their way into a copy of a spreadsheet."""

    world: World
    book: Book
    option: str

    def write(self, sheet: Sheet, asked: Area, given: Mapping, fits: bool = False) -> Written:
        """Write one array from the start of an area. fits: also into one cell it must fit."""
        rows = as_rows(given)
        width = max((len(row) for row in rows), default=0)
        self.check_room(sheet, asked, len(rows), width, fits)
        area = Area(asked.top, asked.left, asked.top + max(len(rows), 1), asked.left + max(width, 1))
        done = Written(sheet, area if rows and width else asked, asked, set(), set(), 0)
        locale = locale_named(self.book.locale)
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                if value is None:
                    continue
                place = (asked.top + down, asked.left + right)
                guard(sheet, Area(*place, place[0] + 1, place[1] + 1))
                cell = entered(sheet.cell(*place), value, self.option, locale, self.world.moment)
                sheet.put(*place, cell)
                done.rows.add(place[0])
                done.columns.add(place[1])
                done.cells += 1
        return done

    def check_room(self, sheet: Sheet, asked: Area, height: int, width: int, fits: bool) -> None:
        """Raise ApiError when an array is larger than its range (one cell takes any), or than the grid."""
        limit = asked if fits or asked.height > 1 or asked.width > 1 else sheet.whole
        where = f"Requested writing within range [{range_text(sheet.title, asked)}], but tried writing to"
        if asked.left + width > limit.right:
            raise refused(f"{where} column [{letters(limit.right)}]")
        if asked.top + height > limit.bottom:
            raise refused(f"{where} row [{limit.bottom + 1}]")


def guard(sheet: Sheet, area: Area, caller: str = ROBOT) -> None:
    """Raise ApiError when a protected range keeps the caller out of an area."""
    for rule in sheet.protected.values():
        if rule.get("warningOnly") or caller in (rule.get("editors") or {}).get("users", []):
            continue
        given = rule.get("range") or {}
        start = (given.get("startRowIndex") or 0, given.get("startColumnIndex") or 0)
        end = (given.get("endRowIndex") or area.bottom, given.get("endColumnIndex") or area.right)
        if Area(*start, *end).meets(area):
            raise protected()


def as_rows(given: Mapping) -> list[list]:
    """The array of a ValueRange, row by row. Raises ApiError when it is no list of lists."""
    values = given.get("values")
    only(given, "values", "majorDimension", "range", "dataFilter")
    rows = [] if values is None else values if isinstance(values, list) else [values]
    for row in rows:
        if not isinstance(row, list):
            shown = f'"{row}"' if isinstance(row, str) else str(row)
            kind = "type.googleapis.com/google.protobuf.ListValue"
            raise malformed("data.values", f"Invalid value at 'data.values' ({kind}), {shown}")
    if (given.get("majorDimension") or "ROWS") == "COLUMNS":
        height = max((len(column) for column in rows), default=0)
        return [[column[down] if down < len(column) else None for column in rows] for down in range(height)]
    return rows


def true(given: object) -> bool:
    """A truth from a query ("False") or from JSON."""
    return str(given).lower() == "true"


def get(world: World, id: str, text: str, query: Mapping) -> dict:
    """values.get."""
    book = world.book(id)
    return value_range(book, *book.area(text), Look.of(query))


def batch_get(world: World, id: str, texts: list[str], query: Mapping) -> dict:
    """values.batchGet."""
    book = world.book(id)
    found = [value_range(book, *book.area(text), Look.of(query)) for text in texts]
    return {"spreadsheetId": id} | ({"valueRanges": found} if found else {})


def batch_get_by_filter(world: World, id: str, body: Mapping) -> dict:
    """values.batchGetByDataFilter; the ranges come back in another order than they were asked for."""
    only(body, "dataFilters", *OPTIONS)
    book, look, found = world.book(id), Look.of(body), []
    for data_filter in filters.listed(body):
        for place in matched(world, book, data_filter):
            found.append({"valueRange": value_range(book, *place, look), "dataFilters": [filters.echoed(data_filter)]})
    return {"spreadsheetId": id} | ({"valueRanges": found[::-1]} if found else {})


def matched(world: World, book: Book, data_filter: Mapping) -> list[tuple[Sheet, Area]]:
    """The areas of a filter; whether none is an error, a switch decides."""
    found = filters.areas(book, data_filter)
    if not found and world.switches.nomatch_filter == "error":
        raise refused("No data matched the data filter")
    return found


def update(world: World, id: str, text: str, query: Mapping, body: Mapping) -> dict:
    """values.update."""
    world.file(id, writes=True)
    as_rows(body)
    writing = Writing(world, world.book(id).copy(), option_of(query.get("valueInputOption")))
    done = writing.write(*writing.book.area(text), body)
    world.commit(writing.book)
    return updated(writing.book, done, query)


def updated(book: Book, done: Written, options: Mapping) -> dict:
    """An UpdateValuesResponse."""
    answer = {"spreadsheetId": book.id, "updatedRange": range_text(done.sheet.title, done.area)} | done.counts()
    if true(options.get("includeValuesInResponse")):
        area = done.area if done.asked.height == done.asked.width == 1 else done.asked
        answer["updatedData"] = value_range(book, done.sheet, area, Look.of(options, "response"))
    return answer


def batch_update(world: World, id: str, body: Mapping) -> dict:
    """values.batchUpdate: all arrays, or none."""
    only(body, *WRITE_OPTIONS)
    world.file(id, writes=True)
    writing = Writing(world, world.book(id).copy(), option_of(body.get("valueInputOption")))
    done = [writing.write(*writing.book.area(each.get("range") or ""), each) for each in body.get("data") or []]
    world.commit(writing.book)
    answers = [updated(writing.book, each, body) for each in done]
    return {"spreadsheetId": id} | totals(done) | ({"responses": answers} if answers else {})


def totals(done: list[Written]) -> dict:
    """The sums of a batch; what is 0 is left out."""
    changed = [each for each in done if each.cells]
    sums = {
        "totalUpdatedRows": len({(each.sheet.id, row) for each in changed for row in each.rows}),
        "totalUpdatedColumns": len({(each.sheet.id, column) for each in changed for column in each.columns}),
        "totalUpdatedCells": sum(each.cells for each in changed),
        "totalUpdatedSheets": len({each.sheet.id for each in changed}),
    }
    return {name: count for name, count in sums.items() if count}


def batch_update_by_filter(world: World, id: str, body: Mapping) -> dict:
    """values.batchUpdateByDataFilter: the server finds the cells when it writes."""
    only(body, *WRITE_OPTIONS)
    world.file(id, writes=True)
    writing = Writing(world, world.book(id).copy(), option_of(body.get("valueInputOption")))
    done: list[tuple[Mapping, Written]] = []
    for each in body.get("data") or []:
        data_filter = each.get("dataFilter") or {}
        for sheet, area in matched(world, writing.book, data_filter):
            done.append((data_filter, writing.write(sheet, area, each, fits=True)))
            if not done[-1][1].cells and world.switches.echo_header == "refused":
                raise refused("There are no values to write")
    world.commit(writing.book)
    answers = [filter_answer(world, writing.book, data_filter, written, body) for data_filter, written in done]
    sums = totals([written for _, written in done])
    return {"spreadsheetId": id} | sums | ({"responses": answers} if answers else {})


def filter_answer(world: World, book: Book, data_filter: Mapping, done: Written, options: Mapping) -> dict:
    """An UpdateValuesByDataFilterResponse; its data are all cells that the filter matched, after all updates."""
    answer = (
        {"updatedRange": range_text(done.sheet.title, done.area)}
        | done.counts()
        | {"dataFilter": filters.echoed(data_filter)}
    )
    silent = not done.cells and not world.switches.echo_header
    if true(options.get("includeValuesInResponse")) and not silent:
        answer["updatedData"] = value_range(book, done.sheet, done.asked, Look.of(options, "response"))
    return answer


def append(world: World, id: str, text: str, query: Mapping, body: Mapping) -> dict:
    """values.append: after the table that is found in the range."""
    world.file(id, writes=True)
    how = query.get("insertDataOption") or "OVERWRITE"
    if how not in ("OVERWRITE", "INSERT_ROWS"):
        raise refused(f"Invalid value at 'insert_data_option', \"{how}\"")
    writing = Writing(world, world.book(id).copy(), option_of(query.get("valueInputOption")))
    sheet, area = writing.book.area(text)
    table, rows = table_at(sheet, area), as_rows(body)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    if how == "INSERT_ROWS" and table:
        sheet.insert("ROWS", top, len(rows))
    missing = top + len(rows) - len(sheet.rows)
    if missing > 0:
        sheet.insert("ROWS", len(sheet.rows), missing)
    width = left + max((len(row) for row in rows), default=0)
    if width > len(sheet.columns):
        sheet.insert("COLUMNS", len(sheet.columns), width - len(sheet.columns))
    done = writing.write(sheet, Area(top, left, top + 1, left + 1), body)
    world.commit(writing.book)
    found = {"tableRange": range_text(sheet.title, table)} if table else {}
    return {"spreadsheetId": id} | found | {"updates": updated(writing.book, done, query)}


def cleared(book: Book, sheet: Sheet, area: Area) -> str:
    """Empty the cells of an area; looks, notes and rules stay."""
    guard(sheet, area)
    for row, column, cell in list(sheet.typed(area)):
        sheet.put(row, column, cell.holding(None))
    return range_text(sheet.title, area)


def clear(world: World, id: str, text: str) -> dict:
    """values.clear."""
    world.file(id, writes=True)
    book = world.book(id).copy()
    text = cleared(book, *book.area(text))
    world.commit(book)
    return {"spreadsheetId": id, "clearedRange": text}


def batch_clear(world: World, id: str, body: Mapping) -> dict:
    """values.batchClear."""
    only(body, "ranges")
    world.file(id, writes=True)
    book = world.book(id).copy()
    texts = [cleared(book, *book.area(text)) for text in body.get("ranges") or []]
    world.commit(book)
    return {"spreadsheetId": id} | ({"clearedRanges": texts} if texts else {})


def batch_clear_by_filter(world: World, id: str, body: Mapping) -> dict:
    """values.batchClearByDataFilter."""
    only(body, "dataFilters")
    world.file(id, writes=True)
    book = world.book(id).copy()
    places = [place for each in filters.listed(body) for place in matched(world, book, each)]
    texts = [cleared(book, *place) for place in places]
    world.commit(book)
    return {"spreadsheetId": id} | ({"clearedRanges": texts} if texts else {})
