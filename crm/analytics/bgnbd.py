"""How many purchases to expect of each customer: the BG/NBD model of Fader, Hardie & Lee 2005.

"Counting your customers the easy way", Marketing Science 24 (2). For customers who stop coming without a word.
Everybody buys at their own rate, drawn from Gamma(r, alpha), and after each purchase may leave, with a chance from
Beta(a, b).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics import fitting
from crm.analytics.intervals import Counted, Refused

CUSTOMERS, REPEATERS = 50, 10  # so many at least
RUNAWAY = 20.0  # a larger `a` means that nobody seems ever to leave


@dataclass(frozen=True)
class BgNbd(Counted):
    """The parameters in the unit of the summary (weeks), from `n` customers; `sampled`: not all of them were used."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    n: int
    sampled: bool = False


def bgnbd_fit(summary: pd.DataFrame, *, max_rows: int = 5000, seed: int = 0) -> BgNbd | Refused:
    """The model of a `purchase_summary` (x, t_x, T).

    A = lnG(r + x) - lnG(r) + r ln alpha; L1 = lnB(a, b + x) - lnB(a, b) - (r + x) ln(alpha + T);
    L2 = lnB(a + 1, b + x - 1) - lnB(a, b) - (r + x) ln(alpha + t_x) where x > 0; LL = sum A + ln(exp L1 + exp L2).
    Customers who are alike are counted, not repeated; of more than `max_rows` kinds a seeded sample is taken. Refused
    below 50 customers or 10 who came again, and where the data show nobody leaving.
    """
    repeaters = int((summary["x"] > 0).sum())
    if len(summary) < CUSTOMERS:
        return Refused(f"only {len(summary)} customers, {CUSTOMERS} needed")
    if repeaters < REPEATERS:
        return Refused(f"only {repeaters} came again, {REPEATERS} needed")
    if not fitting.is_available():
        return Refused(fitting.MISSING)
    kinds = summary.groupby(["x", "t_x", "T"]).size().rename("n").reset_index()
    sampled = len(kinds) > max_rows
    if sampled:
        kinds = kinds.sample(max_rows, random_state=seed)
    found = _fit(*(kinds[name].to_numpy("float64") for name in ("x", "t_x", "T", "n")))
    if found.at_bound or found.parameters[2] > RUNAWAY:
        return Refused("nobody seems ever to leave, so that nothing can be said of who will")
    share = len(summary) / float(kinds["n"].sum())
    r, alpha, a, b = found.parameters
    return BgNbd(r, alpha, a, b, found.log_likelihood * share, len(summary), sampled)


def _fit(x: fitting.Vector, t_x: fitting.Vector, total: fitting.Vector, n: fitting.Vector) -> fitting.Fitted:
    again = x > 0
    times, place = np.unique(x, return_inverse=True)  # few: what depends on x alone is worked out once for each
    before = np.where(times > 0, times - 1, 0.0)

    def log_likelihood(parameters: fitting.Vector) -> float:
        r, alpha, a, b = parameters
        buying = (fitting.gammaln(r + times) - fitting.gammaln(r) + r * np.log(alpha))[place]
        kept = (fitting.betaln(a, b + times) - fitting.betaln(a, b))[place]
        gone = (fitting.betaln(a + 1, b + before) - fitting.betaln(a, b))[place]
        stays, left = kept - (r + x) * np.log(alpha + total), gone - (r + x) * np.log(alpha + t_x)
        return float((n * (buying + np.logaddexp(stays, np.where(again, left, -np.inf)))).sum())

    return fitting.likeliest(log_likelihood, 4, round(float(n.sum())))


def bgnbd_expected(fit: BgNbd, summary: pd.DataFrame, horizon: float) -> pd.Series:
    """The purchases to expect of each customer in the next `horizon`, in units of the summary.

    (a + b + x - 1) / (a - 1) [1 - ((alpha + T) / (alpha + T + t)) ** (r + x) 2F1(r + x, b + x; a + b + x - 1;
    t / (alpha + T + t))] / (1 + Q). It runs low: print what it said of a time that is over beside it.
    """
    x, age = summary["x"].to_numpy("float64"), fit.alpha + summary["T"].to_numpy("float64")
    after, shape, both = age + horizon, fit.r + x, fit.a + fit.b + x - 1
    stays = (age / after) ** shape * fitting.hyp2f1(shape, fit.b + x, both, horizon / after)
    return pd.Series(both / (fit.a - 1) * (1 - stays) * _alive(fit, summary), index=summary.index, name="expected")


def _alive(fit: BgNbd, summary: pd.DataFrame) -> fitting.Vector:
    """1 / (1 + Q), the chance that somebody has not left; 1 for all who came once, so that it is never shown."""
    x, age = summary["x"].to_numpy("float64"), fit.alpha + summary["T"].to_numpy("float64")
    left = (
        fit.a / (fit.b + np.maximum(x, 1) - 1) * (age / (fit.alpha + summary["t_x"].to_numpy("float64"))) ** (fit.r + x)
    )
    found: fitting.Vector = 1 / (1 + np.where(x > 0, left, 0.0))
    return found
