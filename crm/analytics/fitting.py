"""The parameters under which the data are likeliest, and functions that need tables. The one file that knows scipy.

It is imported only while something is fitted or projected: it takes half a second.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

BOUND = 9.0  # of the logarithms: parameters lie within 0.00012 and 8,103
START = 0.1
EDGE = 0.05
MISSING = "the package scipy is not installed here"


def is_available() -> bool:
    """Whether anything can be fitted on this computer."""
    return find_spec("scipy") is not None


@dataclass(frozen=True)
class Fitted:
    """The parameters of the highest log-likelihood found, and whether one of them ran to its bound."""

    parameters: tuple[float, ...]
    log_likelihood: float
    at_bound: bool


def likeliest(log_likelihood: Callable[[Vector], float], parameters: int, cases: int) -> Fitted:
    """The positive parameters for which `log_likelihood` of all `cases` together is highest.

    Their logarithms are searched within +-9 from 0.1 on, with the mean of a case so that steps do not depend on the
    number of cases: first downhill (L-BFGS-B), then with a simplex (Nelder & Mead 1965), which needs no slope.
    """
    from scipy import optimize

    def loss(logs: Vector) -> float:
        found = -log_likelihood(np.exp(np.clip(logs, -BOUND, BOUND))) / cases
        return found if np.isfinite(found) else 1e9

    limits = [(-BOUND, BOUND)] * parameters
    rough = optimize.minimize(loss, np.full(parameters, START), method="L-BFGS-B", bounds=limits)
    best = optimize.minimize(
        loss, rough.x, method="Nelder-Mead", bounds=limits,
        options={"xatol": 1e-7, "fatol": 1e-11, "maxiter": 2000, "maxfev": 4000},
    )  # fmt: skip
    at_bound = bool((np.abs(best.x) > BOUND - EDGE).any())
    return Fitted(tuple(float(one) for one in np.exp(best.x)), -float(best.fun) * cases, at_bound)


def gammaln(x: Any) -> Any:
    """The logarithm of the gamma function."""
    from scipy import special

    return special.gammaln(x)


def betaln(a: Any, b: Any) -> Any:
    """The logarithm of the beta function."""
    from scipy import special

    return special.betaln(a, b)


def hyp2f1(a: Any, b: Any, c: Any, z: Any) -> Any:
    """Gauss's hypergeometric function 2F1."""
    from scipy import special

    return special.hyp2f1(a, b, c, z)
