"""Kinds of cell: how a cell is understood (`parse`) and how a value is written (`format`), one pair a kind.

Reading is tolerant: what cannot be understood becomes an `Unreadable` with a sentence, and the cell keeps its text.
`format` gives the cell that `parse` reads back to the same value.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.model import dates
from crm.model.text import brief, fold, key, squash, tidy, unstorable

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Value = str | int | float | bool | dt.date | tuple[str, ...] | None


@dataclass(frozen=True)
class Rules:
    """What a team's Settings say about reading: the order of days, the country, the language, and which day it is."""

    today: dt.date
    day_first: bool = True
    country: str = "GB"
    language: str = "en"

    @property
    def order(self) -> str:
        """'dmy' or 'mdy'."""
        return "dmy" if self.day_first else "mdy"


@dataclass(frozen=True)
class Unreadable:
    """Why a cell could not be understood: a code of the tidy catalogue and the sentence for the person."""

    code: str
    sentence: str


Read = Value | Unreadable


@dataclass(frozen=True)
class Kind:
    """A kind of cell. `parse(cell, rules)` never raises; `format(value, rules)` takes what parse gives."""

    name: str
    parse: Callable[[Cell, Rules], Read]
    format: Callable[[Value, Rules], Cell]
    dtype: str = "str"  # of the snapshot's column
    storage: str = "text"  # the cell's format in a new workbook: text, day, moment, whole, number or money


def written(cell: Cell) -> str:
    """A cell as a person would read it: no `.0`, days as ISO.

    >>> written(491512345678.0), written(True), written(dt.date(2026, 3, 1)), written(None)
    ('491512345678', 'Yes', '2026-03-01', '')
    """
    if type(cell) is str:  # most cells are, and a list asks this of each of them several times
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes") if (cell.hour or cell.minute) else cell.date().isoformat()
    return str(cell)


# text, and what is stored as text ----------------------------------------------------------------------------------


def _parse_text(cell: Cell, rules: Rules) -> Read:
    return tidy(written(cell)) or None


def _parse_long(cell: Cell, rules: Rules) -> Read:
    return tidy(written(cell), lines=True) or None


def _as_is(value: Value, rules: Rules) -> Cell:
    return None if value is None or value == "" else value  # type: ignore[return-value]


def _parse_list(cell: Cell, rules: Rules) -> Read:
    """Several entries: at `;` and line breaks, else at `,`. An entry that was written twice counts once.

    >>> _parse_list("Lead; Volunteer", Rules(dt.date(2026, 1, 1)))
    ('Lead', 'Volunteer')
    """
    text = written(cell)
    parts = re.split(r"[;\n]", text) if re.search(r"[;\n]", text) else text.split(",")
    entries: dict[str, str] = {}
    for part in map(tidy, parts):
        if part:
            entries.setdefault(fold(part), part)
    return tuple(entries.values()) or None


def _format_list(value: Value, rules: Rules) -> Cell:
    """One entry with a comma in it ends in a semicolon, or it would be read as two.

    >>> _format_list(("Lead", "Volunteer"), Rules(dt.date(2026, 1, 1)))
    'Lead; Volunteer'
    """
    if not isinstance(value, tuple):
        return _as_is(value, rules)
    return f"{value[0]};" if len(value) == 1 and "," in value[0] else "; ".join(value) or None


# days -----------------------------------------------------------------------------------------------------------


def _parse_date(cell: Cell, rules: Rules) -> Read:
    """A day, or a moment where a time of day was typed.

    >>> _parse_date("31 Feb 2024", Rules(dt.date(2026, 1, 1)))
    Unreadable(code='not_a_date', sentence='“31 Feb 2024” is not a day of the calendar.')
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, dt.datetime):
        return _plausible(cell if cell.time() != dt.time(0) else cell.date())
    if isinstance(cell, dt.date):
        return _plausible(cell)
    text = squash(written(cell))
    if not text:
        return None
    day = dates.parse_day(text, order=rules.order, today=rules.today) if isinstance(cell, str) else None
    return day or Unreadable("not_a_date", f"“{brief(text)}” is not a day of the calendar.")


def _plausible(day: dt.date) -> Read:
    if dates.FIRST_YEAR <= day.year <= dates.LAST_YEAR:
        return day
    return Unreadable("impossible_date", f"The year {day.year} cannot be right.")


def _parse_month_day(cell: Cell, rules: Rules) -> Read:
    if cell is None or cell == "":
        return None
    if isinstance(cell, dt.date):
        unknown = cell.year in (1900, 1904, rules.today.year)
        return f"--{cell.month:02d}-{cell.day:02d}" if unknown else cell.strftime("%Y-%m-%d")
    if isinstance(cell, str) and dates.is_past_day(cell, rules.today):
        return cell  # as Kith writes it: most cells of most columns
    text = squash(written(cell))
    if not text:
        return None
    value = dates.parse_month_day(text, order=rules.order, today=rules.today)
    return value or Unreadable("not_a_date", f"“{brief(text)}” is not a day of the year.")


def _format_month_day(value: Value, rules: Rules) -> Cell:
    return dates.write_month_day(str(value), rules.language) if value else None


# numbers ----------------------------------------------------------------------------------------------------------

_MONEY_SIGNS = re.compile(r"[\s’'€$£¥₹₺₽₴]")
_CURRENCY = re.compile(r"^([-+(]?)[^\W\d_]{1,3}\.?|[^\W\d_]{1,3}\.?(\)?)$")
_TWO_WAYS = re.compile(r"(?<![\d.,])(\d{1,3})[.,](\d{3})(?![\d.,])")
_NUMBER = re.compile(r"([-+]?)(\d+|\d{1,3}([.,])(?:\d{2,3}\3)*\d{3})(?:([.,])(\d{1,2}))?$", re.ASCII)


def number_in(text: str) -> float | None:
    """The number a text means: the last `.` or `,` before one or two digits is the decimal mark; None if unclear.

    A currency may stand before or behind it, a negative amount in parentheses.

    >>> number_in("€ 1.234,56"), number_in("1,234.56"), number_in("12,5"), number_in("1.234"), number_in("1e5")
    (1234.56, 1234.56, 12.5, None, None)
    """
    bare = _CURRENCY.sub(r"\1\2", _MONEY_SIGNS.sub("", text).replace("−", "-"))
    negative = bare.startswith("(") and bare.endswith(")")
    match = _NUMBER.match(bare.strip("()"))
    if not match:
        return None
    sign, whole, parting, mark, part = match.groups()
    if parting and (parting == mark or (not mark and whole.count(parting) == 1)):
        return None  # 1.234 is one thousand or one point two, 1.20.34 no number: never guessed
    number = float(f"{sign}{re.sub('[.,]', '', whole)}.{part or 0}")
    return -number if negative else number


def _no_number(text: str) -> str:
    """Why a text is no number, with how to write the one that is meant.

    >>> _no_number("1.234")
    '“1.234”: thousands, or a fraction? Write 1234 or 1.23.'
    >>> _no_number("abc")
    '“abc” is not a number. Write it in digits, such as 12 or 12.50.'
    """
    if match := _TWO_WAYS.search(text):
        whole, part = match.groups()
        return f"“{brief(text)}”: thousands, or a fraction? Write {whole}{part} or {whole}.{part[:2]}."
    return f"“{brief(text)}” is not a number. Write it in digits, such as 12 or 12.50."


def _parse_number(cell: Cell, rules: Rules) -> Read:
    if isinstance(cell, bool):
        return Unreadable("not_a_number", f"“{written(cell)}” is not a number.")
    text = squash(written(cell))
    if not text:
        return None
    number = cell if isinstance(cell, int | float) else number_in(text)
    if number is None:
        return Unreadable("not_a_number", _no_number(text))
    if not abs(number) <= 1e15:
        return Unreadable("not_a_number", f"“{brief(text)}” has more digits than a cell keeps.")
    return float(number) + 0.0  # -0 is 0


def _parse_integer(cell: Cell, rules: Rules) -> Read:
    text = written(cell).strip().removesuffix("%").strip() if isinstance(cell, str) else cell
    number = _parse_number(text, rules)
    if not isinstance(number, float):
        return number
    return (
        int(number)
        if number.is_integer()
        else Unreadable("not_a_number", f"“{brief(written(cell))}” is not a whole number.")
    )


def _parse_percent(cell: Cell, rules: Rules) -> Read:
    """A chance in percent, 0 to 100; 0.5 and "50%" both mean 50.

    >>> [_parse_percent(cell, Rules(dt.date(2026, 1, 1))) for cell in (0.5, "50%", 80)]
    [50, 50, 80]
    """
    share = number_in(cell) if isinstance(cell, str) else cell
    if isinstance(share, float) and 0 < share < 1:
        cell = round(share * 100, 6)
    number = _parse_integer(cell, rules)
    if isinstance(number, int) and not 0 <= number <= 100:
        return Unreadable("out_of_scale", f"{number} is outside 0 to 100.")
    return number


# yes and no ---------------------------------------------------------------------------------------------------------

_YES = {"yes", "y", "ja", "j", "oui", "si", "sim", "tak", "x", "✓", "✔", "1", "true", "wahr"}
_NO = {"no", "n", "nein", "non", "nao", "nie", "0", "false", "falsch", "-"}


def _parse_yes_no(cell: Cell, rules: Rules) -> Read:
    text = squash(written(cell))
    if not text:
        return None
    if fold(text) in _YES | _NO:
        return fold(text) in _YES
    return Unreadable("not_yes_or_no", f"“{brief(text)}” is neither Yes nor No.")


def _format_yes_no(value: Value, rules: Rules) -> Cell:
    return None if value is None else "Yes" if value else "No"


TEXT = Kind("text", _parse_text, _as_is)
LONG_TEXT = Kind("long text", _parse_long, _as_is)
PHONE = Kind("phone", _parse_text, _as_is)
EMAIL = Kind("email", _parse_text, _as_is)
URL = Kind("url", _parse_text, _as_is)
ID = Kind("id", _parse_text, _as_is)
CHOICE = Kind("choice", _parse_text, _as_is)
CHOICES = Kind("choices", _parse_list, _format_list, dtype="object")
LINK = Kind("link", _parse_text, _as_is)
DATE = Kind("date", _parse_date, _as_is, dtype="datetime64[us]", storage="day")
STAMP = Kind("stamp", _parse_date, _as_is, dtype="datetime64[us]", storage="moment")
MONTH_DAY = Kind("month-day date", _parse_month_day, _format_month_day)
INTEGER = Kind("integer", _parse_integer, _as_is, dtype="Int64", storage="whole")
PERCENT = Kind("percent", _parse_percent, _as_is, dtype="Int64", storage="whole")
NUMBER = Kind("number", _parse_number, _as_is, dtype="float64", storage="number")
MONEY = Kind("money", _parse_number, _as_is, dtype="float64", storage="money")
YES_NO = Kind("yes/no", _parse_yes_no, _format_yes_no, dtype="boolean")

KINDS = {
    kind.name: kind
    for kind in (
        TEXT, LONG_TEXT, PHONE, EMAIL, URL, ID, CHOICE, CHOICES, LINK, DATE, STAMP, MONTH_DAY, INTEGER, PERCENT, NUMBER,
        MONEY, YES_NO,
    )
}  # fmt: skip


_SIGNS = re.compile(r"[^\w\s\-–./'’,;:()&\"]|[-–]\s*$")


def speller(entries: Sequence[str]) -> Callable[[str], str | None]:
    """What finds the entry of a list that a text means: see `match_entry`."""
    exact, loose = dict[str, str](), dict[str, str]()
    for entry in entries:
        exact.setdefault(fold(squash(entry)), entry)
        loose.setdefault(key(entry), entry)

    def spelled(text: str) -> str | None:
        entry = loose.get(key(text))
        if entry is not None and _SIGNS.findall(entry) != _SIGNS.findall(text):
            entry = None
        return exact.get(fold(squash(text)), entry)

    return spelled


def match_entry(text: str, entries: Sequence[str]) -> str | None:
    """The entry of a list that a text means: case, accents, spaces and the punctuation between words are ignored.

    A sign that makes another word of it is not: nobody who writes A+ means A.

    >>> match_entry(" customer", ["Customer", "Lead"]), match_entry("walk in", ["Walk-in"])
    ('Customer', 'Walk-in')
    >>> match_entry("A+", ["A", "A+"]), match_entry("A+", ["A"]), match_entry("🎄", ["❤"])
    ('A+', None, None)
    """
    return speller(entries)(text)


def same(a: Cell, b: Cell) -> bool:
    """Whether two cells hold the same, as the merge compares: trimmed, NFC, 1 equals 1.0, a day equals its midnight.

    >>> same("Ann ", "Ann"), same(1, 1.0), same(dt.date(2026, 1, 1), dt.datetime(2026, 1, 1)), same(None, "")
    (True, True, True, True)
    """
    if a == b:
        return True
    return _comparable(a) == _comparable(b)


def _comparable(cell: Cell) -> object:
    if isinstance(cell, str):
        return tidy(cell, lines=True) or None
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return dt.datetime.combine(cell, dt.time(0))
    if isinstance(cell, float) and math.isfinite(cell):
        return float(f"{cell:.15g}")  # LibreOffice writes no more digits than Excel keeps
    return cell


def storable(cell: Cell) -> str | None:
    """Why no workbook can hold this cell, as the end of a sentence; None when one can."""
    if isinstance(cell, str):
        return unstorable(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return "is not a number"
    if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= 10**15:
        return "has more digits than a cell keeps"
    if isinstance(cell, dt.date) and cell.year < 1901:
        return "lies before 1901, where spreadsheets have no days"
    return None
