"""Whom the people of a list may be: somebody of the workbook, or somebody else of the list; with reasons in words."""

from collections.abc import Callable, Mapping, Sequence

from crm.actions.matching import Candidate, Resembling
from crm.model.cells import Cell, written
from crm.model.snapshot import Snapshot
from crm.search import blocking
from crm.search.duplicates import Known, Likely, Pair, among, best
from crm.search.identities import Identities
from crm.search.points import ASK, RULES
from crm.search.usual import Usual


def resembling(
    snapshot: Snapshot, rows: Sequence[Mapping[str, Cell]], tick: Callable[[], None] = lambda: None
) -> Resembling:
    """For each row, its cells by field, the people of the workbook whom somebody should be asked about; and the rows
    that may be one person among themselves. `tick` is called between two steps; it may raise to stop the work."""
    names = snapshot.contacts["name"]
    people = Identities.of_rows(rows, snapshot.rules)
    tick()
    known = Known.of(snapshot.contacts)
    tick()
    left, right = blocking.between(people, known.people)
    tick()
    likely = best(people, left, known, right, ASK, RULES)
    tick()
    pairs = among(Known(people, Usual.of(people))).pairs
    return Resembling(
        [[Candidate(one.id, written(names.get(one.id)) or one.id, _why(one)) for one in those] for those in likely],
        [(min(places), max(places), why) for places, why in ((_places(pair), _why(pair)) for pair in pairs)],
    )


def _places(pair: Pair) -> tuple[int, int]:
    """Of rows the IDs are their numbers."""
    return int(pair.one), int(pair.other)


def _why(found: Likely | Pair) -> str:
    """“same phone, but another birthday”."""
    return ", but ".join(filter(None, (", ".join(found.equal), ", ".join(found.differs))))
