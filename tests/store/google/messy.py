"""A customer list as people keep one in a Google Sheet: a merged title, own columns, a section, days, totals."""

from crm.store.google.calls import Spreadsheet
from crm.store.google.transport import Transport
from tests.sheets_emulator import SheetsEmulator

TITLE = "Kunden 2024"
HEADINGS = ("Nr", "Name", "Firma", "Tel. privat", "E-Mail", "Geburtstag", "Seit", "Schuhgröße", "Umsatz")
NAMES = ["Anna Müller", "Bob Stone", "Cleo Adeyemi"]
_WIDTH = len(HEADINGS)
FREE = "J"  # the first column right of theirs


def messy(emulator: SheetsEmulator, id: str, *, section: str = "Nachbarn") -> None:
    """The list in an empty spreadsheet, with their notes on another sheet."""
    person = emulator.person_at(id)
    person.rename_tab("Sheet1", TITLE)
    person.put(f"'{TITLE}'!A1", [["Unsere Kunden"], ["Stand: Herbst"], [], list(HEADINGS)])
    person.put(f"'{TITLE}'!A5", [
        [101, "Anna Müller", "Müller GmbH", 4930123456, "anna@example.com", "14.3.1984", "", 41, 120],
        [102, "Bob Stone", "", "030 / 12 34", "bob@example.com", "", "", 44, 80.5],
        [section],
        [103, "Cleo Adeyemi", "", "+49 151 5555555", "", "", "", 39, 12],
        ["", "Summe"],
    ])  # fmt: skip
    for place, text in (("F6", "1990-05-02"), ("F8", "1975-04-03"), ("G5", "2020-01-05"), ("I9", "=SUM(I5:I8)")):
        person.edit(f"'{TITLE}'!{place}", text)
    person.merge(f"'{TITLE}'!A1:I1")
    person.merge(f"'{TITLE}'!A7:I7")
    person.add_tab("Notizen")
    person.put("Notizen!A1", [["Bitte nichts sortieren!"]])


def filtered(emulator: SheetsEmulator, id: str) -> None:
    """As they press the funnel over their list."""
    page = emulator.person_at(id).sheet(TITLE).id
    span = {"sheetId": page, "startRowIndex": 3, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": _WIDTH}
    Spreadsheet(Transport(base=emulator.url), id).batch([{"setBasicFilter": {"filter": {"range": span}}}])


def everything(emulator: SheetsEmulator, id: str) -> dict[str, object]:
    """All that stands in the spreadsheet and how it looks, and the marks that nobody sees."""
    book = emulator.book(id)
    cells = {(sheet.title, row, column): cell for sheet in book.sheets for row, column, cell in sheet.each(sheet.whole)}
    looks = {
        sheet.title: (len(sheet.rows), len(sheet.columns), dict(sheet.kept), list(sheet.merges), dict(sheet.protected))
        for sheet in book.sheets
    }
    return {"cells": cells, "looks": looks, "marks": dict(book.metadata)}
