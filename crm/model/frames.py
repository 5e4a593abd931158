"""From cells to typed columns: one pandas frame a sheet, built a column at a time.

A column of clean text costs little more than its transfer into pandas; only cells of an unexpected type are looked at
one by one.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from crm.model.arrays import Array, array, joined, missing, repeated
from crm.model.cells import (
    CHOICES,
    DATE,
    ID,
    MONTH_DAY,
    NUMBER,
    PHONE,
    STAMP,
    TEXT,
    Cell,
    Kind,
    Read,
    Rules,
    Unreadable,
    Value,
    speller,
    written,
)  # fmt: skip
from crm.model.changes import AddRow, RemoveRow, UpdateRow
from crm.model.contents import SheetContents
from crm.model.dates import FIRST_YEAR, LAST_YEAR, numeric_order
from crm.model.headings import AGREE, agreement
from crm.model.lists import OPEN_LISTS, Lists
from crm.model.phones import is_whole
from crm.model.problems import Problem
from crm.model.schema import UNDERSTOOD, Column
from crm.model.sheets import SHEETS
from crm.model.text import are_clean, is_clean, key, tidy

_PLAIN = {"text", "long text", "phone", "email", "url", "id", "link"}


@dataclass(frozen=True)
class Typed:
    """A sheet's cells, understood: the frame (one row a record, indexed by ID) and, by ID, what could not be read."""

    frame: pd.DataFrame
    problems: dict[str, tuple[Problem, ...]]


def own_column(field: str, cells: Sequence[Cell], rules: Rules) -> Column:
    """A team's own column, its kind guessed from its cells: at least 70 % must agree, else it is text."""
    filled = [cell for cell in cells if cell not in (None, "")][:200]
    kind = TEXT
    if filled and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in filled):
        kind = NUMBER
    elif (
        filled and any(isinstance(cell, dt.date) for cell in filled) and (agreement(DATE, filled, rules) or 0) >= AGREE
    ):
        kind = DATE
    return Column(field, field.removeprefix("own:"), kind)


def columns_of(sheet: SheetContents, rules: Rules) -> tuple[Column, ...]:
    """The columns a sheet has: the known ones in the order they are declared, then the team's own."""
    known = [column for column in SHEETS[sheet.key].columns if column.field in sheet.columns]
    own = [own_column(field, cells, rules) for field, cells in sheet.columns.items() if field.startswith("own:")]
    return (*known, *own)


@dataclass(frozen=True)
class Context:
    """What it takes to understand a sheet: its columns, the team's rules and its lists."""

    columns: tuple[Column, ...]
    rules: Rules
    lists: Lists

    def column(self, field: str) -> Column:
        """The column of a field."""
        return next(column for column in self.columns if column.field == field)


def build(sheet: SheetContents, given: Context) -> Typed:
    """Type a whole sheet."""
    ids = list(map(str, sheet.columns["id"]))
    data: dict[str, Array] = {}
    troubles: list[tuple[int, str, Cell, Unreadable]] = []
    blank = Blank(len(ids))
    for column in given.columns:
        if column.field != "id":
            cells = sheet.columns[column.field]
            data[column.field], found = read_column(column, cells, given, blank)
            excuse = sheet.columns.get(column.unless)
            troubles += [
                (place, column.field, cells[place], trouble)
                for place, trouble in found.items()
                if excuse is None or excuse[place] in (None, "")
            ]
    _complete(sheet, data, blank)
    places = {row: place for place, row in enumerate(sheet.rows)} if sheet.errors else {}
    for (row, field), text in sheet.errors.items():
        if row in places:
            sentence = f"The cell holds the error {text}; it is read as blank."
            troubles.append((places[row], field, text, Unreadable("error_cell", sentence)))
    problems: dict[str, tuple[Problem, ...]] = {}
    for place, field, cell, trouble in troubles:
        id = ids[place]
        problem = Problem(trouble.code, sheet.key, sheet.rows[place], id, field, written(cell), trouble.sentence)
        problems[id] = (*problems.get(id, ()), problem)
    return Typed(pd.DataFrame(data, index=pd.Index(array(ID, ids), name="id")), problems)


class Blank:
    """Columns without a value, made once for each type of a frame."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._made: dict[str, Array] = {}

    def column(self, kind: Kind) -> Array:
        """A column of missing values of a kind."""
        if kind.dtype not in self._made:
            self._made[kind.dtype] = missing(kind, self._rows)
        return self._made[kind.dtype]


def _complete(sheet: SheetContents, data: dict[str, Array], blank: Blank) -> None:
    """Add what every frame has: the name of people kept as first and last name, and the columns that are not there."""
    if sheet.key == "Contacts" and "name" not in data:
        data["name"] = _names(sheet)
    for column in SHEETS[sheet.key].columns:
        if column.field not in data and column.field != "id" and column.place != UNDERSTOOD:
            data[column.field] = blank.column(column.kind)


def _names(sheet: SheetContents) -> Array:
    """First and last names as one."""
    parts = [sheet.columns.get(name, [None] * len(sheet.rows)) for name in ("first_name", "last_name")]
    return array(TEXT, [tidy(f"{written(a)} {written(b)}") or None for a, b in zip(*parts, strict=True)])


def read_column(
    column: Column, cells: Sequence[Cell], given: Context, blank: Blank
) -> tuple[Array, dict[int, Unreadable]]:
    """The values of a column, missing where blank or unreadable, and the trouble by place."""
    if is_blank(cells):
        return blank.column(column.kind), _missing(column, cells)
    if column.kind in (DATE, STAMP) and (days := _days(cells)) is not None:
        return days, _missing(column, cells)
    rules = _order_by_vote(cells, given.rules) if column.kind in (DATE, STAMP, MONTH_DAY) else given.rules
    if column.kind.name in _PLAIN:
        troubles = _phones_as_numbers(cells, rules.country) if column.kind is PHONE else {}
        return array(column.kind, _plain(column.kind, cells, rules)), troubles | _missing(column, cells)
    values, troubles = _once_each(column.kind, _understanding(column, rules, given.lists), cells)
    return values, troubles | _missing(column, cells)


def _phones_as_numbers(cells: Sequence[Cell], country: str) -> dict[int, Unreadable]:
    """The phones that a spreadsheet took for numbers, where that cost them something."""
    if not {int, float} & set(map(type, cells)):
        return {}
    digits = {place: written(cell) for place, cell in enumerate(cells) if type(cell) in (int, float)}
    sentence = "“{}” is kept as a number, which has no 0 and no + in front. Please type this phone again."
    return {
        place: Unreadable("phone_as_number", sentence.format(text))
        for place, text in digits.items()
        if not is_whole(text, country)
    }


def _days(cells: Sequence[Cell]) -> Array | None:
    """A column of nothing but days and moments that are plausible; None for any other."""
    types = set(map(type, cells))
    if not types <= {dt.date, dt.datetime, str, type(None)}:
        return None
    if str in types:
        cells = [cell or None for cell in cells]
        if str in set(map(type, cells)):
            return None
    found = array(DATE, cells)  # type: ignore[arg-type]
    held = found[~np.isnat(found)]
    first, last = np.datetime64(f"{FIRST_YEAR:04d}"), np.datetime64(f"{LAST_YEAR + 1:04d}")
    return found if (held >= first).all() and (held < last).all() else None


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether nothing stands in a column, as in most columns of most workbooks."""
    return not any(cells) and (cells.count(None) == len(cells) or set(cells) <= {None, ""})


def _plain(kind: Kind, cells: Sequence[Cell], rules: Rules) -> Sequence[Value]:
    """Text: a cell that is clean already is taken as it is, the others go through the kind's parse."""
    repeats = len(set(cells[:1000])) < min(500, len(cells) // 2)
    if set(map(type, cells)) == {str} and are_clean(list(set(cells)) if repeats else cells):  # type: ignore[arg-type]
        return cells if all(cells) else [cell or None for cell in cells]  # type: ignore[return-value, misc]
    read: list[Value] = []
    for cell in cells:
        if cell is None or cell == "":
            read.append(None)
        elif isinstance(cell, str) and is_clean(cell):
            read.append(cell)
        else:
            value = kind.parse(cell, rules)
            read.append(None if isinstance(value, Unreadable) else value)
    return read


def reader(column: Column, lists: Lists) -> Callable[[Cell, Rules], Read]:
    """How a cell of a column is parsed: one that is a whole entry of its list is never split at its comma."""
    whole = {key(entry): entry for entry in entries_of(column, lists) if "," in entry or ";" in entry}
    if column.kind is not CHOICES or not whole:
        return column.kind.parse

    def parse(cell: Cell, rules: Rules) -> Read:
        entry = whole.get(key(written(cell)))
        return (entry,) if entry else column.kind.parse(cell, rules)

    return parse


Understood = tuple[Value, Unreadable | None]


def _once_each(
    kind: Kind, understand: Callable[[Cell], Understood], cells: Sequence[Cell]
) -> tuple[Array, dict[int, Unreadable]]:
    """Columns of choices and days repeat themselves: each different cell is understood once."""
    several = len({int, float, bool}.intersection(map(type, cells))) > 1
    keys: Sequence[Any] = [(type(cell), cell) for cell in cells] if several else cells  # 1 == 1.0 == True
    read = {known: understand(known[1] if several else known) for known in dict.fromkeys(keys)}
    values = repeated(kind, {known: value for known, (value, _) in read.items()}, keys)
    troubles = {known: trouble for known, (_, trouble) in read.items() if trouble}
    if not troubles:
        return values, {}
    return values, {place: troubles[known] for place, known in enumerate(keys) if known in troubles}


def _missing(column: Column, cells: Sequence[Cell]) -> dict[int, Unreadable]:
    if not column.required or all(cells):
        return {}
    code, sentence = "required", f"{column.heading} is missing."
    if column.field == "date":
        code, sentence = "no_date", "The date is missing, so this row is left out of the figures."
    return {place: Unreadable(code, sentence) for place, cell in enumerate(cells) if cell is None or cell == ""}


def _order_by_vote(cells: Sequence[Cell], rules: Rules) -> Rules:
    """A column's own order of day and month: one cell that settles it decides for the cells that do not."""
    votes = {numeric_order(cell) for cell in cells if isinstance(cell, str) and "/" in cell} - {None}
    if len(votes) != 1:
        return rules
    return Rules(rules.today, votes == {"dmy"}, rules.country, rules.language)


def entries_of(column: Column, lists: Lists) -> list[str]:
    """What a choice is taken from."""
    return list(column.fixed) or lists.entries(column.list)


def _understanding(column: Column, rules: Rules, lists: Lists) -> Callable[[Cell], Understood]:
    """How a cell of a column is understood: parsed, and a choice put into the spelling of its list.

    A word that is not in the list stays, with a Problem, unless the list is one that takes any word.
    """
    parse = reader(column, lists)
    entries = entries_of(column, lists) if column.is_choice else []
    spelling = speller(entries)
    known = "the list " + column.list if column.list else " or ".join(entries)

    def understand(cell: Cell) -> Understood:
        value = None if cell is None or cell == "" else parse(cell, rules)
        if isinstance(value, Unreadable):
            return None, value
        if value is None or not entries:
            return value, None
        words = value if isinstance(value, tuple) else (str(value),)
        spelled = tuple(map(spelling, words))
        strange = [] if column.list in OPEN_LISTS else [w for w, entry in zip(words, spelled, strict=True) if not entry]
        matched = tuple(entry or word for word, entry in zip(words, spelled, strict=True))
        sentence = f"“{'; '.join(strange)}” is not in {known}. It is kept, and counted as other."
        trouble = Unreadable("not_in_list", sentence) if strange else None
        return matched if isinstance(value, tuple) else matched[0], trouble

    return understand


def after(
    typed: Typed, sheet: SheetContents, changes: Sequence[AddRow | UpdateRow | RemoveRow], given: Context
) -> Typed:
    """The typed sheet after a few changes that `sheet` already holds: only what they touch is understood again."""
    ids = touched(sheet, changes)
    fresh = build(only(sheet, ids), given)
    changed, anew = _changed(changes, given), _read_anew(changes, given)
    if "name" not in sheet.columns and changed & {"first_name", "last_name"}:
        changed.add("name")
    frame = spliced(typed.frame, fresh.frame, removed(changes), sorted(changed - anew))
    blank = Blank(len(sheet.rows))
    for field in anew:
        values, _ = read_column(given.column(field), sheet.columns[field], given, blank)
        frame[field] = pd.Series(values, index=list(sheet.places)).reindex(frame.index).array
    return Typed(frame, fresh.problems | untouched(typed.problems, sheet, ids))


def touched(sheet: SheetContents, changes: Sequence[AddRow | UpdateRow | RemoveRow]) -> list[str]:
    """The rows that came or changed and are there, in the order of the sheet."""
    ids = {change.id for change in changes if not isinstance(change, RemoveRow)}
    return sorted(ids & sheet.places.keys(), key=sheet.places.__getitem__)


def removed(changes: Sequence[AddRow | UpdateRow | RemoveRow]) -> list[str]:
    """The rows that went, some of which may have come again."""
    return [change.id for change in changes if isinstance(change, RemoveRow)]


def untouched(
    problems: Mapping[str, tuple[Problem, ...]], sheet: SheetContents, ids: Sequence[str]
) -> dict[str, tuple[Problem, ...]]:
    """What was known of all rows that are still there but of these."""
    anew = set(ids)
    return {id: found for id, found in problems.items() if id in sheet.places and id not in anew}


def spliced(frame: pd.DataFrame, fresh: pd.DataFrame, gone: Sequence[str], fields: Sequence[str]) -> pd.DataFrame:
    """A frame without the rows `gone` and with `fresh` rows: those it has already in these fields, new ones at its end.

    Rows are found by a scan: the frame's own way of finding them would cost more than all the rest, each time anew.
    """
    frame = frame[~frame.index.isin(gone)] if gone else frame.copy(deep=False)
    places = np.flatnonzero(frame.index.isin(fresh.index))
    known = frame.index[places]
    for field in fields if len(known) else ():
        values = frame[field].array.copy()
        values[places] = fresh.loc[known, field].array
        frame[field] = values
    added = fresh[~fresh.index.isin(known)]
    return joined(frame, added) if len(added) else frame


def _changed(changes: Sequence[AddRow | UpdateRow | RemoveRow], given: Context) -> set[str]:
    """The columns of which a row that stays has a changed cell."""
    fields = {column.field for column in given.columns if column.field != "id"}
    return {field for change in changes if isinstance(change, UpdateRow) for field in change.values} & fields


def _read_anew(changes: Sequence[AddRow | UpdateRow | RemoveRow], given: Context) -> set[str]:
    """The columns to read whole: those in whose vote on the order of days a cell takes part that came or went."""
    voting = {column.field for column in given.columns if column.kind in (DATE, STAMP, MONTH_DAY)}
    found = set[str]()
    for change in changes:
        cells = [] if isinstance(change, RemoveRow) else [change.values]
        cells += [] if isinstance(change, AddRow) else [change.expected]
        found |= {field for field in voting for each in cells if "/" in str(each.get(field))}
    return found


def only(sheet: SheetContents, ids: Sequence[str]) -> SheetContents:
    """A sheet of just these rows."""
    places = [sheet.places[id] for id in ids]
    columns = {name: [cells[place] for place in places] for name, cells in sheet.columns.items()}
    return replace(sheet, rows=[sheet.rows[place] for place in places], columns=columns)
