"""A messy list made in LibreOffice becomes the record in the browser: nothing of it moves, and it can be taken back."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.office import Office
from tests.journeys.screen import Screen, window
from tests.journeys.serving import Served, serving
from tests.journeys.sheets import made_by
from tests.xlsx.fidelity import load

SHEET = "Kunden 2024"
HEADS = ["Nr.", "Name", "Firma", "Tel.", "E-Mail", "Geburtstag", "Lieblingstee", "Umsatz"]
ROWS = [
    ["Unsere Kunden"], ["Stand: November"], [], HEADS,
    [1, "Anna Müller", "Müller GmbH", 4930123456, "anna@example.com", "14.3.1984", "Assam", 120],
    [2, "Bob Stone", None, "030 / 12 34 56", "bob@example.com; b.stone@example.com", None, "Assam", 80.5],
    [], ["--- Hamburg ---"],
    [3, "Cleo Adeyemi", None, "+49 151 5555555", None, "03.04.1975", None, 12],
    [None, "Summe", None, None, None, None, None, "=SUM(H5:H9)"],
]  # fmt: skip
BOB_WAS_BORN = 32_995  # 2 May 1990, in days since the end of 1899
BIRTHDAYS = ["1984-03-14", "1990-05-02", "1975-04-03"]
FREE = 9  # the first column right of theirs


@pytest.fixture
def customers(tmp_path: Path, colleague: Office) -> Path:
    """Their list, typed and saved in LibreOffice, with a chart beside it and notes on another sheet."""
    path, book = tmp_path / "Kundenliste.xlsx", openpyxl.Workbook()
    book.worksheets[0].title = SHEET
    book.create_sheet("Notizen").append(["Bitte nichts sortieren!"])
    book.save(path)
    merged, days = ["A1:H1", "A8:H8"], [["F6", BOB_WAS_BORN]]
    colleague(
        path,
        {"do": "list", "sheet": SHEET, "rows": ROWS, "merged": merged, "days": days},
        {"do": "chart", "sheet": SHEET, "area": "B4:B9"},
    )
    assert made_by(path).startswith("LibreOffice")
    return path


@pytest.mark.capability(30)
def test_a_messy_list_is_adopted_and_nothing_of_it_moves(
    desk: BrowserContext, tmp_path: Path, customers: Path, colleague: Office
) -> None:
    before, seen = customers.read_bytes(), as_libreoffice_shows(colleague, customers)
    with serving(tmp_path) as kith, window(desk, kith.url) as screen:
        how_it_is_read(screen, customers)
        assert customers.read_bytes() == before
        screen.press("Add this and work in it").sees("can be taken out again").go("Contacts").sees("3 in all")
        assert birthdays(kith, customers) == BIRTHDAYS
        assert_nothing_moved(before, customers.read_bytes())
        assert_only_headings_came(seen, as_libreoffice_shows(colleague, customers))
        screen.go("Workbook").press("Take them out again").sees("Kith writes nothing into it")
        assert customers.read_bytes() == before
        assert kith.bugs == ""


def how_it_is_read(screen: Screen, path: Path) -> None:
    """The file is named on the first page, and its map is shown."""
    screen.open().unfold("Open a workbook that is there")
    screen.type("Where it lies, or the link of a Google Sheet", str(path)).press("Open")
    screen.sees("So Kith reads it").sees("3 rows of Contacts").sees("2 rows are left out")


def birthdays(kith: Served, path: Path) -> list[str]:
    """Everybody's birthday, as their phones would get it."""
    kith.command("export", str(path), "--to", "vcard", str(cards := path.with_name("cards.vcf")))
    return re.findall(r"^BDAY:(\S+)", cards.read_text(), re.MULTILINE)


def assert_nothing_moved(before: bytes, after: bytes) -> None:
    """Every part but the sheet, the styles and the table of contents has the bytes that it had; the chart above all."""
    old, new = load(before), load(after)
    changed = {name for name in old if old[name] != new.get(name)}
    assert any("chart" in name for name in old)
    assert not [name for name in changed if "chart" in name or "drawing" in name or name.endswith("sheet2.xml")]
    assert changed <= {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
                       "xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/custom.xml"}  # fmt: skip


def as_libreoffice_shows(colleague: Office, path: Path) -> list[list[str]]:
    """The sheet as LibreOffice shows it."""
    (rows,) = colleague(path, {"do": "csv", "sheet": SHEET}, keep=True)
    return [[str(cell) for cell in row] for row in rows]


def assert_only_headings_came(before: list[list[str]], after: list[list[str]]) -> None:
    """The same cells at the same places, and new headings right of them; nothing else."""
    assert [row[: FREE - 1] for row in after] == [row[: FREE - 1] for row in before]
    more = {(number, cell) for number, row in enumerate(after, 1) for cell in row[FREE - 1 :] if cell}
    assert {number for number, _ in more} == {4} and (4, "Kith ID") in more
