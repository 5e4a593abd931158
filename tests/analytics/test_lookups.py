"""What is worked out for all rows at once says what a plain working out, row by row, says."""

import datetime as dt
import random
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.care import care_list
from crm.analytics.lookups import found_in, is_among, places_in, worded
from crm.analytics.loyalty import ENOUGH_GAPS, rhythm, states
from crm.analytics.medians import Visits
from crm.analytics.money import by_month
from crm.analytics.profit import profit
from crm.analytics.rows import ORDER, sorted_out
from crm.analytics.satisfaction import latest_answers
from crm.analytics.thread import _answers, population, unit_of
from tests.analytics.conftest import TODAY
from tests.analytics.test_more_properties import drawn_book

IDS = st.lists(st.one_of(st.none(), st.sampled_from("abcdef")), max_size=30)


@settings(max_examples=40, deadline=None)
@given(IDS, st.sets(st.sampled_from("abcxyz")))
def test_looking_up_is_what_isin_and_map_say(ids: list[str | None], people: set[str]) -> None:
    column = pd.Series(ids, index=range(5, 5 + len(ids)), dtype="str", name="contact_id")
    assert is_among(column, people).tolist() == [id in people for id in ids]
    assert is_among(column, pd.Index(sorted(people), dtype="str")).tolist() == [id in people for id in ids]
    wanted = pd.Index(["c", "a", "x"])
    assert places_in(wanted, column).tolist() == [{"c": 0, "a": 1, "x": 2}.get(id or "", -1) for id in ids]
    for table in (pd.Series({"a": "A", "b": None, "z": "Z"}, dtype="str"), pd.Series({"a": 1.5, "c": 2.0})):
        pd.testing.assert_series_equal(found_in(table, column), column.map(table), check_dtype=bool(ids))


def test_a_column_of_few_words_is_made_of_their_places() -> None:
    assert list(worded(("yes", "no"), np.array([1, 0, 0, -1]))) == ["no", "yes", "yes", "no"]
    assert not len(worded(("yes", "no"), np.array([], dtype="int64")))


@pytest.mark.parametrize("seed", range(5))
def test_a_row_left_out_has_the_first_reason_that_applies(seed: int) -> None:
    dice, ids = random.Random(seed), pd.Index([f"S-{n}" for n in range(40)], dtype="str")
    names = dice.sample(ORDER, 5)
    masks = {name: np.array([dice.random() < 0.2 for _ in ids]) for name in names}
    counts, left = sorted_out(ids, masks)
    first = [next((name for name in ORDER if name in masks and masks[name][row]), "") for row in range(len(ids))]
    assert counts.tolist() == [not name for name in first]
    expected = {name: tuple(id for id, one in zip(ids, first, strict=True) if one == name) for name in ORDER}
    assert left == {name: rows for name, rows in expected.items() if rows}


def slow_state(days: list[dt.date], as_of: dt.date, usual: float) -> tuple[str, str]:
    """basis and state of somebody who came on these days, by the words of the rule."""
    gaps = [(late - early).days for early, late in pairwise(days)]
    silent = (as_of - days[-1]).days
    if not gaps:
        return "none", "came once"
    own = len(gaps) >= 3
    ratio = silent / (float(np.median(gaps)) if own else usual)
    if silent < 14 or ratio <= (1.5 if own else 1.0):
        return ("own" if own else "everybody"), "steady"
    if np.isnan(ratio):
        return "everybody", "not known"
    if own and ratio > 3:
        return "own", "lapsed"
    return ("own" if own else "everybody"), "at risk" if ratio > 2 else "overdue"


@pytest.mark.parametrize("seed", range(8))
def test_the_rhythm_of_each_is_what_the_rule_says_of_them_alone(seed: int) -> None:
    dice = random.Random(seed)
    come = {f"C-{n}": sorted({TODAY - dt.timedelta(days=int(dice.random() ** 2 * 700)) for _ in range(n % 9 + 1)})
            for n in range(seed, seed + 30)}  # fmt: skip
    rows = [(id, pd.Timestamp(day)) for id, days in come.items() for day in days]
    dice.shuffle(rows)
    visits = Visits(pd.DataFrame(rows, columns=["contact_id", "date"]).astype({"contact_id": "str"}))
    gaps = [(late - early).days for days in come.values() for early, late in pairwise(days)]
    usual = float(np.quantile(gaps, 0.8)) if len(gaps) >= ENOUGH_GAPS else float("nan")
    found = states(visits, as_of=TODAY)
    assert dict(zip(found.index, zip(found["basis"], found["state"], strict=True), strict=True)) == {
        id: slow_state(days, TODAY, usual) for id, days in come.items()
    }
    told = rhythm(visits, as_of=TODAY)
    assert told[list(found)].astype(found.dtypes).equals(found) and told["reason"].notna().all()


@pytest.mark.parametrize("n", [0, 1, 9, 60])
def test_the_money_and_the_question_of_a_year_are_those_of_the_slow_way(n: int) -> None:
    frames = drawn_book(n)
    rows, day = frames.sold[frames.sold["currency"] == frames.rules.currency], pd.Timestamp(TODAY)
    since = (day - pd.DateOffset(years=1, days=-1)).date()
    year = profit(rows, since=since, until=TODAY, by=["contact_id"])["sales"].droplevel("currency")
    care = care_list(frames, as_of=TODAY)
    assert care["money"].equals(year.reindex(care.index).astype("float64").rename("money"))
    people = population(frames, as_of=TODAY)
    mine = frames.answers[unit_of(frames, frames.answers["contact_id"]).isin(list(people))]
    counted = {q: len(latest_answers(mine, q, as_of=TODAY)) for q in frames.rules.questions.values()}
    question, answers = _answers(frames, people, TODAY)
    assert len(answers) == (counted[question] if question else 0)
    assert question is not None or not any(counted.values())


@pytest.mark.parametrize("as_of", [dt.date(2024, 2, 29), dt.date(2026, 1, 1)])
def test_money_by_month_is_the_sum_of_the_days_of_each(as_of: dt.date) -> None:
    dice = random.Random(as_of.toordinal())
    rows = pd.DataFrame({
        "date": [pd.Timestamp(as_of) - pd.Timedelta(days=dice.randrange(500)) for _ in range(80)],
        "amount": [dice.randrange(-50, 300) / 4 for _ in range(80)],
        "means": [dice.choice(("money in", "money out")) for _ in range(80)],
    })  # fmt: skip
    found = by_month(rows, as_of=as_of)
    assert list(found) == ["month", "money_in", "money_out"] and len(found) == 12
    for month, into, out in found.itertuples(index=False):
        there = rows[(rows["date"].dt.year == month.year) & (rows["date"].dt.month == month.month)]
        assert into == there.loc[there["means"] == "money in", "amount"].sum()
        assert out == there.loc[there["means"] == "money out", "amount"].sum()
