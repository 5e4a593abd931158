"""How many of those who began together will stay, projected: the shifted-beta-geometric model of Fader & Hardie 2007.

"How to project customer retention", Journal of Interactive Marketing 21 (1). For relationships that end on a known day.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crm.analytics import fitting
from crm.analytics.intervals import Counted, Refused

PERIODS, CUSTOMERS, LOST = 3, 50, 10  # so many at least of each


@dataclass(frozen=True)
class Sbg(Counted):
    """Everybody's own chance of leaving in a period is drawn from Beta(alpha, beta). `n` customers began."""

    alpha: float
    beta: float
    log_likelihood: float
    n: int
    periods: int


def sbg_fit(survivors: Sequence[float]) -> Sbg | Refused:
    """The model of one group from how many were there at the start and after each finished period.

    P(1) = a / (a + b), P(t) = P(t - 1) (b + t - 2) / (a + b + t - 1); LL = sum lost(t) ln P(t) + alive ln S(T).
    Refused below 3 periods, 50 customers or 10 lost. Raises ValueError when the numbers rise.
    """
    there = np.asarray(survivors, dtype="float64")
    lost, periods = -np.diff(there), len(there) - 1
    if (lost < 0).any():
        raise ValueError("nobody who was lost comes back in this model")
    refusal = _too_few(there, periods)
    if refusal:
        return refusal

    def log_likelihood(parameters: fitting.Vector) -> float:
        left, stays = _leaving(parameters[0], parameters[1], periods)
        return float((lost * np.log(left)).sum() + there[-1] * np.log(stays[-1]))

    found = fitting.likeliest(log_likelihood, 2, round(there[0]))
    if found.at_bound:
        return Refused("the customers are too much alike for a projection")
    alpha, beta = found.parameters
    return Sbg(alpha, beta, found.log_likelihood, round(there[0]), periods)


def _too_few(there: fitting.Vector, periods: int) -> Refused | None:
    n, lost = (there[0], there[0] - there[-1]) if len(there) else (0, 0)
    if periods < PERIODS:
        return Refused(f"only {max(periods, 0)} finished {'period' if periods == 1 else 'periods'}, {PERIODS} needed")
    if n < CUSTOMERS:
        return Refused(f"only {n:.0f} customers, {CUSTOMERS} needed")
    if lost < LOST:
        return Refused(f"only {lost:.0f} lost, {LOST} needed")
    return None if fitting.is_available() else Refused(fitting.MISSING)


def sbg_project(fit: Sbg, periods: int) -> fitting.Vector:
    """The share still there after 0, 1, ... `periods` periods, as parts of 1."""
    return np.concatenate([[1.0], _leaving(fit.alpha, fit.beta, periods)[1]])


def _leaving(a: float, b: float, periods: int) -> tuple[fitting.Vector, fitting.Vector]:
    """For each period the share that leaves in it, and the share that is there after it."""
    t = np.arange(2, periods + 1)
    steps = np.concatenate([[a / (a + b)], (b + t - 2) / (a + b + t - 1)])
    stays = np.concatenate([[b / (a + b)], (b + t - 1) / (a + b + t - 1)])
    return np.cumprod(steps), np.cumprod(stays)
