"""From what somebody typed to the cell that is stored, or a sentence why it cannot be."""

import datetime as dt
import re
from collections.abc import Mapping

from crm.actions.starting import is_currency
from crm.model import dates
from crm.model.cells import (
    CHOICE,
    CHOICES,
    DATE,
    EMAIL,
    INTEGER,
    MONEY,
    MONTH_DAY,
    NUMBER,
    PERCENT,
    PHONE,
    STAMP,
    YES_NO,
    Cell,
    Rules,
    Unreadable,
    match_entry,
    storable,
    written,
)  # fmt: skip
from crm.model.errors import InvalidInput
from crm.model.frames import entries_of, reader
from crm.model.lacking import no_column
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.model.text import brief, fold

_WORD = re.compile(r"[^\W\d_]{2,}")
_CURRENCIES = ("fr", "sfr", "kr", "zl", "kc", "ft", "lei", "rs", "rp", "rm", "tl", "lv", "din")  # as people write them


def cells_from(snapshot: Snapshot, sheet: str, values: Mapping[str, object]) -> dict[str, Cell]:
    """What was typed, by field, as cells of a sheet; an ID is left out, for a row has it from Kith and keeps it.

    Raises InvalidInput naming the field that cannot be kept.
    """
    columns = {column.field: column for column in snapshot.columns(sheet)}
    cells = {}
    for field, typed in values.items():
        if field == "id":
            continue
        column = columns.get(field)
        if column is not None:
            cells[field] = to_cell(column, typed, snapshot)
        elif typed not in (None, "", (), []):
            raise no_column(snapshot.contents, sheet, field)
    return cells


def to_cell(column: Column, typed: object, snapshot: Snapshot) -> Cell:
    """One typed value as the cell of its column.

    Raises InvalidInput with a sentence when it is not of the column's kind, or no cell can hold it.
    """
    given = _as_given(typed)
    if isinstance(given, str) and (why := storable(given)):
        raise InvalidInput(column.field, f"{column.heading} {why}.")
    value = reader(column, snapshot.lists)(given, snapshot.rules)
    if isinstance(value, Unreadable):
        raise InvalidInput(column.field, _sentence(column, written(given), value, snapshot.rules))
    if value is None:
        return None
    _check(column, written(given))
    if column.is_choice:
        entries = entries_of(column, snapshot.lists)
        words = value if isinstance(value, tuple) else (str(value),)
        matched = tuple(match_entry(word, entries) or word for word in words)
        value = matched if column.kind is CHOICES else matched[0]
    cell = column.kind.format(value, snapshot.rules)
    if why := storable(cell):
        raise InvalidInput(column.field, f"{column.heading} {why}.")
    return cell


def boxed(cell: Cell, seen: Cell) -> Cell:
    """Yes and No as a checkbox holds them, where the cell that was seen is one.

    >>> boxed("Yes", False), boxed("Yes", None), boxed("call first", True)
    (True, 'Yes', 'call first')
    """
    return cell == "Yes" if isinstance(seen, bool) and cell in ("Yes", "No") else cell


def _as_given(typed: object) -> Cell:
    if isinstance(typed, list | tuple):
        return "; ".join(str(part) for part in typed)
    if typed is None or isinstance(typed, str | bool | int | float | dt.date):
        return typed
    return str(typed)


def _check(column: Column, text: str) -> None:
    """What a form insists on beyond the kind; the same text typed into the sheet is kept and listed."""
    if column.kind is PHONE and not any(sign.isdigit() for sign in text):
        sentence = "There are no digits in this phone number. Put it under Notes, or leave it out."
        raise InvalidInput(column.field, sentence)
    if column.kind is EMAIL and not all(map(_is_address, text.replace(",", ";").strip("; ").split(";"))):
        raise InvalidInput(
            column.field, f"“{brief(text)}” is not an email address. Put it under Notes, or leave it out."
        )
    if column.kind in (MONEY, NUMBER, INTEGER, PERCENT) and any(map(_is_no_currency, _WORD.findall(text))):
        raise InvalidInput(column.field, f"“{brief(text)}” says more than a number. Write the number alone.")
    if column.kind is CHOICE and column.fixed and match_entry(text, column.fixed) is None:
        raise InvalidInput(column.field, f"{column.heading} is {' or '.join(column.fixed)}.")


def _is_no_currency(word: str) -> bool:
    """Whether a word beside a number is something else than money, such as a month: the cell would keep the number and
    lose the word."""
    return fold(word) not in _CURRENCIES and not is_currency(word.upper())


def _is_address(text: str) -> bool:
    """Whether a text could be one email address; 254 signs are the most that mail carries (RFC 5321, 4.5.3.1.3)."""
    name, _, domain = text.strip().rpartition("@")
    return bool(name and domain) and len(text.strip()) <= 254


def _sentence(column: Column, text: str, trouble: Unreadable, rules: Rules) -> str:
    if column.kind is STAMP:
        near = _nearest_day(text) or "Write it as 14 March 2026 15:30, or the day alone."
        return f"“{brief(text)}” is not a day with a time. {near}"
    if column.kind in (DATE, MONTH_DAY):
        near = _nearest_day(text)
        return f"“{brief(text)}” is not a day. {near or 'Write it as 14 March 2026 or 2026-03-14.'}"
    if column.kind is YES_NO:
        return f"{column.heading} is Yes or No."
    return trouble.sentence


def _nearest_day(text: str) -> str:
    """For a day that a month does not have: the last one it has, and the one it would run over to.

    >>> _nearest_day("31 Feb")
    'Did you mean 28 Feb or 3 Mar?'
    """
    word = next((part for part in text.replace(",", " ").split() if part.strip(".").isalpha()), "")
    number = next((part for part in text.replace(",", " ").split() if part.strip(".").isdecimal()), "")
    month = dates.month_names().get(word.strip(".").lower())
    day = int(number.strip(".")) if number and len(number) < 4 else 0
    if not month or not 28 < day < 32:
        return ""
    first = dt.date(2023, month, 1)
    over = first + dt.timedelta(days=day - 1)
    last = over.replace(day=1) - dt.timedelta(days=1)
    return f"Did you mean {last.day} {last:%b} or {over.day} {over:%b}?"
