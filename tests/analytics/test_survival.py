"""How long something lasts: published curves, and what must hold of every curve."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics.survival import km, second_purchase
from crm.analytics.tickets import median_wait

LASTED = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


@pytest.fixture
def curves(published) -> dict:
    """Name in expected.json -> durations and whether they ended: textbook data, as lifelines 0.30.3 ships them."""
    lung, waltons, telco = (pd.read_csv(published(f"{name}.csv")) for name in ("lung", "waltons_dataset", "telco"))
    anderson = pd.read_csv(published("anderson.csv"), sep=" ")
    found = {
        "lung": (lung["time"], lung["status"] == 1),
        "waltons": (waltons["T"], waltons["E"] == 1),
        "telco": (telco["tenure"], telco["Churn"] == "Yes"),
    }
    for rx, name in ((0, "6MP"), (1, "placebo")):
        rows = anderson[anderson["Rx"] == rx]
        found[f"anderson_{name}"] = (rows["t"], rows["status"] == 1)
    for group, rows in waltons.groupby("group"):
        found[f"waltons_{group}"] = (rows["T"], rows["E"] == 1)
    for contract, rows in telco.groupby("Contract"):
        found[f"telco_{contract}"] = (rows["tenure"], rows["Churn"] == "Yes")
    return found


@pytest.fixture
def cases(published) -> dict:
    return {name: case for name, case in published("expected.json")["km"].items() if isinstance(case, dict)}


@pytest.mark.data
def test_the_curves_of_lifelines_and_their_log_log_bounds_to_six_digits(curves: dict, cases: dict) -> None:
    for name, case in cases.items():
        found = km(*curves[name])
        assert (found.n, found.events.sum()) == (case["n"], case["events"]), name
        for t, share, lo, hi in case["S_[t,S,lo,hi]_loglog"]:
            at, bounds = found.at(t)
            assert (at, bounds.lo, bounds.hi) == pytest.approx((share, lo, hi), abs=1e-6), (name, t)


@pytest.mark.data
@pytest.mark.parametrize("interval", ["loglog", "log"])
def test_the_medians_of_lifelines_log_log_and_of_rs_log(curves: dict, cases: dict, interval: str) -> None:
    for name, case in cases.items():
        found = km(*curves[name], interval=interval)
        assert found.median == case["median"], name
        if f"median_ci_{interval}" in case:
            assert [found.median_lo, found.median_hi] == case[f"median_ci_{interval}"], name


@pytest.mark.data
def test_each_way_to_draw_bounds_has_a_case(cases: dict) -> None:
    assert {kind: sum(f"median_ci_{kind}" in case for case in cases.values()) for kind in ("log", "loglog")} == {
        "log": 4, "loglog": 8,
    }  # fmt: skip


@pytest.mark.data
def test_the_worked_reply_times_count_who_still_waits(published) -> None:
    case = published("worked.json")["reply_time"]
    found = km(np.array(case["days"]), np.array(case["answered"]))
    rows = [list(row) for row in zip(found.t, found.at_risk, found.events, found.S, strict=True)]
    assert rows == [pytest.approx(row, abs=1e-6) for row in case["km_[t,at_risk,answered,S]"]]
    assert found.median == case["median"] == median_wait(np.array(case["days"]), np.array(case["answered"]))
    answered = np.array(case["days"])[case["answered"]]
    assert np.median(answered) == case["median_if_open_tickets_were_dropped"]


@pytest.mark.data
def test_the_second_purchase_of_cdnow(cdnow: pd.DataFrame, published) -> None:
    case = published("expected.json")["cdnow"]["second_purchase_within_days_as_of_1998-06-30"]
    found = second_purchase(cdnow, as_of=dt.date(1998, 6, 30))
    assert (found.n, found.events.sum(), found.median) == (case["n"], case["events"], case["median"])
    for days in (30, 91, 182, 365):
        assert 1 - found.at(days)[0] == pytest.approx(case[str(days)], abs=1e-6)


def test_greenwoods_plain_interval_by_hand() -> None:
    found = km(np.array([1, 2, 3, 4]), np.array([True, False, True, False]), interval="plain")
    assert found.S.tolist() == [0.75, 0.375]
    variance = 1 / (4 * 3) + 1 / (2 * 1)
    assert found.lo[1] == max(0.0, 0.375 - 1.959963984540054 * 0.375 * variance**0.5)
    assert found.hi[0] == 1.0


def test_what_has_not_ended_is_at_risk_on_its_own_day() -> None:
    found = km(np.array([5, 5, 5, 0]), np.array([True, False, False, False]))
    assert (found.at_risk.tolist(), found.S.tolist(), found.n) == ([3], [pytest.approx(2 / 3)], 4)


def test_nobody_at_all_and_nobody_ended_give_no_median_and_no_line() -> None:
    for found in (km(np.array([]), np.array([])), km(np.array([4.0, 9.0]), np.array([False, False]))):
        assert (found.median, len(found.t), found.at(3)[0], found.reach) == (None, 0, 1.0, 0)


def test_when_all_have_ended_nothing_is_said_of_the_bounds() -> None:
    assert km(np.array([1, 2]), np.array([True, True])).at(2) == (0.0, None)


def test_the_line_stops_where_fewer_than_ten_are_at_risk() -> None:
    assert km(np.arange(20), np.ones(20, dtype=bool)).reach == 11


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_where_all_ended_the_curve_is_the_share_still_there(lasted) -> None:
    found = km(np.array(lasted), np.ones(len(lasted), dtype=bool))
    for t, share in zip(found.t, found.S, strict=True):
        assert share == pytest.approx(sum(one > t for one in lasted) / len(lasted))


@given(LASTED, st.randoms(), st.sampled_from(["loglog", "log", "plain"]))
def test_a_curve_falls_within_its_bounds_whatever_the_order(rows, random, interval) -> None:
    found = km(*map(np.array, zip(*rows, strict=True)), interval=interval)
    other = list(rows)
    random.shuffle(other)
    np.testing.assert_array_equal(km(*map(np.array, zip(*other, strict=True)), interval=interval).lo, found.lo)
    known = ~np.isnan(found.lo)
    assert (found.lo[known] <= found.S[known]).all() and (found.S[known] <= found.hi[known]).all()
    assert (np.diff(found.S) <= 0).all() and ((found.S >= 0) & (found.S <= 1)).all()
