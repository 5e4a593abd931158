"""How sure a figure is: intervals for shares and differences, and what may be said of so many answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Verdict = Literal["none", "counts", "few", "rough", "ok"]
"""What a number of cases carries: nothing, bare counts, a grey share, a rough figure, a headline."""

LeftOut = Mapping[str, tuple[str, ...]]
"""Why rows are not in a figure -> their IDs. A row has one reason."""


@dataclass(frozen=True)
class Refused:
    """A figure that the data do not carry, and in words why: "only 2 finished periods, 3 needed"."""

    reason: str


Z = 1.959963984540054  # two-sided 95 %
FEW, ROUGH, OK = 5, 10, 30


def verdict(n: int) -> Verdict:
    """What may be said of `n` cases.

    >>> [verdict(n) for n in (0, 4, 9, 10, 30)]
    ['none', 'counts', 'few', 'rough', 'ok']
    """
    if n <= 0:
        return "none"
    if n < FEW:
        return "counts"
    if n < ROUGH:
        return "few"
    return "rough" if n < OK else "ok"


@dataclass(frozen=True)
class Interval:
    """From `lo` to `hi`, in the unit of the figure."""

    lo: float
    hi: float


class Estimate(Protocol):
    """A figure with its interval, both None where there is none."""

    @property
    def value(self) -> float | None:
        """The figure itself."""

    @property
    def lo(self) -> float | None:
        """Its lower bound."""

    @property
    def hi(self) -> float | None:
        """Its upper bound."""


def wilson(k: int, n: int, conf: float = 0.95) -> Interval | None:
    """The score interval of k of n (Wilson 1927; Newcombe 1998, method 3), within 0..1; None for n = 0.

    >>> wilson(81, 263)
    Interval(lo=0.25528..., hi=0.36620...)
    """
    if n <= 0:
        return None
    z = quantile_of(conf)
    p, zz = k / n, z * z
    centre = (p + zz / (2 * n)) / (1 + zz / n)
    half = z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return Interval(0.0 if k == 0 else max(0.0, centre - half), 1.0 if k == n else min(1.0, centre + half))


def quantile_of(conf: float) -> float:
    """How many standard errors an interval reaches to either side, so that it holds `conf` of all cases."""
    if conf == 0.95:
        return Z
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + conf / 2)


class _OfMany(Protocol):
    @property
    def n(self) -> int: ...


class Counted:
    """What was made of `n` cases, such as people, answers or months."""

    @property
    def verdict(self: _OfMany) -> Verdict:
        """What may be said of so many."""
        return verdict(self.n)


@dataclass(frozen=True)
class Share(Counted):
    """k of n with its Wilson interval, all as parts of 1. Only `Share.of` makes one, so that n is never 0."""

    k: int
    n: int
    share: float
    lo: float
    hi: float
    left_out: LeftOut = field(default_factory=dict)

    @classmethod
    def of(cls, k: int, n: int, left_out: LeftOut | None = None) -> "Share | None":
        """k of n, or None where nothing was counted."""
        bounds = wilson(k, n)
        return None if bounds is None else cls(k, n, k / n, bounds.lo, bounds.hi, left_out or {})

    @property
    def value(self) -> float:
        """The share, as a part of 1."""
        return self.share


def difference(a: Estimate, b: Estimate) -> Interval | None:
    """The interval of a - b from both intervals (Newcombe 1998, method 10; MOVER); None where one has none."""
    if a.value is None or a.lo is None or a.hi is None or b.value is None or b.lo is None or b.hi is None:
        return None
    gap = a.value - b.value
    return Interval(gap - math.hypot(a.value - a.lo, b.hi - b.value), gap + math.hypot(a.hi - a.value, b.value - b.lo))


def changed(now: Estimate, before: Estimate) -> bool:
    """Whether "rose" or "fell" may be said: the interval of the difference leaves out 0."""
    found = difference(now, before)
    return found is not None and (found.lo > 0 or found.hi < 0)


def rounded(x: float) -> int:
    """Halves go up, for display only; figures are never rounded before they are compared.

    >>> rounded(12.5), rounded(-12.5), rounded(-0.5)
    (13, -12, 0)
    """
    return math.floor(x + 0.5)
