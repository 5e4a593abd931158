"""The same conditions, one cell after the other, as slowly and plainly as they can be said."""

import calendar
import datetime as dt
from collections.abc import Mapping

from crm.model.text import fold
from crm.search.keys import Condition

MONTHS = [fold(name) for name in calendar.month_name]


def meets(row: Mapping[str, str | None], one: Condition, today: dt.date) -> bool:
    """Whether a row (field -> text) meets a condition."""
    cell = row[one.field]
    if one.sign == "is empty":
        return not cell
    if one.sign == "is not empty":
        return bool(cell)
    if one.sign in ("!=", "does not contain", "does not begin with"):
        turned = {"!=": "=", "does not contain": "contains", "does not begin with": "begins with"}[one.sign]
        return not any(_fits(one.field, cell, turned, value, today) for value in one.values)
    return any(_fits(one.field, cell, one.sign, value, today) for value in one.values)


def _fits(field: str, cell: str | None, sign: str, value: str, today: dt.date) -> bool:
    if field in ("city", "tags", "relationships"):
        told = cell or ("Customer" if field == "relationships" else "")
        words = [fold(word.strip()) for word in told.split(";")] if field != "city" else [fold(told.strip())]
        return any(word and _word(word, sign, fold(value)) for word in words)
    if field == "do_not_contact":
        return cell == value
    if field == "keep_in_touch":
        number = int(cell) if cell and cell.lstrip("-").isdigit() else None
        return (
            number is None if value == "never" else number is not None and _size(number, sign, int(value), int(value))
        )
    if field == "birthday":
        return _birthday(cell, sign, value, today)
    if value == "never":
        return cell is None
    if cell is None:
        return False
    first, last, back = _days(value, today)
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign) if back else sign
    return _size(dt.date.fromisoformat(cell), turned, first, last)


def _word(word: str, sign: str, wanted: str) -> bool:
    return {"=": word == wanted, "contains": wanted in word, "begins with": word.startswith(wanted)}[sign]


def _size(value, sign: str, first, last) -> bool:
    return {
        "=": first <= value <= last,
        "<": value < first,
        "<=": value <= last,
        ">": value > last,
        ">=": value >= first,
    }[sign]


def _days(value: str, today: dt.date) -> tuple[dt.date, dt.date, bool]:
    monday = today - dt.timedelta(days=today.weekday())
    before = dt.date(today.year, today.month - 1, 1)
    named = {
        "today": (today, today), "yesterday": (today - dt.timedelta(1), today - dt.timedelta(1)),
        "this week": (monday, monday + dt.timedelta(6)), "2026": (dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        "oct 2026": (dt.date(2026, 10, 1), dt.date(2026, 10, 31)),
        "last month": (before, dt.date(today.year, today.month, 1) - dt.timedelta(1)),
    }  # fmt: skip
    if value in named:
        return (*named[value], False)
    back = {"60 days": 60, "60d": 60, "3 weeks": 21, "2 months": (today - dt.date(2026, 9, 22)).days}
    if value in back:
        day = today - dt.timedelta(back[value])
        return day, day, True
    return dt.date.fromisoformat(value), dt.date.fromisoformat(value), False


BORN = {"14 March": (None, 3, 14), "1984-02-29": (1984, 2, 29), "1990-12-20": (1990, 12, 20)}


def _birthday(cell: str | None, sign: str, value: str, today: dt.date) -> bool:
    if cell not in BORN:
        return False
    year, month, day = BORN[cell]
    if value in MONTHS:
        return sign == "=" and MONTHS.index(value) == month
    if value in ("14 march", "29 feb"):
        return sign == "=" and (month, day) == {"14 march": (3, 14), "29 feb": (2, 29)}[value]
    if value == "1984-02-29":
        return year is not None and _size(dt.date(year, month, day), sign, dt.date(1984, 2, 29), dt.date(1984, 2, 29))
    falls = [_in_year(month, day, today.year), _in_year(month, day, today.year + 1)]
    if value == "this month":
        return sign == "=" and any((one.year, one.month) == (today.year, today.month) for one in falls)
    after = min(one for one in falls if one >= today)
    until = today + dt.timedelta(30)
    return _size(after, sign, until, until)


def _in_year(month: int, day: int, year: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
