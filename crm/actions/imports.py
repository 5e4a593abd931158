"""Bringing in people from a list: what will be new, what is here already, what is no person, then one ChangeSet."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crm.exchange.columns import Mapped
from crm.exchange.people import Incoming, NotAPerson, same_name, understand_rows
from crm.exchange.table import Table
from crm.model import ids
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, AddToList, Change, ChangeSet
from crm.model.errors import InvalidInput
from crm.model.headings import map_headings
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash

FROM_A_LIST = "Last visit, from your list"
_EMAILS, _PHONES = ("email", "email_2"), ("phone", "whatsapp", "phone_2")


@dataclass(frozen=True)
class NewPerson:
    """A person who will be added: the row of the file, the ID drawn, the cells, and the last visit if there was one."""

    row: int
    id: str
    values: Mapping[str, Cell]
    last_visit: dt.date | None


@dataclass(frozen=True)
class SamePerson:
    """A row of the file for somebody who is here already, or stands higher up in it; it is skipped. Why says how."""

    row: int
    name: str
    why: str


@dataclass(frozen=True)
class ImportPlan:
    """What an import will do. Nothing has happened yet.

    `own_columns`: headings that the workbook needs and has not got. `counts`: new, same, not people, problems.
    """

    source: str
    new: tuple[NewPerson, ...]
    same: tuple[SamePerson, ...]
    not_people: tuple[NotAPerson, ...]
    problems: tuple[str, ...]
    own_columns: list[str]
    tags: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        return {
            "new": len(self.new),
            "same": len(self.same),
            "not_people": len(self.not_people),
            "problems": len(self.problems),
            "visits": sum(person.last_visit is not None for person in self.new),
        }

    def change_set(self) -> ChangeSet:
        """One ChangeSet for the whole import: saved whole, undone whole."""
        changes: list[Change] = [AddRow("Contacts", person.id, person.values) for person in self.new]
        taken = {person.id for person in self.new}
        for person in self.new:
            if person.last_visit is not None:
                id = ids.draw(SHEETS["Interactions"].letter, taken)
                taken.add(id)
                changes.append(AddRow("Interactions", id, _visit(person)))
        changes += [AddToList("Tags", tag) for tag in self.tags]
        people = "1 person" if len(self.new) == 1 else f"{len(self.new):,} people"
        return ChangeSet(f"Brought in {people} from “{self.source}”", tuple(changes))


def plan_people(snapshot: Snapshot, table: Table, mapping: Sequence[Mapped], *, today: dt.date) -> ImportPlan:
    """What bringing in a table would do to a workbook. `mapping` has one Mapped for each column of the table.

    Raises InvalidInput("mapping") when no column says who a row is about.
    """
    targets = {mapped.target for mapped in mapping}
    if not targets & {"name", "first_name", "last_name", "organisation", "email"}:
        raise InvalidInput("mapping", "No column says who the people are. Choose the one with their names.")
    rows = understand_rows(table, mapping, replace(snapshot.rules, today=today))
    fields = _fields(snapshot, rows.people)
    known = _Known(snapshot)
    taken = snapshot.contents.ids | set(snapshot.people.ids)
    new, same, alike = [], [], []
    for person in rows.people:
        found = known.match(person.values)
        if found:
            same.append(SamePerson(person.row, written(person.values["name"]), found))
            continue
        alike += known.shared(person)
        id = ids.draw(SHEETS["Contacts"].letter, taken)
        taken.add(id)
        values = {fields.get(name, name): cell for name, cell in person.values.items() if cell not in (None, "")}
        new.append(NewPerson(person.row, id, values, person.last_visit))
        known.add(person.values, f"row {person.row} of this list")
    return ImportPlan(
        table.name,
        tuple(new),
        tuple(same),
        tuple(rows.not_people),
        (*rows.problems, *alike),
        _missing(snapshot, new),
        _new_tags(snapshot, new),
    )


def _visit(person: NewPerson) -> dict[str, Cell]:
    name = written(person.values.get("name"))
    return {"date": person.last_visit, "contact": name, "contact_id": person.id, "type": "Visit", "what": FROM_A_LIST}


def _fields(snapshot: Snapshot, people: Sequence[Incoming]) -> dict[str, str]:
    """For each of the team's own columns the field it will have once its heading stands in the workbook."""
    contacts, sheet = SHEETS["Contacts"], snapshot.contents.sheets.get("Contacts")
    there = [field for field in sheet.fields if field] if sheet else [column.field for column in contacts.created]
    ours = {key(field): field for field in there if field.startswith("own:")}
    headings = [contacts.column(field).heading for field in there if field not in ours.values()]
    own = list(dict.fromkeys(name for person in people for name in person.values if name.startswith("own:")))
    cells = [[cell for person in people if (cell := person.values.get(name))] for name in own]
    names = [*headings, *(name.removeprefix("own:") for name in own)]
    mapped = map_headings(
        contacts, names, lambda n: cells[n - len(headings)] if n >= len(headings) else (), snapshot.rules
    )
    read = zip(own, mapped[len(headings) :], strict=True)
    return {name: ours.get(key(name)) or (field if field and field != "id" else name) for name, field in read}


def _missing(snapshot: Snapshot, new: Iterable[NewPerson]) -> list[str]:
    """The headings of the cells for which the workbook has no column."""
    sheet = snapshot.contents.sheets.get("Contacts")
    there = set(sheet.columns) if sheet and sheet.columns else {column.field for column in SHEETS["Contacts"].created}
    used = dict.fromkeys(name for person in new for name in person.values)
    return [SHEETS["Contacts"].column(name).heading for name in used if name not in there]


def _new_tags(snapshot: Snapshot, new: Iterable[NewPerson]) -> tuple[str, ...]:
    """Tags that are not in their list yet; they join it by use."""
    listed = {key(word) for word in snapshot.lists.entries("Tags")}
    used = (part for person in new for part in re.split(r"[;\n,]", written(person.values.get("tags"))))
    found: dict[str, str] = {}
    for word in map(squash, used):
        if word and key(word) not in listed:
            found.setdefault(key(word), word)
    return tuple(found.values())


class _Known:
    """Who is known already, by ID, e-mail address, and name with phone."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._ids = snapshot.people.ids
        self._emails: dict[str, tuple[str, str]] = {}
        self._phones: dict[tuple[str, str], str] = {}
        sheet = snapshot.contents.sheets.get("Contacts")
        for id in sheet.places if sheet else ():
            row = snapshot.row("Contacts", id)
            name = squash(written(row.get("name"))) or squash(f"{row.get('first_name')} {row.get('last_name')}")
            self.add({**row, "name": name}, f"{name}, who is in the workbook")

    def add(self, values: Mapping[str, Cell], where: str) -> None:
        """Remember somebody; `where` says in a sentence where they stand."""
        for email in _emails(values):
            self._emails.setdefault(email, (written(values.get("name")), where))
        for phone in _phones(values):
            self._phones.setdefault(phone, where)

    def match(self, values: Mapping[str, Cell]) -> str:
        """Why a row is about somebody known; "" when it is not."""
        id = ids.normal(written(values.get("reference")))
        if ids.is_kith(id) and id in self._ids:
            return f"its ID is {id}, which is in the workbook"
        for email in _emails(values):
            name, where = self._emails.get(email, ("", ""))
            if where and same_name(name, written(values.get("name"))):
                return f"the same e-mail address as {where}"
        for phone in _phones(values):
            if phone in self._phones:
                return f"the same name and phone as {self._phones[phone]}"
        return ""

    def shared(self, person: Incoming) -> list[str]:
        """A sentence when somebody else has the same e-mail address: a family, or one person under two names."""
        found = next((self._emails[email] for email in _emails(person.values) if email in self._emails), None)
        if not found:
            return []
        name = written(person.values["name"])
        return [f"Row {person.row}: {name} has the same e-mail address as {found[1]}. Both are kept."]


def _emails(values: Mapping[str, Cell]) -> list[str]:
    cells = " ".join(written(values.get(field)) for field in _EMAILS)
    return [fold(word.strip("<>(),;.")) for word in re.split(r"[\s;,]+", cells) if "@" in word]


def _phones(values: Mapping[str, Cell]) -> list[tuple[str, str]]:
    """(folded name, last eight digits) of each phone: so a country code, a lost zero or a blank make no difference."""
    name = key(written(values.get("name")))
    digits = (re.sub(r"\D", "", written(values.get(field))) for field in _PHONES)
    return [(name, number[-8:]) for number in digits if len(number) >= 6]
