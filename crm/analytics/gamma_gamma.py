"""What a customer's purchases are worth on average: the gamma-gamma model of Fader & Hardie 2013.

"The Gamma-Gamma model of monetary value", brucehardie.com/notes/025. The mean of few purchases is drawn towards that of
everybody. Of purchases in one currency only.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics import fitting
from crm.analytics.intervals import Counted, Refused

CUSTOMERS = 50  # so many at least who came again


@dataclass(frozen=True)
class GammaGamma(Counted):
    """A purchase is Gamma(p, nu), and nu of a customer Gamma(q, v); from `n` customers who came again."""

    p: float
    q: float
    v: float
    log_likelihood: float
    n: int


def gamma_gamma_fit(summary: pd.DataFrame) -> GammaGamma | Refused:
    """The model of a `purchase_summary` (x, mean), from everybody with repeat purchases worth more than nothing.

    LL = lnG(px + q) - lnG(px) - lnG(q) + q ln v + (px - 1) ln m + px ln x - (px + q) ln(xm + v). Refused below 50.
    """
    rows = summary[(summary["x"] > 0) & (summary["mean"] > 0)]
    if len(rows) < CUSTOMERS:
        return Refused(f"only {len(rows)} customers came again, {CUSTOMERS} needed")
    if not fitting.is_available():
        return Refused(fitting.MISSING)
    x, m = rows["x"].to_numpy("float64"), rows["mean"].to_numpy("float64")

    def log_likelihood(parameters: fitting.Vector) -> float:
        p, q, v = parameters
        each = fitting.gammaln(p * x + q) - fitting.gammaln(p * x) - fitting.gammaln(q) + q * np.log(v)
        each = each + (p * x - 1) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(x * m + v)
        return float(each.sum())

    found = fitting.likeliest(log_likelihood, 3, len(rows))
    if found.at_bound:
        return Refused("the amounts are too much alike for an average of one's own")
    p, q, v = found.parameters
    return GammaGamma(p, q, v, found.log_likelihood, len(rows))


def gamma_gamma_expected(fit: GammaGamma, summary: pd.DataFrame) -> pd.Series:
    """The mean amount to expect of each customer: p (v + xm) / (px + q - 1); everybody's mean where nobody came again.

    Not a number where q is 1 or less and there are no amounts of one's own.
    """
    known = (summary["x"] > 0) & (summary["mean"] > 0)
    x, m = summary["x"].where(known, 0), summary["mean"].where(known, 0.0)
    below = fit.p * x + fit.q - 1
    found: pd.Series = (fit.p * (fit.v + x * m) / below).where(below > 0)
    return found.rename("expected")
