"""From what somebody typed to the cell that is stored, or a sentence why it cannot be."""

import datetime as dt
import re
from collections.abc import Mapping

from crm.model import dates
from crm.model.cells import (
    CHOICE,
    CHOICES,
    DATE,
    EMAIL,
    MONEY,
    MONTH_DAY,
    NUMBER,
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
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot


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
            heading = SHEETS[sheet].column(field).heading
            raise InvalidInput(field, f"The sheet {sheet} has no column “{heading}” to keep this in.")
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
        raise InvalidInput(column.field, f"“{text[:80]}” is not an email address. Put it under Notes, or leave it out.")
    if column.kind is CHOICE and column.fixed and match_entry(text, column.fixed) is None:
        raise InvalidInput(column.field, f"{column.heading} is {' or '.join(column.fixed)}.")


def _is_address(text: str) -> bool:
    """Whether a text could be one email address; 254 signs are the most that mail carries (RFC 5321, 4.5.3.1.3)."""
    name, _, domain = text.strip().rpartition("@")
    return bool(name and domain) and len(text.strip()) <= 254


def _sentence(column: Column, text: str, trouble: Unreadable, rules: Rules) -> str:
    if column.kind is STAMP:
        near = _nearest_day(text) or "Write it as 14 March 2026 15:30, or the day alone."
        return f"“{text[:80]}” is not a day with a time. {near}"
    if column.kind in (DATE, MONTH_DAY):
        near = _nearest_day(text)
        return f"“{text}” is not a day. {near or 'Write it as 14 March 2026 or 2026-03-14.'}"
    if column.kind is YES_NO:
        return f"{column.heading} is Yes or No."
    if column.kind in (MONEY, NUMBER) and (asked := _two_ways(text)):
        return asked
    return trouble.sentence


def _two_ways(text: str) -> str:
    """For a number that could be thousands or a fraction: the question, with both ways to write it; "" for any other.

    >>> _two_ways("1.234")
    '“1.234”: thousands, or a fraction? Write 1234 or 1.23.'
    """
    match = re.search(r"(?<![\d.,])(\d{1,3})[.,](\d{3})(?![\d.,])", text)
    return (
        f"“{text[:40]}”: thousands, or a fraction? Write {match[1]}{match[2]} or {match[1]}.{match[2][:2]}."
        if match
        else ""
    )


def _nearest_day(text: str) -> str:
    """For a day that a month does not have: the last one it has, and the one it would run over to.

    >>> _nearest_day("31 Feb")
    'Did you mean 28 Feb or 3 Mar?'
    """
    word = next((part for part in text.replace(",", " ").split() if part.strip(".").isalpha()), "")
    number = next((part for part in text.replace(",", " ").split() if part.strip(".").isdigit()), "")
    month = dates.month_names().get(word.strip(".").lower())
    if not month or not number or not 28 < int(number.strip(".")) < 32:
        return ""
    first = dt.date(2023, month, 1)
    over = first + dt.timedelta(days=int(number.strip(".")) - 1)
    last = over.replace(day=1) - dt.timedelta(days=1)
    return f"Did you mean {last.day} {last:%b} or {over.day} {over:%b}?"
