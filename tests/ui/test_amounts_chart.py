"""Amounts below each other: what they say to somebody who cannot see them."""

import pytest

from crm.ui.amounts_chart import amounts_chart

ROWS = [("Ann", 120.0, "£120"), ("Ann", -8.5, "-£8.50")]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_it_is_drawn_for_any_number_of_amounts(n: int) -> None:
    drawn = amounts_chart(ROWS[:n], "Sales in GBP", "said").to_dict()
    assert (drawn["description"], {"title", "background"} & drawn.keys()) == ("said", set())


def test_two_of_one_name_are_two_bars_and_each_says_its_amount() -> None:
    rows = next(iter(amounts_chart(ROWS, "Sales in GBP", "said").to_dict()["datasets"].values()))
    assert len({row["group"] for row in rows}) == 2
    assert [row["told"] for row in rows] == ["Ann: £120", "Ann: -£8.50"]
