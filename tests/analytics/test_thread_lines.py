"""The four figures as lines: a number, the year before, what changed, and the tables beside the pictures."""

from dataclasses import replace

import pandas as pd
import pytest

from crm.analytics.counting import RhythmRule
from crm.analytics.intervals import Share
from crm.analytics.satisfaction import nps
from crm.analytics.thread import Earned
from crm.analytics.thread_lines import (
    bounds,
    care_table,
    change,
    changes_sentence,
    earlier,
    how_care,
    link_rows,
    link_table,
    share_rows,
    thread_table,
    titles,
    value,
)
from tests.analytics.test_thread_words import RULES, found, money


@pytest.mark.parametrize(
    ("k", "n", "shown", "within"),
    [(0, 1, "0 of 1", ""), (3, 4, "3 of 4", ""), (4, 9, "4 of 9", ""), (5, 10, "50 %", "24 to 76 %"),
     (15, 30, "50 %", "33 to 67 %")],
)  # fmt: skip
def test_a_share_is_a_percentage_from_ten_on(k: int, n: int, shown: str, within: str) -> None:
    share = Share.of(k, n)
    assert (value(share, money), bounds(share)) == (shown, within)


def test_a_score_is_a_number_from_ten_answers_on() -> None:
    few, many = nps([10] * 9), nps([10] * 20 + [2] * 10)
    assert (value(few, money), bounds(few)) == ("", "")
    assert (value(many, money), bounds(many)) == ("33 of 100", "-1 to 62")


def test_money_has_no_bounds_and_what_is_missing_no_number() -> None:
    earned = Earned(900, "profit", 1.0, "GBP", 60)
    assert (value(earned, money), bounds(earned)) == ("GBP 900", "")
    assert (value(None, money), bounds(None)) == ("", "")


def test_the_four_are_called_as_the_team_calls_them() -> None:
    assert list(titles(found(), RULES).values()) == ["Patients kept", "Loyal patients", "Profit", "Satisfaction"]
    sold = found(profitability=Earned(900, "sales", 0.1, "GBP", 60))
    assert titles(sold, RULES)["profitability"] == "Sales"


def test_the_year_before_is_told_with_its_number_of_cases() -> None:
    then = found(retention=Share.of(40, 80), satisfaction=nps([9] * 12), loyalty=Share.of(1, 3))
    now = found(retention=Share.of(70, 84), satisfaction=nps([10] * 12), before=then)
    assert earlier(now, "retention", money) == "The year before: 50 %, of 80 people."
    assert earlier(now, "satisfaction", money) == "The year before: 100 of 100, of 12 answers."
    assert earlier(now, "loyalty", money) == "The year before: 1 of 3."
    assert earlier(now, "profitability", money) == earlier(found(), "retention", money) == ""


def test_what_changed_is_told_in_one_sentence() -> None:
    earned = [Earned(amount, "profit", 1.0, "GBP", 60) for amount in (600, 900)]
    then = found(retention=Share.of(40, 80), profitability=earned[0])
    now = found(retention=Share.of(70, 84), profitability=earned[1], before=then)
    assert changes_sentence(now, RULES) == "Beside the year before: Patients kept: more, Profit: 50 % more."
    assert change(found(retention=Share.of(41, 80), before=then), "retention") == "no clear change"
    assert change(found(profitability=earned[0], before=then), "profitability") == "about as much"
    assert changes_sentence(found(), RULES) == "There is no year before to compare with yet."


def test_the_table_has_the_same_figures_and_is_never_a_nought_where_nothing_is_known() -> None:
    table = thread_table(found(retention=Share.of(36, 84)), RULES, money)
    assert table.iloc[0].fillna("").tolist() == ["Patients kept", "43 %", "33 to 54 %", 84, "", "", ""]
    assert table["Of"].isna().tolist() == [False, True, True, True] and table["Now"].tolist()[1:] == ["", "", ""]


def test_a_picture_shows_only_shares_of_ten_or_more() -> None:
    then = found(retention=Share.of(4, 9))
    rows = share_rows(found(retention=Share.of(36, 84), loyalty=Share.of(3, 4), before=then), RULES)
    assert rows[["name", "n"]].to_numpy().tolist() == [["Patients kept, now", 84]]
    assert share_rows(found(), RULES).empty


LINK = pd.DataFrame(
    {"group": ["promoters", "detractors"], "k": [9, 2], "n": [12, 3], "share": [0.75, None], "lo": [0.47, None],
     "hi": [0.91, None], "money": [10.0, None]}
)  # fmt: skip


def test_what_came_of_answers_is_drawn_of_large_groups_and_written_of_all() -> None:
    assert link_rows(LINK)[["name", "share", "n"]].to_numpy().tolist() == [["Promoters", 0.75, 12]]
    table = link_table(LINK, money, "GBP")
    assert table["Came back"].tolist() == [9, 2] and table["Middle of their money"].tolist() == ["GBP 10", ""]
    assert link_rows(LINK.iloc[:0]).empty and link_table(LINK.iloc[:0], money, "GBP").empty


def test_who_needs_a_call_is_explained_with_the_teams_own_limits() -> None:
    said = how_care(replace(RULES, rhythm=RhythmRule(risk=2.5)))
    assert "more than 2.5 times their usual gap" in said and "more than 1.5 times" in said


def test_who_needs_a_call_is_written_with_every_reason() -> None:
    rows = pd.DataFrame({"level": ["risk", "watch"], "reasons": [("a", "b"), ("c",)], "money": [20.0, None]})
    assert care_table(rows, ["Ann", "Bo"], money, "GBP").to_numpy().tolist() == [
        ["Ann", "needs a call", "a; b", "GBP 20"], ["Bo", "keep an eye on", "c", ""],
    ]  # fmt: skip
