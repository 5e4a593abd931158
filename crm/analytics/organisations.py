"""Organisations and their people: people name theirs, and a row of Kind Organisation answers to that name."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.model.links import AMBIGUOUS
from crm.model.snapshot import Snapshot
from crm.model.text import key


@dataclass(frozen=True)
class Organisations:
    """Folded name -> the ID of that organisation ("" where several are called so), and -> the IDs of its people."""

    ids: Mapping[str, str]
    people: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Organisations":
        """As the sheet Contacts names them; people who were put away belong to theirs too."""
        frame, ids = snapshot.contacts, dict[str, str]()
        names = frame.loc[(frame["kind"] == "Organisation").fillna(False), "name"].dropna()
        for id, name in names.items():
            ids[key(name)] = AMBIGUOUS if key(name) in ids else str(id)
        people: dict[str, list[str]] = {}
        for id, name in frame["organisation"].dropna().items():
            people.setdefault(key(name), []).append(str(id))
        return cls(ids, {name: tuple(members) for name, members in people.items()})

    def people_of(self, snapshot: Snapshot, contact: str) -> tuple[str, ...]:
        """The IDs of the people of an organisation; none for a person, or while another has the same name."""
        name = snapshot.contacts["name"].get(contact)
        if not isinstance(name, str) or self.ids.get(key(name)) != contact:
            return ()
        return tuple(member for member in self.people.get(key(name), ()) if member != contact)

    def organisation_of(self, snapshot: Snapshot, contact: str) -> tuple[str, str]:
        """The organisation of a person as it was typed, "" where there is none, and its ID, "" where it has no card."""
        row = snapshot.contacts.loc[contact]
        name, own = row["organisation"], row["name"]
        if not isinstance(name, str) or (isinstance(own, str) and key(own) == key(name)):
            return "", ""
        return name, self.ids.get(key(name), "")
