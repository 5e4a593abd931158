"""What must hold after a race. Each question is answered with what is wrong: nothing, when all is well."""

from collections import Counter
from collections.abc import Collection, Mapping

from .cells import Value
from .person import Person
from .witness import Change, Witness

Place = tuple[Value, Value]  # the id of a row, and a heading
Table = dict[Value, dict[Value, Value]]


def table(person: Person, tab: str, id_heading: str = "ID") -> Table:
    """What stands in a tab: {id: {heading: value}}; of rows with one id the first counts, rows without are left out."""
    rows = person.values(f"'{tab}'")
    headings = rows[0] if rows else []
    at = headings.index(id_heading)
    found: Table = {}
    for row in rows[1:]:
        if len(row) > at and row[at] is not None:
            cells = [*row, *[None] * (len(headings) - len(row))]
            found.setdefault(row[at], dict(zip(headings, cells, strict=False)))
    return found


def twice(person: Person, tab: str, id_heading: str = "ID") -> list[Value]:
    """The ids that stand in more than one row."""
    rows = person.values(f"'{tab}'")
    at = rows[0].index(id_heading)
    counted = Counter(row[at] for row in rows[1:] if len(row) > at and row[at] is not None)
    return [id for id, count in counted.items() if count > 1]


def lost(witness: Witness, confirmed: Mapping[Place, Value], now: Table) -> list[Place]:
    """Confirmed edits that are not there, though no person changed that cell last; rows that are gone do not count."""
    last = {(change.key, change.heading): change for change in witness.changes}
    wrong = []
    for place, value in confirmed.items():
        id, heading = place
        by_a_person = place in last and last[place].by == "person"
        if id in now and now[id].get(heading) != value and not by_a_person:
            wrong.append(place)
    return wrong


def astray(witness: Witness, asked: Collection[tuple[Value, Value, Value]]) -> list[Change]:
    """Changes of the program that nobody asked for and that it did not put right again.

    asked: (id, heading, value) of every edit and of every cell of a new row. A cell is right when it holds what a
    person typed last, or what was asked for last; before that, what it held at first. Rows without an id cannot be told
    apart: of them, a change is put right by the one that takes it back, or by a person who writes over it.
    """
    right: dict[tuple, Value] = {}
    final: dict[tuple, Change] = {}
    nameless: list[Change] = []
    for change in witness.changes:
        place = (change.tab, change.key, change.heading)
        right.setdefault(place, change.before)
        is_asked = (change.key, change.heading, change.after) in asked
        if change.by == "person" or is_asked:
            right[place] = change.after
        if change.key is not None:
            final[place] = change
        elif (taken_back := next((one for one in nameless if _takes_back(change, one)), None)) is not None:
            nameless.remove(taken_back)
        elif change.by == "robot" and not is_asked:
            nameless.append(change)
    wrong = [change for place, change in final.items() if change.by == "robot" and change.after != right[place]]
    return wrong + nameless


def _takes_back(change: Change, one: Change) -> bool:
    """Whether a change of a cell takes an earlier one back, or a person wrote over it."""
    is_there = (change.tab, change.heading, change.before) == (one.tab, one.heading, one.after)
    return is_there and (change.by == "person" or change.after == one.before)
