"""The sheet Start here of a new workbook: half a page of guide, what the sheets hold, and the team's playbook."""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from crm.model.cells import Cell
from crm.model.schema import Sheet
from crm.store import guide
from crm.store.excel import styles

_SPARE = 6  # empty lines to go on with


def add(book: Workbook, sheets: Sequence[Sheet], playbook: Sequence[Mapping[str, Cell]] | None = None) -> None:
    """Add the sheet; `playbook` holds its lines as `when` and `what`."""
    page = book.create_sheet(guide.GUIDE_TITLE)
    page.sheet_view.showGridLines = False
    for letter, width in (("A", 36), ("B", 84)):
        page.column_dimensions[letter].width = width
    title = styles.put(page, 1, 1, guide.GUIDE_TITLE)
    title.font = styles.font(styles.TEAL, bold=True, size=18)
    page.row_dimensions[1].height = 30
    for row, line in enumerate(guide.GUIDE, start=2):
        styles.put(page, row, 1, line).font = styles.font()
    row = _sheets(page, len(guide.GUIDE) + 3, sheets)
    lines = [(line.get("when"), line.get("what")) for line in playbook or ()]
    _playbook(page, row + 1, guide.PLAYBOOK if playbook is None else lines)
    styles.printed(page)


def _sheets(page: Worksheet, row: int, sheets: Sequence[Sheet]) -> int:
    """What each sheet holds, with a link to it; the first free row after it."""
    _heading(page, row, *guide.SHEETS_HEAD)
    for sheet in sheets:
        row += 1
        place = styles.put(page, row, 1, sheet.key)
        place.hyperlink = Hyperlink(place.coordinate, location=f"'{sheet.key}'!A1")
        place.font = styles.font(styles.TEAL, underline="single")
        styles.put(page, row, 2, sheet.help)
        _rule_off(page, row)
    return row + 1


def _playbook(page: Worksheet, row: int, lines: Sequence[tuple[Cell, Cell]]) -> None:
    styles.put(page, row, 1, guide.PLAYBOOK_TITLE).font = styles.font(styles.TEAL, bold=True, size=14)
    page.row_dimensions[row].height = 24
    _heading(page, row + 1, *guide.PLAYBOOK_HEAD)
    for number in range(len(lines) + _SPARE):
        for column, cell in enumerate(lines[number] if number < len(lines) else (None, None), start=1):
            styles.put(page, row + 2 + number, column, cell).number_format = "@"
        _rule_off(page, row + 2 + number)


def _heading(page: Worksheet, row: int, *words: str) -> None:
    for column, word in enumerate(words, start=1):
        place = styles.put(page, row, column, word)
        place.font, place.fill = styles.font(bold=True), styles.solid(styles.PALE_TEAL)


def _rule_off(page: Worksheet, row: int) -> None:
    for column in (1, 2):
        page.cell(row, column).border = styles.underline()
