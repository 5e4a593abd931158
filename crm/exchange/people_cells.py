"""From a cell of a list to the cell that a workbook holds, once it is said what its column becomes.

A town stands in a list a thousand times: what is the same in a column is understood once.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from crm.exchange.columns import NAME_PARTS
from crm.exchange.mapped import Mapped
from crm.exchange.synonyms import BIRTH_PARTS, LAST_VISIT, NOTE_LINE
from crm.model.cells import CHOICE, EMAIL, MONTH_DAY, PHONE, YES_NO, Cell, Kind, Rules, Unreadable, storable, written
from crm.model.dates import numeric_order, parse_day
from crm.model.emails import mail_doubt
from crm.model.phones import possible, several
from crm.model.sheets import SHEETS
from crm.model.text import MAX_CELL, brief, is_clean, key, tidy

_CONTACTS = SHEETS["Contacts"]
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REMEMBERED = 20_000  # different cells of one column that are understood once
_IN_PIECES = {NOTE_LINE, *NAME_PARTS, *BIRTH_PARTS}  # targets that are put together from cells as they stand
FIVE_DIGITS = frozenset(
    {"DE", "FR", "ES", "IT", "US", "FI", "SE", "TR", "CZ", "SK", "GR", "HR", "EE", "LT", "UA", "MX"}
)
"""Countries whose postcodes have five digits, some with a zero in front."""


class Read(NamedTuple):
    """A cell of a list: `kept` as a workbook can hold it, None where nothing stands; `stored` as it stands in its
    field, and for a last visit its day; the sentences that a person should know of the one and of the other.
    """

    kept: Cell
    remarks: tuple[str, ...] = ()
    stored: Cell = None
    doubts: tuple[str, ...] = ()


class ListColumn:
    """One column of a list: `read` answers for a cell that is not None. `rules` are the team's; `days` say how the days
    of this column are written."""

    def __init__(self, mapped: Mapped, rules: Rules, days: Rules) -> None:
        self.heading, self.target = mapped.heading, mapped.target
        self._rules, self._days = rules, days
        self._field = _CONTACTS.fields.get(mapped.target)
        self.read = lru_cache(_REMEMBERED, typed=True)(self._read)  # typed: 1 and True are not the same cell

    def _read(self, cell: Cell) -> Read:
        if not written(cell).strip():
            return Read(None)
        remarks: list[str] = []
        doubts: list[str] = []
        kept = _kept(cell, remarks)
        if kept is None or kept == "":
            return Read(None, tuple(remarks))
        if isinstance(kept, str) and self._days is not self._rules:
            self._judge_order(kept, remarks)
        stored = kept if self.target in _IN_PIECES else self._stored(kept, doubts)
        return Read(kept, tuple(remarks), stored, tuple(doubts))

    def _judge_order(self, text: str, remarks: list[str]) -> None:
        if (numeric_order(text) or self._days.order) != self._days.order:
            others = "day first" if self._days.day_first else "month first"
            remarks.append(f"“{brief(text)}” is not written {others}, as the others are.")

    def _stored(self, cell: Cell, doubts: list[str]) -> Cell:
        """A cell as it is stored in its field: as typed, but numbers and days of a text column become texts, and the
        texts of a column of days or numbers what they mean."""
        if self.target == LAST_VISIT:
            return self._visit(cell, doubts)
        if self._field is None:
            if key(self.heading).startswith(("fax", "phone ")):
                self._judge(PHONE, written(cell), doubts)
            return own(cell)
        kind, rules = self._field.kind, self._rules
        if isinstance(cell, dt.date) and kind is MONTH_DAY:
            return kind.format(text_of(kind, cell, rules), rules)
        if kind is MONTH_DAY and self._days.order != rules.order and numeric_order(written(cell)) != rules.order:
            return text_of(kind, cell, self._days) or self._as_typed(kind, written(cell), doubts)
        if kind.storage != "text":
            read = kind.parse(cell, self._days)
            if not isinstance(cell, str) or not (read is None or isinstance(read, Unreadable)):
                return kind.format(read, self._days) if isinstance(cell, str) else cell  # type: ignore[arg-type]
        text = _parts(written(cell))
        text = text if text and is_clean(text) else tidy(text, lines=kind.name == "long text")
        if kind is CHOICE and "Yes" in self._field.fixed and isinstance(said := YES_NO.parse(text, rules), bool):
            return "Yes" if said else "No"
        if self.target == "postcode" and not isinstance(cell, str):
            self._judge_postcode(text, doubts)
        return self._as_typed(kind, text, doubts)

    def _as_typed(self, kind: Kind, text: str, doubts: list[str]) -> str:
        self._judge(kind, text, doubts)
        return text

    def _judge_postcode(self, text: str, doubts: list[str]) -> None:
        """A postcode that was kept as a number has lost the zero in front."""
        if len(text) == 4 and text.isdecimal() and self._rules.country.upper() in FIVE_DIGITS:
            doubts.append(f"“{text}” has four digits and was kept as a number. 0{text} may be meant.")

    def _judge(self, kind: Kind, text: str, doubts: list[str]) -> None:
        """Say what will not be understood in the workbook. It is brought in as it was typed all the same."""
        read = kind.parse(text, self._rules) if kind.dtype != "str" or kind is MONTH_DAY else text
        if isinstance(read, Unreadable):
            doubts.append(f"{read.sentence} It is brought in as it stands.")
        elif kind is PHONE and any(not possible(one, self._rules.country) for one in several(text)):
            doubts.append(f"“{brief(text)}” is no phone number. It is brought in as it stands.")
        elif kind is EMAIL and (doubt := mail_doubt(text)):
            doubts.append(f"{doubt} It is brought in as it stands.")

    def _visit(self, cell: Cell, doubts: list[str]) -> dt.date | None:
        """The day of a visit; None, with a sentence, for what is none that has been."""
        day = cell if isinstance(cell, dt.date) else None
        if isinstance(cell, str):
            day = parse_day(cell, today=self._rules.today, order=self._days.order)
        if isinstance(day, dt.datetime):
            day = day.date()
        if day is not None and day <= self._rules.today:
            return day
        why = "lies ahead" if day else "is not a day of the calendar"
        doubts.append(f"“{written(cell)}” {why}, so it is kept in the notes.")
        return None


def _kept(cell: Cell, remarks: list[str]) -> Cell:
    """A cell as a workbook can hold it: without control characters, and not too long."""
    if isinstance(cell, str) and len(cell) <= MAX_CELL and not _CONTROLS.search(cell):
        return cell
    if isinstance(cell, str) and _CONTROLS.search(cell):
        cell = _CONTROLS.sub("", cell)
        remarks.append("control characters that no cell can keep were taken out.")
    why = storable(cell)
    if why and not isinstance(cell, str):
        return written(cell)
    if why:
        remarks.append(f"the text {why}. It is left out; shorten it in your file and bring it in again.")
    return None if why else cell


def _parts(text: str) -> str:
    """Google's several values in one cell as people write them, without its own groups (`* myContacts`).

    >>> _parts("* myContacts ::: vip ::: press")
    'vip; press'
    """
    if ":::" not in text and not text.startswith("* my"):
        return text
    return "; ".join(part for part in map(str.strip, text.split(":::")) if not part.startswith("* "))


def text_of(kind: Kind, cell: Cell, rules: Rules) -> str | None:
    """What a cell means, where that is a text; None where it is not understood."""
    read = kind.parse(cell, rules)
    return read if isinstance(read, str) else None


def own(cell: Cell) -> Cell:
    """A cell of a column of the team's own keeps its type where a workbook and a form can show it."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | dt.date | None):
        return written(cell)
    return tidy(cell, lines=True) if isinstance(cell, str) else cell
