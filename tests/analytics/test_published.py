"""Figures that others published, to the digits they printed."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm.analytics.counting import RhythmRule
from crm.analytics.intervals import difference, rounded, wilson
from crm.analytics.loyalty import all_gaps, repeat_rate, rhythm
from crm.analytics.retention import brackets, cohorts, kept, monthly_flow, retention_curve
from crm.analytics.satisfaction import nps

pytestmark = pytest.mark.data
AFTER = dt.date(1998, 7, 1)


@pytest.fixture
def expected(published) -> dict:
    return published("expected.json")["cdnow"]


def rows_of(found, first: int = 0) -> list[list[int]]:
    """The filled cells of each row."""
    return [[int(cell) for cell in row if not pd.isna(cell)] for row in found.counts.iloc[first:].to_numpy()]


def events_of(pairs: list[list[str]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["contact_id", "date"]).assign(date=lambda frame: pd.to_datetime(frame["date"]))


def test_wilson_gives_newcombes_table_of_1998(published) -> None:
    for k, n, lo, hi in published("wilson.json")["newcombe_1998"]["cases"]:
        assert (round(wilson(k, n).lo, 4), round(wilson(k, n).hi, 4)) == (lo, hi)


def test_wilson_is_exact_to_nine_digits(published) -> None:
    for k, n, lo, hi in published("wilson.json")["exact"]["cases"]:
        assert (wilson(k, n).lo, wilson(k, n).hi) == pytest.approx((lo, hi), abs=1e-9)


def mix(promoters: int, passives: int, detractors: int) -> list[int]:
    return [9] * promoters + [7] * passives + [0] * detractors


def test_nps_and_its_interval_are_the_worked_ones(published) -> None:
    for case in published("worked.json")["nps"]:
        found = nps(mix(case["promoters"], case["passives"], case["detractors"]))
        bounds = [found.lo, found.hi] == [None, None] if case["lo"] is None else None
        assert bounds or (found.score, found.lo, found.hi) == pytest.approx(
            (case["score"], case["lo"], case["hi"]), abs=1e-6
        )
        assert found.verdict == case["verdict"]


def test_the_difference_of_two_scores_is_the_worked_one(published) -> None:
    case = published("worked.json")["nps_difference"]
    found = difference(nps(mix(*case["a"])), nps(mix(*case["b"])))
    assert (found.lo, found.hi) == pytest.approx((case["lo"], case["hi"]), abs=1e-6)


def test_halves_are_rounded_up(published) -> None:
    for given, shown in published("worked.json")["rounding"]:
        assert rounded(given) == shown


@pytest.mark.parametrize("name", ["day_recurring", "month_recurring"])
def test_posthogs_triangles_in_which_every_period_starts_a_cohort(published, name: str) -> None:
    case = published("retention_triangles.json")[name]
    last = pd.Timestamp(case["start"]) + pd.tseries.frequencies.to_offset(
        {"day": "D", "month": "MS"}[case["period"]]
    ) * len(case["triangle"])
    found = cohorts(events_of(case["events"]), as_of=last, period=case["period"], every_period=True)
    assert rows_of(found) == case["triangle"]


def test_posthogs_triangle_of_first_starts_and_later_returns(published) -> None:
    case = published("retention_triangles.json")["first_time_day"]
    starts = events_of(case["start_events"]).groupby("contact_id")["date"].min()
    found = cohorts(events_of(case["return_events"]), as_of="2020-06-16", period="day", starts=starts)
    assert rows_of(found, first=4) == case["triangle"]


@pytest.mark.parametrize("mode", ["classic", "unbounded"])
def test_the_triangle_of_cdnow(cdnow: pd.DataFrame, expected: dict, mode: str) -> None:
    found = cohorts(cdnow, as_of=AFTER, mode=mode)
    triangle = expected["triangle_month_first_activity_as_of_1998-07-01"][mode]
    assert rows_of(found)[:3] == list(triangle.values())


def test_the_brackets_of_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    found = brackets(cdnow, [(1, 3), (4, 6), (7, 12)], as_of=AFTER)
    triangle = expected["triangle_month_first_activity_as_of_1998-07-01"]["brackets_1-3_4-6_7-12"]
    assert rows_of(found)[:3] == list(triangle.values())


def test_the_month_that_is_still_running_is_no_column(cdnow: pd.DataFrame) -> None:
    assert cohorts(cdnow, as_of=dt.date(1998, 6, 30)).counts.shape == (17, 17)


def test_the_retention_curve_of_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    curve = retention_curve(cohorts(cdnow, as_of=AFTER)).set_index("age")
    for age, *row in expected["retention_curve_[age,active,n,share,lo,hi]"]:
        assert curve.loc[age].tolist() == pytest.approx(row, abs=1e-6)


@pytest.mark.parametrize("window", [1, 3])
def test_the_monthly_flow_of_cdnow(cdnow: pd.DataFrame, expected: dict, window: int) -> None:
    flow = monthly_flow(cdnow, as_of=AFTER, window=window).set_index("month")
    for month, *row in expected[f"monthly_flow_window_{window}_[month,new,back,steady,lapsed,active]"]:
        assert flow.loc[pd.Timestamp(month)].tolist() == row


def test_who_was_kept_at_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    found, case = kept(cdnow, as_of=dt.date(1998, 6, 30)), expected["kept_12_months_as_of_1998-06-30"]
    assert (found.k, found.n) == (case["again"], case["before"])
    assert (found.lo, found.hi) == pytest.approx((case["lo"], case["hi"]), abs=1e-6)


@pytest.mark.parametrize("by", ["days", "orders"])
def test_the_repeat_rate_of_cdnow(cdnow: pd.DataFrame, expected: dict, by: str) -> None:
    found = repeat_rate(cdnow, by=by)
    assert [found.k, found.n, round(found.share, 6)] == expected["repeat_rate"][f"by_{by}"]


def test_the_rhythm_of_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    case = expected["rhythm_as_of_1997-09-30"]
    found = rhythm(cdnow, as_of=dt.date(1997, 9, 30), rule=RhythmRule(floor_days=0))  # counted without the floor
    own = found[found["basis"] == "own"]
    assert own["state"].value_counts().to_dict() == case["state_n"]
    assert found["basis"].value_counts().to_dict() == {
        "own": case["contacts_with_3_gaps"],
        "everybody": case["contacts_with_1_or_2_gaps"],
        "none": case["contacts_with_0_gaps"],
    }


def test_a_broken_rhythm_tells_who_does_not_come_back_at_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    day = pd.Timestamp(1997, 9, 30)
    own = rhythm(cdnow, as_of=day).query("basis == 'own'")
    later = cdnow[(cdnow["date"] > day) & (cdnow["date"] <= day + pd.Timedelta(days=273))]["contact_id"]
    gone = ~own.index.isin(later)
    case = expected["rhythm_as_of_1997-09-30"]
    assert round(auc(own["ratio"], gone), 3) == case["auc"]["ratio"]
    assert auc(own["days_since"], gone) == pytest.approx(case["auc"]["days_since_last"], abs=0.001)  # ties count half
    flagged = (own["ratio"] > 2).to_numpy()
    assert [int(flagged.sum()), *(round(float(gone[rows].mean()), 3) for rows in (flagged, ~flagged))] == [
        case["ratio_over_2"][name] for name in ("flagged", "did_not_return_flagged", "did_not_return_rest")
    ]


def test_of_every_state_of_rhythm_so_many_came_back_at_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    day, case = pd.Timestamp(1997, 9, 30), expected["rhythm_as_of_1997-09-30"]["came_back_in_273_days"]
    own = rhythm(cdnow, as_of=day, rule=RhythmRule(floor_days=0)).query("basis == 'own'")
    later = cdnow[(cdnow["date"] > day) & (cdnow["date"] <= day + pd.Timedelta(days=273))]["contact_id"]
    came = pd.Series(own.index.isin(later), index=own.index).groupby(own["state"]).mean()
    assert came.round(3).to_dict() == case


def test_the_gaps_of_everybody_at_cdnow(cdnow: pd.DataFrame, expected: dict) -> None:
    gaps, case = all_gaps(cdnow, as_of=dt.date(1997, 9, 30)), expected["rhythm_as_of_1997-09-30"]["all_gaps"]
    assert [len(gaps), gaps.median(), gaps.quantile(0.8)] == [case["n"], case["median"], case["q80"]]


def auc(signal: pd.Series, gone: np.ndarray) -> float:
    ranks = signal.rank().to_numpy()
    return float((ranks[gone].sum() - gone.sum() * (gone.sum() + 1) / 2) / (gone.sum() * (~gone).sum()))


def test_the_worked_rhythm(published) -> None:
    case = published("worked.json")["rhythm"]
    events = events_of([["C-1", day] for day in case["visits"]])
    found = rhythm(events, as_of=case["as_of"]).loc["C-1"]
    assert [found["median_gap"], found["days_since"], found["ratio"], found["state"], found["reason"]] == [
        case["median_gap"], case["days_since"], case["ratio"], case["state"], case["reason"],
    ]  # fmt: skip


@pytest.mark.parametrize("n", [20, 30, 100])
@pytest.mark.parametrize("shares", [(0.5, 0.3), (0.3, 0.4), (0.7, 0.2), (0.2, 0.3), (0.4, 0.2)])
def test_nineteen_of_twenty_nps_intervals_hold_the_truth(shares: tuple[float, float], n: int) -> None:
    promoters, passives = shares
    drawn = np.random.default_rng(7).multinomial(n, [promoters, passives, 1 - sum(shares)], size=4000)
    mixes, times = np.unique(drawn, axis=0, return_counts=True)
    truth = 100 * (promoters - (1 - sum(shares)))
    held = [(found := nps(mix(*row))).lo <= truth <= found.hi for row in mixes]
    assert 0.93 <= times[held].sum() / times.sum() <= 0.98


def test_the_variance_of_one_answer_and_the_error_of_the_score_are_the_worked_ones() -> None:
    found = nps(mix(162, 108, 54))
    assert found.variance == pytest.approx(5 / 9)
    assert found.standard_error == pytest.approx(4.1409, abs=5e-5)
