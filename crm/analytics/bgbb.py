"""Who gives again each year: the BG/BB model of Fader, Hardie & Shang 2010.

"Customer-base analysis in a discrete-time noncontractual setting", Marketing Science 29 (6). For gifts that may come
once a period: each year somebody who is still there gives with their own chance, Beta(alpha, beta), and leaves with
another, Beta(gamma, delta).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics import fitting
from crm.analytics.intervals import Counted, Refused

DONORS = 50


@dataclass(frozen=True)
class BgBb(Counted):
    """The parameters, from `n` donors."""

    alpha: float
    beta: float
    gamma: float
    delta: float
    log_likelihood: float
    n: int


def bgbb_fit(summary: pd.DataFrame) -> BgBb | Refused:
    """The model of rows alike: x periods with a gift, t_x the last of them (0: none), T periods in all, n donors.

    L = B(a + x, b + T - x) B(g, d + T) / (B(a, b) B(g, d))
      + sum over i = 0 .. T - t_x - 1 of B(a + x, b + t_x - x + i) B(g + 1, d + t_x + i) / (B(a, b) B(g, d)).
    """
    donors = int(summary["n"].sum())
    if donors < DONORS:
        return Refused(f"only {donors} donors, {DONORS} needed")
    if not fitting.is_available():
        return Refused(fitting.MISSING)
    x, t_x, total, n = (summary[name].to_numpy("float64") for name in ("x", "t_x", "T", "n"))

    def log_likelihood(parameters: fitting.Vector) -> float:
        return float((n * _log_likelihoods(parameters, x, t_x, total)).sum())

    found = fitting.likeliest(log_likelihood, 4, donors)
    if found.at_bound:
        return Refused("nobody seems ever to leave, so that nothing can be said of who will")
    alpha, beta, gamma, delta = found.parameters
    return BgBb(alpha, beta, gamma, delta, found.log_likelihood, donors)


def _log_likelihoods(
    parameters: fitting.Vector, x: fitting.Vector, t_x: fitting.Vector, total: fitting.Vector
) -> fitting.Vector:
    a, b, g, d = parameters
    all_of_them = fitting.betaln(a, b) + fitting.betaln(g, d)
    found: fitting.Vector = fitting.betaln(a + x, b + total - x) + fitting.betaln(g, d + total) - all_of_them
    for i in range(int((total - t_x).max(initial=0))):
        left = fitting.betaln(a + x, b + t_x - x + i) + fitting.betaln(g + 1, d + t_x + i) - all_of_them
        found = np.logaddexp(found, np.where(i < total - t_x, left, -np.inf))
    return found
