"""How a spreadsheet that a team has already could be the record: what each tab holds, where its headings stand, and
what each column is. Nothing is decided here: a person looks at it, with samples, and corrects it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from crm.exchange.columns import propose
from crm.exchange.mapped import Mapped, own_names, samples
from crm.exchange.table import Table, table_of
from crm.model.cells import Cell, Rules, written
from crm.model.headings import Tab, map_headings
from crm.model.layout import Placed
from crm.model.schema import KITH, Column
from crm.model.sheets import SHEETS
from crm.model.text import key
from crm.xlsx.places import Range

ALONE = ""  # a tab that Kith leaves alone
_READING = Rules(dt.date(2026, 1, 1))  # whether cells are days or numbers at all; which ones, the team's rules say
_NAMES = {"name", "first_name", "last_name", "organisation"}
_NEEDED: Mapping[str, tuple[set[str], ...]] = {
    "Contacts": (_NAMES,),
    "Interactions": ({"date"}, {"what", "type"}),
    "Follow-ups": ({"due"}, {"what"}),
    "Sales": ({"date"}, {"amount"}),
    "Satisfaction": ({"score"}, {"question", "contact"}),
    "Deals": ({"title", "contact"}, {"stage"}),
    "Tickets": ({"opened"}, {"subject"}),
}
"""SHEETS key -> what a tab must have to be taken for it: one field of each."""

_ENOUGH = 0.4  # the share of its headings that a tab must have in common with a sheet
_BY_NAME = 0.2  # what the name of a tab counts


@dataclass(frozen=True)
class Guess:
    """What a tab was taken for: a SHEETS key or ALONE; the row of its headings, 0 where there is none.

    Of each column with a heading `columns` says what it is: a field, or `own:<heading>`. `rows` counts the records,
    `left_out` lists the others: row number, what stands there, why it is none.
    """

    table: Table
    sheet: str = ALONE
    columns: tuple[Mapped, ...] = ()

    @property
    def title(self) -> str:
        """The title of the tab."""
        return self.table.name

    @property
    def heading_row(self) -> int:
        """The row in which the headings begin, 0 where there are none."""
        return self.table.heading_row

    @property
    def rows(self) -> int:
        """How many records stand there."""
        return sum(1 for _ in self.table.body())

    def drawn_over(self, count: int) -> str:
        """The cells under a chart or picture, such as N2:V16, that lies where so many columns more would go; "" where
        none does."""
        first = max((number for number, name in enumerate(self.table.headings, 1) if name), default=0) + 1
        over = (block for block in self.table.drawn if block.bottom >= self.heading_row)
        return next((str(Range(*block)) for block in over if block.right >= first and block.left < first + count), "")

    def with_targets(self, targets: Sequence[str]) -> "Guess":
        """The same with what a person says that the columns are, in their order; a field goes to its first column."""
        told = [replace(one, target=target, sure=True) for one, target in zip(self.columns, targets, strict=True)]
        return replace(self, columns=tuple(_once(told)))

    @property
    def placed(self) -> Placed:
        """Where the records stand, as the workbook remembers it."""
        pairs = tuple((key(one.heading), one.target) for one in self.columns)
        return Placed(self.title, self.heading_row + self.table.heading_lines - 1, pairs, self.table.heading_lines)


def options(sheet: str) -> list[Column]:
    """The fields that a column of a sheet can be."""
    return [column for column in SHEETS[sheet].columns if column.place != KITH and column.field != "id"]


def guess(tabs: Iterable[Tab]) -> list[Guess]:
    """What each tab with anything on it holds, in their order: each sheet of Kith's in one tab at most."""
    tables = [table for tab in tabs if (table := _table(tab)) is not None]
    rated = sorted(
        ((_likeness(found), place, found) for place, table in enumerate(tables) for found in _candidates(table)),
        key=lambda each: (-each[0], each[1]),
    )
    taken: dict[int, Guess] = {}
    for points, place, found in rated:
        if points >= _ENOUGH and place not in taken and found.sheet not in {each.sheet for each in taken.values()}:
            taken[place] = found
    return [taken.get(place, Guess(table)) for place, table in enumerate(tables)]


def taken_for(found: Guess, sheet: str, heading_row: int | None = None) -> Guess:
    """The same tab as a person says: another sheet, or another row of headings."""
    table = found.table
    if heading_row is not None and heading_row != table.heading_row:
        table = table.with_heading(heading_row)
    return Guess(table, sheet, _columns(table, sheet)) if sheet else Guess(table)


def layout_of(guesses: Iterable[Guess]) -> dict[str, Placed]:
    """SHEETS key -> where it stands."""
    return {one.sheet: one.placed for one in guesses if one.sheet and one.columns}


def _table(tab: Tab) -> Table | None:
    filled = [(number, row) for number, row in enumerate(tab.cells, 1) if any(written(cell).strip() for cell in row)]
    if not filled:
        return None
    width = max(len(row) for _, row in filled)
    rows = [[None if cell == "" else cell for cell in row] + [None] * (width - len(row)) for _, row in filled]
    table = table_of(tab.title, [number for number, _ in filled], rows, merged=tab.merged)
    return replace(table, drawn=tab.drawn)


def _candidates(table: Table) -> Iterable[Guess]:
    for sheet in _NEEDED if table.heading_row else ():
        found = Guess(table, sheet, _columns(table, sheet))
        fields = {one.target for one in found.columns}
        if all(fields & one_of for one_of in _NEEDED[sheet]):
            yield found


def _likeness(found: Guess) -> float:
    """How well the headings of a tab fit a sheet: the share of them that it knows; its name breaks ties."""
    known = sum(not one.target.startswith("own:") for one in found.columns)
    names = key(found.title).split()
    is_named = any(set(name.split()) <= set(names) for name in SHEETS[found.sheet].names)
    return known / len(found.columns) + _BY_NAME * is_named


# the columns of one tab -----------------------------------------------------------------------------------------------


def _columns(table: Table, sheet: str) -> tuple[Mapped, ...]:
    """What each column with a heading is."""
    headings = table.headings
    cells: list[list[Cell]] = [[] for _ in headings]
    for _, row in table.body():
        for number, cell in enumerate(row):
            if cell is not None and written(cell).strip():
                cells[number].append(cell)
    by_alias = map_headings(SHEETS[sheet], headings, lambda number: cells[number][:400], _READING)
    voted: Sequence[Mapped] = propose(table) if sheet == "Contacts" else ()
    found = []
    for number, heading in enumerate(headings):
        target, sure = by_alias[number] or "", True
        if voted and cells[number]:
            target, sure = voted[number].target, voted[number].sure
            if target == "id" and by_alias[number] != "id":
                target = "reference"
        found.append(Mapped(heading, target, samples(cells[number]), sure))
    known = set(SHEETS[sheet].fields)
    told = [one if one.target in known else replace(one, target="") for one in found]
    return tuple(_once([one for one in told if key(one.heading)]))


def _once(columns: Sequence[Mapped]) -> Iterable[Mapped]:
    """The same where each field is one column's; the others are the team's own, none of them lost."""
    taken, others = set[str](), list[int]()
    for number, one in enumerate(columns):
        if not one.target or one.target in taken or one.target.startswith("own:"):
            others.append(number)
        taken.add(one.target)
    own = own_names([one.heading for one in columns], others, set())
    for number, one in enumerate(columns):
        yield replace(one, target=own[number]) if number in own else one
