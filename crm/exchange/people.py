"""From the rows of a table to the cells of people, once it is said what each column becomes. Nothing is lost:

a value for which there is no room goes to the notes under its heading, one that cannot be understood stays as typed.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm.exchange.columns import JOINED, NAME_PARTS
from crm.exchange.day_orders import orders
from crm.exchange.mapped import LEFT_OUT, Mapped
from crm.exchange.people_cells import ListColumn, own, text_of
from crm.exchange.synonyms import BIRTH_PARTS, LAST_VISIT, NOTE_LINE, NOTES, POSTCODE_AND_TOWN
from crm.exchange.table import Table
from crm.model.cells import MONTH_DAY, Cell, Rules, written
from crm.model.text import key, squash

_PLACE = re.compile(r"((?:[A-Z]{1,2}-)?(?:\d{4} [A-Z]{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{3} \d{2}|\d{4,6})) ([^\W\d].*)$")
_GLUE = {NOTES: "\n", "street": ", "}


@dataclass(frozen=True)
class Incoming:
    """A person as they will stand in the workbook: cells by field, and the day of the last visit where one is given.

    `is_named`: the list says their name; else another cell stands in for it.
    """

    row: int
    values: Mapping[str, Cell]
    last_visit: dt.date | None = None
    is_named: bool = True


@dataclass(frozen=True)
class NotAPerson:
    """A row that is not brought in: its number, its text, and why, as the end of a sentence."""

    row: int
    text: str
    why: str


@dataclass
class Understood:
    """All rows of a table: people, rows that are none, and what a person should know, as sentences; `doubtful` are the
    numbers of the rows that these are about."""

    people: list[Incoming] = field(default_factory=list)
    not_people: list[NotAPerson] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)


Tick = Callable[[int], None]
"""Called with the number of rows that are done; it may raise to stop the work."""


def understand_rows(
    table: Table,
    mapping: Sequence[Mapped],
    rules: Rules,
    *,
    day_first: Mapping[str, bool] | None = None,
    tick: Tick | None = None,
) -> Understood:
    """Read every row of a table under a mapping with one Mapped a column. `rules.today` bounds the last visits.

    `day_first` answers, by heading, whether the day comes first in a column whose cells leave that open.
    """
    found = Understood(not_people=[NotAPerson(*row) for row in table.left_out()])
    read_by = orders(table, mapping, rules, day_first or {})
    columns = [
        (place, ListColumn(mapped, rules, read_by.get(place, rules)))
        for place, mapped in enumerate(mapping)
        if mapped.target != LEFT_OUT
    ]
    for done, (number, cells) in enumerate(table.body()):
        row = _Row(number, rules, found)
        for place, column in columns:
            if (cell := cells[place]) is not None and cell != "":
                row.take(column, cell)
        if tick and done % 200 == 0:
            tick(done)
        person = row.person()
        if person:
            found.people.append(person)
        else:
            text = " · ".join(filter(None, map(written, cells)))
            found.not_people.append(NotAPerson(number, text, "has no name, organisation or e-mail address"))
    return found


class _Row:
    """One row on its way from cells to fields."""

    def __init__(self, number: int, rules: Rules, found: Understood) -> None:
        self.number, self.rules, self._found = number, rules, found
        self.values: dict[str, Cell] = {}
        self.parts: dict[str, str] = {}
        self.lines: list[str] = []  # of the notes, below what the list says there itself
        self.last_visit: dt.date | None = None

    def take(self, column: ListColumn, cell: Cell) -> None:
        """Put a cell where its column belongs."""
        kept, remarks, stored, doubts = column.read(cell)
        heading, target = column.heading, column.target
        self._tell(heading, remarks)
        if kept is None:
            return
        if target == LAST_VISIT:
            self._visit(heading, kept, stored, doubts)
        elif target == "postcode" and (place := _place(heading, kept)):
            self.values.setdefault("postcode", place[0])
            self.values.setdefault("city", place[1])
        elif target == NOTE_LINE:
            self._note(heading, own(kept))
        elif target in NAME_PARTS or target in BIRTH_PARTS:
            self.parts[target] = squash(f"{self.parts.get(target, '')} {written(kept)}")
        elif target not in self.values:
            self.values[target] = stored
            self._tell(heading, doubts)
        elif target == NOTES or target not in JOINED:
            self._note(heading, kept)
        else:
            self.values[target] = f"{self.values[target]}{_GLUE.get(target, '; ')}{written(kept)}"

    def person(self) -> Incoming | None:
        """The person of this row; None when nothing in it names anybody."""
        self._name()
        self._birthday()
        is_named = bool(self.values.get("name"))
        if not is_named:
            self._name_otherwise()
        if self.lines:
            self.values[NOTES] = "\n".join(filter(None, (written(self.values.get(NOTES)), *self.lines)))
        found = self.values.get("name") or self.values.get("id")
        return Incoming(self.number, self.values, self.last_visit, is_named) if found else None

    def _visit(self, heading: str, cell: Cell, day: Cell, doubts: Iterable[str]) -> None:
        if isinstance(day, dt.date):
            self.last_visit = day
            return
        self._tell(heading, doubts)
        self._note(heading, cell)

    def _name(self) -> None:
        """Put first, middle and last name together where the list has no name in one piece."""
        joined = squash(" ".join(self.parts.get(part, "") for part in NAME_PARTS)) if self.parts else ""
        whole = squash(written(self.values.get("name")))
        self.values["name"] = whole or joined or None
        if whole and joined and not set(key(joined).split()) <= set(key(whole).split()):
            self._note("Name in parts", joined)

    def _name_otherwise(self) -> None:
        """An organisation without a person stands for itself; else an e-mail address is better than no name."""
        organisation = self.values.get("organisation")
        if organisation:
            del self.values["organisation"]
            self.values |= {"name": organisation, "kind": "Organisation"}
        else:
            self.values["name"] = self.values.get("email")

    def _birthday(self) -> None:
        day, month, year = (self.parts.get(part, "") for part in BIRTH_PARTS)
        if "birthday" in self.values or not (day or month or year):
            return
        text = f"{year}-{month:0>2}-{day:0>2}" if year else f"--{month:0>2}-{day:0>2}"
        value = text_of(MONTH_DAY, text, self.rules) if day and month else None
        if value is None:
            self._note("Birthday", "-".join(part for part in (year, month, day) if part))
        else:
            self.values["birthday"] = MONTH_DAY.format(value, self.rules)

    def _note(self, heading: str, cell: Cell) -> None:
        self.lines.append(f"{heading}: {written(cell)}" if heading else written(cell))

    def _tell(self, heading: str, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self._found.problems.append(f"Row {self.number}, {heading or 'a column without a name'}: {sentence}")
            self._found.doubtful.add(self.number)


def _place(heading: str, cell: Cell) -> tuple[str, str] | None:
    """Postcode and town of a column that holds both; None where it does not.

    >>> _place("PLZ / Ort", "D-10115 Berlin"), _place("Zip City", "1012 AB Amsterdam"), _place("PLZ", "10115 Berlin")
    (('D-10115', 'Berlin'), ('1012 AB', 'Amsterdam'), None)
    """
    match = _PLACE.match(squash(written(cell))) if key(heading) in POSTCODE_AND_TOWN else None
    return (match[1], match[2]) if match else None
