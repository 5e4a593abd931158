"""Good customers and unpromising ones: a sum of points, each with its reason, that anybody can check.

Our own failures, late replies and broken promises, never count against the customer; nor does a name, a birthday, a
sex, a country, a language or what a note says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

POINTS: Mapping[str, Mapping[str, int]] = {
    "repeat": {"2+": 2, "1": 0, "0": -1},
    "rhythm": {"steady": 2, "overdue": 0, "at risk": -1, "lapsed": -2},
    "money": {"top": 2, "middle": 1, "bottom": 0, "loss": -2},
    "trend": {"up": 1, "same": 0, "down": -1},
    "words": {"positive": 1, "neither": 0, "unhappy": -1},
    "pays": {"on time": 1, "in between": 0, "late": -1, "very late": -2},
    "refers": {"yes": 1, "no": 0},
}
"""Fact of a customer -> what it can be -> points."""

LEAD_POINTS: Mapping[str, Mapping[str, int]] = {
    "answers": {"yes": 2, "in between": 0, "silent": -2},
    "met": {"yes": 2, "no": 0},
    "need": {"yes": 1, "no": 0},
    "amount": {"yes": 1, "no": 0},
    "date": {"ahead": 1, "in between": 0, "past": -1},
    "source": {"good": 1, "usual": 0, "poor": -1},
    "pace": {"usual": 1, "slow": 0, "very slow": -1},
}
"""Fact of somebody who may become a customer -> what it can be -> points."""

ENOUGH, GOOD, UNPROMISING = 3, 4, -1
TOO_EARLY = "too early to say"


class Fact(NamedTuple):
    """One fact about somebody: what it is (a key of its points, None where it is not known), and why, in words."""

    name: str
    found: str | None
    reason: str


class Reason(NamedTuple):
    """The points of one fact, 0 where it is not known, with the sentence to show."""

    name: str
    points: int
    text: str
    is_known: bool


@dataclass(frozen=True)
class Standing:
    """The level, the points and the reasons they are the sum of, the weightiest first."""

    level: str
    points: int
    reasons: tuple[Reason, ...]

    @property
    def known(self) -> int:
        """How many facts are known."""
        return sum(reason.is_known for reason in self.reasons)


def weigh(facts: Sequence[Fact], points: Mapping[str, Mapping[str, int]] = POINTS) -> Standing:
    """good from 4 points on, unpromising from -1 down, else fair; below 3 known facts "too early to say"."""
    reasons = [_reason(fact, points) for fact in facts]
    total = sum(reason.points for reason in reasons)
    ranked = tuple(sorted(reasons, key=lambda reason: (-abs(reason.points), not reason.is_known)))
    known = sum(reason.is_known for reason in reasons)
    return Standing(_level(total, known), total, ranked)


def _reason(fact: Fact, points: Mapping[str, Mapping[str, int]]) -> Reason:
    if fact.found is None:
        return Reason(fact.name, 0, fact.reason, False)
    return Reason(fact.name, points[fact.name][fact.found], fact.reason, True)


def _level(points: int, known: int) -> str:
    if known < ENOUGH:
        return TOO_EARLY
    return "good" if points >= GOOD else "unpromising" if points <= UNPROMISING else "fair"


def overridden(
    points: Mapping[str, Mapping[str, int]], weights: Mapping[str, float]
) -> Mapping[str, Mapping[str, int]]:
    """The table with the largest weight of facts as a team set it (`points_<fact>`), the others in proportion."""
    found: dict[str, Mapping[str, int]] = dict(points)
    for name, weight in weights.items():
        if name in points:
            most = max(abs(one) for one in points[name].values())
            found[name] = {state: round(one * weight / most) for state, one in points[name].items()}
    return found
