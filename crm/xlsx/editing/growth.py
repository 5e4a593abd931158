"""What grows with a new row in a sheet and its tables."""

import re

from crm.xlsx.editing.steps import Grown, Step, block, in_row
from crm.xlsx.formulas.areas import grow_areas
from crm.xlsx.markup.xmltext import set_attribute
from crm.xlsx.places import Range

_INSIDE = rb"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*?"""  # of a tag: a ">" in quotes does not end it
_SQREF = re.compile(
    rb"(<(?:[\w.-]+:)?(?:conditionalFormatting|dataValidation)\s(?:" + _INSIDE + rb"""\s)?sqref\s*=\s*["'])([^"'<>]*)"""
)
_FILTER = re.compile(
    rb"(<(?:[\w.-]+:)?(?:autoFilter|sortState|sortCondition)\s(?:" + _INSIDE + rb"""\s)?ref\s*=\s*["'])([^"'<>]*)"""
)
_TABLE = re.compile(rb"<(?:[\w.-]+:)?table\s" + _INSIDE + rb">")
_DIMENSION = re.compile(rb"""(<(?:[\w.-]+:)?dimension\s[^<>]*?\bref\s*=\s*["'])([^"'<>]*)""")

# The newer drop-downs and conditional formats say their cells in a text ([MS-XLSX] 2.3.1); so do small charts in cells.
_NEWER = re.compile(
    rb"<((?:[\w.-]+:)?)(conditionalFormatting|dataValidation|sparklineGroup)(?:\s"
    + _INSIDE
    + rb")?(?<!/)>.*?</\1\2\s*>",
    re.DOTALL,
)
_SQREF_TEXT = re.compile(rb"(<(?:[\w.-]+:)?sqref(?:\s[^<>]*)?>)([^<]*)")
_FORMULA_TEXT = re.compile(rb"(<(?:[\w.-]+:)?f(?:\s[^<>]*)?>)([^<]*)")


def grow(pattern: re.Pattern[bytes], xml: bytes, grown: Grown) -> bytes:
    """XML with the second group of each match as `grown` gives it."""
    return pattern.sub(lambda found: found[1] + grown(found[2].decode()).encode(), xml)


def grow_sheet(tail: bytes, title: str, step: Step) -> bytes:
    """What follows the rows of a sheet: drop-downs, conditional formats, small charts in cells, the filter."""
    if b"%d" % step.last not in tail:
        return tail
    if step.has_data:
        newer = max(tail.find(b"extLst"), 0)
        tail = tail[:newer] + _NEWER.sub(lambda found: _grow_newer(found, title, step), tail[newer:])
        tail = grow(_SQREF, tail, step.grown)
    return grow(_FILTER, tail, step.grown)


def _grow_newer(found: re.Match[bytes], title: str, step: Step) -> bytes:
    """A newer drop-down or format in more cells; a small chart stays in its cell and shows more."""
    if found[2] == b"sparklineGroup":
        return grow(_FORMULA_TEXT, found[0], lambda text: grow_areas(text, title, step.grown_series, bare=True))
    return grow(_SQREF_TEXT, found[0], step.grown)


def grow_dimension(head: bytes, row: int, column: int) -> bytes:
    """The sheet's note of its used block, reaching (row, column)."""

    def reaching(ref: str) -> str:
        old = block(ref)
        if old is None or old.holds(row, column):
            return ref
        first_row, first_column, last_row, last_column = old
        new = Range(min(first_row, row), min(first_column, column), max(last_row, row), max(last_column, column))
        return str(new)

    return grow(_DIMENSION, head, reaching)


def grow_table(xml: bytes, step: Step, totals: int = 0) -> bytes:
    """A table that reaches the new row and the `totals` rows below it, with its filter and sorting."""
    found = _TABLE.search(xml)
    assert found
    old = re.search(rb"""\sref\s*=\s*["']([^"']*)""", found[0])
    assert old
    top, _, bottom = old[1].decode().partition(":")
    tag = set_attribute(found[0], "ref", f"{top}:{in_row(bottom or top, step.new + totals)}")
    rest = grow(_FILTER, xml[found.end() :], Step(step.new, step.last, step.new).grown)
    return xml[: found.start()] + tag + rest
