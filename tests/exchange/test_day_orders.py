"""Day first or month first: what one cell of a column settles counts for all of them; else somebody is asked."""

import datetime as dt

import pytest

from crm.exchange.columns import propose
from crm.exchange.day_orders import undecided
from crm.exchange.people import Understood, understand_rows
from crm.exchange.table import read_table
from crm.model.cells import Rules

RULES = Rules(dt.date(2026, 11, 22))


def read(*days: str, heading: str = "Customer since", **how) -> Understood:
    lines = [f"Name,{heading}", *(f"Ann {number},{day}" for number, day in enumerate(days))]
    table = read_table("\n".join(lines).encode(), "people.csv", "GB")[0]
    return understand_rows(table, propose(table), RULES, **how)


def since(*days: str, **how) -> list[object]:
    return [person.values.get("since") for person in read(*days, **how).people]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("12/03/2020", "25/12/2020"), dt.date(2020, 3, 12)),
        (("12/03/2020", "12/25/2020"), dt.date(2020, 12, 3)),
        (("12/03/2020", "11/03/2020"), dt.date(2020, 3, 12)),
        (("2020-03-12", "12/25/2020"), dt.date(2020, 3, 12)),
    ],
)
def test_one_cell_settles_the_order_of_its_column(days: tuple[str, ...], first: dt.date) -> None:
    assert since(*days)[0] == first


def test_an_answer_counts_where_no_cell_settles_it() -> None:
    assert since("12/03/2020", day_first={"Customer since": False}) == [dt.date(2020, 12, 3)]
    assert since("12/03/2020", "25/12/2020", day_first={"Customer since": False})[0] == dt.date(2020, 3, 12)


def test_a_birthday_in_the_other_order_is_written_so_that_nobody_reads_it_wrong() -> None:
    found = read("12/03/1980", "12/25/1981", "4 March 1982", heading="Birthday").people
    assert [person.values["birthday"] for person in found] == ["1980-12-03", "1981-12-25", "1982-03-04"]


def test_the_minority_that_contradicts_is_read_the_only_way_it_can_be_and_told() -> None:
    found = read("25/12/2020", "24/12/2020", "12/31/2020")
    assert found.people[2].values["since"] == dt.date(2020, 12, 31)
    assert found.problems == ["Row 4, Customer since: “12/31/2020” is not written day first, as the others are."]


def test_only_a_column_that_leaves_it_open_is_asked_about_with_both_readings() -> None:
    lines = ["Name,Customer since,Ended on,Birthday", "Ann,12/03/2020,25/12/2021,12.3.80", "Bo,2020-01-01,,"]
    table = read_table("\n".join(lines).encode(), "people.csv", "GB")[0]
    assert undecided(table, propose(table), RULES) == {
        "Customer since": ("12/03/2020 is 12 Mar 2020", "12/03/2020 is 3 Dec 2020")
    }
