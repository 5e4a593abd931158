"""A value as the XML of a cell, and back (ECMA-376 part 1, 18.3.1.4 c, 18.18.11 ST_CellType, 22.9.2.19 ST_Xstring)."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from crm.xlsx.places import name_of

Plain = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
"""What can be written into a cell."""

LONGEST_TEXT = 32_767  # characters as Excel counts them, in UTF-16
MOST_DIGITS = 15
_EXACT = 2**53
_DAY = dt.timedelta(days=1)
_LAST_SERIAL = 2_958_466  # the day after 9999-12-31
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f]|[Ff]{3}[EeFf])([0-9A-Fa-f]{4})_")  # but for those of _UNSTORABLE
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_UNSTORABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_EDGES = re.compile(r"^\s|\s$|[\n\t]|  ")


@dataclass(frozen=True, slots=True)
class CellError:
    """An error in a cell, typed or the result of a formula; `text` is as Excel shows it, such as "#N/A"."""

    text: str

    def __str__(self) -> str:
        return self.text


Result = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellError | None


class Formula(NamedTuple):
    """A formula as it stands in the file, without "=", and the result that the last program left (never a truth)."""

    text: str
    cached: Result


Value = Result | Formula
"""What can be read from a cell."""


def epoch_of(date1904: bool) -> dt.datetime:
    """The moment of serial number 0. For the 1900 system it is right from 1900-03-01 on."""
    return dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1899, 12, 30)


def serial_of(value: dt.date | dt.time | dt.timedelta, date1904: bool) -> int | float:
    """A day, moment, time or duration as days since the epoch. Raises ValueError with a sentence."""
    if isinstance(value, dt.datetime | dt.time) and value.tzinfo:
        raise ValueError("A cell cannot hold a time zone. Give the local time without one.")
    if isinstance(value, dt.timedelta):
        if value < dt.timedelta():
            raise ValueError("A cell cannot show a time less than zero.")
        days = value / _DAY
    elif isinstance(value, dt.time):
        days = (dt.datetime.combine(dt.datetime.min, value) - dt.datetime.min) / _DAY
    else:
        days = (_moment(value, date1904) - epoch_of(date1904)) / _DAY
    return int(days) if days.is_integer() else days


def _moment(value: dt.date, date1904: bool) -> dt.datetime:
    first = dt.datetime(1904, 1, 1) if date1904 else dt.datetime(1900, 3, 1)
    moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
    if moment < first:
        raise ValueError(f"{moment:%d.%m.%Y} cannot be a date in a cell; the first possible day is {first:%d.%m.%Y}.")
    return moment


def moment_of(serial: float, duration: bool, date1904: bool) -> Result:
    """What a number with a date style means: by its value, not its format, so midnight is a date.

    Numbers that are no day for sure (0, negative, below 61 in the 1900 system, too large) stay numbers.
    """
    if duration:
        return dt.timedelta(milliseconds=round(serial * 86_400_000)) if abs(serial) < _LAST_SERIAL else whole(serial)
    if 0 <= serial < 1:
        return (dt.datetime.min + dt.timedelta(milliseconds=round(serial * 86_400_000))).time()
    if serial < (0 if date1904 else 61) or serial >= _LAST_SERIAL - (1462 if date1904 else 0):
        return whole(serial)
    moment = epoch_of(date1904) + dt.timedelta(milliseconds=round(serial * 86_400_000))
    return moment.date() if serial == int(serial) else moment


def whole(number: float) -> int | float:
    """A float without a fraction as an int, while a float holds every integer exactly.

    >>> whole(3.0), whole(1.5), whole(1e300)
    (3, 1.5, 1e+300)
    """
    return int(number) if number.is_integer() and abs(number) <= _EXACT else number


def check(value: object, date1904: bool) -> None:
    """Raise ValueError, with a sentence, for a value that a cell cannot hold exactly; TypeError for another type."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):  # bool too
        if len(str(abs(value))) > MOST_DIGITS:
            raise ValueError(f"A cell keeps {MOST_DIGITS} digits of a number. Write longer ones as text.")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("A cell cannot hold this number.")
    elif isinstance(value, dt.date | dt.time | dt.timedelta):
        serial_of(value, date1904)
    elif value is not None:
        raise TypeError(f"cannot write {type(value).__name__} into a cell")


def _check_text(text: str) -> None:
    if _UNSTORABLE.search(text):
        raise ValueError("This text holds a character that no workbook can store.")
    if len(text) + sum(char > "\uffff" for char in text) > LONGEST_TEXT:
        raise ValueError(f"This text is longer than the {LONGEST_TEXT:,} characters that a cell can hold.")


def cell_xml(
    place: tuple[int, int], value: Plain, attributes: Mapping[str, str], style: int, ns: tuple[bytes, bool]
) -> bytes:
    """The XML of a cell at (row, column), b"" when it needs none. `ns` is the sheet's tag prefix and its date1904.

    `attributes` are those of the cell before, of which unknown ones stay. Text is an inline string, never a formula.
    """
    prefix, date1904 = ns
    p = prefix.decode()
    kept = "".join(
        f' {name}="{text}"' for name, text in attributes.items() if name not in ("r", "s", "t", "cm", "vm", "ph")
    )
    start = f'<{p}c r="{name_of(*place)}"' + (f' s="{style}"' if style else "") + kept
    if value is None or value == "":
        return f"{start}/>".encode() if style else b""
    if isinstance(value, str):
        space = ' xml:space="preserve"' if _EDGES.search(value) else ""
        return f'{start} t="inlineStr"><{p}is><{p}t{space}>{escape(value)}</{p}t></{p}is></{p}c>'.encode()
    if isinstance(value, bool):
        return f'{start} t="b"><{p}v>{value:d}</{p}v></{p}c>'.encode()
    number = serial_of(value, date1904) if isinstance(value, dt.date | dt.time | dt.timedelta) else value
    return f"{start}><{p}v>{number!r}</{p}v></{p}c>".encode()


def escape(text: str) -> str:
    """Text as the content of `<t>`.

    >>> escape("a<b & \\x07 _x0041_")
    'a&lt;b &amp; _x0007_ _x005F_x0041_'
    """
    coded = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return coded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text that `_xHHHH_` escapes stand for (XML's own escapes are the parser's work).

    An escape of no character, such as half of a surrogate pair, stays as it is written.

    >>> unescape("_x005F_x0041_ a_x000D_b _xD83D_")
    '_x0041_ a\\rb _xD83D_'
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
