"""What an import will do: people who come in, cells that change, and the ChangeSet that does all of it at once."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.actions.import_cells import Changed
from crm.actions.matching import Candidate
from crm.actions.merged_cells import joined
from crm.actions.renaming import renamed_rows
from crm.actions.rows import full_name
from crm.exchange.people import NotAPerson
from crm.model import ids
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, AddToList, Change, ChangeSet, UpdateRow, new_batch
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.stops import FIELD as STOP
from crm.model.text import key, squash

FROM_A_LIST = "Last visit, from your list"
NEW, SKIP = "new", "skip"
"""What a possible duplicate may be decided to be, besides the ID of somebody who is here."""


@dataclass(frozen=True)
class NewPerson:
    """A person who will be added: the row of the file, the ID drawn, the cells, and the last visit if there was one.

    `apart`: the IDs of those who are here and who were said to be somebody else.
    """

    row: int
    id: str
    values: Mapping[str, Cell]
    last_visit: dt.date | None
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Update:
    """Somebody who is here and of whom the list says more: each cell before and after, and a visit that is news."""

    row: int
    id: str
    name: str
    why: str
    cells: tuple[Changed, ...]
    last_visit: dt.date | None = None

    def __bool__(self) -> bool:
        return bool(self.cells or self.last_visit)


@dataclass(frozen=True)
class SamePerson:
    """A row of the file for somebody who is here already, or stands higher up in it; it is skipped. Why says how."""

    row: int
    name: str
    why: str


@dataclass(frozen=True)
class Possible:
    """A row that may be about somebody who is here. Until somebody decides it is skipped.

    `as_new`: the person who is added if it is not; `updates`: what it changes in each of the candidates.
    """

    row: int
    name: str
    candidates: tuple[Candidate, ...]
    as_new: NewPerson
    updates: tuple[Update, ...]


@dataclass(frozen=True)
class ImportPlan:
    """What an import will do. Nothing has happened yet.

    `own_columns`: headings that the workbook needs and has not got. `doubtful`: rows of `new` and `updates` of which
    `problems` speak. `batch`: the press of Save that it will be, so that a second press of it saves nothing.
    """

    source: str
    new: tuple[NewPerson, ...]
    same: tuple[SamePerson, ...]
    not_people: tuple[NotAPerson, ...]
    problems: tuple[str, ...]
    own_columns: list[str]
    tags: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()
    possible: tuple[Possible, ...] = ()
    doubtful: tuple[int, ...] = ()
    skipped: tuple[SamePerson, ...] = ()
    batch: str = field(default_factory=new_batch)

    @property
    def people(self) -> tuple[NewPerson | Update, ...]:
        """Those who come in, then those of whom cells change."""
        return (*self.new, *self.updates)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        return {
            "new": len(self.new),
            "updates": len(self.updates),
            "same": len(self.same),
            "possible": len(self.possible),
            "not_people": len(self.not_people),
            "problems": len(self.problems),
            "visits": sum(one.last_visit is not None for one in self.people),
        }

    def settled(
        self, decisions: Mapping[int, str], *, fill_only: Collection[str] = (), leave_out: Collection[int] = ()
    ) -> "ImportPlan":
        """The same as people decided it: row of a possible duplicate -> NEW, SKIP or an ID; fields in which only blanks
        are filled; rows that stay out."""
        new, updates, possible = list(self.new), list(self.updates), []
        for row in self.possible:
            choice = decisions.get(row.row, SKIP)
            if choice == NEW:
                new.append(replace(row.as_new, apart=tuple(one.id for one in row.candidates)))
            elif choice != SKIP:
                updates += [update for update in row.updates if update.id == choice]
            else:
                possible.append(row)
        skipped = [
            SamePerson(one.row, written(one.values.get("name")), "left out by you")
            for one in new
            if one.row in leave_out
        ]
        skipped += [SamePerson(one.row, one.name, "left out by you") for one in updates if one.row in leave_out]
        return replace(
            self,
            new=tuple(sorted((one for one in new if one.row not in leave_out), key=lambda one: one.row)),
            updates=_once([one for one in updates if one.row not in leave_out], fill_only),
            possible=tuple(possible),
            skipped=tuple(skipped),
        )

    def change_set(self, snapshot: Snapshot | None = None) -> ChangeSet:
        """One ChangeSet for the whole import: saved whole, undone whole. `snapshot` is the one it was planned on, where
        it holds anybody."""
        remembers = snapshot is not None and "not_same_as" in {c.field for c in snapshot.columns("Contacts")}
        changes: list[Change] = [_added(person, remembers) for person in self.new]
        for update in self.updates:
            cells = {one.field: one.after for one in update.cells}
            if cells:
                changes.append(UpdateRow("Contacts", update.id, cells, {one.field: one.before for one in update.cells}))
        changes += self._visits(snapshot)
        changes += _apart(snapshot, self.new) if snapshot and remembers else ()
        tags = new_tags(snapshot, self) if snapshot else self.tags
        changes += [AddToList("Tags", tag) for tag in tags]
        if snapshot is not None:
            changes += renamed_rows(snapshot, _renamed_people(snapshot, self.updates))
        return ChangeSet(f"Brought in {self.in_words} from “{self.source}”", tuple(changes), self.batch)

    def _visits(self, snapshot: Snapshot | None) -> Iterator[AddRow]:
        """A visit for each last visit that is news, in the columns that the workbook has for it."""
        there = snapshot.contents.sheets.get("Interactions") if snapshot else None
        columns: Collection[str] = there.columns if there else SHEETS["Interactions"].fields
        taken = {person.id for person in self.new} | (snapshot.contents.ids if snapshot else set())
        for one in self.people:
            if one.last_visit is not None:
                id = ids.draw(SHEETS["Interactions"].letter, taken)
                taken.add(id)
                cells = _visit(one.id, _name_of(one), one.last_visit)
                yield AddRow("Interactions", id, {field: cells[field] for field in cells if field in columns})

    @property
    def in_words(self) -> str:
        """How many come in, and how many change: "2 people, 1 changed"."""
        people = "1 person" if len(self.new) == 1 else f"{len(self.new):,} people"
        changed = f"{len(self.updates):,} changed"
        return f"{people}, {changed}" if self.updates and self.new else changed if self.updates else people


def _added(person: NewPerson, remembers: bool) -> AddRow:
    """The row of somebody new; with those who are somebody else, where the workbook has a column for them."""
    apart = {"not_same_as": joined(person.apart)} if person.apart and remembers else {}
    return AddRow("Contacts", person.id, {**person.values, **apart})


def _apart(snapshot: Snapshot, new: Iterable[NewPerson]) -> Iterator[UpdateRow]:
    """The same in the rows of those others, so that nobody is asked again."""
    others: dict[str, list[str]] = {}
    for person in new:
        for id in person.apart:
            others.setdefault(id, []).append(person.id)
    for id, theirs in others.items():
        row = snapshot.row("Contacts", id)
        cell = joined([*written(row.get("not_same_as")).split(";"), *theirs])
        yield UpdateRow("Contacts", id, {"not_same_as": cell}, {"not_same_as": row.get("not_same_as")})


def _once(updates: Sequence[Update], fill_only: Collection[str]) -> tuple[Update, ...]:
    """The updates that are left: where only blanks are filled, and each cell by the first row that says it. A stop is
    taken over all the same."""
    seen: set[tuple[str, str]] = set()
    found = []
    for update in sorted(updates, key=lambda one: one.row):
        cells = []
        for one in update.cells:
            only_blank = one.field in fill_only and one.field != STOP and one.before not in (None, "")
            if not only_blank and (update.id, one.field) not in seen:
                seen.add((update.id, one.field))
                cells.append(one)
        if left := replace(update, cells=tuple(cells)):
            found.append(left)
    return tuple(found)


def _visit(id: str, name: str, day: dt.date) -> dict[str, Cell]:
    return {"date": day, "contact": name, "contact_id": id, "type": "Visit", "what": FROM_A_LIST}


def _name_of(one: NewPerson | Update) -> str:
    return one.name if isinstance(one, Update) else full_name(one.values)


def _renamed_people(snapshot: Snapshot, updates: Iterable[Update]) -> dict[str, str]:
    """ID -> the new name of those whose name changes."""
    parts = {"name", "first_name", "last_name"}
    touched = [one for one in updates if any(cell.field in parts for cell in one.cells)]
    rows = {one.id: {**snapshot.row("Contacts", one.id), **{c.field: c.after for c in one.cells}} for one in touched}
    return {id: name for id, row in rows.items() if (name := full_name(row))}


def new_tags(snapshot: Snapshot, plan: ImportPlan) -> tuple[str, ...]:
    """Tags that are not in their list yet; they join it by use."""
    listed = {key(word) for word in snapshot.lists.entries("Tags")}
    cells = [person.values.get("tags") for person in plan.new]
    cells += [one.after for update in plan.updates for one in update.cells if one.field == "tags"]
    used = (part for cell in cells for part in re.split(r"[;\n,]", written(cell)))
    found: dict[str, str] = {}
    for word in map(squash, used):
        if word and key(word) not in listed:
            found.setdefault(key(word), word)
    return tuple(found.values())
