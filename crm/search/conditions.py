"""Who meets conditions: masks over the contacts, a whole column at a time."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pandas as pd

from crm.model.cells import (
    DATE,
    INTEGER,
    MONEY,
    MONTH_DAY,
    NUMBER,
    PERCENT,
    STAMP,
    YES_NO,
    Unreadable,
    number_in,
    written,
)
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash
from crm.search.keys import (
    AT_LEAST,
    AT_MOST,
    BEGINS,
    CONTAINS,
    EMPTY,
    EQUAL,
    FILLED,
    LACKS,
    LESS,
    MORE_THAN,
    NOT_BEGINS,
    UNEQUAL,
    Condition,
    all_columns,
)  # fmt: skip
from crm.search.values import Span, occasion, span

BLANK = "never"
"""The value that a blank cell of a day or a number has: `Last contact > 60 days, never`."""

_IF_BLANK = {"status": "Active", "kind": "Person"}
_POSITIVE = {UNEQUAL: EQUAL, LACKS: CONTAINS, NOT_BEGINS: BEGINS}
_TURNED = {LESS: MORE_THAN, MORE_THAN: LESS, AT_MOST: AT_LEAST, AT_LEAST: AT_MOST, EQUAL: EQUAL}
_DAYS, _NUMBERS = (DATE, STAMP), (INTEGER, PERCENT, NUMBER, MONEY)
_BY_SIZE = (EQUAL, UNEQUAL, LESS, MORE_THAN, AT_MOST, AT_LEAST)
Mask = np.ndarray


def mask(
    snapshot: Snapshot, conditions: Iterable[Condition], *, me: str = "",
    computed: Mapping[str, pd.Series] | None = None,
) -> pd.Series:  # fmt: skip
    """Which contacts meet all conditions: True or False by ID. `me` stands for "me" as an owner.

    `computed`: field -> a value by contact ID, for what is worked out from other sheets. A condition that cannot be
    understood, or whose values were not handed in, is met by nobody; `trouble` says why.
    """
    contacts = snapshot.contacts
    keep = np.ones(len(contacts), dtype=bool)
    columns = {column.field: column for column in all_columns(snapshot.columns("Contacts"))}
    for one in conditions:
        column = columns.get(one.field)
        if column is None or trouble(column, one, snapshot):
            return pd.Series(False, index=contacts.index)
        keep &= _met(snapshot, column, one, me, computed or {})
    return pd.Series(keep, index=contacts.index)


def signs_of(column: Column) -> tuple[str, ...]:
    """The signs that make sense for a column, the likeliest first."""
    if column.kind is YES_NO:
        return (EQUAL, UNEQUAL, EMPTY, FILLED)
    if column.kind in (*_DAYS, *_NUMBERS, MONTH_DAY):
        return (*_BY_SIZE, EMPTY, FILLED)
    return (EQUAL, UNEQUAL, CONTAINS, LACKS, BEGINS, NOT_BEGINS, EMPTY, FILLED)


def trouble(column: Column, one: Condition, snapshot: Snapshot) -> str:
    """Why a condition cannot be understood, as a sentence; "" when it can."""
    if one.sign not in signs_of(column):
        known = ", ".join(signs_of(column))
        return f"“{column.heading}” cannot be compared with “{one.sign}”; it knows {known}."
    for value in one.values:
        read = _read(column, _POSITIVE.get(one.sign, one.sign), value, snapshot)
        if isinstance(read, Unreadable):
            return f"{column.heading}: {read.sentence}"
    return ""


def _read(column: Column, sign: str, value: str, snapshot: Snapshot) -> object:
    """What a value means in a column; Unreadable where it means nothing."""
    if column.kind in (*_DAYS, *_NUMBERS, MONTH_DAY) and key(value) == BLANK:
        return None
    if column.kind in _DAYS:
        return span(column, value, snapshot)
    if column.kind is MONTH_DAY:
        return occasion(sign, value, snapshot)
    if column.kind in _NUMBERS:
        return NUMBER.parse(value.strip().removesuffix("%"), snapshot.rules)
    return column.kind.parse(value, snapshot.rules) if column.kind is YES_NO else value


def _met(snapshot: Snapshot, column: Column, one: Condition, me: str, computed: Mapping[str, pd.Series]) -> Mask:
    values = _column(snapshot, column, computed)
    if one.sign in (EMPTY, FILLED):
        filled = _filled(snapshot, column.field, values)
        return filled if one.sign == FILLED else ~filled
    sign = _POSITIVE.get(one.sign, one.sign)
    if column.kind in (*_DAYS, *_NUMBERS, MONTH_DAY, YES_NO):
        tests = [_measured(column, sign, value, snapshot, values) for value in one.values]
        met: Mask = np.logical_or.reduce(tests)
    else:
        met = _worded(snapshot, column.field, sign, one.values, values, me)
    return met if sign == one.sign else ~met


def _column(snapshot: Snapshot, column: Column, computed: Mapping[str, pd.Series]) -> pd.Series:
    contacts = snapshot.contacts
    if column.field in computed:
        return computed[column.field].reindex(contacts.index)
    if column.field == "id":
        return contacts.index.to_series()
    if column.field in contacts.columns:
        return contacts[column.field]
    dtype = column.kind.dtype
    return pd.Series(pd.NaT if "datetime" in dtype else pd.NA, index=contacts.index, dtype=dtype)


def _measured(column: Column, sign: str, value: str, snapshot: Snapshot, values: pd.Series) -> Mask:
    """A column of days, numbers or yes and no against one value; a blank is neither more nor less than anything."""
    read = _read(column, sign, value, snapshot)
    if read is None:
        return values.isna().to_numpy(dtype=bool)
    if column.kind is MONTH_DAY:
        assert callable(read)
        return _by_word(values, lambda text: isinstance(text, str) and bool(read(text)))
    if isinstance(read, Span):
        days = values.dt.normalize().to_numpy(dtype="datetime64[D]")
        first, last = (np.datetime64(day, "D") for day in (read.first, read.last))
        return _compared(days, _TURNED[sign] if read.back else sign, first, last)
    if column.kind is YES_NO:
        return (values == read).fillna(False).to_numpy(dtype=bool)
    numbers = values.astype("float64").to_numpy()
    return _compared(numbers, sign, read, read)


def _compared(cells: Mask, sign: str, first: object, last: object) -> Mask:
    """Blanks (NaT, NaN) compare as False with everything."""
    tests: dict[str, Callable[[], Mask]] = {
        EQUAL: lambda: (cells >= first) & (cells <= last), LESS: lambda: cells < first, AT_MOST: lambda: cells <= last,
        MORE_THAN: lambda: cells > last, AT_LEAST: lambda: cells >= first,
    }  # fmt: skip
    return tests[sign]()


def _worded(snapshot: Snapshot, field: str, sign: str, wanted: tuple[str, ...], values: pd.Series, me: str) -> Mask:
    """A column of words against any of several, folded; of several entries in a cell one must fit."""
    if field == "owner" and me:
        wanted = tuple(me if fold(word) == "me" else word for word in wanted)
    blank = _IF_BLANK.get(field, "")
    if field == "relationships":
        blank = snapshot.settings.text("relationship_if_blank")
    folded = tuple(fold(squash(word)) for word in wanted)
    numbers = tuple(number_in(word) for word in wanted)

    def fits(value: object) -> bool:
        if isinstance(value, int | float) and not isinstance(value, bool) and sign == EQUAL and value == value:
            return value in numbers
        words = value if isinstance(value, tuple) else (blank if _is_blank(value) else written(value),)  # type: ignore[arg-type]
        return any(_fits(fold(squash(word)), sign, folded) for word in words if word)

    return _by_word(values, fits)


def _is_blank(value: object) -> bool:
    return value is None or value is pd.NA or value != value


def _fits(word: str, sign: str, wanted: tuple[str, ...]) -> bool:
    if sign == EQUAL:
        return word in wanted
    return any(one in word for one in wanted) if sign == CONTAINS else word.startswith(wanted)


def _by_word(values: pd.Series, fits: Callable[[object], bool]) -> Mask:
    """Each different value looked at once."""
    codes, words = pd.factorize(values, use_na_sentinel=False)
    return np.array([fits(word) for word in words], dtype=bool)[codes]


def _filled(snapshot: Snapshot, field: str, values: pd.Series) -> Mask:
    """Whether anything stands in the cells of a field, understood or not."""
    contents = snapshot.contents.sheets.get("Contacts")
    cells = contents.columns.get(field) if contents else None
    if contents is None or cells is None:
        return values.notna().to_numpy(dtype=bool)
    places = contents.places
    return np.array(
        [squash(written(cells[places[id]])) != "" if id in places else False for id in values.index], dtype=bool
    )
