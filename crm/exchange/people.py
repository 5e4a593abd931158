"""From the rows of a table to the cells of people, once it is said what each column becomes. Nothing is lost:

a value for which there is no room goes to the notes under its heading, one that cannot be understood stays as typed.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm.exchange.columns import JOINED, LEFT_OUT, NAME_PARTS, Mapped
from crm.exchange.synonyms import BIRTH_PARTS, LAST_VISIT, NOTES
from crm.exchange.table import Table
from crm.model.cells import CHOICE, EMAIL, MONTH_DAY, PHONE, YES_NO, Cell, Kind, Rules, Unreadable, storable, written
from crm.model.dates import numeric_order, parse_day
from crm.model.sheets import SHEETS
from crm.model.text import MAX_CELL, fold, key, squash, tidy

_CONTACTS = SHEETS["Contacts"]
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GLUE = {NOTES: "\n", "street": ", "}


@dataclass(frozen=True)
class Incoming:
    """A person as they will stand in the workbook: cells by field, and the day of the last visit where one is given."""

    row: int
    values: Mapping[str, Cell]
    last_visit: dt.date | None = None


@dataclass(frozen=True)
class NotAPerson:
    """A row that is not brought in: its number, its text, and why, as the end of a sentence."""

    row: int
    text: str
    why: str


@dataclass
class Understood:
    """All rows of a table: people, rows that are none, and what a person should know, as sentences."""

    people: list[Incoming] = field(default_factory=list)
    not_people: list[NotAPerson] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def understand_rows(table: Table, mapping: Sequence[Mapped], rules: Rules) -> Understood:
    """Read every row of a table under a mapping with one Mapped a column. `rules.today` bounds the last visits."""
    found = Understood(not_people=[NotAPerson(*row) for row in table.left_out()])
    order = _order(table, mapping, rules)
    for number, cells in table.body():
        reader = _Row(number, rules, order, found.problems)
        for mapped, cell in zip(mapping, cells, strict=True):
            if mapped.target != LEFT_OUT and cell is not None and written(cell).strip():
                reader.take(mapped, cell)
        person = reader.person()
        if person:
            found.people.append(person)
        else:
            text = " · ".join(filter(None, map(written, cells)))
            found.not_people.append(NotAPerson(number, text, "has no name, organisation or e-mail address"))
    return found


def _order(table: Table, mapping: Sequence[Mapped], rules: Rules) -> str:
    """Whether days or months come first in the column of last visits: what one cell settles counts for the others."""
    places = [number for number, mapped in enumerate(mapping) if mapped.target == LAST_VISIT]
    texts = (row[number] for _, row in table.body() for number in places)
    votes = {order for text in texts if isinstance(text, str) and (order := numeric_order(text))}
    return votes.pop() if len(votes) == 1 else rules.order


class _Row:
    """One row on its way from cells to fields."""

    def __init__(self, number: int, rules: Rules, order: str, problems: list[str]) -> None:
        self.number, self.rules, self.order, self.problems = number, rules, order, problems
        self.values: dict[str, Cell] = {}
        self.parts: dict[str, str] = {}
        self.last_visit: dt.date | None = None

    def take(self, mapped: Mapped, cell: Cell) -> None:
        """Put a filled cell where its column belongs."""
        cell = self._kept(mapped.heading, cell)
        if cell is None:
            return
        if mapped.target == LAST_VISIT:
            self._visit(mapped, cell)
        elif mapped.target in NAME_PARTS or mapped.target in BIRTH_PARTS:
            self.parts[mapped.target] = squash(f"{self.parts.get(mapped.target, '')} {written(cell)}")
        elif mapped.target not in self.values:
            self.values[mapped.target] = self._cell(mapped, cell)
        elif mapped.target == NOTES or mapped.target not in JOINED:
            self._note(mapped.heading, cell)
        else:
            self.values[mapped.target] = f"{self.values[mapped.target]}{_GLUE.get(mapped.target, '; ')}{written(cell)}"

    def person(self) -> Incoming | None:
        """The person of this row; None when nothing in it names anybody."""
        self._name()
        self._birthday()
        if not self.values.get("name"):
            self._name_otherwise()
        return Incoming(self.number, self.values, self.last_visit) if self.values.get("name") else None

    def _kept(self, heading: str, cell: Cell) -> Cell:
        """A cell as a workbook can hold it: without control characters, and not too long."""
        if isinstance(cell, str) and len(cell) <= MAX_CELL and not _CONTROLS.search(cell):
            return cell
        if isinstance(cell, str) and _CONTROLS.search(cell):
            cell = _CONTROLS.sub("", cell)
            self._problem(heading, "control characters that no cell can keep were taken out.")
        why = storable(cell)
        if why and not isinstance(cell, str):
            return written(cell)
        if why:
            self._problem(heading, f"the text {why}. It is left out; shorten it in your file and bring it in again.")
        return None if why else cell

    def _cell(self, mapped: Mapped, cell: Cell) -> Cell:
        """A cell as it is stored in its field: as typed, but numbers and days of a text column become texts."""
        if mapped.target not in _CONTACTS.fields:
            return _own(cell)
        column = _CONTACTS.column(mapped.target)
        kind = column.kind
        if isinstance(cell, dt.date) and kind is MONTH_DAY:
            return kind.format(_value(kind, cell, self.rules), self.rules)
        if kind.storage != "text" and not isinstance(cell, str):
            return cell
        text = tidy(_parts(written(cell)), lines=kind.name == "long text")
        if kind is CHOICE and "Yes" in column.fixed and isinstance(said := YES_NO.parse(text, self.rules), bool):
            return "Yes" if said else "No"
        self._judge(mapped.heading, kind, text)
        return text

    def _judge(self, heading: str, kind: Kind, text: str) -> None:
        """Say what will not be understood in the workbook. It is brought in as it was typed all the same."""
        read = kind.parse(text, self.rules) if kind.dtype != "str" or kind is MONTH_DAY else text
        if isinstance(read, Unreadable):
            self._problem(heading, f"{read.sentence} It is brought in as it stands.")
        elif kind is PHONE and sum(sign.isdigit() for sign in text) < 3:
            self._problem(heading, f"“{text}” is no phone number. It is brought in as it stands.")
        elif kind is EMAIL and "@" not in text:
            self._problem(heading, f"“{text}” is no e-mail address. It is brought in as it stands.")

    def _visit(self, mapped: Mapped, cell: Cell) -> None:
        day = cell if isinstance(cell, dt.date) else None
        if isinstance(cell, str):
            day = parse_day(cell, today=self.rules.today, order=self.order)
        if isinstance(day, dt.datetime):
            day = day.date()
        if day is not None and day <= self.rules.today:
            self.last_visit = day
            return
        why = "lies ahead" if day else "is not a day of the calendar"
        self._problem(mapped.heading, f"“{written(cell)}” {why}, so it is kept in the notes.")
        self._note(mapped.heading, cell)

    def _name(self) -> None:
        """Put first, middle and last name together where the list has no name in one piece."""
        joined = squash(" ".join(self.parts.get(part, "") for part in NAME_PARTS))
        whole = squash(written(self.values.get("name")))
        self.values["name"] = whole or joined or None
        if whole and not set(key(joined).split()) <= set(key(whole).split()):
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
        value = _value(MONTH_DAY, text, self.rules) if day and month else None
        if value is None:
            self._note("Birthday", "-".join(part for part in (year, month, day) if part))
        else:
            self.values["birthday"] = MONTH_DAY.format(value, self.rules)

    def _note(self, heading: str, cell: Cell) -> None:
        before = written(self.values.get(NOTES))
        line = f"{heading}: {written(cell)}" if heading else written(cell)
        self.values[NOTES] = f"{before}\n{line}" if before else line

    def _problem(self, heading: str, sentence: str) -> None:
        self.problems.append(f"Row {self.number}, {heading or 'a column without a name'}: {sentence}")


def _parts(text: str) -> str:
    """Google's several values in one cell as people write them, without its own groups (`* myContacts`).

    >>> _parts("* myContacts ::: vip ::: press")
    'vip; press'
    """
    if ":::" not in text and not text.startswith("* my"):
        return text
    return "; ".join(part for part in map(str.strip, text.split(":::")) if not part.startswith("* "))


def _value(kind: Kind, cell: Cell, rules: Rules) -> str | None:
    read = kind.parse(cell, rules)
    return read if isinstance(read, str) else None


def _own(cell: Cell) -> Cell:
    """A cell of a column of the team's own keeps its type where a workbook and a form can show it."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | dt.date | None):
        return written(cell)
    return tidy(cell, lines=True) if isinstance(cell, str) else cell


def same_name(one: str, other: str) -> bool:
    """Whether two names do not speak against being one person's: the words of one are among those of the other.

    >>> same_name("Ann Lee", "Lee, Ann M."), same_name("Ann Lee", "Bo Lee")
    (True, False)
    """
    mine, yours = set(key(fold(one)).replace(",", " ").split()), set(key(fold(other)).replace(",", " ").split())
    return mine <= yours or yours <= mine
