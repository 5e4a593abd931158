"""What reaches one column further when a column is added: the table with its filter, or the filter of plain cells."""

import re
from typing import TYPE_CHECKING

from crm.xlsx.adding.sheets import tab_titles
from crm.xlsx.contents.headings import column_name, in_attribute
from crm.xlsx.contents.names import put_name, read_names
from crm.xlsx.contents.parts import Table
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.formulas.references import quoted
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.xmltext import set_attribute
from crm.xlsx.places import Range, letters_of, range_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_FILTER = re.compile(rb"""<(?:[\w.-]+:)?(?:autoFilter|sortState)\s(?:[^<>]*?\s)?ref\s*=\s*["']([^"'<>]*)["'][^<>]*>""")
_COLUMNS = re.compile(rb"(<((?:[\w.-]+:)?)tableColumns(?:\s[^<>]*)?>)(.*)</\2tableColumns\s*>", re.DOTALL)
_TABLE = re.compile(rb"<(?:[\w.-]+:)?table\s[^<>]*>")
_ID = re.compile(rb"""<(?:[\w.-]+:)?tableColumn\s(?:[^<>]*?\s)?id\s*=\s*["'](\d{1,9})["']""")
_FILTER_NAME = "_xlnm._FilterDatabase"


def grow_table(sheet: "Sheet", table: Table, title: str) -> None:
    """Let a table end one column further right, with a column of that name. Raises RefusedEdit when it has one."""
    xml = editable(sheet.book.part(table.part) or b"", table.part)
    tag, columns = _TABLE.search(xml), _COLUMNS.search(xml)
    ids = [int(number) for number in _ID.findall(columns[3])] if columns else []
    if not tag or not columns or len(ids) != len(table.columns):
        raise unusual(f"the text of “{table.part}”")
    if title.casefold() in {column_name(name).casefold() for name in table.columns}:
        raise RefusedEdit(f"The table “{table.name}” in “{sheet.title}” has a column “{title}” already.")
    block = table.range
    wider = set_attribute(tag[0], "ref", str(block._replace(last_column=block.last_column + 1)))
    between = _FILTER.sub(lambda found: _wider(found, block), xml[tag.end() : columns.start()])
    count = set_attribute(columns[1], "count", str(len(ids) + 1))
    new = b'<%stableColumn id="%d" name="%s"/>' % (columns[2], max(ids) + 1, in_attribute(title))
    whole = xml[: tag.start()] + wider + between + count + columns[3] + new + xml[columns.end(3) :]
    sheet.book.replace(table.part, whole)


def grow_filter(sheet: "Sheet", heading_row: int, column: int) -> None:
    """Let the filter over plain cells reach a new column, and the hidden name that says the same."""
    beside = Range(heading_row, 1, heading_row, column - 1)
    old = _FILTER.search(sheet.text.tail)
    sheet.text.tail = _FILTER.sub(lambda found: _wider(found, beside), sheet.text.tail)
    new = _FILTER.search(sheet.text.tail)
    if old and new and old[1] != new[1]:
        _point_name(sheet, range_of(new[1].decode()))


def _wider(found: re.Match[bytes], block: Range) -> bytes:
    """A filter's or sorting's tag, a column wider when it ends where the block ends."""
    try:
        old = range_of(found[1].decode())
    except ValueError:
        return found[0]
    if old.last_column != block.last_column or not old.meets(block):
        return found[0]
    return set_attribute(found[0], "ref", str(old._replace(last_column=old.last_column + 1)))


def _point_name(sheet: "Sheet", block: Range) -> None:
    document = sheet.book.document
    xml = editable(sheet.book.part(document) or b"", document)
    tab = tab_titles(xml).index(sheet.title)
    for name in read_names(xml, document):
        if name.key == (_FILTER_NAME.casefold(), tab):
            ends = ((block.first_row, block.first_column), (block.last_row, block.last_column))
            ref = ":".join(f"${letters_of(column)}${row}" for row, column in ends)
            sheet.book.replace(document, put_name(xml, document, name._replace(text=f"{quoted(sheet.title)}!{ref}")))
