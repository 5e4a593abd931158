"""Where a new row goes, and what grows with it: what Excel does when a person types below the data.

A range grows when it starts at or above the first data row and ends at the old last data row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from crm.xlsx.places import Range, range_of
from crm.xlsx.xmltext import set_attribute

_LAST_ROW = re.compile(r"\d+$")
_SQREF_TAG = re.compile(
    rb"""(<(?:[\w.-]+:)?(?:conditionalFormatting|dataValidation)\s(?:[^<>]*?\s)?sqref\s*=\s*["'])([^"'<>]*)"""
)
_SQREF_TEXT = re.compile(rb"(<(?:[\w.-]+:)?sqref(?:\s[^<>]*)?>)([^<]*)")
_FILTER = re.compile(
    rb"""(<(?:[\w.-]+:)?(?:autoFilter|sortState|sortCondition)\s(?:[^<>]*?\s)?ref\s*=\s*["'])([^"'<>]*)"""
)
_TABLE = re.compile(rb"<(?:[\w.-]+:)?table\s[^<>]*>")
_DIMENSION = re.compile(rb"""(<(?:[\w.-]+:)?dimension\s[^<>]*?\bref\s*=\s*["'])([^"'<>]*)""")
_NAME = re.compile(rb"(<(?:[\w.-]+:)?definedName\s[^<>]*>)([^<]*)(?=</)")


@dataclass(frozen=True)
class Step:
    """One row more: the first data row, the last one so far, and the row that is added."""

    first: int
    last: int
    new: int

    @property
    def has_data(self) -> bool:
        """Whether there is a data row already; if not, only the filter over the headings grows."""
        return self.last >= self.first

    def grown(self, ref: str) -> str:
        """A range, or several divided by spaces, after the step.

        >>> Step(2, 9, 10).grown("A2:A9 C1:D9 P9 F3:F9 H2:H8 B:B"), Step(2, 2, 3).grown("P2")
        ('A2:A10 C1:D10 P9 F3:F9 H2:H8 B:B', 'P2:P3')
        """
        return " ".join(self._one(part) for part in ref.split(" "))

    def _one(self, ref: str) -> str:
        try:
            found = range_of(ref)
        except ValueError:  # a whole column, or nothing we know: it needs no growth
            return ref
        if found.first_row > self.first or found.last_row != self.last:
            return ref
        return _LAST_ROW.sub(str(self.new), ref) if ":" in ref else f"{ref}:{_LAST_ROW.sub(str(self.new), ref)}"


def _grow(pattern: re.Pattern[bytes], xml: bytes, grown: Callable[[str], str]) -> bytes:
    return pattern.sub(lambda found: found[1] + grown(found[2].decode()).encode(), xml)


def grow_sheet(tail: bytes, step: Step) -> bytes:
    """What follows the rows of a sheet: drop-downs, conditional formats (the newer ones of Excel too), the filter."""
    for pattern in (_SQREF_TAG, _SQREF_TEXT) if step.has_data else ():
        tail = _grow(pattern, tail, step.grown)
    return _grow(_FILTER, tail, step.grown)


def grow_dimension(head: bytes, row: int, column: int) -> bytes:
    """The sheet's note of its used block, reaching (row, column)."""

    def reaching(ref: str) -> str:
        try:
            old = range_of(ref)
        except ValueError:
            return ref
        if old.holds(row, column):
            return ref
        first_row, first_column, last_row, last_column = old
        new = Range(min(first_row, row), min(first_column, column), max(last_row, row), max(last_column, column))
        return str(new)

    return _grow(_DIMENSION, head, reaching)


def grow_table(xml: bytes, step: Step) -> bytes:
    """A table one row longer, with its filter and sorting."""
    found = _TABLE.search(xml)
    assert found
    old = re.search(rb"""\sref\s*=\s*["']([^"']*)""", found[0])
    assert old
    top, bottom = old[1].decode().split(":")
    tag = set_attribute(found[0], "ref", f"{top}:{_LAST_ROW.sub(str(step.new), bottom)}")
    rest = _grow(_FILTER, xml[found.end() :], Step(step.new, step.last, step.new).grown)
    return xml[: found.start()] + tag + rest


def grow_names(workbook: bytes, sheet: str, step: Step) -> bytes:
    """Names of one block of that sheet: the hidden one of its filter, the print area, people's own."""
    quoted = "'" + sheet.replace("'", "''") + "'!"
    owners = [escape(owner, {"'": "&apos;"}) for owner in (quoted, sheet + "!")] + [escape(quoted)]

    def grown(found: re.Match[bytes]) -> bytes:
        text = found[2].decode()
        owner = next((owner for owner in owners if text.startswith(owner)), None)
        if owner is None or not (step.has_data or b"_FilterDatabase" in found[1]):
            return found[0]
        return found[1] + (owner + step.grown(text[len(owner) :])).encode()

    return _NAME.sub(grown, workbook)
