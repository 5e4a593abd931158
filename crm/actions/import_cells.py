"""What a row of a list changes in a row of the workbook. A blank changes nothing, and nothing is lost: notes, tags and
relationships are added to, a stop is never lifted, and a cell that means the same already stays as it was typed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from crm.actions.consent import is_yes
from crm.actions.matching import PHONES, emails, words
from crm.actions.rows import full_name
from crm.actions.values import boxed
from crm.model.cells import (
    CHOICE,
    CHOICES,
    EMAIL,
    LONG_TEXT,
    PHONE,
    Cell,
    Rules,
    Unreadable,
    match_entry,
    same,
    written,
)
from crm.model.emails import addresses_in
from crm.model.phones import e164, several
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.stops import FIELD as STOP
from crm.model.stops import says_stop
from crm.model.text import fold, key, squash

_CALLED = ("phone", "phone_2")  # two columns for the numbers of one person, in whatever order
_FURTHER = re.compile(r"(Phone|Email) \d+: (.*)")


@dataclass(frozen=True)
class Changed:
    """One cell: what stands there, and what will."""

    field: str
    before: Cell
    after: Cell


def split_name(name: str) -> tuple[str, str]:
    """First and last name of a name in one piece, for a workbook that keeps them apart: at the comma, else the last
    word with its particles. A single word is a first name.

    >>> split_name("Lee, Ann"), split_name("Ludwig van der Rohe"), split_name("Ann")
    (('Ann', 'Lee'), ('Ludwig', 'van der Rohe'), ('Ann', ''))
    """
    last, comma, first = name.partition(",")
    if comma and first.strip():
        return squash(first), squash(last)
    parts = squash(name).split(" ")
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in _PARTICLES:
        start -= 1
    return (" ".join(parts[:start]), " ".join(parts[start:])) if start else (parts[0], "")


_PARTICLES = frozenset(
    [
        "de",
        "la",
        "las",
        "los",
        "van",
        "von",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "le",
        "zu",
        "zum",
        "zur",
        "ter",
        "ten",
        "te",
        "y",
        "e",
        "al",
        "el",
        "bin",
        "ibn",
        "af",
        "av",
    ]
)


def fitted(values: Mapping[str, Cell], fields: Collection[str]) -> dict[str, Cell]:
    """The cells of a person for a workbook with these fields: a name goes into two columns where it has two, and what
    Kith concluded itself (Kind) stays out where there is no column for it."""
    values = values if "kind" in fields else without(values, "kind")
    name = written(values.get("name"))
    if "name" in fields or not name or "last_name" not in fields:
        return dict(values)
    first, last = split_name(name)
    if "first_name" not in fields:
        return {**without(values, "name"), "last_name": name}
    return {**without(values, "name"), "first_name": first, "last_name": last}


def without(values: Mapping[str, Cell], *fields: str) -> dict[str, Cell]:
    """The cells but for some fields."""
    return {name: cell for name, cell in values.items() if name not in fields}


def changes_of(snapshot: Snapshot, id: str, values: Mapping[str, Cell], *, by_id: bool) -> tuple[Changed, ...]:
    """The cells of a contact that a list says otherwise or adds. `by_id`: the list knows them by their ID, so that
    another name is a new one; else a name changes only by getting longer."""
    row = snapshot.row("Contacts", id)
    columns = {column.field: column for column in snapshot.columns("Contacts")}
    if not by_id and not words(full_name(row)) < words(written(values.get("name"))):
        values = without(values, "name", "kind")
    if words(written(values.get("name"))) == words(full_name(row)):
        values = without(values, "name")  # in another order or other capitals it is the same name
    found = []
    for field, cell in fitted(values, columns).items():
        column = columns.get(field)
        if column is None and field == "notes":  # refused with a sentence: what the list says must not vanish
            found.append(Changed(field, None, cell))
        if column is None or field == "id" or column.by == "A" or snapshot.formula("Contacts", id, field):
            continue
        after = _after(column, row, cell, snapshot)
        if after is not None and not same(row.get(field), after):
            found.append(Changed(field, row.get(field), after))
    return tuple(found)


def _after(column: Column, row: Mapping[str, Cell], cell: Cell, snapshot: Snapshot) -> Cell:
    """What a cell will hold; None when it stays as it is."""
    before, rules = row.get(column.field), snapshot.rules
    if cell in (None, "") or same(before, cell):
        return None
    if column.kind is LONG_TEXT and not (cell := _news(written(cell), row, rules)):
        return None
    if written(before).strip() == "":
        return None if _stands_elsewhere(column, row, cell, rules) else cell
    if column.field == STOP and says_stop(before, rules):
        return None
    if column.field == "marketing_ok" and fold(squash(written(before))) == "no" and is_yes(cell):
        return None
    if column.kind is LONG_TEXT:
        return _longer(written(before), written(cell))
    if column.kind is CHOICES:
        return _united(column, before, cell, rules)
    return None if _means_the_same(column, row, cell, rules) else boxed(cell, before)


def _stands_elsewhere(column: Column, row: Mapping[str, Cell], cell: Cell, rules: Rules) -> bool:
    """Whether the phones or addresses of a cell stand in another field of the row."""
    if column.kind is EMAIL:
        return set(addresses_in(written(cell))) <= set(emails(row)) and "@" in written(cell)
    return column.kind is PHONE and _is_known(written(cell), row, rules)


def _news(text: str, row: Mapping[str, Cell], rules: Rules) -> str:
    """Lines of notes without those that name a third phone or address which the row has already."""
    lines = [(line, _FURTHER.match(line)) for line in text.splitlines()]
    columns = {"Phone": SHEETS["Contacts"].column("phone"), "Email": SHEETS["Contacts"].column("email")}
    return "\n".join(
        line for line, told in lines if not told or not _stands_elsewhere(columns[told[1]], row, told[2], rules)
    )


def _longer(before: str, after: str) -> str | None:
    """A text with the lines of another one that it has not got."""
    known = {squash(line) for line in before.splitlines()}
    new = [line for line in after.splitlines() if line.strip() and squash(line) not in known]
    return "\n".join([before.rstrip(), *new]) if new else None


def _united(column: Column, before: Cell, after: Cell, rules: Rules) -> str | None:
    """A list of entries with those that it has not got."""
    there, more = column.kind.parse(before, rules), column.kind.parse(after, rules)
    mine = there if isinstance(there, tuple) else ()
    new = [word for word in (more if isinstance(more, tuple) else ()) if match_entry(word, mine) is None]
    return "; ".join([*mine, *new]) if new else None


def _means_the_same(column: Column, row: Mapping[str, Cell], cell: Cell, rules: Rules) -> bool:
    """Whether a cell of the list says what the one of the workbook does, in other words."""
    before = row.get(column.field)
    if column.kind is PHONE:
        both = _CALLED if column.field in _CALLED else (column.field,)
        return _is_known(written(cell), {field: row.get(field) for field in both}, rules)
    if column.kind is EMAIL:
        return _stands_elsewhere(column, row, cell, rules)
    if column.kind is CHOICE:
        return key(written(before)) == key(written(cell))
    one, other = (column.kind.parse(each, rules) for each in (before, cell))
    return one == other and not isinstance(one, Unreadable)


def _is_known(phone: str, row: Mapping[str, Cell], rules: Rules) -> bool:
    """Whether all phones of a cell stand in a row already, in whatever field and writing."""
    there = [_number(one, rules) for field in (*PHONES, *row) for one in several(written(row.get(field))) if one]
    return all(_number(one, rules) in there for one in several(phone))


def _number(phone: str, rules: Rules) -> str:
    return e164(phone, rules.country) or "".join(filter(str.isalnum, phone))
