"""A heading of a table changed: the cell, the column's name, and all formulas that name the column follow."""

import html
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from crm.xlsx.cells import check
from crm.xlsx.contents.headings import check_heading, column_name, in_attribute
from crm.xlsx.contents.parts import Table, parts_of_type
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.formulas.references import tokens, with_column_renamed
from crm.xlsx.markup.fallback import editable, in_utf8
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.xmltext import children, parse
from crm.xlsx.places import letters_of, range_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_FORMULA = re.compile(
    rb"(<(?:[\w.-]+:)?(?:f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)(?:\s[^<>]*)?(?<!/)>)"
    rb"([^<]+)"
)
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?tableColumn\s[^<>]*>")
_NAME = re.compile(rb"""(\sname\s*=\s*)(?:"[^"]*"|'[^']*')""")
_CHARTS = ("drawingml.chart+xml", "chartex+xml", "ms-office.chartex")


def rename(sheet: "Sheet", column: int, title: str, heading_row: int | None) -> None:
    """Write a heading everywhere it stands. Raises like Sheet.rename_heading; the caller undoes what it can see."""
    check_heading(title)
    check(title, sheet.book.date1904)
    table = _table_at(sheet, column, heading_row)
    index = column - table.range.first_column
    names = [column_name(name) for name in table.columns]
    if title.casefold() in {name.casefold() for name in names[:index] + names[index + 1 :]}:
        raise RefusedEdit(f"The table “{table.name}” in “{sheet.title}” has a column “{title}” already.")
    renaming = Renaming(sheet, table, (names[index], title))
    renaming.refuse_bound()
    renaming.plan()
    renaming.apply()
    _write(sheet, table, index, title)
    sheet.book.changed()


def _table_at(sheet: "Sheet", column: int, heading_row: int | None) -> Table:
    tables = [
        table
        for table in sheet.tables
        if table.range.first_column <= column <= table.range.last_column
        and heading_row in (None, table.range.first_row)
        and table.header_rows
    ]
    if not tables:
        raise RefusedEdit(f"There is no heading of a table in column {letters_of(column)} of “{sheet.title}”.")
    if len(tables) > 1:
        raise RefusedEdit(f"“{sheet.title}” holds several tables. Say in which row the headings of yours are.")
    if tables[0].kind != "worksheet":
        raise RefusedEdit(f"The table “{tables[0].name}” is filled from outside, so its headings stay as they are.")
    return tables[0]


def _write(sheet: "Sheet", table: Table, index: int, title: str) -> None:
    """The heading itself: its cell and the column's name."""
    number, column = table.range.first_row, table.range.first_column + index
    xml = editable(sheet.book.part(table.part) or b"", table.part)
    tags = list(_COLUMN.finditer(xml))
    row = sheet.row(number)
    cell = row.cell(column) if row else None
    if len(tags) != len(table.columns) or row is None:
        raise unusual(f"the text of “{table.part}”")
    old = tags[index]
    new = _NAME.sub(lambda found: found[1] + b'"' + in_attribute(title) + b'"', old[0], count=1)
    sheet.book.replace(table.part, xml[: old.start()] + new + xml[old.end() :])
    content = sheet.cell_bytes(row, column, title, cell.style if cell else 0)
    sheet.write_row(row.with_cells({column: content}), [column])


class Renaming:
    """A column's new name in all formulas of the workbook: first planned as a whole, then done, so nothing is half."""

    def __init__(self, sheet: "Sheet", table: Table, names: tuple[str, str]):
        """`names`: the old and the new one."""
        self._sheet, self._table, self._book = sheet, table, sheet.book
        self._old, self._new = names
        self._parts: dict[str, bytes] = {}
        self._rows: list[tuple[SheetText, int, bytes]] = []
        self._tails: list[tuple[SheetText, bytes]] = []

    def formula(self, text: str, *, inside: bool = False) -> str:
        """A formula with the new name. `inside`: it stands in the table, whose name it may leave out."""
        pieces, before = [], ""
        for token in tokens(text):
            if token.kind == "text":
                self._refuse_spelled(token.text)
            ours = before.casefold() == self._table.name.casefold() or (inside and not before)
            is_ours = token.kind == "columns" and ours
            pieces.append(with_column_renamed(token.text, self._old, self._new) if is_ours else token.text)
            before = token.text if token.kind == "table" else ""
        return "".join(pieces)

    def _refuse_spelled(self, text: str) -> None:
        folded = text.casefold()
        if f"{self._table.name.casefold()}[" in folded and self._old.casefold() in folded:
            raise RefusedEdit(
                f"A formula spells out the heading “{self._old}” as a text ({text[:60]}), so it would not follow. "
                "Change the heading in Excel, and that formula with it."
            )

    def refuse_bound(self) -> None:
        """Refuse when something that is no formula knows the column by its name: a pivot table or a slicer."""
        for part in parts_of_type(self._book.part, "pivotCacheDefinition+xml"):
            root = parse(self._book.part(part) or b"", part)
            fields = [field.get("name", "") for group in children(root, "cacheFields") for field in group]
            if self._feeds(root) and self._old.casefold() in {name.casefold() for name in fields}:
                raise self._bound("A pivot table")
        for part in parts_of_type(self._book.part, "slicerCache+xml"):
            root = parse(self._book.part(part) or b"", part)
            if root.get("sourceName", "").casefold() == self._old.casefold():
                raise self._bound("A slicer")

    def _feeds(self, cache: Element) -> bool:
        """Whether a pivot table's data come from the table, by its name or by cells."""
        for source in (entry for group in children(cache, "cacheSource") for entry in group):
            if source.get("name", "").casefold() == self._table.name.casefold():
                return True
            if source.get("sheet", "") == self._sheet.title and "ref" in source.attrib:
                return range_of(source.get("ref", "")).meets(self._table.range)
        return False

    def _bound(self, what: str) -> RefusedEdit:
        return RefusedEdit(f"{what} uses the heading “{self._old}” and would lose it. Change the heading in Excel.")

    def plan(self) -> None:
        """Find all that changes. Raises RefusedEdit."""
        book = self._book
        for title in book.sheets:
            sheet = book.sheet(title)
            for table in sheet.tables:
                self._plan_part(table.part, inside=table.part == self._table.part)
            xml = book.part(sheet.part) or b""
            if sheet.is_worksheet and (sheet.is_loaded or b"[" in xml):
                self._plan_sheet(sheet)
        for part in (book.document, *(part for kind in _CHARTS for part in parts_of_type(book.part, kind))):
            self._plan_part(part)

    def _plan_part(self, part: str, *, inside: bool = False) -> None:
        xml = self._book.part(part)
        if xml:
            self._parts[part] = self._in_xml(editable(xml, part), inside=inside)

    def _in_xml(self, xml: bytes, *, inside: bool = False) -> bytes:
        def renamed(found: re.Match[bytes]) -> bytes:
            old = html.unescape(found[2].decode())
            new = self.formula(old, inside=inside)
            return found[0] if new == old else found[1] + html.escape(new, quote=False).encode()

        return _FORMULA.sub(renamed, xml)

    def _plan_sheet(self, sheet: "Sheet") -> None:
        text = sheet.text
        if text.trouble:
            if self._table.name.casefold() in in_utf8(text.join(), sheet.part).decode().casefold():
                raise unusual(f"sheet “{sheet.title}”: {text.trouble}")
            return
        self._tails.append((text, self._in_xml(text.tail)))
        own = self._table.range if sheet is self._sheet else None
        for number in list(text.upwards()):
            old = text.row(number) or b""
            if b"[" in old:
                inside = own is not None and own.first_row <= number <= own.last_row
                new = self._row(number) if inside else self._in_xml(old)
                if new != old:
                    self._rows.append((text, number, new))

    def _row(self, number: int) -> bytes:
        """A row of the table, in whose cells a formula may leave out the table's name."""
        row, changed = self._sheet.row(number), {}
        assert row is not None
        for cell in row.cells:
            new = self._in_xml(cell.inner, inside=self._table.range.holds(number, cell.column))
            if new != cell.inner:
                start = row.xml.index(cell.inner, cell.start)
                changed[cell.column] = row.xml[cell.start : start] + new + row.xml[start + len(cell.inner) : cell.end]
        return row.with_cells(changed).xml if changed else row.xml

    def apply(self) -> None:
        """Do what was planned."""
        for part, xml in self._parts.items():
            self._book.replace(part, xml)
        for text, number, row in self._rows:
            text.put(number, row)
        for text, tail in self._tails:
            text.tail = tail
