"""Who is probably in a workbook twice, and why. Nothing is merged by this: somebody looks, and decides.

People who share a key are compared (blocking, points); from SURE points on they are one beyond asking, from ASK on they
are to be asked about, below that nothing is said. Only sure pairs make groups: a row that is a little like two people
must not make one person of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crm.model.cells import Cell
from crm.model.cells import Rules as TypingRules
from crm.model.snapshot import Snapshot
from crm.search import blocking
from crm.search.blocking import Numbers
from crm.search.identities import Identities
from crm.search.points import ASK, RULES, SURE, Compared, Rules, compare, is_sure
from crm.search.reasons import Words, reasons
from crm.search.usual import Usual

MOST_IN_GROUP = 8  # rows of one person; more are asked about, pair by pair
BEST = 3  # known people that are offered for somebody new

Apart = frozenset[frozenset[str]]
"""Pairs of IDs of which somebody said: not the same."""


@dataclass(frozen=True)
class Pair:
    """Two contacts that may be one: the points, whether that is beyond asking, what is equal, and what differs."""

    one: str
    other: str
    points: float
    is_sure: bool
    equal: Words
    differs: Words

    @property
    def ids(self) -> frozenset[str]:
        """Both."""
        return frozenset((self.one, self.other))


@dataclass(frozen=True)
class Likely:
    """Somebody known who may be the one that was typed; the same as in Pair."""

    id: str
    points: float
    is_sure: bool
    equal: Words
    differs: Words


@dataclass(frozen=True)
class Duplicates:
    """`groups`: IDs of rows that are one person, each with the sure pairs among them; `asks`: pairs to be asked about,
    the likeliest first."""

    groups: tuple[tuple[tuple[str, ...], tuple[Pair, ...]], ...] = ()
    asks: tuple[Pair, ...] = ()

    @property
    def pairs(self) -> list[Pair]:
        """All of them, the likeliest first."""
        return [*(pair for _, pairs in self.groups for pair in pairs), *self.asks]

    def still(self, snapshot: Snapshot) -> "Duplicates":
        """Those of them whose rows are there by now, and of whom nobody has said that they are not the same."""
        apart, there = said_apart(snapshot), set(snapshot.contacts.index)

        def kept(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
            return tuple(pair for pair in pairs if pair.ids <= there and pair.ids not in apart)

        groups = ((tuple(id for id in ids if id in there), kept(pairs)) for ids, pairs in self.groups)
        return Duplicates(tuple((ids, pairs) for ids, pairs in groups if pairs), kept(self.asks))


@dataclass(frozen=True)
class Known:
    """People to find others among: made once from a frame of contacts."""

    people: Identities
    usual: Usual = field(repr=False)

    @classmethod
    def of(cls, contacts: pd.DataFrame) -> "Known":
        """From the frame of contacts of a Snapshot."""
        people = Identities.of(contacts)
        return cls(people, Usual.of(people))


# in a workbook --------------------------------------------------------------------------------------------------------


def likely(snapshot: Snapshot) -> Duplicates:
    """Everybody who is probably in a workbook twice, but those who were said to be apart or are both put away."""
    contacts = snapshot.contacts
    away = set(contacts.index[(contacts["status"] == "Archived").fillna(False)])
    return among(Known.of(contacts), said_apart(snapshot), away)


def among(known: Known, apart: Apart = frozenset(), away: Iterable[str] = ()) -> Duplicates:
    """The same among any people. Of the people `away` no two are a pair."""
    people, gone = known.people, set(away)
    left, right = blocking.within(people)
    found = compare(people, left, people, right, RULES, known.usual)
    found = found.only(found.points >= ASK)
    ids = _ids(found, people)
    kept = [n for n, two_ids in enumerate(ids) if frozenset(two_ids) not in apart and not gone.issuperset(two_ids)]
    pairs = _pairs(found.only(np.array(kept, np.intp)), people)
    return _grouped(pairs, apart)


def said_apart(snapshot: Snapshot) -> Apart:
    """Pairs of which somebody said that they are not the same; whoever was merged since is who they are now."""
    column = snapshot.contacts.get("not_same_as")
    if column is None:
        return frozenset()
    known = snapshot.people.ids
    named = ((str(id), str(cell).split(";")) for id, cell in column.dropna().items())
    return frozenset(frozenset((id, known.get(one.strip(), one.strip()))) for id, others in named for one in others)


def _ids(found: Compared, people: Identities) -> list[tuple[str, str]]:
    return [(str(people.ids[one]), str(people.ids[other])) for one, other in zip(found.left, found.right, strict=True)]


def _pairs(found: Compared, people: Identities) -> list[Pair]:
    sure = is_sure(found, people, people)
    pairs = [
        Pair(*ids, float(points), bool(is_one), *reasons(found, at, people, people))
        for at, (ids, points, is_one) in enumerate(zip(_ids(found, people), found.points, sure, strict=True))
    ]
    return sorted(pairs, key=_likeliest)


def _likeliest(pair: Pair) -> tuple[float, str, str]:
    """The order in which people are asked; a couple with one phone has many points, and comes after slips of a pen."""
    in_doubt = not pair.is_sure and pair.points >= SURE
    return -pair.points + (SURE - ASK + 1) * in_doubt, pair.one, pair.other


def _grouped(pairs: Sequence[Pair], apart: Apart) -> Duplicates:
    """Sure pairs joined, the likeliest first, while a group is small and holds nobody who was said to be apart."""
    group: dict[str, frozenset[str]] = {}
    asks, sure = [pair for pair in pairs if not pair.is_sure], [pair for pair in pairs if pair.is_sure]
    for pair in sure:
        one, other = (group.get(id, frozenset((id,))) for id in (pair.one, pair.other))
        both = one | other
        if one != other and (len(both) > MOST_IN_GROUP or any(frozenset((a, b)) in apart for a in one for b in other)):
            asks.append(pair)
        else:
            group.update(dict.fromkeys(both, both))
    by_group: dict[frozenset[str], list[Pair]] = {}
    for pair in sure:
        if pair.one in group and group[pair.one] is group.get(pair.other):
            by_group.setdefault(group[pair.one], []).append(pair)
    groups = tuple((tuple(sorted(ids)), tuple(its)) for ids, its in by_group.items())
    return Duplicates(groups, tuple(sorted(asks, key=_likeliest)))


# for rows that are to come in -----------------------------------------------------------------------------------------


def candidates(
    known: Known, rows: Sequence[Mapping[str, Cell]], typing: TypingRules, *, least: float = ASK
) -> list[list[Likely]]:
    """For each row the best three known people it may be, from `least` points on, the likeliest first.

    `rows`: cells by field of Contacts, as typed or read from a file; `typing`: how dates are read (snapshot.rules).
    """
    people = Identities.of_rows(rows, typing)
    left, right = blocking.between(people, known.people)
    return best(people, left, known, right, least, RULES)


def best(
    people: Identities, left: Numbers, known: Known, right: Numbers, least: float, rules: Rules
) -> list[list[Likely]]:
    """For each of `people` the best three of the pairs, `left` of these with `right` of those who are known."""
    found = compare(people, left, known.people, right, rules, known.usual)
    found = found.only(found.points >= least)
    sure = is_sure(found, people, known.people)
    likely: list[list[Likely]] = [[] for _ in range(len(people))]
    for at in np.argsort(-found.points, kind="stable"):
        offered = likely[found.left[at]]
        if len(offered) < BEST:
            id = str(known.people.ids[found.right[at]])
            words = reasons(found, int(at), people, known.people)
            offered.append(Likely(id, float(found.points[at]), bool(sure[at]), *words))
    return likely
