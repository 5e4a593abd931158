"""The workbook of the engine's trial: a table of any number of rows, with everything around it that people build."""

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from bench.xlsxrows import COLUMNS, COMPUTED, FORMULAS, SHEET, STATES, Row, in_full, middle, newcomer, rows

_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def write(path: Path, n: int) -> Path:
    """A new workbook with `n` rows, by XlsxWriter.

    The table, a data bar of Excel 2010, a drop-down, a frozen pane and a name; on a second sheet a formula, a
    sparkline, a chart of twelve figures and an image.
    """
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 2, 3, 4, 5)})
        sheet = book.add_worksheet(SHEET)
        _fill(book, sheet, n)
        sheet.freeze_panes(1, 2)
        sheet.data_validation(f"I2:I{n + 1}", {"validate": "list", "source": sorted(set(STATES))})
        sheet.conditional_format(f"N2:N{n + 1}", {"type": "data_bar", "data_bar_2010": True})
        book.define_name("Everybody", f"={SHEET}!$B$2:$B${n + 1}")
        _add_summary(book, n)
    return path


def _fill(book: Any, sheet: Any, n: int) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    columns = [{"header": name, "formula": in_full(FORMULAS.get(name, ""))} for name in COLUMNS]
    sheet.add_table(0, 0, n, len(COLUMNS) - 1, {"name": "People", "columns": columns})
    texts = {COLUMNS.index(name): in_full(text) for name, text in FORMULAS.items()}
    for number, row in enumerate(rows(n), 1):
        for column, value in enumerate(row):
            if column in texts:
                sheet.write_formula(number, column, texts[column], None, value)
            elif isinstance(value, dt.date):
                sheet.write_datetime(number, column, value, day)
            else:
                sheet.write(number, column, value)


def _add_summary(book: Any, n: int) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.write_formula("A1", "SUM(People[Visits])", None, sum(row[13] for row in rows(n)))
    sheet.add_sparkline("B1", {"range": f"{SHEET}!N2:N13"})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": f"={SHEET}!$N$2:$N$13", "name": f"={SHEET}!$N$1"})
    sheet.insert_chart("D2", chart)
    sheet.insert_image("A4", "dot.png", {"image_data": io.BytesIO(_PIXEL)})


def size_of_xml(path: Path) -> int:
    """How many bytes the XML of the first sheet has."""
    with zipfile.ZipFile(path) as archive:
        return archive.getinfo("xl/worksheets/sheet1.xml").file_size


def check(path: Path, before: Sequence[Row], rounds: Sequence[int], *, with_results: bool = True) -> None:
    """Raise RuntimeError unless the file holds the rows of before, the changed cell and a newcomer of each round.

    python-calamine reads the values, zipfile and a count the formulas. `with_results`: whether formulas must have
    kept their results.
    """
    with path.open("rb") as file:
        found = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_name(SHEET).to_python()
    wanted = [[*COLUMNS], *before, *map(newcomer, rounds)]
    changed = middle(len(before)) - 1
    wanted[changed] = [*wanted[changed][:-1], f"Changed {rounds[-1]}"]
    if len(found) != len(wanted):
        raise RuntimeError(f"{path} has {len(found)} rows instead of {len(wanted)}")
    skipped = frozenset() if with_results else COMPUTED
    for number, (is_there, should_be) in enumerate(zip(found, wanted, strict=True), 1):
        if is_there != should_be and seen(is_there, skipped) != seen(should_be, skipped):
            raise RuntimeError(f"row {number} of {path} is {is_there} instead of {should_be}")
    _count_formulas(path, len(FORMULAS) * (len(before) + len(rounds)))


def seen(row: Sequence[Any], skipped: frozenset[int] = frozenset()) -> list[Any]:
    """A row without some columns, floats rounded to what every program keeps."""
    kept = (value for column, value in enumerate(row) if column not in skipped)
    return [round(value, 9) if isinstance(value, float) else value for value in kept]


def _count_formulas(path: Path, wanted: int) -> None:
    with zipfile.ZipFile(path) as archive:
        found = archive.read("xl/worksheets/sheet1.xml").count(b"</f>")
    if found != wanted:
        raise RuntimeError(f"{path} has {found} formulas instead of {wanted}")
