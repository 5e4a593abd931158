"""Every chart and every tile on workbooks from no row to very many: it says something in words, and never breaks."""

import ast
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import APP, TODAY, told
from tests.pages.walked import Book, number

OWNED, EUROS = ("Maya", "Sam"), ("EUR", "GBP", "USD")
SMALL = [Book(n) for n in (0, 1, 3, 9, 10, 30)]
ODD = [Book(30, gaps=True), Book(30, EUROS), Book(30, owners=()), Book(30, owners=("Maya",))]
MIXED = [Book(90, EUROS, (), gaps=True), Book(90, ends="on a date")]
LARGE = Book(100_000)
NO_WORD = re.compile(r"\b(nan|NaN|NaT|None|inf|<NA>|-0)\b")
WALKED = {
    "today": "",
    "satisfaction": "",
    "retention": "",
    "insights": "insight",
    "money": "money_tab",
    "pipeline": "deals_tab",
}


def tabs_of(page: str) -> list[str]:
    """The tabs that a page's file names; one without a name where it has none."""
    for line in ast.parse((APP.parent / "pages" / f"{page}.py").read_text("utf-8")).body:
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "TABS":
            return list(ast.literal_eval(line.value))
    return [""]


VIEWS = [(page, tab) for page in WALKED for tab in tabs_of(page)]


def drawn(app: AppTest, page: str, tab: str) -> int:
    """Whatever was drawn is fine: nothing broke, every chart is described by its sentence and has its table.

    Gives how many charts there were.
    """
    said = told(app)
    assert not app.exception and "nobody foresaw" not in said, (page, tab, said[-600:])
    assert not NO_WORD.search(said), (page, tab, NO_WORD.search(said), said)
    twins = {table.proto.alt for table in app.dataframe}
    charts = app.get("vega_lite_chart")
    for chart in charts:
        description = json.loads(chart.proto.spec)["description"]
        assert description and description in said and description in twins, (page, tab, description, twins)
    return len(charts)


def walk(open_page, contact: str) -> int:
    """Look at every page and tab with figures, and at somebody's card; gives how many charts stand on all of them."""
    drawn(open_page("contact", id=contact), "contact", "")
    return sum(drawn(open_page(page, **({WALKED[page]: tab} if tab else {})), page, tab) for page, tab in VIEWS)


LONG = [pytest.param(book, marks=pytest.mark.long) for book in ODD]


@pytest.mark.parametrize("book", SMALL + MIXED + LONG, ids=str)
def test_every_chart_of_a_small_workbook(book, make, open_page) -> None:
    make(rows=book.sheets(TODAY), settings=book.settings)
    charts = walk(open_page, number("C", 0))
    assert charts == 0 if book.rows == 0 else book.rows < 30 or charts > 8


@pytest.mark.long
def test_every_chart_of_a_hundred_thousand_rows(make, open_page) -> None:
    make(rows=LARGE.sheets(TODAY), settings=LARGE.settings)
    assert walk(open_page, number("C", 7)) > 8
