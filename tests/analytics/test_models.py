"""Models of who stays and what they buy, against the papers that made them."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm.analytics.bgbb import bgbb_fit
from crm.analytics.bgnbd import BgNbd, _alive, bgnbd_expected, bgnbd_fit
from crm.analytics.gamma_gamma import gamma_gamma_expected, gamma_gamma_fit
from crm.analytics.intervals import Refused
from crm.analytics.purchases import purchase_summary
from crm.analytics.sbg import sbg_fit, sbg_project

CALIBRATED = dt.date(1997, 9, 30)
WEEKS = 39


@pytest.fixture
def summary(cdnow: pd.DataFrame) -> pd.DataFrame:
    return purchase_summary(cdnow, as_of=CALIBRATED)


@pytest.fixture
def expected(published) -> dict:
    return published("expected.json")


def parameters(fit: BgNbd) -> list[float]:
    return [fit.r, fit.alpha, fit.a, fit.b]


# sBG: Fader & Hardie 2007 -------------------------------------------------------------------------------------------


@pytest.mark.data
@pytest.mark.parametrize("kind", ["high_end", "regular"])
def test_sbg_gives_the_parameters_of_fader_and_hardie_2007(published, expected: dict, kind: str) -> None:
    rows, case = pd.read_csv(published("sbg_fader_hardie_2007.csv")), expected["sbg"]
    fit = sbg_fit(rows[f"{kind}_pct"] * 10)
    assert [fit.alpha, fit.beta] == pytest.approx(list(case["published"][kind].values()), abs=0.001)
    assert [fit.alpha, fit.beta] == pytest.approx(
        [case["computed"][kind][name] for name in ("alpha", "beta")], abs=1e-4
    )
    assert fit.log_likelihood == pytest.approx(case["computed"][kind]["LL"], abs=0.01)
    shown = 100 * sbg_project(fit, 12)
    assert shown[1:8] == pytest.approx(case["computed"][kind]["fitted_pct_1_to_7"], abs=0.02)
    assert shown[8:] == pytest.approx(case["computed"][kind]["projected_pct_8_to_12"], abs=0.02)


@pytest.mark.parametrize(
    ("survivors", "reason"),
    [
        ([], "only 0 finished periods, 3 needed"),
        ([100, 80], "only 1 finished period, 3 needed"),
        ([49, 30, 20, 10], "only 49 customers, 50 needed"),
        ([100, 98, 95, 91], "only 9 lost, 10 needed"),
    ],
)
def test_a_projection_that_the_data_do_not_carry_is_refused(survivors: list[int], reason: str) -> None:
    assert sbg_fit(survivors) == Refused(reason)


def test_a_projection_never_rises_and_begins_with_everybody() -> None:
    shown = sbg_project(sbg_fit([100, 80, 70, 65]), 24)
    assert shown[0] == 1 and (np.diff(shown) < 0).all() and shown[-1] > 0


def test_groups_that_grow_are_no_survivors() -> None:
    with pytest.raises(ValueError, match="comes back"):
        sbg_fit([100, 80, 90, 70])


# BG/NBD: Fader, Hardie & Lee 2005 -----------------------------------------------------------------------------------


@pytest.mark.data
def test_bgnbd_from_raw_rows_gives_the_parameters_of_clvtools(summary: pd.DataFrame, expected: dict) -> None:
    case, fit = expected["bgnbd_cdnow"], bgnbd_fit(summary)
    for source in ("computed_from_raw", "published_from_raw"):
        assert parameters(fit) == pytest.approx([case[source][name] for name in ("r", "alpha", "a", "b")], abs=0.001)
        assert fit.log_likelihood == pytest.approx(case[source]["LL"], abs=0.01)
    assert (fit.n, fit.sampled) == (2357, False)


@pytest.mark.data
def test_bgnbd_from_the_summary_gives_the_parameters_of_the_paper(published, expected: dict) -> None:
    rows = pd.read_csv(published("cdnow_customers_summary.csv")).rename(columns={"frequency": "x", "recency": "t_x"})
    case, fit = expected["bgnbd_cdnow"], bgnbd_fit(rows)
    assert parameters(fit) == pytest.approx([case["published"][name] for name in ("r", "alpha", "a", "b")], abs=0.001)
    found = [case["computed_from_summary"][name] for name in ("r", "alpha", "a", "b")]
    assert parameters(fit) == pytest.approx(found, abs=5e-5)
    assert fit.log_likelihood == pytest.approx(case["computed_from_summary"]["LL"], abs=0.01)
    assert fit.log_likelihood == pytest.approx(case["published"]["LL"], abs=0.05)  # the paper prints one decimal


@pytest.mark.data
def test_days_of_nothing_that_are_dropped_give_the_figures_that_are_known_as_wrong(cdnow, expected: dict) -> None:
    case = expected["bgnbd_cdnow"]["wrong_if"]["zero_amounts_dropped"]
    fit = bgnbd_fit(purchase_summary(cdnow[cdnow["amount"] > 0], as_of=CALIBRATED))
    assert (fit.n, fit.r, fit.alpha) == pytest.approx((case["n"], case["r"], case["alpha"]), abs=0.001)
    assert fit.log_likelihood == pytest.approx(case["LL"], abs=0.01)


@pytest.mark.data
def test_purchases_of_one_day_that_are_not_merged_give_the_figures_that_are_known_as_wrong(cdnow, expected) -> None:
    case = expected["bgnbd_cdnow"]["wrong_if"]["days_not_merged"]
    rows = cdnow[cdnow["date"] <= pd.Timestamp(CALIBRATED)]
    orders = purchase_summary(cdnow, as_of=CALIBRATED).assign(x=rows.groupby("contact_id").size() - 1)
    fit = bgnbd_fit(orders)
    assert (fit.r, fit.alpha) == pytest.approx((case["r"], case["alpha"]), abs=0.001)
    assert fit.log_likelihood == pytest.approx(case["LL"], abs=0.01)


@pytest.mark.data
def test_what_bgnbd_expects_of_one_customer_is_what_the_paper_prints(expected: dict) -> None:
    case = expected["bgnbd_cdnow"]
    fit = BgNbd(*(case["published"][name] for name in ("r", "alpha", "a", "b")), 0.0, 2357)
    one = pd.DataFrame({"x": [2], "t_x": [30.43], "T": [38.86]})
    assert bgnbd_expected(fit, one, 39).item() == pytest.approx(1.226, abs=0.001)
    assert _alive(fit, one).item() == pytest.approx(case["p_alive_x2_tx30.43_T38.86"], abs=0.0005)


@pytest.mark.data
def test_what_bgnbd_expects_of_a_new_customer_is_what_hardies_workbook_prints(published, expected: dict) -> None:
    rows = pd.read_csv(published("cdnow_customers_summary.csv")).rename(columns={"frequency": "x", "recency": "t_x"})
    case, fit = expected["bgnbd_cdnow"], bgnbd_fit(rows)
    new = pd.DataFrame({"x": [0], "t_x": [0.0], "T": [0.0]})
    shown = [bgnbd_expected(fit, new, t).item() for t in case["E_X_t"]["t"]]
    assert shown == pytest.approx(case["E_X_t"]["value"], abs=case["E_X_t"]["tolerance"])


@pytest.mark.data
def test_bgnbd_of_cdnow_runs_low_by_an_eighth(cdnow: pd.DataFrame, summary: pd.DataFrame, expected: dict) -> None:
    case, fit = expected["bgnbd_cdnow"], bgnbd_fit(summary)
    days = cdnow.drop_duplicates(["contact_id", "date"])["date"]
    end = pd.Timestamp(CALIBRATED)
    assert summary["x"].sum() == case["repeat_purchases"]["to_1997-09-30"]
    assert (days > end).sum() == case["repeat_purchases"]["next_39_weeks"]
    assert bgnbd_expected(fit, summary, WEEKS).sum() == pytest.approx(case["repeat_purchases"]["predicted"], abs=0.5)
    assert _alive(fit, summary).mean() == pytest.approx(case["mean_p_alive"], abs=0.0005)


@pytest.mark.data
def test_who_came_once_at_cdnow_is_alive_by_the_model_and_seldom_came_back(cdnow, summary, expected: dict) -> None:
    case, fit = expected["bgnbd_cdnow"], bgnbd_fit(summary)
    later = summary.index.isin(cdnow.loc[cdnow["date"] > pd.Timestamp(CALIBRATED), "contact_id"])
    once = summary["x"].to_numpy() == 0
    assert once.sum() == case["one_time_buyers"]
    assert (_alive(fit, summary)[once] == 1).all()
    assert round(float(later[once].mean()), 3) == case["share_active_next_39_weeks"]["one_time_buyers"]
    assert round(float(later.mean()), 2) == case["share_active_next_39_weeks"]["all"]


@pytest.mark.data
def test_ranked_by_what_is_expected_more_of_the_upper_half_come_back(cdnow, summary: pd.DataFrame) -> None:
    later = summary.index.isin(cdnow.loc[cdnow["date"] > pd.Timestamp(CALIBRATED), "contact_id"])
    assert auc(bgnbd_expected(bgnbd_fit(summary), summary, WEEKS), later) == pytest.approx(0.77, abs=0.005)


def auc(signal: pd.Series, came: np.ndarray) -> float:
    ranks = signal.rank().to_numpy()
    return float((ranks[came].sum() - came.sum() * (came.sum() + 1) / 2) / (came.sum() * (~came).sum()))


@pytest.mark.data
def test_a_seeded_sample_comes_close_and_is_the_same_each_time(summary: pd.DataFrame) -> None:
    whole, one, other = bgnbd_fit(summary), *(bgnbd_fit(summary, max_rows=900) for _ in range(2))
    assert one == other and one.sampled
    assert (one.r, one.alpha) == pytest.approx((whole.r, whole.alpha), rel=0.08)


def test_bgnbd_is_refused_where_nobody_leaves_or_few_came() -> None:
    few = pd.DataFrame({"x": [1] * 20, "t_x": [1.0] * 20, "T": [3.0] * 20})
    once = pd.DataFrame({"x": [0] * 60, "t_x": [0.0] * 60, "T": [3.0] * 60})
    random = np.random.default_rng(3)
    loyal = pd.DataFrame({"x": random.poisson(12, 300) + 1, "T": 52.0}).assign(t_x=51.5)
    assert bgnbd_fit(few) == Refused("only 20 customers, 50 needed")
    assert bgnbd_fit(once) == Refused("only 0 came again, 10 needed")
    assert isinstance(bgnbd_fit(loyal), Refused)


# gamma-gamma and BG/BB ----------------------------------------------------------------------------------------------


@pytest.mark.data
def test_gamma_gamma_gives_the_parameters_of_fader_and_hardie_2013(published, expected: dict) -> None:
    rows = pd.read_csv(published("cdnow_customers_summary_with_transactions.csv")).rename(columns={"zbar": "mean"})
    case, fit = expected["gamma_gamma_cdnow"], gamma_gamma_fit(rows)
    assert [fit.p, fit.q, fit.v] == pytest.approx([case["published"][name] for name in "pqv"], abs=case["tolerance"])
    assert [fit.p, fit.q, fit.v] == pytest.approx([case["computed"][name] for name in "pqv"], abs=0.001)
    for source in ("published", "computed"):
        assert (fit.n, fit.log_likelihood) == (case["n"], pytest.approx(case[source]["LL"], abs=0.01))
    shown = gamma_gamma_expected(fit, rows).head(10).tolist()
    assert shown == pytest.approx(case["expected_value_first_10_rows"], abs=case["value_tolerance"])


def test_gamma_gamma_is_refused_where_few_came_again() -> None:
    assert isinstance(gamma_gamma_fit(pd.DataFrame({"x": [1, 0], "mean": [5.0, np.nan]})), Refused)


@pytest.mark.data
def test_bgbb_gives_the_parameters_of_fader_hardie_and_shang_2010(published, expected: dict) -> None:
    names = {"frequency": "x", "recency": "t_x", "periods": "T", "weights": "n"}
    case, fit = expected["bgbb_donations"], bgbb_fit(pd.read_csv(published("donations.csv")).rename(columns=names))
    shown = {"alpha": fit.alpha, "beta": fit.beta, "gamma": fit.gamma, "delta": fit.delta}
    assert shown == pytest.approx({name: case["published"][name] for name in shown}, abs=case["tolerance"])
    assert shown == pytest.approx({name: case["computed"][name] for name in shown}, abs=2e-4)
    assert (fit.n, fit.log_likelihood) == (case["n"], pytest.approx(case["computed"]["LL"], abs=0.01))


# without scipy ------------------------------------------------------------------------------------------------------

WITHOUT = """
import sys
sys.modules["scipy"] = None
from crm.analytics.sbg import sbg_fit
print(sbg_fit([100, 80, 70, 65]).reason)
"""

LOADED = """
import sys
import crm.analytics.frames, crm.analytics.bgnbd, crm.analytics.sbg, crm.analytics.gamma_gamma, crm.analytics.survival
print(any(name.partition(".")[0] == "scipy" for name in sys.modules))
"""


@pytest.mark.parametrize(
    ("code", "said"), [(WITHOUT, "the package scipy is not installed here"), (LOADED, "False")], ids=["without", "lazy"]
)
def test_scipy_may_be_missing_and_is_loaded_only_to_fit(code: str, said: str) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=root, capture_output=True, text=True)
    assert done.stdout.strip() == said
