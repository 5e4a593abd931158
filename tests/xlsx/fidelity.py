"""Whether an edit of a package changed only what it had to: a comparison of its own, byte by byte.

The engine's rules are written here a second time, from the side of the person whose workbook it is: nothing here
uses the engine. `judge` gives sentences; none means that nothing was lost.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from tests.xlsx.soundness import unsound

Cells = Mapping[str, Set[tuple[int, int]]]
"""What an edit may write: {sheet part: {(row, column)}}; column 0 stands for the whole row."""

WORKBOOK = re.compile(r"workbook\d*\.xml$")
STYLES = re.compile(r"styles\d*\.xml$")
CHAIN = re.compile(r"calcChain", re.IGNORECASE)
TOKEN = re.compile(rb"<[^<>]*>|[^<>]+")
ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])[^<>]*?(?:/>|>.*?</(?:[\w.-]+:)?row\s*>)", re.DOTALL)
DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData\s*(?:/>|>(.*?)</(?:[\w.-]+:)?sheetData\s*>)", re.DOTALL)
CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])[^<>]*?(?:/>|>.*?</(?:[\w.-]+:)?c\s*>)", re.DOTALL)
PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)(\d+)["']""")
FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?=[\s/>])[^<>]*?(?:/>|>[^<]*</(?:[\w.-]+:)?f\s*>)")
SPANS = re.compile(rb"""\sspans\s*=\s*["'][^"']*["']""")
CHAINED = re.compile(rb"<(?:[\w.-]+:)?(?:Override|Relationship)\s[^<>]*calcChain[^<>]*?(?:/>|>\s*</[^<>]*>)")
GROWING_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(?:table|autoFilter|sortState|sortCondition|conditionalFormatting|dataValidation|dimension)\s"
)
GROWING_TEXT = re.compile(rb"<(?:[\w.-]+:)?(?:sqref|f|definedName)[\s>]")
LONE = re.compile(rb"(?<![:$\w])(\$?[A-Z]{1,3}\$?\d+)(?![:\w(])")
SETTINGS = re.compile(rb"<(?:[\w.-]+:)?calcPr[\s/][^<>]*>")
ON_LOAD = re.compile(rb"""\sfullCalcOnLoad\s*=\s*["'][^"']*["']""")


class Part(NamedTuple):
    """A part as it is packed, what it holds, and what else the zip file says of it."""

    packed: tuple[int, bytes]
    content: bytes
    notes: tuple[object, ...]


def load(data: bytes) -> dict[str, Part]:
    """The parts of a package in their order."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            at = entry.header_offset
            lengths = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28))
            start = at + 30 + sum(lengths)
            packed = entry.compress_type, data[start : start + entry.compress_size]
            notes = entry.date_time, entry.external_attr, entry.create_system, entry.comment
            found[entry.filename] = Part(packed, archive.read(entry), notes)
        found[""] = Part((0, b""), archive.comment, ())
    return found


def judge(before: bytes, after: bytes, cells: Cells) -> list[str]:
    """What an edit of these cells did that it should not have done; nothing when all is well."""
    old, new = load(before), load(after)
    rows = {row for places in cells.values() for row, _ in places}
    return [
        *_list_of_parts(old, new, bool(cells)),
        *(wrong for name in old.keys() & new.keys() for wrong in _part(name, old[name], new[name], cells, rows)),
        *sorted(set(unsound(after)) - set(unsound(before))),
    ]


def _list_of_parts(old: Mapping[str, Part], new: Mapping[str, Part], edited: bool) -> Iterator[str]:
    for name in [name for name in old if name not in new and not (edited and CHAIN.search(name))]:
        yield f"{name}: the part is gone"
    for name in [name for name in new if name not in old]:
        yield f"{name}: a part was added"
    if list(new) != [name for name in old if name in new]:
        yield "the parts are in another order"


def _part(name: str, old: Part, new: Part, cells: Cells, rows: set[int]) -> Iterator[str]:
    if old.notes != new.notes:
        yield f"{name}: its date, attributes or comment changed"
    if old.packed == new.packed:
        return
    if old.content == new.content:
        if name not in cells:  # a cell may have been given the value that it had
            yield f"{name}: same content, but packed anew"
    elif name in cells:
        yield from (f"{name}: {wrong}" for wrong in _sheet(old.content, new.content, cells[name], rows))
    elif not (cells and _as_allowed(name, old.content, new.content, rows)):
        yield f"{name}: changed beyond what the edit needs"


def _as_allowed(name: str, old: bytes, new: bytes, rows: set[int]) -> bool:
    """Whether a part that is no edited sheet changed only as an edit may change it."""
    if name.endswith((".rels", "].xml")):
        return CHAINED.sub(b"", old) == new
    if STYLES.search(name):
        return _only_new_styles(old, new)
    if WORKBOOK.search(name):
        old, new = _without_settings(old), _without_settings(new)
    elif not re.search(r"(?:charts|chartex|tables)/[^/]*\.xml$", name):
        return False
    return _only_grew(old, new, rows)


def _without_settings(xml: bytes) -> bytes:
    """The workbook's XML without the request to compute anew, and without settings that say only this."""
    return re.sub(rb"<(?:[\w.-]+:)?calcPr\s*/>", b"", SETTINGS.sub(lambda tag: ON_LOAD.sub(b"", tag[0]), xml))


def _only_new_styles(old: bytes, new: bytes) -> bool:
    """Whether cell styles were added at their end, and nothing else."""
    end = re.search(rb"</(?:[\w.-]+:)?cellXfs\s*>", old)
    count = re.compile(rb"""(<(?:[\w.-]+:)?cellXfs\s[^<>]*?count=["'])\d+""")
    if not end:
        return False
    head, tail = count.sub(rb"\1", old[: end.start()]), old[end.start() :]
    plain = count.sub(rb"\1", new)
    added = plain[len(head) : len(plain) - len(tail)]
    return plain.startswith(head) and plain.endswith(tail) and added.startswith(b"<") and b"cellXfs" not in added


def _only_grew(old: bytes, new: bytes, rows: set[int]) -> bool:
    """Whether two XML texts are the same but for ranges that now end at one of these rows."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if len(before) != len(after):
        return False
    for index, (one, other) in enumerate(zip(before, after, strict=True)):
        place = one if one.startswith(b"<") else before[index - 1]
        grows = GROWING_TAG.match(place) if place is one else GROWING_TEXT.match(place)
        if one != other and not (grows and _grew(one, other, rows)):
            return False
    return True


def _grew(old: bytes, new: bytes, rows: set[int]) -> bool:
    before, after = (re.split(rb"(\d+)", LONE.sub(rb"\1:\1", text)) for text in (old, new))
    return len(before) == len(after) and all(
        one == other or (one.isdigit() and int(one) < int(other) and int(other) in rows)
        for one, other in zip(before, after, strict=True)
    )


# An edited sheet


def split(xml: bytes) -> tuple[bytes, dict[int, bytes]]:
    """A sheet's XML without its rows, and its rows by number."""
    data = DATA.search(xml)
    if not data:
        return xml, {}
    rows: dict[int, bytes] = {}
    for row in ROW.findall(data[1] or b""):
        rows[_place(row)[1] or max(rows, default=0) + 1] = row
    around = xml[: data.start()] + b"<sheetData/>" + ROW.sub(b"", data[1] or b"") + xml[data.end() :]
    return re.sub(rb"<(?:[\w.-]+:)?dimension\s[^<>]*>", b"", around), rows


def _place(tag: bytes) -> tuple[bytes, int]:
    found = PLACE.search(tag, 0, tag.index(b">"))
    return (found[1], int(found[2])) if found else (b"", 0)


def cells_of(row: bytes) -> dict[int, bytes]:
    """The cells of a row by column, as bytes."""
    return {_column(_place(cell)[0]): cell for cell in CELL.findall(row)}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(old: bytes, new: bytes, allowed: Set[tuple[int, int]], rows: set[int]) -> Iterator[str]:
    (around, before), (around_after, after) = split(old), split(new)
    if not _only_grew(around, around_after, rows):
        yield "the XML around its rows changed"
    yield from (f"row {row} is gone" for row in before.keys() - after.keys())
    for row in after.keys() - before.keys():
        if not any(row == place for place, _ in allowed):
            yield f"row {row} was added"
    for row in before.keys() & after.keys():
        if before[row] != after[row] and (row, 0) not in allowed:
            yield from _row(row, before[row], after[row], allowed)


def _row(number: int, old: bytes, new: bytes, allowed: Set[tuple[int, int]]) -> Iterator[str]:
    """A row of which some cells may have changed: its other cells are the same, or took over a shared formula."""
    before, after = cells_of(old), cells_of(new)
    for column in sorted(before.keys() | after.keys()):
        one, other = before.get(column, b""), after.get(column, b"")
        if one != other and (number, column) not in allowed and not _took_over(one, other):
            yield f"row {number}, column {column} changed"
    tags = [SPANS.sub(b"", CELL.sub(b"", row)).replace(b"/>", b">").split(b">")[0] for row in (old, new)]
    if tags[0].rstrip() != tags[1].rstrip():
        yield f"the attributes of row {number} changed"


def _took_over(old: bytes, new: bytes) -> bool:
    """Whether a cell is as before, except that it became the first one of its shared formula."""
    one, other = FORMULA.search(old), FORMULA.search(new)
    if not (one and other) or b"shared" not in one[0] or FORMULA.sub(b"", old) != FORMULA.sub(b"", new):
        return False
    return b" ref=" in other[0] and b" ref=" not in one[0]
