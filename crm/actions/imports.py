"""Bringing in people from a list: what will be new, what changes, what is here already, as a plan to be shown.

Nothing is written here: a plan is made once, and what a person decides about it gives another plan.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crm.actions.import_cells import changes_of, fitted, without
from crm.actions.import_plan import ImportPlan, NewPerson, Possible, SamePerson, Update, new_tags
from crm.actions.matching import Candidate, Finder, Known, Listed, Marks, Match, Resembling, words
from crm.exchange.mapped import LEFT_OUT, Mapped
from crm.exchange.people import Incoming, Tick, understand_rows
from crm.exchange.synonyms import LAST_VISIT, NOTE_LINE
from crm.exchange.table import OUTSIDE, Table
from crm.model import ids
from crm.model.arrays import without_collecting
from crm.model.cells import written
from crm.model.errors import InvalidInput
from crm.model.headings import map_headings
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import key

_NAMING = {"name", "first_name", "last_name", "organisation", "email", "id"}


def for_workbook(mapping: Sequence[Mapped], snapshot: Snapshot, table: Table) -> list[Mapped]:
    """The same for a workbook that is there already: a column it has not got becomes a line of the notes each."""
    sheet = snapshot.contents.sheets.get("Contacts")
    there = {key(name) for name in sheet.fields if name} if sheet else set()
    fields = set(sheet.columns) if sheet else set()

    visits = snapshot.contents.sheets.get("Interactions")
    takes_visits = visits is not None and {"date", "contact"} <= set(visits.columns)

    def fits(target: str) -> bool:
        if target == LAST_VISIT:
            return takes_visits
        if target.startswith("own:"):
            return key(target) in there
        column = SHEETS["Contacts"].fields.get(target)
        return column is None or target in fields or target in ("id", "name", "first_name", "last_name")

    def placed(one: Mapped) -> Mapped:
        if fits(one.target):
            return one
        silent = one.target == "reference" and table.heading_row == OUTSIDE
        return replace(one, target=LEFT_OUT if silent else NOTE_LINE, sure=one.sure or one.target.startswith("own:"))

    return [placed(one) for one in mapping]


@without_collecting()
def plan_people(
    snapshot: Snapshot,
    table: Table,
    mapping: Sequence[Mapped],
    *,
    today: dt.date,
    day_first: Mapping[str, bool] | None = None,
    finder: Finder | None = None,
    tick: Tick | None = None,
) -> ImportPlan:
    """What bringing in a table would do to a workbook. `mapping` has one Mapped for each column of the table.

    `finder` finds further possible duplicates of the people of the list. `tick` is called with the rows that are done,
    of twice as many as the table has. Raises InvalidInput("mapping") when no column says who a row is about.
    """
    if not {mapped.target for mapped in mapping} & _NAMING:
        raise InvalidInput("mapping", "No column says who the people are. Choose the one with their names.")
    rules = replace(snapshot.rules, today=today)
    rows = understand_rows(table, mapping, rules, day_first=day_first, tick=tick)
    fields = _fields(snapshot, rows.people)
    none = Resembling([()] * len(rows.people))
    found = finder(snapshot, [one.values for one in rows.people]) if finder else none
    sorting = _Sorting(snapshot, rows.people, fields)
    for done, (person, marks, further) in enumerate(zip(rows.people, sorting.marks, found.known, strict=True)):
        sorting.take(person, marks, further)
        if tick and done % 200 == 0:
            tick(len(table.rows) + done)
    sorting.compare(rows.people, found.listed)
    plan = ImportPlan(
        table.name,
        tuple(sorting.new),
        tuple(sorting.same),
        tuple(rows.not_people),
        (*rows.problems, *sorting.alike.values()),
        _missing(snapshot, sorting.new),
        updates=tuple(sorting.updates),
        possible=tuple(sorting.possible),
        doubtful=tuple(sorted({*rows.doubtful, *sorting.alike})),
    )
    return replace(plan, tags=new_tags(snapshot, plan))


class _Sorting:
    """The rows of a list, one after another, into new people, updates, the same, and possible duplicates."""

    def __init__(self, snapshot: Snapshot, people: Sequence[Incoming], fields: Mapping[str, str]) -> None:
        self._snapshot, self._names_of = snapshot, fields
        self.marks = [Marks.of(one.values) for one in people]
        self._known, self._listed = Known(snapshot), Listed(self.marks)
        sheet = snapshot.contents.sheets.get("Contacts")
        self._fields = frozenset(sheet.columns if sheet else (column.field for column in SHEETS["Contacts"].created))
        self._taken = snapshot.contents.ids | set(snapshot.people.ids)
        self._visited = _visited(snapshot)
        self.new: list[NewPerson] = []
        self.updates: list[Update] = []
        self.same: list[SamePerson] = []
        self.possible: list[Possible] = []
        self.alike: dict[int, str] = {}  # row -> a sentence about the row above that it may be one person with

    def take(self, person: Incoming, marks: Marks, further: Sequence[Candidate]) -> None:
        """Sort one person of the list."""
        match = self._known.match(person.values, marks, self._listed.alone, further)
        above, what = self._listed.twice(person.row, written(person.values.get("id")), marks)
        if above:
            self.same.append(SamePerson(person.row, marks.name, f"the same {what} as row {above} of this list"))
        elif match.id:
            self._known_one(person, match)
        elif marks.name:
            self._maybe_new(person, marks, match)
        else:
            self.same.append(
                SamePerson(
                    person.row, written(person.values.get("id")), "its ID is not in the workbook, and it has no name"
                )
            )

    def compare(self, people: Sequence[Incoming], pairs: Iterable[tuple[int, int, str]]) -> None:
        """Say of the people who come in which two may be one."""
        coming = {one.row for one in self.new}
        for one, other, why in pairs:
            above, row = people[one].row, people[other].row
            if above in coming and row in coming and row not in self.alike:
                names = f"{self.marks[other].name} may be {self.marks[one].name}, row {above}"
                self.alike[row] = f"Row {row}: {names} ({why}). Both are kept."

    def _known_one(self, person: Incoming, match: Match) -> None:
        update = self._update(person, match.id, match.why)
        if update:
            self.updates.append(update)
        else:
            self.same.append(SamePerson(person.row, self._known.names[match.id], match.why))

    def _maybe_new(self, person: Incoming, marks: Marks, match: Match) -> None:
        as_new = self._new(person)
        if not match.candidates:
            if shared := self._listed.shared(person.row, marks):
                self.alike[person.row] = shared
            self.new.append(as_new)
            return
        updates = tuple(self._update(person, one.id, one.why) for one in match.candidates)
        if len(as_new.values) > 1 and any(not update and words(update.name) == marks.words for update in updates):
            self.same.append(SamePerson(person.row, marks.name, "everything the list says of them stands there"))
        else:
            self.possible.append(Possible(person.row, marks.name, match.candidates, as_new, updates))

    def _update(self, person: Incoming, id: str, why: str) -> Update:
        values = {self._names_of.get(name, name): cell for name, cell in person.values.items()}
        if not person.is_named:
            values = without(values, "name", "kind")
        cells = changes_of(self._snapshot, id, values, by_id=why.startswith("its "))
        day = person.last_visit
        is_news = day is not None and day > self._visited.get(id, dt.date.min)
        return Update(person.row, id, self._known.names[id], why, cells, day if is_news else None)

    def _new(self, person: Incoming) -> NewPerson:
        id = ids.draw(SHEETS["Contacts"].letter, self._taken)
        self._taken.add(id)
        cells = {self._names_of.get(name, name): cell for name, cell in person.values.items() if cell not in (None, "")}
        return NewPerson(person.row, id, fitted(without(cells, "id"), self._fields), person.last_visit)


def _visited(snapshot: Snapshot) -> dict[str, dt.date]:
    """Contact ID -> the day of their last interaction."""
    frame = snapshot.interactions
    last = frame.dropna(subset=["contact_id", "date"]).groupby("contact_id")["date"].max()
    return {str(id): day.date() for id, day in last.items()}


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
