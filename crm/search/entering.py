"""Whether somebody is here already, asked at every letter while they are being added: quick dictionaries, no scan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from crm.model.cells import Cell
from crm.model.snapshot import Snapshot
from crm.search.duplicates import BEST, Known, Likely, best
from crm.search.identities import Identities
from crm.search.phonetic import skeleton
from crm.search.points import AT_ENTRY

FROM = 5.0  # points from which somebody is shown
MOST = 400  # people with one key: more are not looked through
MANY_CHANGED = 500  # people: from so many on the dictionaries are made anew

Key = tuple[str, str]
Lists = Mapping[Key, list[int]]


@dataclass(frozen=True)
class Layer:
    """Some people, and for each key the places of those who have it."""

    known: Known
    lists: Lists = field(repr=False)

    @classmethod
    def of(cls, known: Known) -> "Layer":
        """The dictionaries of some people."""
        lists: dict[Key, list[int]] = {}
        for place, name in keys(known.people):
            lists.setdefault(name, []).append(place)
        return cls(known, lists)

    def near(self, people: Identities) -> list[int]:
        """The places of those who have a key in common with the one of `people`."""
        named = {name for _, name in keys(people)}
        return sorted({place for name in named if len(there := self.lists.get(name, ())) <= MOST for place in there})


@dataclass(frozen=True)
class Entering:
    """Everybody in a workbook, to be asked about: those who were there at first, and those who changed since."""

    mark: object
    layers: tuple[Layer, ...]
    changed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Entering":
        """From a Snapshot; half a second for 10,000 people."""
        return cls(snapshot.mark, (Layer.of(Known.of(snapshot.contacts)),))

    def after(self, snapshot: Snapshot) -> "Entering | None":
        """The same for a later Snapshot: only who changed is looked at again; None where it is to be made anew."""
        if snapshot.mark is self.mark:
            return self
        moved = snapshot.changed_since(self.mark)
        if moved is None or len(changed := self.changed | moved) > MANY_CHANGED:
            return None
        contacts = snapshot.contacts
        recent = Known(Identities.of(contacts[contacts.index.isin(changed)]), self.layers[0].known.usual)
        return Entering(snapshot.mark, (self.layers[0], Layer.of(recent)), changed)

    def here(self, snapshot: Snapshot, values: Mapping[str, Cell]) -> list[Likely]:
        """The best three people who may be the one whose fields are being typed, from FROM points on."""
        people = Identities.of_rows([values], snapshot.rules)
        found: list[Likely] = []
        for number, layer in enumerate(self.layers):
            near = np.array(layer.near(people), np.intp)
            (known,) = best(people, np.zeros(len(near), np.intp), layer.known, near, FROM, AT_ENTRY)
            found += [one for one in known if number or one.id not in self.changed]
        return sorted(found, key=lambda one: -one.points)[:BEST]


def keys(people: Identities) -> Iterator[tuple[int, Key]]:
    """For each person the keys that they are found by, by their place."""
    for name in ("phone", "email"):
        for slot in people.many[name]:
            yield from ((place, (name, value)) for place, value in enumerate(slot) if value)
    for place, (first, last, whole) in enumerate(
        zip(people.one["first"], people.one["last"], people.one["whole"], strict=True)
    ):
        if first and last:
            yield place, ("sound", f"{skeleton(first)[:3]}|{skeleton(last)[:5]}")
            yield place, ("begin", "|".join(sorted((first[:3], last[:3]))))
            yield place, ("ends", f"{last[:1]}{last[-3:]}|{first[:2]}")
            yield place, ("short", f"{first[:4]}|{last[:2]}")
        elif whole:
            yield place, ("whole", whole.replace(" ", "")[:6])
