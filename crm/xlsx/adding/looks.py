"""Styles taken over from another workbook's styles.xml (ECMA-376 part 1, 18.8): nothing that is there is changed.

Each font, fill, border, format ... that the other workbook lacks is added at the end of its list, so no number moves.
"""

import re
from copy import deepcopy
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement

from crm.xlsx.errors import RefusedEdit
from crm.xlsx.markup.elements import Key, key_of, number, written
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.weight import MOST_STYLE_TAGS
from crm.xlsx.markup.xmltext import children, local, parse, set_attribute

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
)  # fmt: skip
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)styleSheet(?=[\s/>])[^<>]*>")
_FIRST_OWN_FORMAT, _MOST_CELL_STYLES = 164, 65_000
_UNKNOWN = "The styles of a workbook are written in a way we do not know. Save it once in Excel, and try again."
MINIMAL = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class _Book:
    """The lists of one styles part."""

    def __init__(self, xml: bytes, part: str):
        root = parse(xml, part, MOST_STYLE_TAGS)
        self.lists = {name: _list(root, name) for name in _ORDER}
        colors = [key_of(palette) for group in children(root, "colors") for palette in children(group, "indexedColors")]
        self.palette = colors[0] if colors else None
        self.formats = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in self.lists["numFmts"]}

    def at(self, name: str, index: str | int) -> Element:
        """An entry of a list. Raises RefusedEdit."""
        entries = self.lists[name]
        if number(str(index)) >= len(entries):
            raise RefusedEdit("A cell has a style that does not exist. Let Excel repair the workbook.")
        return entries[number(str(index))]


def _list(root: Element, name: str) -> list[Element]:
    return [entry for group in children(root, name) for entry in group]


class Looks:
    """Styles of one workbook (`source`) for use in another (`target`). Numbers in, numbers out; `xml` at the end."""

    def __init__(self, source: bytes, target: bytes, part: str):
        """Both are styles parts in the same namespace. Raises RefusedWorkbook."""
        target = editable(target, part)
        self._xml = target
        self._from, self._to = _Book(source, part), _Book(target, part)
        self._added: dict[str, list[Element]] = {name: [] for name in _ORDER}
        self._cells: dict[int, int] = {}
        if not self._to.lists["cellXfs"]:
            raise RefusedEdit(_UNKNOWN)

    # What cells, conditional formats and tables refer to

    def cell(self, style: int) -> int:
        """A cell style (`s`). Raises RefusedEdit."""
        if not style and not self._from.lists["cellXfs"]:
            return 0
        if style not in self._cells:
            old = self._from.at("cellXfs", style)
            new = self._xf(old)
            new.set("xfId", str(self._named(old.get("xfId", "0"))))
            self._cells[style] = self._add("cellXfs", new)
            if self._cells[style] > _MOST_CELL_STYLES:
                raise RefusedEdit("This workbook has more cell styles than Excel can hold together with the new ones.")
        return self._cells[style]

    def plain(self, style: int) -> int:
        """A cell style like this one of the same workbook, but with the number format General."""
        old = self._from.at("cellXfs", style)
        if old.get("numFmtId", "0") == "0":
            return style
        new = deepcopy(old)
        new.set("numFmtId", "0")
        return self._add("cellXfs", new)

    def conditional(self, index: int) -> int:
        """What a conditional format or a table puts over a cell (`dxfId`). Raises RefusedEdit."""
        return self._add("dxfs", self._taken(self._from.at("dxfs", index)))

    def font(self, index: int) -> int:
        """A font. Raises RefusedEdit."""
        return self._add("fonts", self._taken(self._from.at("fonts", index)))

    def table_style(self, name: str) -> str:
        """The name of a table style: the same, unless the other workbook uses it for another one."""
        old = next((style for style in self._from.lists["tableStyles"] if style.get("name") == name), None)
        if old is None:
            return name
        new = deepcopy(old)
        for part in new:
            if "dxfId" in part.attrib:
                part.set("dxfId", str(self.conditional(number(part.get("dxfId", "0")))))
        taken = {style.get("name", "").casefold(): style for style in self._all("tableStyles")}
        count = 1
        while (there := taken.get(new.get("name", "").casefold())) is not None and key_of(there) != key_of(new):
            count += 1
            new.set("name", f"{name} {count}")
        self._add("tableStyles", new)
        return new.get("name", "")

    def named_style(self, name: str) -> None:
        """Take over a cell style by its name, if the other workbook has none of that name."""
        for style in self._from.lists["cellStyles"]:
            if style.get("name") == name:
                self._named(style.get("xfId", "0"))

    # What they are made of

    def _xf(self, old: Element) -> Element:
        if any(local(child.tag) == "extLst" for child in old):
            raise RefusedEdit("The sheet has check boxes in its cells, which cannot be copied to another workbook.")
        new = deepcopy(old)
        new.set("numFmtId", self._format(old.get("numFmtId", "0")))
        for name, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            if self._from.lists[group]:
                new.set(name, str(self._add(group, self._taken(self._from.at(group, old.get(name, "0"))))))
        return new

    def _named(self, index: str) -> int:
        """The style with a name, such as “Normal”, that a cell style builds on."""
        style = next((style for style in self._from.lists["cellStyles"] if style.get("xfId", "0") == index), None)
        if style is None:
            return 0
        for other in self._all("cellStyles"):
            if _same_name(style, other):
                return number(other.get("xfId", "0"))
        if style.get("builtinId") == "0" and self._all("cellStyleXfs"):
            return 0
        xf = self._xf(self._from.at("cellStyleXfs", index))
        self._added["cellStyleXfs"].append(xf)
        new = deepcopy(style)
        place = len(self._all("cellStyleXfs")) - 1
        new.set("xfId", str(place))
        self._added["cellStyles"].append(new)
        return place

    def _format(self, id_: str) -> str:
        code = self._from.formats.get(id_)
        if code is None:
            if id_ in self._to.formats:
                raise RefusedEdit(_UNKNOWN)
            return str(number(id_))
        own = {entry.get("formatCode", ""): entry.get("numFmtId", "") for entry in self._all("numFmts")}
        if code not in own:
            numbers = [number(entry.get("numFmtId", "0")) for entry in self._all("numFmts")]
            new = deepcopy(next(one for one in self._from.lists["numFmts"] if one.get("numFmtId") == id_))
            own[code] = str(max([_FIRST_OWN_FORMAT - 1, *numbers]) + 1)
            new.set("numFmtId", own[code])
            self._added["numFmts"].append(new)
        return own[code]

    def _taken(self, element: Element) -> Element:
        """An element that names no other style; its colours must mean the same in both workbooks."""
        if self._from.palette != self._to.palette:
            colours = [number(part.get("indexed", "64")) for part in element.iter()]
            if min(colours) < 64:
                raise RefusedEdit("One of the workbooks has a colour palette of its own, so colours would change.")
        return element

    # The lists

    def _all(self, name: str) -> list[Element]:
        return self._to.lists[name] + self._added[name]

    @cached_property
    def _places(self) -> dict[str, dict[Key, int]]:
        """Where each entry of each list stands, the first of equal ones."""
        places: dict[str, dict[Key, int]] = {}
        for name in _ORDER:
            places[name] = {}
            for index, entry in enumerate(self._to.lists[name]):
                places[name].setdefault(key_of(entry), index)
        return places

    def _add(self, name: str, element: Element) -> int:
        """The place of an equal entry, or that of this one at the end of the list."""
        if name == "fills":
            self._reserve_fills(element.tag)
        place = self._places[name].setdefault(key_of(element), len(self._all(name)))
        if place == len(self._all(name)):
            self._added[name].append(element)
        return place

    def _reserve_fills(self, tag: str) -> None:
        """Excel shows the first two fills as nothing and as dots, whatever they are."""
        for pattern in ("none", "gray125")[len(self._all("fills")) :]:
            fill = Element(tag)
            SubElement(fill, tag.replace("}fill", "}patternFill"), patternType=pattern)
            self._places["fills"].setdefault(key_of(fill), len(self._all("fills")))
            self._added["fills"].append(fill)

    def xml(self) -> bytes:
        """The target's styles with all that was added."""
        xml = self._xml
        root = _ROOT.search(xml)
        if not root or root[0].endswith(b"/>"):
            raise RefusedEdit(_UNKNOWN)
        after = root.end()
        for name in _ORDER:
            tag = root[1] + name.encode()
            found = re.compile(
                rb"<" + tag + rb"(?=[\s/>])[^<>]*?(?:/>|>(?:(?!<" + tag + rb"[\s/>]).)*?</" + tag + rb"\s*>)", re.DOTALL
            ).search(xml, root.end())
            if self._added[name]:
                old = found[0] if found else b""
                new = _longer(old, tag, [written(entry, root[1]) for entry in self._added[name]], len(self._all(name)))
                start = found.start() if found else after
                xml = xml[:start] + new + xml[start + len(old) :]
                after = start + len(new)
            elif found:
                after = found.end()
        return xml


def _same_name(one: Element, other: Element) -> bool:
    if "builtinId" in one.attrib and one.get("builtinId") == other.get("builtinId"):
        return one.get("iLevel") == other.get("iLevel")
    return one.get("name", "").casefold() == other.get("name", "").casefold()


def _longer(old: bytes, tag: bytes, entries: list[bytes], count: int) -> bytes:
    """A list with more entries at its end; made anew when there was none."""
    if not old:
        return b"<" + tag + b' count="%d">' % count + b"".join(entries) + b"</" + tag + b">"
    end = old.index(b">") + 1
    opened, content, close = old[:end], old[end:], b""
    if opened.endswith(b"/>"):
        opened, close = opened[:-2].rstrip() + b">", b"</" + tag + b">"
    else:
        at = content.rindex(b"</")
        content, close = content[:at], content[at:]
    return set_attribute(opened, "count", str(count)) + content + b"".join(entries) + close
