"""The tab Ahead of the page Money: forecasts beside their back-tests, the balance, and what a plan would change."""

import datetime as dt

import pytest

from crm.ui import session
from tests.pages.conftest import TODAY, below, told

ANN, LAND = "C-7K3Q9F", "C-P9Z1HB"
PEOPLE = [
    {"id": ANN, "name": "Ann Lee", "relationships": "Customer"},
    {"id": LAND, "name": "Harbour Ltd", "relationships": "Supplier"},
]
FIRST = TODAY.replace(day=1)
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def months_ago(months: int, day: int) -> dt.date:
    year, month = divmod(FIRST.year * 12 + FIRST.month - 1 - months, 12)
    return dt.date(year, month + 1, day)


def invoices() -> list[dict[str, object]]:
    """Each month an invoice of 500 that is paid in the month after, on its day, and a rent of 200."""
    rows: list[dict[str, object]] = []
    for months in range(1, 11):
        paid = months_ago(months - 1, 5)
        row = {"contact": "Ann Lee", "contact_id": ANN, "kind": "Sale", "amount": 500, "date": months_ago(months, 20)}
        row |= {"id": f"S-{LETTERS[months]}W7KEN", "due": paid} | ({"paid_on": paid} if paid <= TODAY else {})
        rent = {"id": f"S-{LETTERS[months]}R7KEN", "date": months_ago(months, 3), "kind": "Purchase", "item": "Rent"}
        rows += [row, {**rent, "amount": 200, "contact": "Harbour Ltd", "contact_id": LAND}]
    due = TODAY + dt.timedelta(20)
    return [
        *rows,
        {"id": "S-Z52MRD", "date": TODAY, "amount": 640, "due": due, "contact": "Ann Lee", "contact_id": ANN},
    ]


BOOK = {"Contacts": PEOPLE, "Sales": invoices()}
AT_HAND = {"opening_balance": 1000, "cash_reserve": 700}


@pytest.fixture
def ahead(open_page):
    return lambda: open_page("money", money_tab="Ahead")


@pytest.mark.capability(28)
def test_what_is_expected_stands_beside_what_such_a_forecast_said_before(make, ahead) -> None:
    make(rows=BOOK, settings=AT_HAND)
    page = told(ahead())
    assert "is expected in the next 13 weeks" in page and "£640 invoiced" in page
    assert "Tried on the last 6 months: forecast £3,000, came in £3,000; month by month off by 0 %." in page
    assert "Tried on the last 6 months: forecast £1,200, you paid £1,200; month by month off by 0 %." in page
    assert "Your reserve of £700 holds." in page and "is likely to bring sales of £500" in page


@pytest.mark.capability(35)
def test_every_figure_has_its_table_and_how_it_is_counted(make, ahead) -> None:
    make(rows=BOOK, settings=AT_HAND)
    app = ahead()
    assert below(app).count("Table") == 6 == len(app.dataframe)
    assert {"Week from", "Until", "Invoiced (GBP)"} <= set(app.dataframe[0].value.columns)
    assert len(app.dataframe[0].value) == 13 and not app.exception


def test_only_the_tab_that_is_open_is_counted(make, open_page) -> None:
    make(rows=BOOK)
    assert "expected in the next" not in told(open_page("money"))


def test_a_forecast_that_was_off_is_not_shown_and_says_why(make, ahead) -> None:
    cash = [{"id": f"S-{LETTERS[n]}W7KEN", "date": months_ago(n, 9), "amount": 300} for n in range(1, 9)]
    make(rows={"Contacts": PEOPLE, "Sales": [*cash, BOOK["Sales"][-1]]}, settings=AT_HAND)
    page = told(ahead())
    assert "£640 is invoiced and likely paid in the next 13 weeks. A forecast of the rest is not shown" in page
    assert "it would have been off by 100 %" in page and "Cash flow" not in page


def test_one_sale_and_none_say_what_is_missing(make, ahead, open_page) -> None:
    make(rows={"Sales": [{"id": "S-Z52MRD", "date": TODAY, "amount": 5}]})
    page = told(ahead())
    assert "No open invoice is likely paid" in page and "Give an invoice a day in Due" in page
    assert "no finished month yet to try it on, 3 needed" in page
    assert "Sales of the coming months are not shown: only 0 finished months, 3 needed." in page


@pytest.mark.capability(28)
def test_the_balance_and_its_day_are_written_here_and_begin_the_cash_flow(make, ahead) -> None:
    make(rows=BOOK)
    app = ahead()
    assert "Write how much money is at hand, and on which day" in told(app)
    app.text_input(key="setting_opening_balance").set_value("2500").run()
    app = app.text_input(key="setting_opening_balance_day").set_value(f"{TODAY:%d.%m.%Y}").run()
    assert session.snapshot().settings.day("opening_balance_day") == TODAY
    assert f"It begins with £2,500, as on the evening of {TODAY.day} {TODAY:%b %Y}." in told(app)
    assert "The lowest balance is likely" in told(app)


def test_a_day_of_the_balance_that_is_to_come_is_told_at_its_field_and_stays(make, ahead) -> None:
    make(rows=BOOK)
    app, tomorrow = ahead(), TODAY + dt.timedelta(1)
    for typed, why in ((tomorrow.isoformat(), "is still to come"), ("soon", "must be a day with its year")):
        app = app.text_input(key="setting_opening_balance_day").set_value(typed).run()
        assert why in told(app) and app.text_input(key="setting_opening_balance_day").value == typed
    assert session.snapshot().settings.day("opening_balance_day") is None


def test_a_planned_outlay_says_the_lowest_balance_before_and_after(make, ahead) -> None:
    make(rows=BOOK, settings=AT_HAND)
    app = ahead()
    assert "Change a number to see what becomes of the balance." in told(app)
    app.number_input(key="if_outlay").set_value(900.0).run()
    app = app.number_input(key="if_earns").set_value(300.0).run()
    assert "Lowest balance: " in told(app) and "without the plan" in told(app)
    assert "It falls below your reserve of £700." in told(app)
    assert "The outlay of £900 has paid for itself after 3 months." in told(app)
    app = app.number_input(key="if_late").set_value(30).run()
    assert "Lowest balance: " in told(app) and not app.exception


def test_each_currency_has_a_forecast_of_its_own(make, ahead) -> None:
    euros = {"id": "S-Y52MRD", "date": TODAY, "amount": 70, "currency": "EUR", "due": TODAY + dt.timedelta(9)}
    make(rows={**BOOK, "Sales": [*BOOK["Sales"], euros]}, settings=AT_HAND)
    app = ahead()
    assert "Left out: 1 invoice in another currency" in told(app)
    page = told(app.selectbox(key="ahead_currency").set_value("EUR").run())
    assert "€70 is invoiced and likely paid" in page and "Cash flow" not in page
