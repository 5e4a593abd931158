"""Figures that were published or measured beside the great tables: at CDNOW, of churn, of intervals."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm.analytics.bgnbd import _alive, bgnbd_fit
from crm.analytics.contracts import churn
from crm.analytics.counting import RhythmRule
from crm.analytics.intervals import Z, difference, wilson
from crm.analytics.loyalty import rhythm
from crm.analytics.purchases import purchase_summary
from crm.analytics.rfm import rfm
from crm.analytics.satisfaction import nps

CUT = pd.Timestamp(1997, 9, 30)
LATER = CUT + pd.Timedelta(days=273)


def came(rows: pd.DataFrame, who: pd.Index) -> pd.Series:
    """Whether each came again in the 39 weeks after the cut."""
    after = rows["contact_id"][(rows["date"] > CUT) & (rows["date"] <= LATER)]
    return pd.Series(who.isin(after), index=who)


def mix(promoters: int, passives: int, detractors: int) -> list[int]:
    return [9] * promoters + [7] * passives + [0] * detractors


@pytest.mark.data
def test_cdnow_is_read_to_the_last_row_and_cent(cdnow: pd.DataFrame, published) -> None:
    case, after = published("expected.json")["cdnow"], dt.date(1998, 7, 1)
    days, orders = rfm(cdnow, as_of=after), rfm(cdnow, as_of=after, frequency="orders")
    assert (len(days), days["frequency"].sum()) == (case["customers"], case["purchase_days"])
    assert orders["frequency"].sum() == case["rows"] == case["purchase_days"] + case["same_day_rows_merged"]
    assert days["money"].sum() == pytest.approx(case["sales"])
    assert (cdnow["amount"] == 0).sum() == case["zero_amount_rows"]
    assert [str(day.date()) for day in (cdnow["date"].min(), cdnow["date"].max())] == [
        case["first_day"], case["last_day"],
    ]  # fmt: skip


@pytest.mark.data
def test_who_came_twice_or_thrice_at_cdnow_is_measured_by_everybody(cdnow: pd.DataFrame, published) -> None:
    found = rhythm(cdnow, as_of=CUT.date(), rule=RhythmRule(floor_days=0))
    few = found[found["basis"] == "everybody"]
    shares = came(cdnow, few.index).groupby(few["state"]).mean()
    assert (100 * shares).round().to_dict() == {"steady": 58, "overdue": 50, "at risk": 29}
    case = published("expected.json")["cdnow"]["rhythm_as_of_1997-09-30"]
    once = found.index[found["basis"] == "none"]
    assert len(once) == case["contacts_with_0_gaps"]
    assert [round(100 * part) for part in (len(once) / len(found), came(cdnow, once).mean())] == [60, 14]


@pytest.mark.data
def test_being_alive_by_the_model_tells_little_more_than_a_rhythm_at_cdnow(cdnow: pd.DataFrame, published) -> None:
    summary = purchase_summary(cdnow, as_of=CUT.date())
    assert len(summary[["x", "t_x", "T"]].drop_duplicates()) == 1016
    own = rhythm(cdnow, as_of=CUT.date()).query("basis == 'own'").index
    alive = pd.Series(_alive(bgnbd_fit(summary), summary), index=summary.index).reindex(own)
    back = came(cdnow, own).to_numpy()
    ranks, n = alive.rank().to_numpy(), int(back.sum())
    auc = (ranks[back].sum() - n * (n + 1) / 2) / (n * (len(back) - n))
    assert auc == pytest.approx(
        published("expected.json")["cdnow"]["rhythm_as_of_1997-09-30"]["auc"]["p_alive"], abs=1e-3
    )


@pytest.mark.data
@pytest.mark.parametrize("contract", ["Month-to-month", "One year", "Two year"])
def test_the_churn_of_each_contract_of_the_telephone_company(published, contract: str) -> None:
    rows, day = pd.read_csv(published("telco.csv")).query("Contract == @contract"), pd.Timestamp(2026, 1, 31)
    people = pd.DataFrame({
        "since": day - pd.DateOffset(years=10), "former": False,
        "ended": pd.Series(pd.NaT, index=rows.index).mask(rows["Churn"] == "Yes", day),
    })  # fmt: skip
    people = people.astype({"since": "datetime64[us]", "ended": "datetime64[us]"})
    found = churn(people, dt.date(2025, 12, 31), day.date())
    case = published("expected.json")["km"][f"telco_{contract}"]
    assert (found.n, found.k, round(found.share, 4)) == (case["n"], case["events"], case["churn"])


# intervals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "half"), [(5, 51), (10, 42), (20, 32), (30, 27), (50, 21), (100, 15), (300, 9)])
def test_so_many_points_a_score_may_be_off_for_so_many_answers(n: int, half: int) -> None:
    promoters, detractors = n // 2, n // 5  # half, a third less a little, a fifth
    found = nps(mix(promoters, n - promoters - detractors, detractors))
    assert round((found.hi - found.lo) / 2) == half


@pytest.mark.parametrize("shares", [(0.5, 0.3), (0.3, 0.4), (0.7, 0.2), (0.2, 0.3), (0.4, 0.2)])
def test_of_ten_answers_nine_of_ten_intervals_and_more_hold_the_truth(shares: tuple[float, float]) -> None:
    promoters, passives = shares
    truth = 100 * (promoters - (1 - promoters - passives))
    drawn = np.random.default_rng(11).multinomial(10, [promoters, passives, 1 - promoters - passives], size=8000)
    mixes, times = np.unique(drawn, axis=0, return_counts=True)
    held = np.array([(found := nps(mix(*row))).lo <= truth <= found.hi for row in mixes])
    assert 0.905 <= times[held].sum() / times.sum() <= 0.975


@pytest.mark.parametrize("n", [1, 4, 20, 1000])
def test_nobody_of_n_has_the_interval_that_the_formula_comes_down_to(n: int) -> None:
    found = wilson(0, n)
    assert (found.lo, found.hi) == (0, pytest.approx(Z**2 / (n + Z**2), abs=1e-12))
    assert wilson(0, 0) is None


@pytest.mark.data
def test_the_worked_scores_have_changed_because_the_difference_excludes_nothing(published) -> None:
    case = published("worked.json")["nps_difference"]
    found = difference(nps(mix(*case["a"])), nps(mix(*case["b"])))
    assert (found.lo > 0 or found.hi < 0) is case["changed"]
