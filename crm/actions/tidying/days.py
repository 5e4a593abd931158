"""Days: read two ways, kept as numbers, in no calendar, or with a year that only a program can have written.

Numbers 18, 19 and 31 of the catalogue.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm.actions.tidying.finding import Finding, Fix, Looked, look
from crm.model.cells import DATE, MONTH_DAY, STAMP, Cell, Kind, Rules, Unreadable, Value, written
from crm.model.changes import Change
from crm.model.dates import numeric_order, write_month_day
from crm.model.snapshot import Snapshot
from crm.model.text import brief

OLDEST = 110  # years; nobody of a list is older
SAMPLES = 3  # days of a column that are shown read both ways
_SERIALS = range(20_000, 60_001), range(1, 60_001)  # as spreadsheets count: 1954 to 2064, and from 1900 on
_NO_LEAP_DAY = 61  # they count a 29 February 1900, which was none
_EPOCH = dt.date(1899, 12, 30)
_OPEN = re.compile(r"\s*(\d{1,2})([/\- ])(\d{1,2})\2(?:\d{2}|\d{4})(?:\s|$)")
_LATE = re.compile(r"(?<!\d)(29|30|31)(?!\d)")


def days(snapshot: Snapshot) -> Iterator[Finding]:
    """What is to be said about days that can be read, or that are numbers."""
    for column in look(snapshot, DATE, STAMP, MONTH_DAY):
        types = set(map(type, column.cells))
        if str in types:
            yield from _two_ways(column, snapshot.rules)
        if types & {int, float}:
            yield from _serials(column, snapshot.rules)
        if column.column.field == "birthday":
            yield from _unlikely(snapshot, column)


def _two_ways(column: Looked, rules: Rules) -> Iterator[Finding]:
    """One finding a column: all its days of which nothing says whether the day or the month comes first."""
    texts = [(place, cell) for place, cell in enumerate(column.cells) if isinstance(cell, str) and _OPEN.match(cell)]
    orders = {numeric_order(text) for _, text in texts if "/" in text} - {None}
    unsure = [(place, text) for place, text in texts if _is_unsure(text)]
    if len(orders) == 1 or not unsure:
        return
    first = unsure[0][0]
    samples = ", ".join(brief(text, 20) for _, text in unsure[:SAMPLES])
    more = f" and {len(unsure) - SAMPLES} more" if len(unsure) > SAMPLES else ""
    sentence = f"{column.column.heading}: {samples}{more}. Does the day come first, or the month?"
    fixes = [
        _all_of(column, unsure, replace(rules, day_first=is_first), label)
        for is_first, label in ((True, "The day comes first"), (False, "The month comes first"))
    ]
    if not rules.day_first:
        fixes.reverse()
    found = column.finding(first, "day_or_month", sentence, *fixes)
    yield replace(found, text=samples + more, cells=len(unsure))


def _is_unsure(text: str) -> bool:
    match = _OPEN.match(text)
    return bool(match and match[1] != match[3] and 0 < int(match[1]) <= 12 and 0 < int(match[3]) <= 12)


def _all_of(column: Looked, texts: Sequence[tuple[int, str]], rules: Rules, label: str) -> Fix | None:
    kind, changes, after = column.column.kind, list[Change](), list[str]()
    for place, text in texts:
        value = kind.parse(text, rules)
        if value is None or isinstance(value, Unreadable):
            continue
        cell = _cell(column, value, rules)
        after.append(_told(cell))
        if change := column.change(place, cell):
            changes.append(change)
    return Fix(label, tuple(changes), ", ".join(after[:SAMPLES])) if changes else None


def _cell(column: Looked, value: Value, rules: Rules) -> Cell:
    return column.column.kind.format(value, rules)


def _told(cell: Cell) -> str:
    """A day as it is read without a doubt."""
    return f"{cell.day} {cell:%b %Y}" if isinstance(cell, dt.date) else written(cell)


def _serials(column: Looked, rules: Rules) -> Iterator[Finding]:
    for place, cell in enumerate(column.cells):
        day = _counted(cell, column.column.kind)
        if day is None or (column.column.field == "birthday" and day.year < rules.today.year - OLDEST):
            continue  # as programs write no year: told with the others of that kind
        value = column.column.kind.parse(day, rules)
        if value is None or isinstance(value, Unreadable):
            continue
        sentence = f"{written(cell)} is how a sheet counts {_told(day)}."
        fix = column.fix(place, _cell(column, value, rules), f"Write {_told(day)}", is_sure=True)
        yield column.finding(place, "day_as_number", sentence, fix)


def _counted(cell: Cell, kind: Kind) -> dt.date | None:
    """The day that a number means in a column of days; birthdays go back to the first day that sheets count."""
    if type(cell) not in (int, float) or not isinstance(cell, int | float) or cell not in _SERIALS[kind is MONTH_DAY]:
        return None
    return _EPOCH + dt.timedelta(days=int(cell) + (cell < _NO_LEAP_DAY))


def near(column: Looked, place: int, rules: Rules) -> Iterator[Fix]:
    """For a day that its month does not have: the last one it has, and the one it would run over to."""
    text, kind = written(column.cells[place]), column.column.kind
    if not (late := _LATE.search(text)):
        return
    for day in range(int(late[0]) - 1, 27, -1):
        last = kind.parse(text[: late.start()] + str(day) + text[late.end() :], rules)
        if last is None or isinstance(last, Unreadable):
            continue
        for value in (last, _later(last, int(late[0]) - day)):
            cell = _cell(column, value, rules)
            if fix := column.fix(place, cell, f"Write {_told(cell)}"):
                yield fix
        return


def _later(value: Value, days: int) -> Value:
    """Some days after a day, or after a day of the year."""
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=days)
    text = str(value)
    year = text[:4] if not text.startswith("--") else "2023"
    try:
        day = dt.date.fromisoformat(f"{year}-{text[-5:]}")
    except ValueError:  # 29 February of no year
        day = dt.date(2024, 2, 29)
    day += dt.timedelta(days=days)
    return f"--{day:%m-%d}" if text.startswith("--") else day.isoformat()


def _unlikely(snapshot: Snapshot, column: Looked) -> Iterator[Finding]:
    """Birthdays of 1900 and 1904, as programs write them for no year, and of people older than anybody."""
    oldest, language = snapshot.rules.today.year - OLDEST, snapshot.rules.language
    for place, cell in enumerate(column.cells):
        value = _birthday(cell, snapshot.rules)
        if not value or int(value[:4]) >= oldest:
            continue
        bare = write_month_day(f"--{value[5:]}", language)
        fixes = [column.fix(place, bare, f"Year unknown: {bare}")]
        if value[5:] == "01-01":
            fixes.append(column.fix(place, None, "The day is unknown too"))
        yield column.finding(place, "year_unknown", f"Was {value[:4]} the year, or is it unknown?", *fixes)


def _birthday(cell: Cell, rules: Rules) -> str:
    """A birthday with the year that stands in its cell, "" without one."""
    day = cell if isinstance(cell, dt.date) else _counted(cell, MONTH_DAY)
    if day:
        return f"{day.year:04d}-{day:%m-%d}"
    value = MONTH_DAY.parse(cell, rules) if isinstance(cell, str) and cell else None
    return value if isinstance(value, str) and not value.startswith("--") else ""
