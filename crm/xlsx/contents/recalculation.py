"""Telling Excel to compute formulas anew when it opens the workbook (`fullCalcOnLoad`, ECMA-376 part 1, 18.2.2)."""

import re
from collections.abc import Iterable

from crm.xlsx.errors import unusual
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.xmltext import set_attribute

_SETTINGS = re.compile(rb"<(?:[\w.-]+:)?calcPr(?=[\s/>])[^<>]*>")
_BEFORE = re.compile(
    rb"<(?:/((?:[\w.-]+:)?)(?:sheets|functionGroups|externalReferences|definedNames)\s*"
    rb"|((?:[\w.-]+:)?)(?:functionGroups|externalReferences|definedNames)\s*/)>"
)


def has_settings(workbook: bytes) -> bool:
    """Whether the workbook says how it computes."""
    return _SETTINGS.search(workbook) is not None


def ask_for_it(workbook: bytes, part: str) -> bytes:
    """The workbook part with the request in it."""
    workbook = editable(workbook, part)
    found = _SETTINGS.search(workbook)
    if found:
        return workbook[: found.start()] + set_attribute(found[0], "fullCalcOnLoad", "1") + workbook[found.end() :]
    before = list(_BEFORE.finditer(workbook))
    if not before:
        raise unusual(f"the text of “{part}”")
    prefix = before[-1][1] or before[-1][2] or b""
    place = before[-1].end()
    return workbook[:place] + b"<" + prefix + b'calcPr fullCalcOnLoad="1"/>' + workbook[place:]


def may_compute(chunks: Iterable[bytes]) -> bool:
    """Whether there are formulas in the XML of a sheet that comes bit by bit."""
    end = b""
    for chunk in chunks:
        piece = end + chunk
        if any(mark in piece for mark in (b"</f>", b":f>", b"<f ", b":f ")):
            return True
        end = piece[-3:]
    return False
