"""Loyalty in sentences, with as many customers as there are."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm.analytics.bgnbd import BgNbd
from crm.analytics.buying import Expected
from crm.analytics.counting import Counting, RhythmRule
from crm.analytics.frames import Frames
from crm.analytics.intervals import Refused, Share
from crm.analytics.loyalty import repeat_rate, rhythm
from crm.analytics.loyalty_words import (
    expected_sentence,
    groups,
    groups_sentence,
    groups_table,
    how_rhythm,
    repeat_sentence,
    rhythm_sentence,
    rhythm_table,
    rhythms,
    shares,
    within_sentence,
    within_year,
)
from tests.analytics.conftest import TODAY

SHOP, PRACTICE = Counting("sales"), Counting(customer="patient", customers="patients")


def visits(*people: list[str]) -> pd.DataFrame:
    """The days of each person."""
    rows = [(f"C-{n}", day) for n, days in enumerate(people) for day in days]
    frame = pd.DataFrame(rows, columns=["contact_id", "date"]).astype({"contact_id": "str"})
    return frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))


@pytest.mark.parametrize(
    ("k", "n", "sentence"),
    [
        (0, 0, "Who comes again can be told once customers have come."),
        (0, 1, "0 of 1 customer bought on two days or more."),
        (3, 5, "3 of 5 customers bought on two days or more."),
        (6, 12, "6 of 12 customers bought on two days or more, roughly: 50 %, most likely between 25 and 75 %."),
        (20, 30, "20 of 30 customers bought on two days or more: 67 %, most likely between 49 and 81 %."),
    ],
)
def test_the_repeat_rate_is_told_in_days_as_surely_as_the_cases_carry(k: int, n: int, sentence: str) -> None:
    assert repeat_sentence(Share.of(k, n), SHOP) == sentence


def test_two_visits_on_one_day_are_one() -> None:
    assert repeat_sentence(repeat_rate(visits(["2026-01-02"] * 2, ["2026-01-02", "2026-01-03"])), PRACTICE) == (
        "1 of 2 patients came on two days or more."
    )


def test_a_second_time_within_a_year_is_not_told_while_too_few_are_old_enough() -> None:
    found = within_year(visits(*[["2025-01-02"]] * 9, *[["2026-11-01", "2026-11-02"]] * 30), as_of=TODAY)
    assert found == Refused("only 9 who first came a year ago or earlier, 10 needed")
    assert within_sentence(found, PRACTICE) == (
        "How many came a second time within 365 days is not shown: only 9 who first came a year ago or earlier, "
        "10 needed."
    )


def test_a_second_time_within_a_year_is_the_plain_share_where_everybody_is_old_enough() -> None:
    old = visits(*[["2025-01-02", "2025-03-02"]] * 6, *[["2025-01-02", "2026-02-02"]] * 4, *[["2025-01-02"]] * 10)
    found = within_year(old, as_of=TODAY)
    assert not isinstance(found, Refused)
    assert (round(found.share, 9), found.n) == (0.3, 20)
    assert found.lo < 0.3 < found.hi
    assert within_sentence(found, PRACTICE).startswith(
        "Fair to those who are new: roughly 30 % came a second time within 365"
    )


def test_people_who_are_new_do_not_lower_the_share_within_a_year() -> None:
    old = [["2025-01-02", "2025-03-02"]] * 6 + [["2025-01-02"]] * 4
    alone, with_new = (within_year(visits(*old, *[["2026-11-20"]] * n), as_of=TODAY) for n in (0, 50))
    assert alone.share == pytest.approx(with_new.share)
    assert repeat_rate(visits(*old, *[["2026-11-20"]] * 50)).share == pytest.approx(0.1)


def test_only_what_ten_cases_carry_is_drawn() -> None:
    few = Refused("only 2")
    assert shares(Share.of(3, 9), few).empty
    assert shares(Share.of(3, 10), few)["name"].tolist() == ["On two days or more"]
    assert shares(None, few).empty


MONTHLY = ["2026-06-20", "2026-07-20", "2026-08-20", "2026-09-20", "2026-10-20", "2026-11-20"]


def test_the_rhythm_counts_the_states_in_their_order_and_names_the_loyal() -> None:
    found = rhythm(visits(MONTHLY, MONTHLY[:4], ["2026-11-01"], ["2026-01-01"]), as_of=TODAY)
    assert rhythm_sentence(found, SHOP) == (
        "Steady 1 · at risk 1 · came once 2. 1 customer is loyal, with a rhythm of their own."
    )
    assert rhythm_sentence(found.iloc[2:], SHOP) == "Came once 2. Nobody has a rhythm of their own yet."
    assert rhythm_sentence(found.iloc[:0], PRACTICE) == "A rhythm can be told once patients have come."


def test_how_a_rhythm_is_counted_names_the_limits_that_the_team_set() -> None:
    told = how_rhythm(Counting(rhythm=RhythmRule(min_gaps=4, watch=1.2, risk=3, lost=5, floor_days=7)))
    assert "came on 5 days or more" in told
    assert "up to 1.2 times as long is steady, up to 3 overdue, up to 5 at risk" in told
    assert "within 7 days" in told


def test_archived_people_have_no_place_in_the_list_and_the_longest_silent_come_first(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   |
    | C-1 | Ada  |          |
    | C-2 | Ben  | Archived |
    | C-3 | Cy   |          |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-20 | Ada     | Visit | came          |
    | N-2 | 2026-10-20 | Ben     | Visit | came          |
    | N-3 | 2026-09-20 | Cy      | Visit | came          |
    """
    table = rhythm_table(rhythms(drawn), drawn)
    assert table[["Name", "State", "Days ago"]].to_numpy().tolist() == [
        ["Cy", "came once", 63],
        ["Ada", "came once", 2],
    ]
    assert table["Usual gap (days)"].isna().all()


def test_groups_are_not_made_of_few_people_or_without_amounts(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Date       | Contact | Kind | Amount |
    | S-1 | 2026-11-20 | Ada     | Sale | 20     |
    """
    assert groups_sentence(groups(drawn)) == "Groups are not shown: only 0 customers, 10 needed."
    many = drawn.contacts.loc[["C-1"] * 12].set_axis([f"C-{n}" for n in range(12)])
    many = many.assign(unit=many.index)
    events = pd.DataFrame({
        "contact_id": [f"C-{n}" for n in range(12)], "date": pd.Timestamp(2026, 10, 1), "kind": "visit",
        "amount": np.nan, "by": None,
    })  # fmt: skip
    no_money = Frames(**{**drawn.__dict__, "contacts": many, "events": events})
    assert groups_sentence(groups(no_money)) == "Groups are not shown: no amounts are known in GBP."
    rich = Frames(**{**drawn.__dict__, "contacts": many, "events": events.assign(amount=range(10, 130, 10))})
    found = groups(rich)
    assert groups_sentence(found).endswith(".")
    assert groups_table(found, rich)["Money (GBP)"].tolist() == list(range(120, 0, -10))


def test_what_to_expect_stands_beside_what_was_said_and_what_came() -> None:
    fit = BgNbd(0.2, 4.0, 0.8, 2.4, -1.0, 3)
    each = pd.Series([2.0, 1.0, 0.4], index=["C-1", "C-2", "C-3"])
    low = Expected(each, 26, 88.0, 100, fit)
    assert expected_sentence(low, SHOP) == (
        "About 3 purchases in the next 26 weeks from 3 customers. 26 weeks ago it would have said 88, and 100 came: "
        "12 % too low."
    )
    assert expected_sentence(Expected(each.head(1) / 2, 26, 100.2, 100, fit), PRACTICE) == (
        "About 1 visit in the next 26 weeks from 1 patient. 26 weeks ago it would have said 100, and 100 came: "
        "as good as exact."
    )
    refused = expected_sentence(Refused("only 41 customers, 50 needed"), SHOP)
    assert refused == "Not shown: only 41 customers, 50 needed."


@pytest.mark.parametrize("n", [0, 1, 3, 9, 10, 30])
def test_every_sentence_stands_for_any_number_of_customers(n: int) -> None:
    events = visits(*[["2025-01-02", "2026-01-05"]] * n)
    rate, within = repeat_rate(events), within_year(events, as_of=dt.date(2026, 11, 22))
    for told in (repeat_sentence(rate, SHOP), within_sentence(within, SHOP)):
        assert told.endswith(".")
        assert "nan" not in told
    assert len(shares(rate, within)) == (2 if n >= 10 else 0)
