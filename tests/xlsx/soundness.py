"""Whether a package is one that Excel would open without a repair, as far as its XML shows.

The orders are those of ECMA-376 part 1: 18.3.1.99 worksheet, 18.2.27 workbook, 18.5.1.2 table, 18.8.39 styleSheet.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

ORDERS = {
    "worksheet": """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
        protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr
        conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks
        colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF
        picture oleObjects controls webPublishItems tableParts extLst""",
    "workbook": """fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
        externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes
        webPublishing fileRecoveryPr webPublishObjects extLst""",
    "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
    "tableColumn": "calculatedColumnFormula totalsRowFormula xmlColumnPr extLst",
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "c": "f v is extLst",
}
REPEATED = {"conditionalFormatting"}
PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class Look(NamedTuple):
    """What one part shows by itself: what is wrong, its tree, and the highest style and text that its cells use."""

    wrong: tuple[str, ...]
    root: etree._Element | None
    style: int = 0
    text: int = -1


def unsound(data: bytes) -> list[str]:
    """What is wrong in a package, as sentences."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}  # read checks each CRC-32
    looks = {name: look(content) for name, content in parts.items() if name.endswith((".xml", ".rels"))}
    found = [f"{name}: {wrong}" for name, one in looks.items() for wrong in one.wrong]
    trees = {name: one.root for name, one in looks.items() if one.root is not None}
    return [*found, *_links(set(parts), trees), *_indexes(looks), *_tables(trees)]


@lru_cache(maxsize=400)
def look(xml: bytes) -> Look:
    """One part by itself."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        return Look((f"not well-formed, {error}",), None)
    wrong = (*_order(root), *CHECKS.get(local(root), lambda _root: iter(()))(root))
    if local(root) != "worksheet":
        return Look(wrong, root)
    cells = list(root.iterfind("{*}sheetData/{*}row/{*}c"))
    style = max((int(cell.get("s", "0")) for cell in cells), default=0)
    text = max((int(cell.findtext("{*}v", "0")) for cell in cells if cell.get("t") == "s"), default=-1)
    return Look(wrong, None, style, text)


def _order(root: etree._Element) -> Iterator[str]:
    """Elements that Excel wants in an order, and counts that it compares."""
    for element in root.iter():
        name = local(element)
        if name in ORDERS and element.nsmap.get(element.prefix) == root.nsmap.get(root.prefix):
            wanted = ORDERS[name].split()
            children = [local(child) for child in element]
            known = [wanted.index(child) for child in children if child in wanted]
            if known != sorted(known):
                yield f"the children of {name} are in the wrong order: {children}"
            for child, count in Counter(children).items():
                if count > 1 and child in wanted and child not in REPEATED:
                    yield f"{name} has {count} times {child}"
        count = element.get("count")
        if count and name not in ("sst", "ptCount") and len(element) and name[-1] == "s" and int(count) != len(element):
            yield f"{name} says {count}, but there are {len(element)}"


def _sheet(root: etree._Element) -> Iterator[str]:
    numbers = []
    for row in root.iterfind("{*}sheetData/{*}row"):
        numbers.append(int(row.get("r", "0")))
        places = [PLACE.fullmatch(cell.get("r", "")) for cell in row.iterfind("{*}c")]
        columns = [column(place[1]) for place in places if place]
        if any(place and int(place[2]) != numbers[-1] for place in places):
            yield f"row {numbers[-1]} has a cell of another row"
        if any(one >= other for one, other in pairwise(columns)):
            yield f"the cells of row {numbers[-1]} are not in order"
    if any(one >= other for one, other in pairwise(numbers)):
        yield "the rows are not in order"
    yield from _shared(root)
    yield from _dimension(root)


def _shared(root: etree._Element) -> Iterator[str]:
    """Shared formulas: each group has one first cell, and every cell of it lies in its block."""
    groups: dict[str, list[etree._Element]] = {}
    for formula in root.iterfind("{*}sheetData/{*}row/{*}c/{*}f[@t='shared']"):
        groups.setdefault(formula.get("si", ""), []).append(formula)
    for group, formulas in groups.items():
        masters = [formula for formula in formulas if formula.text and formula.get("ref")]
        if len(masters) != 1:
            yield f"the shared formula {group} has {len(masters)} first cells"
            continue
        block = block_of(masters[0].get("ref", ""))
        for formula in formulas:
            owner = formula.getparent()
            assert owner is not None
            if not inside(block, block_of(owner.get("r", ""))):
                yield f"the shared formula {group} reaches {owner.get('r')}, out of its block"


def _dimension(root: etree._Element) -> Iterator[str]:
    note = root.find("{*}dimension")
    if note is None or not REFERENCE.fullmatch(note.get("ref", "")):
        return
    block = block_of(note.get("ref", ""))
    for cell in root.iterfind("{*}sheetData/{*}row/{*}c"):
        if len(cell) and cell.get("r") and not inside(block, block_of(cell.get("r", ""))):
            yield f"{cell.get('r')} lies outside the dimension {note.get('ref')}"
            return


def _table(root: etree._Element) -> Iterator[str]:
    top, left, bottom, right = block_of(root.get("ref", ""))
    columns = root.findall("{*}tableColumns/{*}tableColumn")
    names = [entry.get("name", "").lower() for entry in columns]
    if len(columns) != right - left + 1:
        yield f"it spans {right - left + 1} columns and describes {len(columns)}"
    if len(set(names)) < len(names) or len({entry.get("id") for entry in columns}) < len(columns):
        yield "two of its columns have the same name or id"
    filtered = root.find("{*}autoFilter")
    totals = int(root.get("totalsRowCount", "0"))
    if filtered is not None and block_of(filtered.get("ref", "")) != (top, left, bottom - totals, right):
        yield f"its filter {filtered.get('ref')} is not its rows {root.get('ref')}"


def _workbook(root: etree._Element) -> Iterator[str]:
    sheets = root.findall("{*}sheets/{*}sheet")
    for what in ("name", "sheetId"):
        if len({sheet.get(what, "").lower() for sheet in sheets}) < len(sheets):
            yield f"two sheets have the same {what}"
    names = Counter(
        (entry.get("name", "").lower(), entry.get("localSheetId")) for entry in root.iterfind("{*}definedNames/*")
    )
    yield from (f"the name {name} is there twice" for (name, _), count in names.items() if count > 1)
    for entry in root.iterfind("{*}definedNames/*"):
        if int(entry.get("localSheetId", "0")) >= len(sheets):
            yield f"the name {entry.get('name')} belongs to no sheet"


CHECKS = {"worksheet": _sheet, "table": _table, "workbook": _workbook}


def _links(parts: set[str], trees: dict[str, etree._Element]) -> Iterator[str]:
    """Relationships lead to parts, and each part has a content type."""
    for name, root in trees.items():
        if not name.endswith(".rels"):
            continue
        ids = [link.get("Id") for link in root]
        if len(set(ids)) < len(ids):
            yield f"{name}: two relationships have the same id"
        folder = posixpath.dirname(posixpath.dirname(name))
        for link in root:
            target = unquote(link.get("Target", "").partition("#")[0])
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if link.get("TargetMode") != "External" and target and full not in parts:
                yield f"{name}: leads to {full}, which is not there"
    types = trees.get("[Content_Types].xml")
    for entry in types if types is not None else ():
        part = unquote(entry.get("PartName", "")).lstrip("/")
        if part and part not in parts:
            yield f"[Content_Types].xml: names {part}, which is not there"


def _indexes(looks: dict[str, Look]) -> Iterator[str]:
    """Cells use only styles and texts that are there."""
    roots = {local(one.root): one.root for one in looks.values() if one.root is not None}
    styles, texts = roots.get("styleSheet"), roots.get("sst")
    most_styles = len(styles.findall("{*}cellXfs/{*}xf")) if styles is not None else 1
    most_texts = len(texts.findall("{*}si")) if texts is not None else 0
    for name, one in looks.items():
        if one.style >= max(most_styles, 1):
            yield f"{name}: style {one.style} does not exist"
        if one.text >= most_texts:
            yield f"{name}: text {one.text} does not exist"


def _tables(trees: dict[str, etree._Element]) -> Iterator[str]:
    tables = [root for root in trees.values() if local(root) == "table"]
    for what in ("id", "displayName"):
        if len({table.get(what, "").lower() for table in tables}) < len(tables):
            yield f"two tables have the same {what}"


def column(letters: str) -> int:
    """The number of a column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def block_of(ref: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of a reference."""
    found = REFERENCE.fullmatch(ref)
    assert found, ref
    first = int(found[2]), column(found[1])
    return (*first, int(found[4]), column(found[3])) if found[3] else (*first, *first)


def inside(outer: tuple[int, int, int, int], inner: tuple[int, int, int, int]) -> bool:
    """Whether a block lies in another one."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
