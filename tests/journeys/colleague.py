"""LibreOffice as the other person. Runs under the system's Python, which has LibreOffice's own library.

    /usr/bin/python3 colleague.py PIPE < steps.json

opens `file` in the LibreOffice that listens at PIPE, does `steps` as a person would, and saves unless `keep` is set.
"""

import csv
import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 60  # seconds
CSV = "Text - txt - csv (StarCalc)"


def main(pipe: str) -> None:
    """Do what stands on the standard input."""
    task = json.load(sys.stdin)
    document = desktop(pipe).loadComponentFromURL(Path(task["file"]).as_uri(), "_blank", 0, (prop("Hidden", True),))
    try:
        answers = [globals()[f"do_{step.pop('do')}"](document, **step) for step in task["steps"]]
        if not task.get("keep"):
            document.store()
    finally:
        document.close(True)
    json.dump(answers, sys.stdout)


def desktop(pipe: str):
    """The running LibreOffice; it takes some seconds to begin, and on a busy machine many."""
    import uno

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception as error:
            if time.monotonic() > end:
                sys.exit(f"LibreOffice does not answer: {error}")
            time.sleep(0.1)


def stop(pipe: str) -> None:
    """End it."""
    desktop(pipe).terminate()


def prop(name: str, value: object):
    """An argument, as LibreOffice takes it."""
    from com.sun.star.beans import PropertyValue

    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


# what a person does ---------------------------------------------------------------------------------------------------


def do_set(document, sheet: str, who: str, heading: str, text) -> None:
    """Type into the cell of somebody's row."""
    page = document.Sheets.getByName(sheet)
    put(page.getCellByPosition(column_of(page, heading), row_of(page, who)), text)


def do_add_row(document, sheet: str, cells: dict) -> None:
    """Type into the first row below the others."""
    page = document.Sheets.getByName(sheet)
    row = next(row for row in range(1, 100_000) if not page.getCellByPosition(name_column(page), row).String)
    for heading, text in cells.items():
        put(page.getCellByPosition(column_of(page, heading), row), text)


def do_sort(document, sheet: str, by: str, descending: bool = False) -> None:
    """Sort the rows that are filled, by one column."""
    import uno
    from com.sun.star.table import TableSortField

    page = document.Sheets.getByName(sheet)
    order = TableSortField()
    order.Field, order.IsAscending = column_of(page, by), not descending
    asked = (prop("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (order,))), prop("ContainsHeader", True))
    filled(page).sort(asked)


def do_add_column(document, sheet: str, heading: str, cells: dict) -> None:
    """A new heading beside the last one, with what somebody knows already."""
    page = document.Sheets.getByName(sheet)
    column = len(headings(page))
    page.getCellByPosition(column, 0).String = heading
    for who, text in cells.items():
        put(page.getCellByPosition(column, row_of(page, who)), text)


def do_rename(document, sheet: str, heading: str, to: str) -> None:
    """Another heading over the same column."""
    page = document.Sheets.getByName(sheet)
    page.getCellByPosition(column_of(page, heading), 0).String = to


def do_move_column(document, sheet: str, heading: str, before: str) -> None:
    """Cut a whole column and insert it before another."""
    page = document.Sheets.getByName(sheet)
    target, source = column_of(page, before), column_of(page, heading)
    page.Columns.insertByIndex(target, 1)
    source += source >= target
    place = page.getCellByPosition(target, 0).CellAddress
    page.moveRange(place, page.Columns.getByIndex(source).RangeAddress)
    page.Columns.removeByIndex(source, 1)


def do_list(document, sheet: str, rows: list, merged: list, days: list) -> None:
    """Type a whole list from A1; merge areas, and type days (cell, serial number) into cells that show days."""
    from com.sun.star.lang import Locale

    page = document.Sheets.getByName(sheet)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            place = page.getCellByPosition(column, number)
            if isinstance(text, str) and text.startswith("="):
                place.Formula = text
            elif text is not None:
                put(place, text)
    for area in merged:
        page.getCellRangeByName(area).merge(True)
    formats, german = document.NumberFormats, Locale("de", "DE", "")
    known = formats.queryKey("TT.MM.JJJJ", german, True)
    shown = known if known >= 0 else formats.addNew("TT.MM.JJJJ", german)
    for name, serial in days:
        page.getCellRangeByName(name).Value = serial
        page.getCellRangeByName(name).NumberFormat = shown


def do_chart(document, sheet: str, area: str) -> None:
    """A chart of some cells, beside them."""
    from com.sun.star.awt import Rectangle

    page = document.Sheets.getByName(sheet)
    place = Rectangle(30_000, 1_000, 9_000, 6_000)  # hundredths of a millimetre
    page.Charts.addNewByName("Umsatz", place, (page.getCellRangeByName(area).RangeAddress,), True, False)


def do_csv(document, sheet: str) -> list:
    """The sheet as LibreOffice writes it into a .csv file, with days as ISO dates."""
    number = [page.Name for page in document.Sheets].index(sheet) + 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        options = f"44,34,76,1,,0,false,false,false,false,false,{number}"
        document.storeToURL(path.as_uri(), (prop("FilterName", CSV), prop("FilterOptions", options)))
        written = next(Path(folder).glob("*.csv"))
        return list(csv.reader(io.StringIO(written.read_text("utf-8"))))


# where things are -----------------------------------------------------------------------------------------------------


def put(cell, text) -> None:
    """A number as a number, anything else as text."""
    if isinstance(text, (int, float)):
        cell.Value = float(text)
    else:
        cell.String = text


def headings(page) -> list:
    """The first row, up to the first blank."""
    found = []
    while text := page.getCellByPosition(len(found), 0).String:
        found.append(text)
    return found


def column_of(page, heading: str) -> int:
    """Where a heading stands."""
    return headings(page).index(heading)


def name_column(page) -> int:
    """Where the names stand, whatever they are called just now."""
    return next(n for n, text in enumerate(headings(page)) if text in ("Name", "Full name", "Contact"))


def row_of(page, who: str) -> int:
    """The row in which a name stands."""
    return next(row for row in range(1, 100_000) if page.getCellByPosition(name_column(page), row).String == who)


def filled(page):
    """All rows that are filled, with their headings."""
    rows = next(row for row in range(1, 100_000) if not page.getCellByPosition(name_column(page), row).String)
    return page.getCellRangeByPosition(0, 0, len(headings(page)) - 1, rows - 1)


def leave() -> None:
    """End at once: as Python takes itself apart, LibreOffice's library crashes one time in a hundred."""
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
    leave()
