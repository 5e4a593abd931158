"""styles.xml: which styles show days and times, and a date style added where a day is written."""

import datetime as dt
import functools
import re
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from crm.xlsx.errors import RefusedEdit, RefusedWorkbook
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.weight import MOST_STYLE_TAGS
from crm.xlsx.markup.xmltext import children, local, parse, set_attribute

_BUILT_IN = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_DURATION = 46
_SILENT = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_BRACKETS = re.compile(r"\[([^\[\]]*+)\]")
_XF = re.compile(rb"<((?:[\w.-]+:)?)xf(?=[\s/>])[^<>]*?(?:/>|>.*?</\1xf\s*>)", re.DOTALL)
_XFS = re.compile(rb"(<((?:[\w.-]+:)?)cellXfs(?=[\s>])[^<>]*>)(.*?)(</\2cellXfs\s*>)", re.DOTALL)


def kind_of_format(code: str) -> str:
    """What a number format shows: "date" (a day or a time of day), "duration" ([h]:mm) or "".

    >>> kind_of_format("dd/mm/yyyy"), kind_of_format("[h]:mm"), kind_of_format('0.00 "days"'), kind_of_format("[Red]0")
    ('date', 'duration', '', '')
    """
    shown = _SILENT.sub("", code)
    if any(inner and set(inner.lower()) <= set(letter) for inner in _BRACKETS.findall(shown) for letter in "hms"):
        return "duration"
    plain = _BRACKETS.sub("", shown).lower().replace("general", "")
    return "date" if any(letter in plain for letter in "dmyhs") else ""


@dataclass(frozen=True)
class Styles:
    """A workbook's styles. Immutable: adding one gives new Styles. `xml` is None when the package has no such part."""

    xml: bytes | None
    part: str

    @functools.cached_property
    def kinds(self) -> list[str]:
        """For each cell style "date", "duration" or "". Raises RefusedWorkbook."""
        if self.xml is None:
            return [""]
        root = parse(self.xml, self.part, MOST_STYLE_TAGS)
        formats = {
            entry.get("numFmtId", ""): kind_of_format(entry.get("formatCode", ""))
            for group in children(root, "numFmts")
            for entry in group
        }
        xfs = next(children(root, "cellXfs"), ElementTree.Element("cellXfs"))
        return [_kind(xf.get("numFmtId", "0"), formats) for xf in xfs if local(xf.tag) == "xf"]

    def kind(self, style: int) -> str:
        """The kind of one style. Raises RefusedWorkbook for a style that is not there."""
        if style == 0 and not self.kinds:
            return ""
        if not 0 <= style < len(self.kinds):
            raise RefusedWorkbook("A cell of this workbook has a style that does not exist. Let Excel repair the file.")
        return self.kinds[style]

    def for_time(self, style: int, value: dt.date | dt.time | dt.timedelta) -> tuple["Styles", int]:
        """A style that is `style` but shows such a value, and the Styles that have it. Raises RefusedWorkbook."""
        if self.kind(style) == ("duration" if isinstance(value, dt.timedelta) else "date"):
            return self, style
        if self.xml is None:
            raise RefusedEdit(
                "This workbook has no styles, so a day or time cannot be shown as one. Save it once in Excel."
            )
        text = editable(self.xml, self.part)
        found = _XFS.search(text)
        xfs = [xf[0] for xf in _XF.finditer(found[3])] if found else []
        if not found or len(xfs) != len(self.kinds):
            raise RefusedEdit("The styles of this workbook are written in a way we do not know. Save it once in Excel.")
        wanted = _with_format(xfs[style], _built_in_for(value))
        if wanted in xfs:
            return self, xfs.index(wanted)
        opened = set_attribute(found[1], "count", str(len(xfs) + 1))
        xml = text[: found.start()] + opened + found[3] + wanted + found[4] + text[found.end() :]
        return replace(self, xml=xml), len(xfs)


def _kind(number: str, formats: dict[str, str]) -> str:
    if number in formats:
        return formats[number]
    if not re.fullmatch("[0-9]{1,5}", number):
        return ""
    return "duration" if int(number) == _DURATION else "date" if int(number) in _BUILT_IN else ""


def _built_in_for(value: dt.date | dt.time | dt.timedelta) -> int:
    """The number of Excel's own format for such values: a day in the person's order, with a time, a time, [h]:mm:ss."""
    if isinstance(value, dt.date):
        return 22 if isinstance(value, dt.datetime) else 14
    return 21 if isinstance(value, dt.time) else _DURATION


def _with_format(xf: bytes, number_format: int) -> bytes:
    end = xf.index(b">") + 1
    tag = set_attribute(xf[:end], "numFmtId", str(number_format))
    return set_attribute(tag, "applyNumberFormat", "1") + xf[end:]
