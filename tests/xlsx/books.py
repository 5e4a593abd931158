"""Workbooks drawn in a test, byte by byte where it matters, and what changed between two of them."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET = "xl/worksheets/sheet1.xml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="46" applyNumberFormat="1"/>'
    '<xf numFmtId="2" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def links(*targets: tuple[str, str]) -> str:
    """A relationships part: (last word of the type, target)..."""
    entries = (
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{LINKS}">{"".join(entries)}</Relationships>'


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """A sheet's XML around the rows."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(number: int, *cells: str, extra: str = "") -> str:
    """A row of inline texts ("abc"), numbers ("5") and formulas ("=A1"), from column A."""
    return (
        f'<row r="{number}"{extra}>'
        + "".join(cell(f"{chr(65 + n)}{number}", text) for n, text in enumerate(cells))
        + "</row>"
    )


def cell(place: str, text: str) -> str:
    """One cell; "" gives none."""
    if not text:
        return ""
    if text.startswith("="):
        return f'<c r="{place}"><f>{text[1:]}</f><v>7</v></c>'
    if text.lstrip("-").replace(".", "").isdigit():
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def book(xml: str | bytes, parts: Mapping[str, str | bytes | None] | None = None) -> bytes:
    """A workbook of one sheet “People”; `parts` adds or replaces parts, None takes one away."""
    whole: dict[str, str | bytes | None] = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": STYLES,
        SHEET: xml,
        **(parts or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            if content is not None:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def table(ref: str, columns: str = "Name Amount", extra: str = "", inside: str = "") -> dict[str, str]:
    """The parts of a table; the sheet needs `TABLE_PART` behind its rows. `inside` goes into the last column."""
    names = columns.split()
    entries = [f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(names[:-1], 1)]
    entries.append(f'<tableColumn id="{len(names)}" name="{names[-1]}">{inside}</tableColumn>')
    filter_ = "" if "totalsRowCount" in extra else f'<autoFilter ref="{ref}"/>'
    return {
        "xl/worksheets/_rels/sheet1.xml.rels": links(("table", "../tables/table1.xml")),
        "xl/tables/table1.xml": f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{ref}"{extra}>{filter_}'
        f'<tableColumns count="{len(names)}">{"".join(entries)}</tableColumns></table>',
    }


TABLE_PART = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'


def packed(data: bytes) -> dict[str, tuple[int, bytes]]:
    """Each part's method and its bytes as they lie in the zip file."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            start = (
                entry.header_offset
                + 30
                + sum(
                    int.from_bytes(data[entry.header_offset + at : entry.header_offset + at + 2], "little")
                    for at in (26, 28)
                )
            )
            found[entry.filename] = entry.compress_type, data[start : start + entry.compress_size]
    return found


def content(data: bytes, name: str) -> str:
    """The text of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def changed(before: bytes, after: bytes) -> set[str]:
    """Parts that were added, taken away or packed anew."""
    old, new = packed(before), packed(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
