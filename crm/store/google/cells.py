"""What a cell is to Google and to Kith. Google has texts, numbers, true and false; a day is a number with a format.

So a number is a day where its column holds days; and a day is written as a number there, as a text anywhere else.
"""

import datetime as dt

from crm.model.cells import DATE, MONTH_DAY, STAMP, Cell, Kind, written
from crm.model.sheets import SHEETS
from crm.store.google.calls import Raw

EPOCH = dt.datetime(1899, 12, 30)
LONGEST = 32_767  # characters; Google allows 50,000, Excel no more than these
_FIRST, _LAST = 366, 109_574  # 1901 to 2199: a smaller number in a column of days is a mistake, not a day
_DAYS = (DATE, STAMP)


def is_of_days(kind: Kind) -> bool:
    """Whether a number in a column of this kind is a day."""
    return kind in _DAYS or kind is MONTH_DAY


def holds_days(sheet: str, field: str | None) -> bool:
    """Whether days go into a field as numbers."""
    return bool(field) and SHEETS[sheet].column(field or "").kind in _DAYS


def read(cell: Raw | None, *, is_day: bool = False) -> Cell:
    """A cell as Kith knows it.

    >>> read(43831, is_day=True), read(43831), read(""), read(43831.5, is_day=True)
    (datetime.date(2020, 1, 1), 43831, None, datetime.datetime(2020, 1, 1, 12, 0))
    """
    if cell is None or cell == "":
        return None
    if is_day and isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST <= cell < _LAST:
        moment = EPOCH + dt.timedelta(seconds=round(cell * 86_400))
        return moment if moment.time() != dt.time(0) else moment.date()
    return cell


def raw(cell: Cell, *, is_day: bool = False) -> Raw:
    """A cell as it is sent; "" clears.

    >>> raw(dt.date(2020, 1, 1), is_day=True), raw(dt.date(2020, 1, 1)), raw(None), raw("007"), raw(2.0)
    (43831, '2020-01-01', '', '007', 2)
    """
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        if not is_day:
            return written(cell)
        moment = cell if isinstance(cell, dt.datetime) else dt.datetime.combine(cell, dt.time(0))
        return tidy((moment - EPOCH) / dt.timedelta(days=1))
    if isinstance(cell, dt.time | dt.timedelta):
        return str(cell)
    return tidy(cell)


def tidy(cell: Raw) -> Raw:
    """A number as Google tells it: 2.0 is 2.

    >>> tidy(2.0), tidy(2.5), tidy(True), tidy("2.0")
    (2, 2.5, True, '2.0')
    """
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else cell


def alike(a: Raw, b: Raw) -> bool:
    """Whether two cells hold the same: true is not 1, and a moment may differ in its last digits.

    >>> alike(1, 1.0), alike(True, 1), alike(43831.500000001, 43831.5), alike("1", 1)
    (True, False, True, False)
    """
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and a == b
    return abs(a - b) <= 1e-9 * max(1.0, abs(a))
