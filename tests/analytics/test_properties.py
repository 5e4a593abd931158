"""What must hold of every figure, whatever the data."""

import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.cohorts import cohorts
from crm.analytics.intervals import Share, difference, wilson
from crm.analytics.loyalty import repeat_rate, rhythm
from crm.analytics.retention import kept, monthly_flow
from crm.analytics.satisfaction import nps

AS_OF = dt.date(2026, 3, 1)  # the day after a 28th of February
DAYS = st.dates(dt.date(2025, 1, 28), dt.date(2026, 3, 1))
VISITS = st.lists(st.tuples(st.sampled_from("ABCDEF"), DAYS), min_size=1, max_size=40)
SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=60)


def events(visits: list[tuple[str, dt.date]]) -> pd.DataFrame:
    frame = pd.DataFrame(visits, columns=["contact_id", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))


def counts(visits: list[tuple[str, dt.date]], mode: str = "classic") -> pd.DataFrame:
    return cohorts(events(visits), as_of=AS_OF, mode=mode).counts


@given(VISITS, st.randoms())
def test_the_order_of_rows_changes_no_cell(visits, random) -> None:
    other = list(visits)
    random.shuffle(other)
    pd.testing.assert_frame_equal(counts(other), counts(visits))


@given(VISITS)
def test_a_purchase_split_in_two_changes_no_cell(visits) -> None:
    pd.testing.assert_frame_equal(counts(visits + visits[:3]), counts(visits))


@given(VISITS, st.dates(dt.date(2026, 3, 2), dt.date(2027, 1, 1)))
def test_plans_change_no_figure_of_the_past(visits, ahead) -> None:
    more = [*visits, ("A", ahead), ("Z", ahead)]
    pd.testing.assert_frame_equal(counts(more), counts(visits))
    pd.testing.assert_frame_equal(monthly_flow(events(more), as_of=AS_OF), monthly_flow(events(visits), as_of=AS_OF))
    pd.testing.assert_frame_equal(rhythm(events(more), as_of=AS_OF), rhythm(events(visits), as_of=AS_OF))
    assert kept(events(more), as_of=AS_OF) == kept(events(visits), as_of=AS_OF)


@given(VISITS)
def test_then_or_later_is_never_less_than_just_then_and_never_rises(visits) -> None:
    later = counts(visits, "unbounded").astype("float64").to_numpy()
    then = counts(visits).astype("float64").to_numpy()
    assert (np.isnan(then) == np.isnan(later)).all() and not (later < then).any()
    assert not (np.diff(later, axis=1) > 0).any()


@given(VISITS)
def test_everybody_who_ever_came_is_in_one_group(visits) -> None:
    found = cohorts(events(visits), as_of=AS_OF)
    assert found.n == len({who for who, day in visits if day < dt.date(2026, 3, 1)})
    assert (found.counts.astype("float64").le(found.sizes, axis=0) | found.counts.isna()).all(axis=None)


@given(VISITS, st.integers(1, 4))
def test_new_and_back_less_lapsed_is_the_change_in_active(visits, window) -> None:
    flow = monthly_flow(events(visits), as_of=AS_OF, window=window)
    assert (flow["active"].diff().dropna() == (flow["new"] + flow["back"] - flow["lapsed"]).iloc[1:]).all()
    assert (flow[["new", "back", "steady", "lapsed", "active"]] >= 0).all(axis=None)


@given(VISITS, st.integers(1, 4))
def test_the_flow_counts_who_came_within_the_window(visits, window) -> None:
    flow = monthly_flow(events(visits), as_of=AS_OF, window=window).set_index("month")["active"]
    for month, active in flow.items():
        since = month - pd.DateOffset(months=window - 1)
        assert active == len(
            {who for who, day in visits if since <= pd.Timestamp(day) <= month + pd.offsets.MonthEnd(1)}
        )


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval_between_0_and_1(case) -> None:
    found = Share.of(*case)
    assert found is None if case[1] == 0 else 0 <= found.lo <= found.share <= found.hi <= 1


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(2, 9))
def test_more_data_of_one_mix_never_widens_an_interval(case, factor) -> None:
    k, n = case
    few, many = wilson(k, n), wilson(k * factor, n * factor)
    assert many.hi - many.lo <= few.hi - few.lo + 1e-12


@given(SCORES)
def test_a_score_lies_in_its_interval_from_five_answers_on(scores) -> None:
    found = nps(scores)
    assert -100 <= found.score <= 100
    assert (found.lo is None) if len(scores) < 5 else found.lo <= found.score <= found.hi


@given(SCORES, SCORES)
def test_the_difference_turned_round_is_its_opposite(a, b) -> None:
    one, other = difference(nps(a), nps(b)), difference(nps(b), nps(a))
    assert (one is None and other is None) or np.allclose([one.lo, one.hi], [-other.hi, -other.lo])


@given(VISITS)
@settings(max_examples=50)
def test_by_orders_nobody_repeats_less_often_than_by_days(visits) -> None:
    assert repeat_rate(events(visits), by="orders").share >= repeat_rate(events(visits)).share


def test_no_figure_asks_the_clock() -> None:
    from pathlib import Path

    import crm.analytics

    for path in Path(crm.analytics.__file__).parent.glob("*.py"):
        assert not any(call in path.read_text("utf-8") for call in ("today(", "now(", "time.time")), path.name
