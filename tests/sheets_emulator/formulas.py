"""The few formulas that tests need: arithmetic, cells of the workbook, and a handful of functions.

A formula outside of this is refused with 501 when it is typed: an emulator that guesses values is worse than none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .cells import CellFault, Value, plain
from .errors import unsupported

TITLE = r"(?:'(?:[^']|'')+'|[A-Za-z_]\w*)!"
CELL = r"\$?[A-Za-z]{1,3}\$?\d+"
REFERENCE = rf"(?:{TITLE})?(?:{CELL}(?::{CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}})(?![\w(])"
TOKEN = re.compile(
    rf"\s*(?:(?P<text>\"(?:[^\"]|\"\")*\")|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(?P<reference>{REFERENCE})"
    r"|(?P<fault>#REF!)|(?P<name>[A-Za-z][A-Za-z.]*)|(?P<mark><>|<=|>=|[-+*/^&=<>(),;]))",
)
FUNCTIONS = {"SUM", "COUNT", "COUNTA", "AVERAGE", "MIN", "MAX", "IF", "IFERROR", "TODAY", "LEN", "UPPER", "LOWER"}
FUNCTIONS |= {"TRIM", "CONCATENATE", "ROUND", "ABS", "TRUE", "FALSE", "NA"}
LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
Cells = Callable[[str], list[Value]]


class Fault(Exception):
    """A formula that came to #REF!, #DIV/0! ..."""


def tokens(text: str) -> list[tuple[str, str]]:
    """The parts of a formula. Raises ApiError (501) where one is unknown."""
    found, place = [], 1
    text = text.rstrip()
    while place < len(text):
        token = TOKEN.match(text, place)
        if not token:
            raise unsupported(f"the formula {text}")
        found.append((str(token.lastgroup), token[str(token.lastgroup)]))
        place = token.end()
    return found


def parsed(text: str) -> list[tuple[str, str]]:
    """The parts of a formula, every function of which is known."""
    found = tokens(text)
    for kind, part in found:
        if kind == "name" and part.upper() not in FUNCTIONS:
            raise unsupported(f"the function {part.upper()}")
    return found


def computed(text: str, cells: Cells, today: int) -> Value:
    """The value of a formula; cells("Sheet1!A1:B2") gives the values of a reference, row by row."""
    try:
        reading = Reading(parsed(text), cells, today)
        value = reading.level(0)
    except Fault as fault:
        return CellFault(fault)
    if reading.left:
        return CellFault("#ERROR!")
    value = value[0] if isinstance(value, list) and value else value
    return plain(value) if isinstance(value, float) else 0 if value in (None, []) else value


@dataclass
class Reading:
    """A formula on its way to a value: what is left of it, and where cells come from."""

    left: list[tuple[str, str]]
    cells: Cells
    today: int
    depth: int = field(default=0)

    def next(self, *marks: str) -> str | None:
        """Take the next part if it is one of these marks."""
        if self.left and self.left[0][0] == "mark" and self.left[0][1] in marks:
            return self.left.pop(0)[1]
        return None

    def level(self, depth: int) -> Value | list:
        """A row of operators of one rank, from the left."""
        if depth == len(LEVELS):
            return self.signed()
        value = self.level(depth + 1)
        while mark := self.next(*LEVELS[depth]):
            value = operated(mark, scalar(value), scalar(self.level(depth + 1)))
        return value

    def signed(self) -> Value | list:
        """A value with a sign before it."""
        if mark := self.next("+", "-"):
            value = self.signed()
            return -number(scalar(value)) if mark == "-" else value
        return self.atom()

    def atom(self) -> Value | list:
        """One value: a number, a text, cells, a function, or brackets."""
        if self.next("("):
            value = self.level(0)
            self.closed()
            return value
        if not self.left or self.left[0][0] == "mark":
            raise Fault("#ERROR!")
        kind, part = self.left.pop(0)
        if kind == "fault":
            raise Fault(part)
        if kind == "reference":
            return self.cells(part)
        if kind == "name":
            return self.function(part.upper())
        return plain(float(part)) if kind == "number" else part[1:-1].replace('""', '"')

    def closed(self) -> None:
        """Expect a closing bracket."""
        if not self.next(")"):
            raise Fault("#ERROR!")

    def function(self, name: str) -> Value:
        """A function with its arguments."""
        if not self.next("("):
            if name in ("TRUE", "FALSE"):
                return name == "TRUE"
            raise Fault("#NAME?")
        given: list = []
        while not self.next(")"):
            try:
                given.append(self.level(0))
            except Fault as fault:
                given.append(CellFault(fault))
                self.skip()
            if not self.next(",", ";"):
                self.closed()
                break
        return called(name, given, self.today)

    def skip(self) -> None:
        """Pass over what is left of an argument that came to a fault."""
        deep = 0
        while self.left and (deep or self.left[0][1] not in (",", ";", ")")):
            deep += {"(": 1, ")": -1}.get(self.left.pop(0)[1], 0)


def scalar(value: Value | list) -> Value:
    """One value of what may be many cells."""
    return (value[0] if value else None) if isinstance(value, list) else value


def number(value: Value) -> float:
    """A value as a number. Raises Fault."""
    if isinstance(value, CellFault):
        raise Fault(str(value))
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Fault("#VALUE!") from None
    return value or 0


def operated(mark: str, left: Value, right: Value) -> Value:
    """Two values and the mark between them."""
    for side in (left, right):
        if isinstance(side, CellFault):
            raise Fault(str(side))
    if mark == "&":
        return as_text(left) + as_text(right)
    if mark in LEVELS[0]:
        return compared(mark, left, right)
    first, second = number(left), number(right)
    if mark == "/" and second == 0:
        raise Fault("#DIV/0!")
    if mark in "+-":
        return first + (second if mark == "+" else -second)
    return first * second if mark == "*" else first / second if mark == "/" else first**second


def compared(mark: str, left: Value, right: Value) -> bool:
    """Two values compared as Sheets does: numbers before text, text without regard to case."""
    first, second = rank(left), rank(right)
    return {
        "=": first == second,
        "<>": first != second,
        "<": first < second,
        ">": first > second,
        "<=": first <= second,
        ">=": first >= second,
    }[mark]


def rank(value: Value) -> tuple:
    """The place of a value in an order of all values: numbers, then text, then truths."""
    if isinstance(value, bool):
        return (2, value)
    return (1, value.casefold()) if isinstance(value, str) else (0, value or 0)


def as_text(value: Value) -> str:
    """A value as it is joined to text."""
    return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)


def flat(given: list) -> Iterator[Value]:
    """All values of all arguments."""
    for item in given:
        yield from item if isinstance(item, list) else [item]


def called(name: str, given: list, today: int) -> Value:
    """The value of a function."""
    if name == "IFERROR":
        first = scalar(given[0]) if given else None
        return (scalar(given[1]) if len(given) > 1 else "") if isinstance(first, CellFault) else first
    if name == "NA":
        raise Fault("#N/A")
    values = list(flat(given))
    if name == "IF":
        chosen = given[1:2] if number(scalar(given[0])) else given[2:3]
        return scalar(chosen[0]) if chosen else False
    if name == "COUNTA":
        return sum(value not in (None, "") for value in values)
    if name == "COUNT":
        return sum(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    for value in values:
        if isinstance(value, CellFault):
            raise Fault(str(value))
    if name in ("TODAY", "TRUE", "FALSE"):
        return today if name == "TODAY" else name == "TRUE"
    return aggregated(name, values) if name in ("SUM", "AVERAGE", "MIN", "MAX") else worked(name, values)


def aggregated(name: str, values: list[Value]) -> Value:
    """SUM, AVERAGE, MIN or MAX of the numbers among the values."""
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if name == "AVERAGE":
        if not numbers:
            raise Fault("#DIV/0!")
        return sum(numbers) / len(numbers)
    return sum(numbers) if name == "SUM" else (min if name == "MIN" else max)(numbers, default=0)


def worked(name: str, values: list[Value]) -> Value:
    """A function of text, or of one number."""
    if name == "CONCATENATE":
        return "".join(map(as_text, values))
    first = values[0] if values else None
    if name == "ABS":
        return abs(number(first))
    if name == "ROUND":
        return round(number(first) + 0.0, int(number(values[1]) if len(values) > 1 else 0))
    text = as_text(first)
    made: dict[str, Value] = {"LEN": len(text), "UPPER": text.upper(), "LOWER": text.lower()}
    return made.get(name, " ".join(text.split()))
