"""A customer list as people keep one: a title over it, German headings, own columns, a section, totals, a chart."""

import datetime as dt
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ("Nr", "Name", "Firma", "Tel. privat", "E-Mail", "PLZ", "Ort", "Geburtstag", "Schuhgröße", "Umsatz")
PEOPLE = (
    (101, "Anna Müller", "Müller GmbH", 4930123456, "anna@example.com", "01067", "Dresden", "14.3.1984", 41, 120),
    (102, "Bob Stone", None, "030 / 12 34", "bob@example.com", "10115", "Berlin", dt.date(1990, 5, 2), 44, 80.5),
    (103, "Cleo Adeyemi", None, "+49 151 555; 030 99", None, "20095", "Hamburg", "3.4.1975", 39, 12),
)


def messy(path: Path, *, table: bool = False, beside: str = "", tab: str = "Kunden 2024") -> Path:
    """The list at `path`. As an Excel `table`; with something `beside` its first row."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = tab
    page["A1"] = "Unsere Kunden"
    page["A1"].font = Font(size=18, bold=True)
    page.merge_cells("A1:J1")
    page["A2"] = "Stand: Herbst"
    page.append(())
    page.append(HEADINGS)
    if table:
        _as_table(page)
    else:
        _with_its_mess(page)
    if beside:
        page["K5"] = beside
    chart = BarChart()
    chart.add_data(Reference(page, min_col=10, min_row=4, max_row=7), titles_from_data=True)
    page.add_chart(chart, "N2")
    notes = book.create_sheet("Notizen")
    notes.append(["Bitte nichts sortieren!"])
    book.save(path)
    return path


def _as_table(page: Worksheet) -> None:
    for row in PEOPLE:
        page.append(row)
    page.add_table(Table(displayName="Kunden", ref="A4:J7"))


def _with_its_mess(page: Worksheet) -> None:
    page.append(PEOPLE[0])
    page.append(())
    page.append(("--- Norddeutschland ---",))
    for row in PEOPLE[1:]:
        page.append(row)
    page.append(("Nachbarn", *[None] * 9))
    page.merge_cells("A10:J10")
    page.append((None, "Summe", *[None] * 7, "=SUM(J5:J9)"))
