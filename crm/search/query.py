"""The one query language: words and `key:value` filters, for the search box, the lists and groups of people.

Words and filters must all hold; the same key twice means either; `-` in front turns a filter round; a value with
spaces stands in quotes. Keys are the headings and aliases of the sheet and the team's own columns.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from crm.model.cells import Cell, number_in, written
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash
from crm.search.hits import Hit, name_of
from crm.search.index import Index

HAS, NO = "has", "no"
_PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s":]+)):(?:"([^"]*)"|(\S+))|\S+')
_IF_BLANK = {"status": "Active", "kind": "Person"}


@dataclass(frozen=True)
class Filter:
    """One condition: the cell of `field` begins with `value`; with `has` or `no` as `test`, it is filled or blank."""

    field: str
    value: str
    test: str = ""
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """A query understood: `words` for the index, and the conditions that people must meet."""

    words: str
    filters: tuple[Filter, ...] = ()


def parse(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> Query:
    """Understand a query. `columns`: those of the workbook, so that its own ones are known. Never fails.

    What has no known key (`10:30`, `mailto:ann`) is plain words.

    >>> parse('ann city:leeds -tag:"very old" no:phone 10:30')
    Query(words='ann 10:30', filters=(Filter(field='city', value='leeds', test='', negated=False),
        Filter(field='tags', value='very old', test='', negated=True),
        Filter(field='phone', value='', test='no', negated=False)))
    """
    known = _keys(columns)
    words, filters = [], []
    for match in _PART.finditer(text):
        name, value = match[2] or match[3], match[4] or match[5]
        found = _filter(key(name), value, bool(match[1]), known) if name and value else None
        if found:
            filters.append(found)
        else:
            words.append(match[0])
    return Query(" ".join(words), tuple(filters))


def mask(frame: pd.DataFrame, snapshot: Snapshot, filters: Iterable[Filter], *, me: str = "") -> pd.Series:
    """Which rows of a frame of contacts meet all filters: True or False by ID. `me` stands for "me" as an owner."""
    keep = pd.Series(True, index=frame.index)
    either: dict[tuple[str, str, bool], pd.Series] = {}
    for one in filters:
        met = _met(frame, snapshot, one, me)
        group = (one.field, one.test, one.negated)
        if one.negated:
            keep &= ~met
        else:
            either[group] = either[group] | met if group in either else met
    for met in either.values():
        keep &= met
    return keep


def find(snapshot: Snapshot, index: Index, text: str, k: int = 50, *, me: str = "") -> list[Hit]:
    """The best `k` people for a whole query; with filters alone all they leave, by name; none for an empty query."""
    query = parse(text, snapshot.columns("Contacts"))
    if not query.filters:
        return index.search(query.words, k, me=me)
    contacts = snapshot.contacts
    left = contacts[mask(contacts, snapshot, query.filters, me=me)]
    if query.words.strip():
        return index.search(query.words, k, me=me, within=set(left.index))
    names = left["name"].fillna("").map(fold).sort_values(kind="stable")
    return [Hit(id, "", False, name_of(snapshot.row("Contacts", id))) for id in names.index[:k]]


def _keys(columns: Sequence[Column]) -> dict[str, Column]:
    """Folded key -> its column: headings first, then field names, then aliases; of two the one declared first."""
    found: dict[str, Column] = {}
    for column in columns:
        found.setdefault(column.names[0], column)
    for column in columns:
        for name in (key(column.field.removeprefix("own:")), *column.names[1:]):
            found.setdefault(name, column)
    return {"tag": found["tags"]} | found if "tags" in found else found


def _filter(name: str, value: str, negated: bool, known: dict[str, Column]) -> Filter | None:
    if name in (HAS, NO):
        column = known.get(key(value))
        return Filter(column.field, "", name, negated) if column else None
    column = known.get(name)
    return Filter(column.field, value, "", negated) if column else None


def _met(frame: pd.DataFrame, snapshot: Snapshot, one: Filter, me: str) -> pd.Series:
    if one.test:
        filled = _filled(frame, snapshot, one.field)
        return filled if one.test == HAS else ~filled
    if one.field not in frame.columns:
        return pd.Series(False, index=frame.index)
    wanted = me if one.field == "owner" and fold(one.value) == "me" and me else one.value
    blank = _IF_BLANK.get(one.field, "")
    if one.field == "relationships":
        blank = snapshot.settings.text("relationship_if_blank")
    fits = _fits(squash(wanted))
    values = frame[one.field]
    met = [fits(blank if nothing else value) for value, nothing in zip(values.tolist(), values.isna(), strict=True)]
    return pd.Series(met, index=frame.index, dtype=bool)


def _fits(wanted: str) -> Callable[[Cell | tuple[str, ...]], bool]:
    """Whether a value begins with a text, folded; of several entries one must; a number must be that number."""
    start, number = fold(wanted), number_in(wanted)

    def fits(value: Cell | tuple[str, ...]) -> bool:
        if isinstance(value, tuple):
            return any(fold(entry).startswith(start) for entry in value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value == number
        return value != "" and fold(written(value)).startswith(start)

    return fits


def _filled(frame: pd.DataFrame, snapshot: Snapshot, field: str) -> pd.Series:
    """Whether anything stands in the cells of a field, understood or not."""
    contents = snapshot.contents.sheets.get("Contacts")
    cells = contents.columns.get(field) if contents else None
    if contents is None or cells is None:
        known = frame[field].notna() if field in frame.columns else False
        return pd.Series(known, index=frame.index, dtype=bool)
    places = contents.places
    filled = [squash(written(cells[places[id]])) != "" if id in places else False for id in frame.index]
    return pd.Series(filled, index=frame.index, dtype=bool)
