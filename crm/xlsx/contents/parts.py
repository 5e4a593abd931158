"""Which parts make up a workbook: relationships, sheets, tables, content types (ECMA-376 part 2; part 1, 18.2, 18.5).

Parts are found by the last word of their relationship's type, so Strict workbooks and unusual names work too.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from crm.xlsx.errors import RefusedWorkbook, unusual
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.xmltext import MARK, children, local, parse
from crm.xlsx.places import Range, range_of

Read = Callable[[str], bytes | None]
"""Gives a part's content as it is now, None when there is no such part."""

TYPES = "[Content_Types].xml"
_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True)
class Relationship:
    """From one part to another; `kind` is the last word of its type, `target` the other part's full name.

    `type` and `written` are type and target as they stand in the file.
    """

    id: str
    kind: str
    target: str
    external: bool
    type: str = ""
    written: str = ""


@dataclass(frozen=True)
class SheetPart:
    """A tab: its title, its part, whether it is a worksheet (else a chart sheet) and visible."""

    title: str
    part: str
    is_worksheet: bool
    hidden: bool


@dataclass(frozen=True)
class Table:
    """A table of Excel. `ref` spans headings, rows and totals; `columns` are headings from left to right."""

    name: str
    ref: str
    part: str
    columns: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0
    calculated: dict[int, str] = field(default_factory=dict)  # {column number: formula} of calculated columns
    id: int = 0
    kind: str = "worksheet"  # or queryTable, xml: filled from outside

    @cached_property
    def range(self) -> Range:
        """`ref` as numbers."""
        return range_of(self.ref)

    @property
    def first_data_row(self) -> int:
        """The row below the headings."""
        return self.range.first_row + self.header_rows

    @property
    def last_data_row(self) -> int:
        """The last row above the totals; it may be blank."""
        return self.range.last_row - self.totals_rows


@dataclass(frozen=True)
class Contents:
    """The parts of a workbook by what they do."""

    document: str
    sheets: tuple[SheetPart, ...]
    styles: str | None
    shared_strings: str | None
    calculation_chain: str | None
    date1904: bool


def rels_name(part: str) -> str:
    """Where a part's relationships are.

    >>> rels_name("xl/workbook.xml"), rels_name("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(read: Read, part: str) -> list[Relationship]:
    """All relationships of a part ("" for the package). Raises RefusedWorkbook."""
    name = rels_name(part)
    xml = read(name)
    if xml is None:
        return []
    found = [_relationship(dict(entry.attrib), part) for entry in parse(xml, name) if entry.tag == _RELATED]
    if len({entry.id for entry in found}) < len(found):
        raise unusual(f"“{name}” names two things alike")
    return found


def _relationship(entry: dict[str, str], part: str) -> Relationship:
    external = entry.get("TargetMode", "").lower() == "external"
    written, type_ = entry.get("Target", ""), entry.get("Type", "")
    target = unquote(written)
    full = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
    kind = type_.rpartition("/")[2]
    return Relationship(entry.get("Id", ""), kind, target if external else full, external, type_, written)


def read_contents(read: Read) -> Contents:
    """Find a workbook's parts. Raises RefusedWorkbook when this is no workbook."""
    document = next((link.target for link in relationships(read, "") if link.kind == "officeDocument"), None)
    xml = read(document) if document else None
    if document is None or xml is None:
        raise unusual("it does not say where its workbook is")
    root = parse(xml, document)
    if local(root.tag) != "workbook":
        raise RefusedWorkbook("This file is an Office document, but not a workbook. Choose an .xlsx file.")
    links = {link.id: link for link in relationships(read, document)}
    kinds = {link.kind: link.target for link in links.values() if not link.external}
    settings = next(children(root, "workbookPr"), None)
    date1904 = settings is not None and settings.get("date1904") in ("1", "true", "on")
    entries = [entry for group in children(root, "sheets") for entry in children(group, "sheet")]
    sheets = tuple(sheet for entry in entries if (sheet := _sheet(dict(entry.attrib), links)))
    if not any(sheet.is_worksheet for sheet in sheets):
        raise unusual("it has no sheet with cells")
    for names in [sheet.title for sheet in sheets], [sheet.part for sheet in sheets]:
        if len({name.lower() for name in names}) < len(names):
            raise unusual("two of its sheets are one, or have one name")
    return Contents(document, sheets, kinds.get("styles"), kinds.get("sharedStrings"), kinds.get("calcChain"), date1904)


def _sheet(entry: dict[str, str], links: dict[str, Relationship]) -> SheetPart | None:
    id_ = next((value for name, value in entry.items() if local(name) == "id" and name != "id"), "")
    link = links.get(id_)
    if link is None or link.external:
        return None
    hidden = entry.get("state", "visible") != "visible"
    return SheetPart(entry.get("name", ""), link.target, link.kind == "worksheet", hidden)


def read_tables(read: Read, sheet: str) -> list[Table]:
    """The tables of a sheet's part, in the order of its relationships. Raises RefusedWorkbook."""
    return [read_table(part, xml) for part in table_parts(read, sheet) if (xml := read(part)) is not None]


def table_parts(read: Read, sheet: str) -> list[str]:
    """The names of the parts of a sheet's tables, in the order of its relationships. Raises RefusedWorkbook."""
    return [link.target for link in relationships(read, sheet) if link.kind == "table"]


def read_table(part: str, xml: bytes) -> Table:
    """A table from its part. Raises RefusedWorkbook."""
    root = parse(xml, part)
    columns = [column for group in children(root, "tableColumns") for column in group]
    try:
        ref = root.get("ref", "")
        left = range_of(ref).first_column
        header, totals = int(root.get("headerRowCount", "1")), int(root.get("totalsRowCount", "0"))
        id_, kind = int(root.get("id", "0")), root.get("tableType", "worksheet")
    except ValueError:
        raise unusual(f"the table “{root.get('displayName', part)}” does not say where it is") from None
    calculated = {
        left + index: formula.text or ""
        for index, column in enumerate(columns)
        for formula in children(column, "calculatedColumnFormula")
    }
    names = tuple(column.get("name", "") for column in columns)
    return Table(root.get("displayName", ""), ref, part, names, header, totals, calculated, id_, kind)


def without_part(read: Read, part: str, source: str) -> dict[str, bytes | None]:
    """What changes when a part goes: the part, its content type and its relationship from `source`."""
    changes: dict[str, bytes | None] = {part: None}
    name = posixpath.basename(part).encode()
    for holder, tag in ((TYPES, b"Override"), (rels_name(source), b"Relationship")):
        xml = read(holder)
        if xml is None:
            raise unusual("it has no list of its parts")
        xml = editable(xml, holder)
        pattern = rb"<(?:[\w.-]+:)?" + tag + rb"\s[^<>]*?" + re.escape(name) + rb"""["'][^<>]*?(?:/>|>\s*</[^<>]*>)"""
        changes[holder] = re.sub(pattern, b"", xml)
    return changes


def content_type(read: Read, part: str) -> str:
    """What a part holds, as the package says it: for the part itself, else for its extension. "" when it does not."""
    extension = posixpath.splitext(part)[1].lstrip(".").lower()
    by_extension = ""
    for entry in parse(read(TYPES) or b"<Types/>", TYPES):
        if entry.get("PartName", "").lower() == f"/{part}".lower():
            return entry.get("ContentType", "")
        if local(entry.tag) == "Default" and entry.get("Extension", "").lower() == extension:
            by_extension = entry.get("ContentType", "")
    return by_extension


def parts_of_type(read: Read, word: str) -> list[str]:
    """The names of all parts whose content type has that word in it, such as "drawingml.chart+xml"."""
    entries = parse(read(TYPES) or b"<Types/>", TYPES)
    return [entry.get("PartName", "").lstrip("/") for entry in entries if word in entry.get("ContentType", "")]


def with_part(read: Read, part: str, content_type: str, link_type: str, source: str = "") -> dict[str, bytes]:
    """What changes when the package gets a part: its content type and a relationship from `source`, "" for itself."""
    return {**with_type(read, part, content_type), **with_link(read, source, part, link_type)[0]}


def with_type(read: Read, part: str, type_: str) -> dict[str, bytes]:
    """What changes when a new part gets its content type: nothing when its extension says it already."""
    types = read(TYPES)
    if types is None:
        raise unusual("it has no list of its parts")
    if content_type(read, part) == type_:
        return {}
    return {TYPES: _add(types, TYPES, "Types", f'Override PartName="/{part}" ContentType="{type_}"')}


def with_link(read: Read, source: str, part: str, link_type: str) -> tuple[dict[str, bytes], str]:
    """What changes when a part is related to another one, and the id of the new relationship."""
    holder = rels_name(source)
    xml = read(holder)
    if xml is None:
        xml = f'<Relationships xmlns="{_RELATED[1:].partition("}")[0]}"></Relationships>'.encode()
    used = {link.id for link in relationships(read, source)}
    id_ = next(name for number in range(1, 100_000) if (name := f"rId{number}") not in used)
    target = posixpath.relpath(part, posixpath.dirname(source) or ".")
    return {
        holder: _add(xml, holder, "Relationships", f'Relationship Id="{id_}" Type="{link_type}" Target="{target}"')
    }, id_


def _add(xml: bytes, part: str, root: str, element: str) -> bytes:
    """A list with one more element at its end."""
    xml = editable(xml, part)
    end = re.search(rb"</((?:[\w.-]+:)?)" + root.encode() + rb"\s*>(?:\s|" + MARK + rb")*$", xml)
    if not end:
        raise unusual("a list of its parts does not end as one")
    return xml[: end.start()] + b"<" + end[1] + element.encode() + b"/>" + xml[end.start() :]
