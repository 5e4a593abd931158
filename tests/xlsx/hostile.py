"""Files that are meant to do harm, or look so: zip files that lie, and small files of which the content is huge."""

import random
import re
import struct
from collections.abc import Iterator

from tests.xlsx.books import MAIN, SHEET, STYLES, TABLE_PART, book, content, links, row, sheet, table

PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
STRINGS = f'<sst xmlns="{MAIN}"><si><t>zero</t></si><si><t>one</t></si></sst>'
ROWS = row(1, "Name", "Amount") + row(2, "Ada", "5") + '<row r="3"><c r="A3" t="s"><v>1</v></c></row>'
LONG = 9_900_000  # bytes, just under the size at which the packing of a part is looked at
Drawn = Iterator[tuple[str, bytes]]


def workbook(parts: dict[str, str | bytes] | None = None, xml: str | bytes = "") -> bytes:
    """A workbook that has each kind of part that is parsed."""
    usual = {
        "xl/sharedStrings.xml": STRINGS,
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml"), ("custom-properties", "docProps/custom.xml")),
        "docProps/custom.xml": f'<Properties xmlns="{PROPERTIES}"></Properties>',
        **table("A1:B3"),
    }
    return book(xml or sheet(ROWS, TABLE_PART), {**usual, **(parts or {})})


GOOD = workbook()
PARSED = (
    "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml", SHEET,
    "xl/worksheets/_rels/sheet1.xml.rels", "xl/tables/table1.xml", "docProps/custom.xml",
)  # fmt: skip


def of_rows(rows: str, after: str = "", before: str = "") -> bytes:
    """The workbook with other rows."""
    return workbook({}, sheet(rows, after + TABLE_PART, before))


def inside(part: str, what: str) -> str:
    """The text of a part with something behind its first tag."""
    return re.sub(
        r"^((?:<\?[^>]*>)?<[^>]*[^>/])(/?)>", lambda found: f"{found[1]}>{what}", content(GOOD, part), count=1
    )


def patched(signature: bytes, offset: int, layout: str, value: int) -> bytes:
    """The workbook with a number changed in the local header of the sheet, or its entry in the table of contents."""
    data = bytearray(GOOD)
    name = GOOD.index(SHEET.encode()) if signature == b"PK\3\4" else GOOD.rindex(SHEET.encode())
    struct.pack_into(layout, data, GOOD.rindex(signature, 0, name) + offset, value)
    return bytes(data)


def zip_files() -> Drawn:
    """Zip files that say two things, or something impossible."""
    table_of_contents, end = GOOD.index(b"PK\1\2"), GOOD.rindex(b"PK\5\6")
    for name, offset, values in (
        ("checksum", 16, (0, 12_345)), ("packed size", 20, (0, 1, 5_000, 0xFFFFFFFF)), ("place", 42, (0, 1, 1 << 31)),
        ("size", 24, (0, 1, 100_000, 9_000_000, (1 << 30) - 5, 0xFFFFFFFE)),
    ):  # fmt: skip
        for value in values:
            yield f"{name} {value} in the table", patched(b"PK\1\2", offset, "<L", value)
            if offset < 42:
                yield f"{name} {value} in the header", patched(b"PK\3\4", offset - 2, "<L", value)
    for value in (1, 9, 12, 99):
        yield f"method {value}", patched(b"PK\1\2", 10, "<H", value)
    for value in (1, 8, 0x20, 0x40, 0x2000):
        yield f"flags {value:x}", patched(b"PK\1\2", 8, "<H", value)
    yield "disk 1", patched(b"PK\1\2", 34, "<H", 1)
    for name in (
        "../evil",
        "a/../../b",
        "/abs",
        "a\\b",
        "./a",
        "a//b",
        "xl/WORKBOOK.xml",
        "xl/workbook.xml/",
        "a\x01b",
    ):
        yield f"a part {name!r}".replace("/", "|"), workbook({name: "x"})
    yield "a name with zero", workbook({"xl/aXb.xml": "x"}).replace(b"aXb.xml", b"a\0b.xml")
    yield "10001 entries", workbook({f"p/{n}": "" for n in range(9_990)})
    yield "prefix", b"MZ" + GOOD
    yield "prefix like a part", b"PK\3\4" + GOOD
    yield "suffix", GOOD + b"junk"
    yield "two in one", GOOD + GOOD
    yield "an end in the comment", GOOD[: end + 20] + b"\x16\0" + GOOD[end : end + 22]
    yield "many disks", GOOD[: end + 4] + b"\1\0" + GOOD[end + 6 :]
    yield "zip64", GOOD[: end + 16] + b"\xff\xff\xff\xff" + GOOD[end + 20 :]
    yield "fewer entries than there are", GOOD[: end + 8] + struct.pack("<HH", 3, 3) + GOOD[end + 12 :]
    yield "no entries", GOOD[: end + 8] + struct.pack("<HHLL", 0, 0, 0, end) + GOOD[end + 20 :]
    yield "1000 names of one part", _many_names(GOOD[:table_of_contents], GOOD[table_of_contents:end])


def _many_names(before: bytes, entries: bytes) -> bytes:
    """1,000 entries over the same bytes (David Fifield, A better zip bomb, 2019)."""
    first = entries[: 46 + struct.unpack_from("<H", entries, 28)[0]]
    more = b"".join(first[:46] + b"%013d" % n + first[59:] for n in range(1_000))
    count = len(re.findall(b"PK\1\2", entries)) + 1_000
    return before + entries + more + struct.pack(
        "<4s4HLLH", b"PK\5\6", 0, 0, count, count, len(entries + more), len(before), 0
    )  # fmt: skip


def document_types() -> Drawn:
    """Billion laughs, files of this computer and addresses of others, in each part that is parsed."""
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    kinds = {
        "laughs": (f'<!DOCTYPE l [<!ENTITY a0 "ha">{laughs}]>', "&a9;"),
        "a file": ('<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        "an address": ('<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">', ""),
    }
    for part in PARSED:
        for encoding in ("utf-8", "utf-16", "utf-16-be", "latin-1"):
            for kind, (declared, used) in kinds.items():
                start = f'<?xml version="1.0" encoding="{encoding.removesuffix("-be")}"?>'
                xml = (start + declared + inside(part, used)).encode(encoding)
                yield f"{kind} {encoding} {part}".replace("/", "|"), workbook({part: xml})


def cut() -> Drawn:
    """A workbook that ends at each hundredth of its length."""
    for n in range(1, 100):
        yield f"cut {n:02}", GOOD[: len(GOOD) * n // 100]


def flipped(count: int) -> Drawn:
    """One bit is another one."""
    generator = random.Random(7)
    for n in range(count):
        data = bytearray(GOOD)
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        yield f"flipped {n:04}", bytes(data)


def fill(unit: str, length: int = LONG) -> str:
    """A text again and again."""
    return unit * (length // len(unit))


def _sheet_of(unit: str) -> bytes:
    return of_rows(f'<row r="1">{unit}</row>')


def cells() -> Drawn:
    """Sheets with cells far out, numbers beyond all limits and what does not belong there."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "a stray cell alone", of_rows(far)
    yield "a stray cell below", of_rows(ROWS + far)
    yield "a stray cell below many", of_rows("".join(row(n, f"Name {n}", "5") for n in range(1, 20_000)) + far)
    yield (
        "cells on a diagonal",
        of_rows("".join(f'<row r="{n}"><c r="A{n}"/><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 900_000, 60))),
    )
    for ref in ("A1:XFD1048576", "A1", "ZZZZ99999999999:-1"):
        yield f"dimension {ref}".replace(":", " "), of_rows(ROWS, before=f'<dimension ref="{ref}"/>')
    for name in ("99999999999999999999", "9" * 1_000_000, "0", "-1", "1e3", "x", "٣"):
        yield f"row {name[:12]} {len(name)}", of_rows(f'<row r="{name}"><c><v>1</v></c></row>')
    for name in ("A99999999999", "A" * 1_000_000 + "1", "XFE1", "ZZZ1", "A0", "1A", "A-1", "é1", "A" + "9" * 1_000_000):
        yield f"cell {name[:12]} {len(name)}", _sheet_of(f'<c r="{name}"><v>1</v></c>')
    for style in ("-1", "99", "99999999999", "9" * 100_000, "abc", "1.5"):
        yield f"style {style[:12]} {len(style)}", _sheet_of(f'<c r="A1" s="{style}"><v>1</v></c>')
    for index in ("-1", "2", "99999999999999999999", "9" * 100_000, "abc", "1.0"):
        yield f"text {index[:12]} {len(index)}", _sheet_of(f'<c r="A1" t="s"><v>{index}</v></c>')
    for number in ("nan", "inf", "1e999", "-1e300", "1_000", "0x10", "9" * 1_000_000):
        for style in range(4):
            yield f"number {number[:12]} style {style}", _sheet_of(f'<c r="A1" s="{style}"><v>{number}</v></c>')
    for kind, value in (("d", "hello"), ("d", "9999-99-99"), ("zz", "1"), ("b", "7"), ("e", ""), ("inlineStr", "1")):
        yield f"type {kind} {value}", _sheet_of(f'<c r="A1" t="{kind}"><v>{value}</v></c>')
    for ref in ("A1:XFD1048576", "A0:#REF!", "zzz"):
        for kind in ("array", "shared", "dataTable"):
            formula = f'<f t="{kind}" si="0" ref="{ref}">1</f>'
            yield f"formula {kind} {ref}".replace(":", " "), _sheet_of(f'<c r="A1">{formula}<v>1</v></c>')
    yield "one cell in another", _sheet_of('<c r="A1"><c r="B1"><v>1</v></c><v>2</v></c>')
    yield "not well-formed", _sheet_of('<c r="A1"><v>1</c>')
    yield "a zero in the text", _sheet_of('<c r="A1" t="inlineStr"><is><t>\0</t></is></c>')
    yield "references to no character", _sheet_of('<c r="A1" t="inlineStr"><is><t>&#0;&#xD800;&#99999999;</t></is></c>')
    yield "no UTF-8", workbook({}, sheet(ROWS, TABLE_PART).encode().replace(b"Ada", b"\xff\xfeA"))
    yield (
        "an encoding that nobody knows",
        workbook({}, b'<?xml version="1.0" encoding="klingon"?>' + sheet("").encode()),
    )
    for target in ("../../../../etc/passwd", "http://127.0.0.1:9/", "../" * 100_000, "workbook.xml"):
        yield (
            f"sheet at {target[:12]}".replace("/", "|"),
            workbook({"xl/_rels/workbook.xml.rels": links(("worksheet", target))}),
        )
    for attribute in ("ref", "headerRowCount", "totalsRowCount"):
        for value in ("A1:ZZZZ9", "-99999999999999", "9" * 5_000):
            xml = re.sub(r' ref="[^"]*"', "", content(GOOD, "xl/tables/table1.xml"), count=attribute == "ref")
            xml = xml.replace("<table ", f'<table {attribute}="{value}" ', 1)
            yield f"table {attribute} {value[:6]}".replace(":", " "), workbook({"xl/tables/table1.xml": xml})
    counted = 'count="4294967295" uniqueCount="18446744073709551615"'
    yield "a wrong count of texts", workbook({"xl/sharedStrings.xml": STRINGS.replace("<sst", f"<sst {counted}")})
    yield "a wrong count of styles", workbook({"xl/styles.xml": STYLES.replace('count="4"', 'count="4294967295"')})
