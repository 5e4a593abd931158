"""Phones that a spreadsheet took for numbers (20)."""

import re
from collections.abc import Iterator

from crm.actions.tidying.finding import Finding, look
from crm.model.cells import PHONE, written
from crm.model.phones import is_whole, readable
from crm.model.snapshot import Snapshot
from crm.model.text import brief

_SHORTENED = re.compile(r"\s*'?\+?\d(?:[.,]\d+)?[eE]\+?\d+\s*$")
_LOST = "“{}” is kept as a number, which has no 0 and no + in front."
_AGAIN = " Please type this phone again."
_DIGITS = "“{}” is what a sheet made of a long number: digits are missing."


def phones(snapshot: Snapshot) -> Iterator[Finding]:
    """Numbers that cost a phone its 0 or +, and texts in which digits are gone."""
    country = snapshot.rules.country
    for column in look(snapshot, PHONE):
        for place, cell in enumerate(column.cells):
            if isinstance(cell, str):
                if ("E" in cell or "e" in cell) and _SHORTENED.match(cell):
                    yield column.finding(place, "digits_missing", _DIGITS.format(brief(cell)))
            elif type(cell) in (int, float) and not is_whole(text := written(cell), country):
                right = readable(text, country)
                sentence = _LOST.format(text) + ("" if right else _AGAIN)
                fix = column.fix(place, right, is_sure=True) if right else None
                yield column.finding(place, "phone_as_number", sentence, fix)
