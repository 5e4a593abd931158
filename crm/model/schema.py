"""What a sheet and a column are; `sheets.py` declares them all."""

from dataclasses import dataclass
from functools import cached_property

from crm.model.cells import CHOICE, CHOICES, TEXT, Kind
from crm.model.text import key

SHOWN, MORE, KITH, UNDERSTOOD = "shown", "more", "kith", "understood"
"""Where a column stands in a new workbook: in view, in the folded group "More", among Kith's own, or nowhere."""


@dataclass(frozen=True)
class Column:
    """A field, declared once. `aliases`: other headings, languages parted by `;`, headings by `,`.

    `list` names the block of the sheet Lists that a choice is taken from, `fixed` are its entries where a team cannot
    change them, `to` is the SHEETS key that a link points to. `by`: P people, F filled by Kith when blank, A Kith only.
    A required field may be blank where the field `unless` is filled.
    """

    field: str
    heading: str
    kind: Kind = TEXT
    place: str = SHOWN
    required: bool = False
    aliases: str = ""
    unless: str = ""
    list: str = ""
    fixed: tuple[str, ...] = ()
    to: str = ""
    by: str = "P"
    help: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the team made this column itself."""
        return self.field.startswith("own:")

    @property
    def is_choice(self) -> bool:
        """Whether its values are taken from a list."""
        return self.kind in (CHOICE, CHOICES)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its heading and all aliases, folded for comparing."""
        told = [self.heading, *(name for part in self.aliases.split(";") for name in part.split(","))]
        return tuple(dict.fromkeys(key(name) for name in told if name.strip()))


@dataclass(frozen=True)
class Sheet:
    """A sheet of records: `key` names it in code, `frame` in a Snapshot, `letter` begins its IDs, `noun` is one row.

    `module` is the setting that makes the sheet appear; "" means that every workbook has it.
    """

    key: str
    frame: str
    letter: str
    noun: str
    help: str
    columns: tuple[Column, ...]
    aliases: str = ""
    module: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its title and all aliases, folded for comparing."""
        told = [self.key, *(name for part in self.aliases.split(";") for name in part.split(","))]
        return tuple(dict.fromkeys(key(name) for name in told if name.strip()))

    @cached_property
    def fields(self) -> dict[str, Column]:
        """Its columns by field."""
        return {column.field: column for column in self.columns}

    def column(self, field: str) -> Column:
        """The column of a field; an own column's field gives a text column with its heading."""
        if field in self.fields:
            return self.fields[field]
        return Column(field, field.removeprefix("own:"))

    @property
    def created(self) -> tuple[Column, ...]:
        """The columns of a new workbook, in the order they stand there: in view, More, Kith's own."""
        order = {SHOWN: 0, MORE: 1, KITH: 2}
        made = [column for column in self.columns if column.place in order]
        return tuple(sorted(made, key=lambda column: order[column.place]))
