"""Reading a sheet: in bulk, where it is written as most programs write one; else in one of two slower ways.

Of those, python-calamine gives the values, and the sheet's own bytes what it lacks. calamine ends the whole process
when a sheet's extent is too large for memory, so each sheet is measured first; it is given only the parts that were
inflated and measured here. Where it cannot be used, `sparse` reads the same, slower still.
"""

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm.xlsx.cells import CellError, Formula, Result, Value, moment_of, whole
from crm.xlsx.formulas.text import FormulaCell, find_formulas, full_texts
from crm.xlsx.markup.rowcells import CellText, RowText
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.xmltext import has
from crm.xlsx.package import stored
from crm.xlsx.places import letters_of, place_of
from crm.xlsx.reading import sparse
from crm.xlsx.reading.sparse import Source

if TYPE_CHECKING:
    from crm.xlsx.reading import bulk

__all__ = ["Grid", "Source", "read_bulk", "read_grid", "rows_of"]

MOST_COLUMNS, MOST_CELLS = 256, 20_000_000
_SPARE_CELLS, _SPARSEST = 2_000_000, 10  # a block may always have this many cells, or so many for each that is there
_MISREAD = re.compile(  # what calamine takes for a number, a text with blanks or the text of a day
    rb"""<(?:[\w.-]+:)?v>(?:\s|[+-]?(?:[nN][aA][nN]|[iI][nN][fF]|[0-9.]++[eE][+]?[0-9]{3}))
    | \s</(?:[\w.-]+:)?v> | \st\s*=\s*["']d""",
    re.VERBOSE,
)
_ERRORS = (b't="e"', b"t='e'")
_TRIMMED = re.compile(rb"<(?:[\w.-]+:)?t>(?:\s|[^<]*\s</)")  # calamine takes white space off the edges of these
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Grid:
    """A sheet at once. Do not change it: blank rows may be one and the same list.

    `cells[row - 1][column - 1]`: str, float, bool, date, datetime, time or timedelta; "" for an empty cell. Whole
    numbers may be floats (`rows()` gives int). A formula's cell holds its last result, an error's cell holds "".
    `formulas`, `errors`: {(row, column): Formula}, {(row, column): CellError}, an error that a formula gave in both.
    `hidden_rows`: numbers of hidden rows. `far`: cells so far away from the rest that `cells` does not reach them.
    """

    cells: list[list[Any]]
    formulas: dict[tuple[int, int], Formula]
    errors: dict[tuple[int, int], CellError]
    hidden_rows: set[int]
    far: dict[tuple[int, int], Result] = field(default_factory=dict)


def rows_of(grid: Grid) -> Iterator[tuple[int, dict[int, Value]]]:
    """(row number, {column number: value}) of each row with a value, from the top."""
    special: dict[int, dict[int, Value]] = {}
    overlays: tuple[dict[tuple[int, int], Any], ...] = (grid.far, grid.errors, grid.formulas)
    for overlay in overlays:
        for (row, column), value in overlay.items():
            special.setdefault(row, {})[column] = value
    for number, cells in enumerate(grid.cells, 1):
        values: dict[int, Value] = {
            column: whole(value) if type(value) is float else value
            for column, value in enumerate(cells, 1)
            if value != "" and value is not None
        }
        if number in special:
            values = dict(sorted({**values, **special.pop(number)}.items()))
        if values:
            yield number, values
    for number in sorted(special):
        yield number, dict(sorted(special[number].items()))


def read_grid(text: SheetText, source: Source) -> Grid:
    """The cells of a sheet. Raises RefusedWorkbook."""
    chunks = () if text.trouble else (text.head, *text.pieces(), text.tail)
    return read_bulk(chunks, source) or _read_unusual(text, source)


def read_bulk(chunks: Iterable[bytes], source: Source) -> Grid | None:
    """The cells of a sheet that is written as most programs do, from its XML bit by bit, many times as fast.

    None for any other sheet, and without numpy. Raises RefusedWorkbook when the bits are damaged.
    """
    try:
        from crm.xlsx.reading.bulk import Unusual, read
    except ImportError:
        return None
    try:
        pieces = list(read(chunks, source))
    except (Unusual, UnicodeDecodeError):  # the exact reader knows what to say of text that is no UTF-8
        return None
    return _gathered(pieces)


def _gathered(pieces: "Sequence[bulk.Cells]") -> Grid | None:
    """A sheet from its pieces; None when its cells lie too far apart."""
    from crm.xlsx.reading import bulk

    height, width, count = bulk.extent(pieces)
    if width > MOST_COLUMNS or height * width > max(_SPARE_CELLS, min(MOST_CELLS, _SPARSEST * count)):
        return None
    cells = bulk.table(pieces, height, width)
    errors = {place: error for piece in pieces for place, error in piece.errors.items()}
    formulas = _with_results([formula for piece in pieces for formula in piece.formulas], cells, errors)
    return Grid(cells, formulas, errors, {row for piece in pieces for row in piece.hidden})


def _read_unusual(text: SheetText, source: Source) -> Grid:
    xml = text.join()
    is_trimmed = any(_TRIMMED.search(part) for part in (xml, source.strings or b""))
    usable = not text.trouble and not is_trimmed and _is_dense(text) and not _MISREAD.search(xml)
    cells = _by_calamine(xml, source) if usable else None
    if cells is None:
        return _by_ourselves(xml, source)
    errors = _find_errors(text)
    formulas = _with_results(find_formulas(text), cells, errors)
    _correct_days(cells, text, source)
    return Grid(cells, formulas, errors, set(text.hidden))


def _with_results(
    found: list[FormulaCell], cells: list[list[Any]], errors: dict[tuple[int, int], CellError]
) -> dict[tuple[int, int], Formula]:
    """Formulas with what they gave."""
    formulas = {}
    for place, formula in full_texts(found).items() if found else ():
        cached = _at(cells, place)
        formulas[place] = Formula(formula, errors.get(place) or (whole(cached) if type(cached) is float else cached))
    return formulas


def _at(cells: list[list[Any]], place: tuple[int, int]) -> Any:
    row, column = place
    inside = row <= len(cells) and column <= len(cells[row - 1])
    value = cells[row - 1][column - 1] if inside else ""
    return None if value == "" else value


def _is_dense(text: SheetText) -> bool:
    """Whether the block from A1 to the last row and column is of a size that the bytes of the sheet justify.

    Every cell is looked at: readers go by its own name, in whatever row it stands.
    """
    rows, tens = _round_up(text.last or 1)
    most = max(_SPARE_CELLS, min(MOST_CELLS, text.size // 4))
    columns = min(MOST_COLUMNS, most // rows)
    name = _columns_up_to(columns) + (
        rb"(?:\d{1,%d}|[1-%d]\d{%d})" % (tens, rows // 10**tens, tens) if tens else rb"\d"
    )
    mark = b"<" + text.prefix + b"c"
    is_far = re.compile(mark + rb'(?! r="' + name + rb'")').search
    is_near = re.compile(name).fullmatch
    tags = re.compile(mark + rb"""(?:\s(?:[^<>]*?\s)?r\s*=\s*["']([^"']*)["'][^<>]*|[^<>]*)>""")
    return all(
        found[1] and is_near(found[1]) for rows in text.pieces() if is_far(rows) for found in tags.finditer(rows)
    )


def _round_up(number: int) -> tuple[int, int]:
    """The largest number with the same first digit and as many digits, and how many follow the first.

    >>> _round_up(10_001), _round_up(7)
    ((19999, 4), (7, 0))
    """
    tens = len(str(number)) - 1
    return (number // 10**tens + 1) * 10**tens - 1 if tens else number, tens


def _columns_up_to(last: int) -> bytes:
    """A pattern for the names of the first `last` columns, at most 256.

    >>> _columns_up_to(3), _columns_up_to(256)
    (b'[A-C]', b'(?:I[A-V]|[A-H]?[A-Z])')
    """
    if last <= 26:
        return f"[A-{letters_of(last)}]".encode()
    first, second = letters_of(last)[0], letters_of(last)[1]
    before = f"[A-{chr(ord(first) - 1)}]?" if first > "A" else ""
    return f"(?:{first}[A-{second}]|{before}[A-Z])".encode()


def _calamine() -> Any:
    """The module, None where it is not installed. Loaded at the first use."""
    try:
        import python_calamine
    except ImportError:
        return None
    return python_calamine


def _by_calamine(xml: bytes, source: Source) -> list[list[Any]] | None:
    """Rows of values from A1 on, None when calamine is not there or cannot read the sheet."""
    module = _calamine()
    if module is None:
        return None
    try:
        book = module.CalamineWorkbook.from_filelike(io.BytesIO(stored(_small_package(xml, source))))
        cells: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (module.CalamineError, ValueError, OverflowError):
        return None
    except BaseException as error:  # a panic of calamine has no class that could be named, and is no Exception
        if type(error).__name__ != "PanicException":
            raise
        return None
    return cells


def _small_package(xml: bytes, source: Source) -> dict[str, bytes]:
    links = [("worksheet", "s.xml"), ("styles", "styles.xml")]
    files = {"xl/s.xml": xml, "xl/styles.xml": source.styles.xml or f'<styleSheet xmlns="{_MAIN}"/>'.encode()}
    if source.strings is not None:
        links.append(("sharedStrings", "sharedStrings.xml"))
        files["xl/sharedStrings.xml"] = source.strings
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{source.date1904:d}"/>'
        '<sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": _links(links),
        **files,
    }


def _links(targets: list[tuple[str, str]]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_LINKS}">{entries}</Relationships>'.encode()


def _find_errors(text: SheetText) -> dict[tuple[int, int], CellError]:
    """Error cells, typed or given by a formula."""
    p = text.prefix
    formula = rb"(?:<" + p + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*</" + p + rb"f>))?\s*"
    name = rb"""<""" + p + rb"""c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]+\d+)["'][^<>]*>"""
    cell = re.compile(name + rb"\s*" + formula + rb"<" + p + rb"v>([^<]*)<")
    errors = {}
    for xml in text.pieces():
        for mark in _ERRORS if has(xml, b"='") else _ERRORS[:1]:
            at, before = xml.find(mark), 0
            while at >= 0:
                start = xml.rfind(b"<" + p + b"c", before, at)  # each mark has a tag of its own
                if start >= 0 and xml.find(b">", start, at) < 0 and (found := cell.match(xml, start)):
                    errors[place_of(found[1].decode())] = CellError(found[2].decode().strip())
                at, before = xml.find(mark, at + 5), at
    return errors


def _correct_days(cells: list[list[Any]], text: SheetText, source: Source) -> None:
    """Give back the bare number where calamine makes a day of a number that is none for sure (below 61, negative)."""
    day, moment, time = dt.date, dt.datetime, dt.time
    suspect = [
        number
        for number, row in enumerate(cells, 1)
        for value in row
        if (kind := type(value)) is time or ((kind is day or kind is moment) and value.year < 1901)
    ]
    for number in sorted(set(suspect)):
        row = cells[number - 1]
        for column, value in enumerate(row, 1):
            if isinstance(value, day | time):
                row[column - 1] = _again(text, source, (number, column), value)


def _again(text: SheetText, source: Source, place: tuple[int, int], value: Result) -> Result:
    """The value of one cell from its own bytes."""
    xml = text.row(place[0])
    cell: CellText | None = RowText(place[0], xml, text.prefix).cell(place[1]) if xml else None
    found = re.search(rb"<" + text.prefix + rb"v>\s*([^<\s]+)", cell.inner) if cell else None
    if not cell or not found or cell.attributes.get("t", "n") != "n":
        return value
    return moment_of(float(found[1]), source.styles.kind(cell.style) == "duration", source.date1904)


def _by_ourselves(xml: bytes, source: Source) -> Grid:
    read = sparse.read(xml, source)
    formulas: dict[tuple[int, int], Formula] = {}
    errors: dict[tuple[int, int], CellError] = {}
    values: dict[tuple[int, int], Any] = {}
    for row, found in read.rows.items():
        for column, value in found.items():
            if isinstance(value, Formula):
                formulas[row, column] = value
                value = value.cached
            if isinstance(value, CellError):
                errors[row, column] = value
            elif value is not None:
                values[row, column] = value
    cells, far = _spread(values)
    return Grid(cells, formulas, errors, read.hidden, far)


def _spread(values: dict[tuple[int, int], Any]) -> tuple[list[list[Any]], dict[tuple[int, int], Any]]:
    """Values as rows from A1 on, and those too far away for a block that their number justifies."""
    width = max((column for _, column in values if column <= MOST_COLUMNS), default=0)
    most = max(_SPARE_CELLS, min(MOST_CELLS, _SPARSEST * len(values))) // max(width, 1)
    height = max((row for row, column in values if row <= most and column <= width), default=0)
    blank: list[Any] = [""] * width
    cells, far = [blank] * height, {}
    for (row, column), value in values.items():
        if row > height or column > width:
            far[row, column] = value
            continue
        if cells[row - 1] is blank:
            cells[row - 1] = [""] * width
        cells[row - 1][column - 1] = value
    return cells, far
