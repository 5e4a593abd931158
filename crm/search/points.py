"""How surely two rows are one person: points for what is the same, alike or different, blank counts nothing.

The points are set by hand, after the log-odds that records of one person agree (Fellegi and Sunter 1969).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from crm.search.alike import SIGNS, WORDS, alike
from crm.search.identities import Identities, Texts
from crm.search.usual import Usual

Numbers = npt.NDArray[np.intp]
Points = npt.NDArray[np.float64]
Levels = npt.NDArray[np.int8]
UNKNOWN, SAME, CLOSE, DIFFERENT, PARTLY = range(5)
"""What a comparison came to. PARTLY: the same phone or address, but that of a family or a firm; the same year of birth.
"""

SURE, ASK = 9.0, 6.0
NEVER = -10.0  # somebody and the organisation they share a phone with
RARE_FROM = 20_000  # people: from so many on an ordinary name says less than a rare one
SWAPPED = 0.5  # points less for first and last name in each other's place


@dataclass(frozen=True)
class Rule:
    """The points for the same, for alike from `cut` on, for different and for partly; alike by WORDS or by SIGNS."""

    same: float
    close: float
    different: float
    cut: float
    by: str = WORDS
    partly: float = 0

    def points(self, levels: Levels) -> Points:
        """For each level that a comparison came to."""
        return np.array([0.0, self.same, self.close, self.different, self.partly])[levels]


Rules = Mapping[str, Rule]
RULES: Rules = {
    "first": Rule(3.5, 2.2, -2, 0.88),
    "last": Rule(4.5, 3, -2.5, 0.88),
    "whole": Rule(8, 5, -4.5, 0.92),
    "email": Rule(8, 6, -1.5, 0.8, SIGNS, partly=2),
    "phone": Rule(7, 2, -1, 0.875, SIGNS, partly=2),
    "birth": Rule(5, 3, -2, 0.79, SIGNS, partly=-0.5),
    "street": Rule(4, 3, -1.5, 0.88),
    "postcode": Rule(2.5, 1.5, -1, 0.74, SIGNS),
    "house": Rule(1.5, 0.5, -0.7, 0.6, SIGNS),
    "city": Rule(1.5, 1, -0.5, 0.88),
    "company": Rule(2, 2, -0.5, 0.9),
    "domain": Rule(3, 0, 0, 1.01),
}
AT_ENTRY: Rules = {
    **RULES,
    "first": Rule(3, 2, -2, 0.88),
    "last": Rule(4, 3, -3, 0.88),
    "city": Rule(1.2, 0, -0.3, 1.01),
}
"""While somebody is being added: fewer fields are filled by then."""

_ONE = ("street", "house", "postcode", "city", "company")
_SEVERAL = ("phone", "email")


@dataclass
class Compared:
    """Pairs of people by their places in two Identities, what each field came to, and the points of each pair."""

    left: Numbers
    right: Numbers
    levels: dict[str, Levels] = field(default_factory=dict)
    points: Points = field(default_factory=lambda: np.zeros(0))

    def only(self, kept: npt.NDArray[np.bool_] | Numbers) -> "Compared":
        """Some of the pairs."""
        levels = {name: level[kept] for name, level in self.levels.items()}
        return Compared(self.left[kept], self.right[kept], levels, self.points[kept])


def compare(
    these: Identities, left: Numbers, those: Identities, right: Numbers, rules: Rules, usual: Usual
) -> Compared:
    """Pairs of people, `left` of these with `right` of those, field by field."""
    found = Compared(left, right)
    firm, mixed = these.firms[left] | those.firms[right], these.firms[left] != those.firms[right]

    def pair(name: str) -> tuple[Texts, Texts]:
        return these.one[name][left], those.one[name][right]

    total = _names(found, pair("first"), pair("last"), rules, usual)
    whole = _level(*pair("whole"), rules["whole"])
    total = np.where(firm, rules["whole"].points(whole), total)
    found.levels["whole"] = _if(firm, whole)
    found.levels |= {name: _if(~firm, found.levels[name]) for name in ("first", "last", "swapped")}
    found.levels["birth"] = _births(*pair("birth"), rules["birth"])
    found.levels |= {name: _level(*pair(name), rules[name]) for name in _ONE}
    for name in _SEVERAL:
        found.levels[name] = _best(these, left, those, right, name, rules[name], usual.shared)
    same_domain = _best(these, left, those, right, "domain", rules["domain"], frozenset()) == SAME
    found.levels["domain"] = _if(same_domain & firm & ~mixed, np.full(len(left), SAME, np.int8))
    for name in ("birth", *_ONE, *_SEVERAL, "domain"):
        total += rules[name].points(found.levels[name])
    total[mixed & (whole == DIFFERENT)] = NEVER
    found.points = total
    return found


def _if(which: npt.NDArray[np.bool_], levels: Levels) -> Levels:
    return np.where(which, levels, np.int8(UNKNOWN)).astype(np.int8)


def is_sure(found: Compared, these: Identities, those: Identities) -> npt.NDArray[np.bool_]:
    """Which pairs are one person beyond asking: points, and nothing that only looking can settle.

    First names that differ, another day of birth, Junior and Senior: families, twins and colleagues of one name share
    the rest.
    """
    levels = found.levels
    suffix = these.one["suffix"][found.left] != those.one["suffix"][found.right]
    birth = (levels["birth"] == DIFFERENT) | (levels["birth"] == PARTLY) | _generations_apart(these, those, found)
    doubtful = suffix | birth | (levels["first"] == DIFFERENT) | (levels["whole"] == DIFFERENT)
    kinds = these.firms[found.left] != those.firms[found.right]
    sure: npt.NDArray[np.bool_] = (found.points >= SURE) & ~doubtful & ~kinds
    return sure


def _generations_apart(these: Identities, those: Identities, found: Compared) -> npt.NDArray[np.bool_]:
    """Years of birth far apart: a father and a son of one name, born on one day."""
    one, other = these.one["birth"][found.left], those.one["birth"][found.right]
    near = found.levels["birth"] == CLOSE
    apart = np.zeros(len(one), bool)
    for number in np.flatnonzero(near):
        a, b = one[number], other[number]
        apart[number] = len(a) == len(b) == 8 and abs(int(a[:4]) - int(b[:4])) > 9
    return apart


# fields ---------------------------------------------------------------------------------------------------------------


def _names(
    found: Compared, first: tuple[Texts, Texts], last: tuple[Texts, Texts], rules: Rules, usual: Usual
) -> Points:
    """Points of first and last name, as they stand or in each other's place, whichever is more."""
    levels = {name: _level(*pair, rules[name]) for name, pair in (("first", first), ("last", last))}
    found.levels.update(levels)
    straight = rules["first"].points(levels["first"]) + rules["last"].points(levels["last"])
    if usual.size > RARE_FROM:
        straight += _rarity(first[0], levels["first"], usual.first, usual.size, (4, 11, 8), rules["first"].same)
        straight += _rarity(last[0], levels["last"], usual.last, usual.size, (6, 12, 10), rules["last"].same)
    asked = np.flatnonzero((levels["first"] != SAME) & (levels["last"] != SAME))
    crossed = [
        _level(first[0][asked], last[1][asked], rules["first"]),
        _level(last[0][asked], first[1][asked], rules["last"]),
    ]
    swapped = rules["first"].points(crossed[0]) + rules["last"].points(crossed[1]) - SWAPPED
    better = swapped > straight[asked]
    straight[asked[better]] = swapped[better]
    found.levels["swapped"] = np.zeros(len(straight), np.int8)
    found.levels["swapped"][asked[better]] = SAME
    for name, level in zip(("first", "last"), crossed, strict=True):
        levels[name][asked[better]] = level[better]
    return straight


def _rarity(
    names: Texts, level: Levels, counts: Mapping[str, int], size: int, bounds: tuple[int, int, int], same: float
) -> Points:
    """Points more or less for the same name, by how rare it is among so many people."""
    low, high, usual = bounds
    more = np.zeros(len(names))
    at = np.flatnonzero(level == SAME)
    often = np.array([counts.get(name, 1) for name in names[at]], float)
    more[at] = same * (np.clip(np.log2(size / often), low, high) / usual - 1)
    return more


def _level(one: Texts, other: Texts, rule: Rule) -> Levels:
    levels = np.zeros(len(one), np.int8)
    filled = (one != "") & (other != "")
    same = filled & (one == other)
    levels[same] = SAME
    rest = np.flatnonzero(filled & ~same)
    if rule.cut > 1:
        levels[rest] = DIFFERENT
    else:
        levels[rest] = np.where(alike(one[rest].tolist(), other[rest].tolist(), rule.by, rule.cut), CLOSE, DIFFERENT)
    return levels


def _best(
    these: Identities, left: Numbers, those: Identities, right: Numbers, name: str, rule: Rule, shared: frozenset[str]
) -> Levels:
    """Of several the two that are most alike. The same one is PARTLY where it belongs to a family or firm."""
    order = np.array([9, 0, 1, 3, 2], np.int8)  # the same, close, shared, different, not known
    best = np.zeros(len(left), np.int8)
    for ours in these.many[name]:
        for theirs in those.many[name]:
            one, other = ours[left], theirs[right]
            level = _level(one, other, rule)
            if name == "email":
                _colleagues(one, other, level)
            alike_at = np.flatnonzero((level == SAME) | (level == CLOSE))
            common = [at for at in alike_at if one[at] in shared or other[at] in shared]
            level[common] = np.where(level[common] == SAME, PARTLY, UNKNOWN)
            best = np.where(order[level] < order[best], level, best).astype(np.int8)
    return best


def _colleagues(one: Texts, other: Texts, level: Levels) -> None:
    """Two addresses of one domain are alike only if what stands before the @ is."""
    near = np.flatnonzero(level == CLOSE)
    halves = [(one[at].rpartition("@"), other[at].rpartition("@")) for at in near]
    same = np.array([a[2] == b[2] for a, b in halves], bool)
    locals_alike = alike([a[0] for a, _ in halves], [b[0] for _, b in halves], SIGNS, 0.8)
    level[near[same & ~locals_alike]] = DIFFERENT


def _births(one: Texts, other: Texts, rule: Rule) -> Levels:
    """Days of birth: one slip of the pen, or day and month in each other's place, is close; the same year is PARTLY.

    Where one has no year, the day of the year alone is compared.
    """
    levels = _level(one, other, rule)
    for at in np.flatnonzero((levels == DIFFERENT) | (levels == CLOSE)):
        a, b = one[at], other[at]
        if len(a) < 8 or len(b) < 8:
            levels[at] = CLOSE if a[-4:] == b[-4:] else DIFFERENT
        elif a[:4] == b[:4] and levels[at] == DIFFERENT:
            levels[at] = CLOSE if a[4:6] == b[6:] and a[6:] == b[4:6] else PARTLY
    return levels
