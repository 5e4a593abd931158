"""A calendar file (iCalendar, RFC 5545) of next steps, birthdays and anniversaries, for any calendar program.

What repeats at the end of a month keeps to it: a step of the 31st falls on the last day of a shorter month, as it does
here, and a 29 February on the 28th in other years. BYMONTHDAY with BYSETPOS=-1 says so: the last day that exists.
"""

import datetime as dt
import importlib.util
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from crm.model.dates import next_occurrence
from crm.model.errors import CannotOpen

Rule = dict[str, Any]
_EVERY: Mapping[str, Rule] = {
    "Weekly": {"freq": "weekly"},
    "Monthly": {"freq": "monthly"},
    "Quarterly": {"freq": "monthly", "interval": 3},
    "Yearly": {"freq": "yearly"},
}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # signs that no text of a calendar may hold
_DAYS = (("birthday", "Birthday"), ("anniversary", "Anniversary"))


def is_there() -> bool:
    """Whether the package that writes calendars is installed."""
    return importlib.util.find_spec("icalendar") is not None


def calendar(steps: pd.DataFrame, people: pd.DataFrame, *, name: str, today: dt.date) -> bytes:
    """The file. `steps`: open next steps by row ID (contact_id, what, due, how, owner, repeat, notes); those without a
    day are left out. `people`: contacts by ID (name, birthday, anniversary), those of the steps among them.

    Raises CannotOpen where the package icalendar is missing.
    """
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise CannotOpen("Calendar files need the package icalendar, which is not installed here.") from error
    made = Calendar()
    made.add("prodid", "-//Kith//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _clean(name))
    names = people["name"].dropna().to_dict()
    for id, row in steps[steps["due"].notna()].iterrows():
        made.add_component(_step(str(id), row, str(names.get(row["contact_id"], "")), today))
    for field, what in _DAYS:
        for id, value in people[field].dropna().items():
            made.add_component(_yearly(f"{id}-{field}", f"{what}: {names.get(id, id)}", str(value), today))
    return bytes(made.to_ical())


def rule(day: dt.date, repeat: object) -> Rule | None:
    """How a day comes again, as a rule of a calendar; None where it does not.

    >>> rule(dt.date(2026, 1, 31), "Monthly")
    {'freq': 'monthly', 'bymonthday': [28, 29, 30, 31], 'bysetpos': -1}
    >>> rule(dt.date(2026, 1, 28), "Quarterly"), rule(dt.date(2028, 2, 29), "Yearly")
    ({'freq': 'monthly', 'interval': 3}, {'freq': 'yearly', 'bymonth': 2, 'bymonthday': [28, 29], 'bysetpos': -1})
    """
    every = _EVERY.get(str(repeat))
    if every is None or repeat == "Weekly" or day.day <= 28:
        return dict(every) if every else None
    if repeat == "Yearly" and (day.month, day.day) != (2, 29):
        return dict(every)
    month = {"bymonth": 2} if repeat == "Yearly" else {}
    return {**every, **month, "bymonthday": list(range(28, day.day + 1)), "bysetpos": -1}


def _step(id: str, row: "pd.Series[Any]", name: str, today: dt.date) -> Any:
    what = row["what"] if isinstance(row["what"], str) else "Next step"
    about = [("How", row["how"]), ("Who", row["owner"]), ("", row["notes"])]
    told = [f"{word}: {text}" if word else text for word, text in about if isinstance(text, str) and text]
    return _event(
        id, f"{what}: {name}" if name else what, row["due"].date(), rule(row["due"].date(), row["repeat"]), told, today
    )


def _yearly(id: str, title: str, value: str, today: dt.date) -> Any:
    """From the year that runs, since few programs like a day of long ago; the year itself is told."""
    first = next_occurrence(value, dt.date(today.year, 1, 1))
    leap = dt.date(2024, int(value[-5:-3]), int(value[-2:]))
    told = [] if value.startswith("--") else [f"Since {value[:4]}"]
    return _event(id, title, first, rule(leap, "Yearly"), told, today)


def _event(id: str, title: str, day: dt.date, again: Rule | None, told: list[str], today: dt.date) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{_clean(id)}@kith")
    event.add("dtstamp", dt.datetime.combine(today, dt.time(0), dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", _clean(title))
    event.add("transp", "TRANSPARENT")  # a reminder keeps nobody from being invited elsewhere
    if told:
        event.add("description", _clean("\n".join(told)))
    if again:
        event.add("rrule", again)
    return event


def _clean(text: str) -> str:
    """A text for a calendar: without signs that nobody sees and no program may meet there.

    >>> _clean("call\\x00 Ann\\r\\nsoon")
    'call Ann\\nsoon'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", lines).encode("utf-8", "ignore").decode("utf-8")
