"""What people type by mistake, in haste or in malice, and what becomes of it in each kind of field.

Written out by hand, so that it says what is right and not what the code does. A text is kept as it was typed; what a
number, a day or another kind makes of it stands here by kind, and whatever is not named for a kind is refused.
"""

import datetime as dt
from dataclasses import dataclass, field

from crm.model.cells import Cell

LONGEST = 32_767  # characters that a cell keeps


@dataclass(frozen=True)
class Bad:
    """An input; the text it is kept as, None for no text at all; what other kinds make of it, by their names."""

    typed: str
    text: str | None = ""
    kinds: dict[str, Cell] = field(default_factory=dict)
    lines: str | None = ""
    keeps: bool = True  # whether any cell can hold it

    def kept(self, kind: str) -> Cell:
        """The cell it becomes in a field of text; `lines` where a field of several lines keeps more of it."""
        text = self.typed if self.text == "" else self.text
        return self.lines if kind == "long text" and self.lines != "" else text


def _number(amount: float, **kinds: Cell) -> dict[str, Cell]:
    whole = {"integer": int(amount)} if amount == int(amount) else {}
    share = {"percent": int(amount)} if whole and 0 <= amount <= 100 else {}
    return {"money": amount, "number": amount, **whole, **share, **kinds}


def _day(day: dt.date, **kinds: Cell) -> dict[str, Cell]:
    return {"date": day, "stamp": day, "when": day, **kinds}


YES, NO = {"yes/no": "Yes"}, {"yes/no": "No"}

TEXT = (
    Bad("", None),
    Bad(" \u00a0\t", None),
    Bad("\u200b", None, lines="\u200b"),
    Bad("\u00a0 Leeds\u200b ", "Leeds", lines="Leeds\u200b"),
    Bad("two\r\nlines", "two lines", lines="two\nlines"),
    Bad("👩\u200d🚀 Zoë"),
    Bad("q" + "\u0301" * 400),
    Bad("Zu\u0308rich", "Zürich"),
    Bad("Екатерина"),
    Bad("שלום עולם"),
    Bad("مرحبا"),
    Bad("Leeds\u202esdeeL", "LeedssdeeL"),
    Bad("\u2067abc\u2069"),
    Bad("İstanbul ıi ß ẞ"),
    Bad("_x0041_"),
    Bad("None"),
    Bad("NULL"),
    Bad('O\'Brien "x" | y'),
    Bad("{Nobody}"),
    Bad("{"),
    Bad("%s %d {0}"),
    Bad("\\x00 \\n"),
    Bad("A+"),
    Bad("x" * LONGEST),
    Bad("a " * 16_000 + "b"),
)
SHEETS_AND_PAGES = (
    Bad("=1+1"),
    Bad("+cmd|' /C calc'!A0"),
    Bad("-2+3"),
    Bad("@SUM(A1)"),
    Bad("\t=1+1", "=1+1"),
    Bad("＝1+1"),
    Bad('=HYPERLINK("http://beacon.invalid","x")'),
    Bad("#REF!"),
    Bad("![x](http://beacon.invalid/x)"),
    Bad("[x](javascript:alert)"),
    Bad("<script>alert(1)</script>"),
    Bad("<img src=x onerror=alert(1)>"),
    Bad(":red[x] $x$ :material/x: # a"),
    Bad("http://user@evil.example", kinds={"email": "http://user@evil.example"}),
    Bad("\\\\host\\x"),
    Bad("'; DROP TABLE change; --".replace(";", ",")),
)
NUMBERS = (
    Bad("1.000,50", kinds=_number(1000.5)),
    Bad("1,000.50", kinds=_number(1000.5)),
    Bad("1.000"),
    Bad("1,000"),
    Bad("1.20.34"),
    Bad("-5", kinds=_number(-5)),
    Bad("-0", kinds=_number(0)),
    Bad("0123", kinds=_number(123)),
    Bad("1e5"),
    Bad("1E400"),
    Bad("NaN"),
    Bad("Infinity"),
    Bad("1_000"),
    Bad("0x10"),
    Bad("9" * 20),
    Bad("9" * 5_000),
    Bad("٣٤"),
    Bad("²"),
    Bad("½"),
    Bad("$1,000.50", kinds=_number(1000.5)),
    Bad("50%", kinds={"percent": 50, "integer": 50}),
    Bad("four"),
    Bad("TRUE", kinds=YES),
    Bad("1", kinds=_number(1, **YES)),
    Bad("0", kinds=_number(0, **NO)),
    Bad("perhaps"),
)
DAYS = (
    Bad("31/02/2026"),
    Bad("31 Feb"),
    Bad("² Feb"),
    Bad("9" * 5_000 + " Feb"),
    Bad("29 February", kinds={"month-day date": "29 February", "when": dt.date(2026, 2, 28)}),
    Bad("31/12/2025", kinds=_day(dt.date(2025, 12, 31), **{"month-day date": "2025-12-31"})),
    Bad("12/31/2025", kinds=_day(dt.date(2025, 12, 31), **{"month-day date": "2025-12-31"})),
    Bad("1900-02-29"),
    Bad("0001-01-01"),
    Bad("9999-12-31"),
    Bad("1850-05-01", kinds={"month-day date": "1850-05-01"}),
    Bad("2026-01-05 25:99"),
    Bad("31 Brumaire 2025"),
    Bad("in 999 years"),
    Bad("soon"),
)
REACH = (
    Bad("ann@", kinds={}),
    Bad("a@b@c", kinds={"email": "a@b@c"}),
    Bad("x" * 300 + "@example.com"),
    Bad("0113 496 ext. 5 (call after 6)"),
)
IMPOSSIBLE = (
    Bad("a\x00b", keeps=False),
    Bad("\x0b", keeps=False),
    Bad("a\x1fb", keeps=False),
    Bad("\ud800", keeps=False),
    Bad("a\udfffb", keeps=False),
    Bad("\ufffe", keeps=False),
    Bad("x" * (LONGEST + 1), keeps=False),
    Bad("x" * 40_000, keeps=False),
)
ALL = (*TEXT, *SHEETS_AND_PAGES, *NUMBERS, *DAYS, *REACH, *IMPOSSIBLE)
