"""Tables that leave Kith for other programs: CSV and .xlsx, in which no cell can start a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence

_STARTS = "=+-@|\t\r\0"  # what a spreadsheet may take for a formula: OWASP ASVS 5.0, 1.2.10
_UNSEEN = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff\u00ad]*")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Rows = Sequence[Sequence[str]]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like it gets a ' in front.

    >>> harmless("=1+1"), harmless("  +44 20 7946 0112"), harmless("Ann Lee"), harmless("＝A1")
    ("'=1+1", "'  +44 20 7946 0112", 'Ann Lee', "'＝A1")
    """
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text, count=1)[:1])
    return f"'{text}" if text[:1] in ("\t", "\r", "\0") or (seen and seen[0] in _STARTS) else text


def as_typed(text: str) -> str:
    """A cell of a CSV without the ' that `harmless` put in front of it.

    >>> as_typed("'+44 20 7946 0112"), as_typed("'tis"), as_typed("'")
    ('+44 20 7946 0112', "'tis", "'")
    """
    return text[1:] if text[:1] == "'" and harmless(text[1:]) != text[1:] else text


def as_csv(headings: Sequence[str], rows: Rows, *, delimiter: str = ",") -> bytes:
    """A CSV file, UTF-8 with the mark that Excel knows it by, lines ending as RFC 4180 says."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(headings: Sequence[str], rows: Rows, *, title: str = "Sheet") -> bytes:
    """A workbook with one sheet, every cell of it a text. What no cell can hold is left out of it."""
    return as_workbook([(title, headings, rows)])


def as_workbook(sheets: Sequence[tuple[str, Sequence[str], Rows]]) -> bytes:
    """The same with several sheets: (title, headings, rows)."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    for number, (title, headings, rows) in enumerate(sheets):
        page = book.create_sheet() if number else book.worksheets[0]
        page.title = title
        page.freeze_panes = "A2"
        for line, cells in enumerate((headings, *rows), start=1):
            for column, text in enumerate(cells, start=1):
                place = page.cell(line, column)
                place.value, place.number_format = _UNWRITABLE.sub("", text)[:32_767], "@"
                place.data_type = "s"
                if line == 1:
                    place.font = Font(bold=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
