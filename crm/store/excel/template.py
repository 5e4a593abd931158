"""A new workbook: sheets of records, lists, settings, a guide, and the figures; made once, then edited in place.

openpyxl makes it. It never touches a workbook that exists: that is the engine's, which loses nothing.
"""

import datetime as dt
import io
import os
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from crm.model.cells import Cell, written
from crm.model.lists import LISTS, Lists
from crm.model.schema import Sheet
from crm.model.settings import SETTINGS, Settings
from crm.model.sheets import SHEETS
from crm.store.excel import guide, overview, records, styles
from crm.store.overview import Figures

SCHEMA = "1"
_LIST_ROWS = 500


class Parts(TypedDict, total=False):
    """What a new workbook holds beside what every one holds.

    `settings` and `lists` stand in for the defaults (key -> value; list -> its rows, each a word and what
    is beside it). `rows`: SHEETS key -> rows (field -> cell), own columns as `own:<heading>`, the playbook
    under "Start here" as `when` and `what`. `sheets`: keys of sheets that appear on demand; rows, or a module that is
    Yes, bring theirs.
    """

    settings: Mapping[str, Cell]
    lists: Mapping[str, Sequence[Sequence[Cell]]] | None
    rows: Mapping[str, Sequence[Mapping[str, Cell]]]
    sheets: Sequence[str]
    overview: bool
    overview_figures: Figures | None
    schema: Mapping[str, Sheet]


def write(path: str | os.PathLike[str], *, book_id: str, today: dt.date, **parts: Unpack[Parts]) -> None:
    """Make a new .xlsx at `path`, whole or not at all.

    Raises FileExistsError when something is there already, InvalidInput for a value that no cell can hold, ValueError
    for a list or sheet that Kith does not have.
    """
    path = Path(path)
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    file = io.BytesIO()
    make(book_id=book_id, today=today, **parts).save(file)
    _publish(path, file.getvalue())


def make(*, book_id: str, today: dt.date, **parts: Unpack[Parts]) -> Workbook:
    """The same in memory, as openpyxl's workbook."""
    schema, rows = parts.get("schema", SHEETS), parts.get("rows", {})
    lists = _chosen_lists(parts.get("lists") or {})
    keys = _chosen_sheets(schema, parts)
    settings = _chosen_settings(schema, keys, parts.get("settings", {}))
    understood = Lists(_blocks(lists))
    rules = Settings(settings).rules(today)

    book = Workbook()
    book.remove(book.worksheets[0])
    guide.add(book, [schema[name] for name in keys], rows.get("Start here"))
    for name in keys:
        records.add(book, schema[name], rows.get(name, ()), understood, rules)
    if parts.get("overview", True):
        overview.add(book, parts.get("overview_figures") or Figures())
    _lists(book, lists)
    _settings(book, settings)
    _stamp(book, book_id, today)
    return book


# what it holds ------------------------------------------------------------------------------------------------------

_Lists = dict[str, tuple[tuple[str, ...], Sequence[Sequence[Cell]]]]


def _chosen_lists(given: Mapping[str, Sequence[Sequence[Cell]]]) -> _Lists:
    if strange := set(given) - set(LISTS):
        raise ValueError(f"Kith has no list called {', '.join(sorted(strange))}")
    return {name: (further, given.get(name, rows)) for name, (further, rows) in LISTS.items()}


def _blocks(lists: _Lists) -> dict[str, list[Cell]]:
    """Heading -> the cells below it, one block of columns a list."""
    blocks: dict[str, list[Cell]] = {}
    for name, (further, rows) in lists.items():
        for number, heading in enumerate([name, *(f"{name}: {part}" for part in further)]):
            blocks[heading] = [row[number] if number < len(row) else None for row in rows]
    return blocks


def _chosen_sheets(schema: Mapping[str, Sheet], parts: Parts) -> list[str]:
    asked, rows, settings = parts.get("sheets", ()), parts.get("rows", {}), Settings(parts.get("settings", {}))
    if strange := (set(asked) | set(rows)) - set(schema) - {"Start here"}:
        raise ValueError(f"Kith has no sheet called {', '.join(sorted(strange))}")
    return [
        name
        for name, sheet in schema.items()
        if not sheet.module or name in asked or rows.get(name) or settings.yes(sheet.module)
    ]


def _chosen_settings(schema: Mapping[str, Sheet], keys: Sequence[str], given: Mapping[str, Cell]) -> dict[str, Cell]:
    defaults = {setting.key: setting.default for setting in SETTINGS.values()}
    modules: dict[str, Cell] = {schema[name].module: "Yes" for name in keys if schema[name].module}
    return {**defaults, **modules, **given}


# sheets that hold no records ------------------------------------------------------------------------------------------


def _lists(book: Workbook, lists: _Lists) -> None:
    page = book.create_sheet("Lists")
    styles.printed(page)
    page.freeze_panes = "A2"
    page.row_dimensions[1].height = 22
    column = 0
    for number, (name, (further, rows)) in enumerate(lists.items()):
        records.define_words(book, records.name_of_list(name), "Lists", column + 1, _LIST_ROWS)
        for part, heading in enumerate([name, *(f"{name}: {further_part}" for further_part in further)]):
            column += 1
            cells = [row[part] if part < len(row) else None for row in rows]
            _list_column(page, column, heading, cells, fill=styles.PALE_TEAL if number % 2 else styles.PALE)
            if part:
                _offer(page, column, LISTS[name][1], part)


def _list_column(page: Worksheet, column: int, heading: str, cells: Sequence[Cell], *, fill: str) -> None:
    dimension = page.column_dimensions[get_column_letter(column)]
    is_number = any(isinstance(cell, int | float) for cell in cells)
    dimension.number_format = "General" if is_number else "@"
    dimension.width = max(len(written(text)) + 3 for text in (heading, *cells))
    place = styles.put(page, 1, column, heading)
    place.font, place.fill = styles.font(bold=":" not in heading), styles.solid(fill)
    place.border = styles.underline(styles.TEAL)
    for row, cell in enumerate(cells, start=2):
        place = styles.put(page, row, column, cell)
        place.number_format, place.alignment = dimension.number_format, Alignment(horizontal="left")


def _offer(page: Worksheet, column: int, rows: Sequence[Sequence[Cell]], part: int) -> None:
    """A drop-down of the words that Kith understands beside a list's own words."""
    words = dict.fromkeys(str(row[part]) for row in rows if isinstance(row[part], str))
    if words:
        rule = records.warning('"' + ",".join(words) + '"')
        letter = get_column_letter(column)
        rule.add(f"{letter}2:{letter}{_LIST_ROWS}")
        page.add_data_validation(rule)


def _settings(book: Workbook, settings: Mapping[str, Cell]) -> None:
    page = book.create_sheet("Settings")
    styles.printed(page)
    page.freeze_panes = "A2"
    page.row_dimensions[1].height = 22
    for column, (heading, width) in enumerate((("Key", 24), ("Setting", 40), ("Value", 20), ("What it does", 70)), 1):
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.font = width, styles.font(styles.QUIET if column in (1, 4) else styles.INK)
        place = styles.put(page, 1, column, heading)
        place.font, place.fill = styles.font(bold=True), styles.solid(styles.PALE_TEAL)
        place.border = styles.underline(styles.TEAL)
    for row, (name, value) in enumerate(settings.items(), start=2):
        _setting(page, row, name, value)


def _setting(page: Worksheet, row: int, name: str, value: Cell) -> None:
    declared = SETTINGS.get(name)
    cells = (name, declared.title if declared else name, value, declared.help if declared else None)
    for column, cell in enumerate(cells, start=1):
        place = styles.put(page, row, column, cell, name)
        place.font = styles.font(styles.QUIET if column in (1, 4) else styles.INK)
        place.border = styles.underline()
        if column == 1:
            place.fill = styles.solid(styles.GREY)
    page.cell(row, 3).alignment = Alignment(horizontal="left")
    page.cell(row, 3).number_format = "@" if isinstance(value, str) or value is None else "General"
    if declared and declared.choices:
        rule = records.warning('"' + ",".join(declared.choices) + '"')
        rule.add(f"C{row}")
        page.add_data_validation(rule)


def _stamp(book: Workbook, book_id: str, today: dt.date) -> None:
    """Whose workbook this is and which of our saves it has seen: in the properties, and in the hidden sheet _crm."""
    page = book.create_sheet("_crm")
    page.sheet_state = "hidden"
    stamp = (("book_id", book_id), ("generation", "0"), ("schema", SCHEMA))
    for row, cells in enumerate((("Key", "Value"), *stamp), start=1):
        for column, cell in enumerate(cells, start=1):
            styles.put(page, row, column, cell).number_format = "@"
    properties = book.custom_doc_props  # type: ignore[attr-defined]  # missing in the stubs
    for name, value in (("kith_book", book_id), ("kith_generation", "0"), ("kith_schema", SCHEMA)):
        properties.append(StringProperty(name=name, value=value))
    book.properties.creator = "Kith"
    book.properties.created = book.properties.modified = dt.datetime.combine(today, dt.time(0))
    book.active = 0


# the file -----------------------------------------------------------------------------------------------------------


def _publish(path: Path, content: bytes) -> None:
    """Put a whole file at a path where none is; what appears there is complete, and nothing is ever replaced."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        _write_new(beside, content)
        try:
            os.link(beside, path)  # fails where something is, unlike a rename
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links
            _write_new(path, content)
    finally:
        beside.unlink(missing_ok=True)


def _write_new(path: Path, content: bytes) -> None:
    """Create a file and bring it to the disk. Raises FileExistsError; another failure leaves no file behind."""
    with path.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
