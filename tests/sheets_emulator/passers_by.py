"""Somebody who does something now and then, by chance: sorts, inserts, cuts, edits, while a program works.

emulator.before_each(PasserBy(emulator.person, random.Random(7), "Contacts", rate=0.1))
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from .a1 import letters
from .calls import Call
from .cells import Value
from .errors import ApiError
from .person import Person

USUAL = ("sort", "insert_row", "delete_row", "cut_row", "copy_row", "edit", "clear", "type_row")
RARE = (
    "sort_part",
    "move_column",
    "insert_column",
    "empty_id",
    "change_id",
    "rename_heading",
    "duplicate_tab",
    "restore",
)


@dataclass
class PasserBy:
    """A person at one tab, whose row 1 holds the headings. acts: names of what this person does, each as likely.

    typed: (row's first cell, heading, text) of every edit; done: what was done, in words.
    """

    person: Person
    chance: random.Random
    tab: str
    rate: float = 0.1
    acts: Sequence[str] = USUAL
    id_column: str = "A"
    typed: list[tuple[Value, Value, str]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def __call__(self, call: Call) -> None:
        """Perhaps do something before a request."""
        if self.chance.random() < self.rate:
            self.act()

    def act(self) -> None:
        """Do one thing. What Google would not let a person do stays undone."""
        name = self.chance.choice(self.acts)
        try:
            said = getattr(self, name)()
        except ApiError as refusal:
            said = f"was refused: {refusal.message}"
        self.done.append(f"{name} {said or ''}".strip())

    def rows(self) -> list[list[Value]]:
        """What stands in the tab."""
        return self.person.values(f"'{self.tab}'")

    def some_row(self) -> int:
        """A row with data, as people count; 2 when there is none."""
        return self.chance.randrange(2, max(3, len(self.rows()) + 1))

    def width(self) -> int:
        """How many columns have a heading."""
        rows = self.rows()
        return max(1, len(rows[0]) if rows else 1)

    def some_column(self) -> str:
        """A column with a heading, but not the id column."""
        others = [letters(number) for number in range(self.width()) if letters(number) != self.id_column]
        return self.chance.choice(others or [self.id_column])

    def sort(self) -> str:
        """Sort all rows over the full width."""
        by, last = self.some_column(), letters(self.width() - 1)
        self.person.sort(f"'{self.tab}'!A2:{last}{max(2, len(self.rows()))}", by, self.chance.random() < 0.5)
        return f"by {by}"

    def sort_part(self) -> str:
        """Sort all columns but the first: what tears rows apart."""
        by, last = self.some_column(), letters(self.width() - 1)
        if self.width() > 1 and by != "A":
            self.person.sort(f"'{self.tab}'!B2:{last}{max(2, len(self.rows()))}", by)
        return f"by {by}"

    def insert_row(self) -> str:
        """Insert an empty row."""
        row = self.some_row()
        self.person.insert_rows(self.tab, row)
        return f"before {row}"

    def delete_row(self) -> str:
        """Delete a row."""
        row = self.some_row()
        self.person.delete_rows(self.tab, row)
        return str(row)

    def full_row(self, row: int) -> str:
        """The range of a row."""
        return f"'{self.tab}'!A{row}:{letters(self.width() - 1)}{row}"

    def cut_row(self) -> str:
        """Cut the cells of a row and paste them below the last one."""
        row, last = self.some_row(), len(self.rows())
        self.person.insert_rows(self.tab, last + 1)
        self.person.cut_paste(self.full_row(row), f"'{self.tab}'!A{last + 1}")
        return f"{row} to {last + 1}"

    def copy_row(self) -> str:
        """Copy a row, its id too, below the last one."""
        row, last = self.some_row(), len(self.rows())
        self.person.insert_rows(self.tab, last + 1)
        self.person.copy_paste(self.full_row(row), f"'{self.tab}'!A{last + 1}")
        return f"{row} to {last + 1}"

    def edit(self) -> str:
        """Type a text into a cell."""
        row, column, text = self.some_row(), self.some_column(), f"typed {self.chance.randrange(10**6)}"
        return self.type(row, column, text)

    def clear(self) -> str:
        """Empty a cell."""
        return self.type(self.some_row(), self.some_column(), "")

    def type(self, row: int, column: str, text: str) -> str:
        """Type into one cell, and remember it."""
        key, heading = (self.one(row, self.id_column), self.one(1, column))
        self.person.edit(f"'{self.tab}'!{column}{row}", text)
        self.typed.append((key, heading, text))
        return f"{column}{row} {text!r}"

    def one(self, row: int, column: str) -> Value:
        """The value of one cell."""
        found = self.person.values(f"'{self.tab}'!{column}{row}")
        return found[0][0] if found else None

    def type_row(self) -> str:
        """Type a new row without an id."""
        text = f"new {self.chance.randrange(10**6)}"
        return f"at {self.person.type_row(self.tab, ['', text])}"

    def move_column(self) -> str:
        """Drag a column to the end of the headings."""
        column = self.some_column()
        self.person.move_column(self.tab, column, letters(self.width()))
        return column

    def insert_column(self) -> str:
        """Insert an empty column."""
        column = self.some_column()
        self.person.insert_columns(self.tab, column)
        return f"before {column}"

    def empty_id(self) -> str:
        """Delete the id of a row."""
        row = self.some_row()
        self.person.clear(f"'{self.tab}'!{self.id_column}{row}")
        return f"of row {row}"

    def change_id(self) -> str:
        """Type over the id of a row."""
        row = self.some_row()
        self.person.edit(f"'{self.tab}'!{self.id_column}{row}", f"X-{self.chance.randrange(10**6)}")
        return f"of row {row}"

    def rename_heading(self) -> str:
        """Give a column another heading."""
        column = self.some_column()
        self.person.edit(f"'{self.tab}'!{column}1", f"{self.one(1, column)} *")
        return column

    def duplicate_tab(self) -> str:
        """Make a copy of the tab."""
        return self.person.duplicate_tab(self.tab)

    def restore(self) -> str:
        """Restore one of the last versions."""
        now = self.person.version()
        version = max(0, now - self.chance.randrange(1, 6))
        if version < now:
            self.person.restore(version)
        return str(version)
