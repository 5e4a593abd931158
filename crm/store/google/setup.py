"""Making a spreadsheet Kith's: look first, then make only what is missing. What people own is left as it is."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crm.model.cells import Cell, written
from crm.model.contents import Contents
from crm.model.errors import CannotOpen, NotYetKiths
from crm.model.layout import Layout, from_lines
from crm.model.lists import LISTS
from crm.model.schema import Sheet
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.text import key
from crm.store import guide, overview
from crm.store.google import looks
from crm.store.google.calls import Json, Raw, Spreadsheet, typed
from crm.store.google.cells import raw
from crm.store.google.poll import CRM, UNDO, Poll
from crm.store.google.web import gspread

SCHEMA = "1"
KITH_KEY = "kith"
_UNDO_COLUMNS = 300
_SPARE = 20  # empty rows below the guide, and below the figures
Playbook = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Wishes:
    """What a team chose for a new spreadsheet: settings by key, words by list (each with what stands beside it), the
    keys of sheets that appear on demand (Overview too), and how they do things (when, and what they do)."""

    settings: Mapping[str, Cell] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Sequence[Cell]]] = field(default_factory=dict)
    sheets: Sequence[str] = ()
    playbook: Playbook = ()


def prepare(spreadsheet: Spreadsheet, poll: Poll, contents: Contents, wishes: Wishes, notes: Mapping[str, str]) -> bool:
    """Make what is missing, in one call; whether anything was. `notes` go into Kith's own hidden sheet where it does
    not have them yet. Raises CannotOpen for a copy of another spreadsheet, NotYetKiths for one that a team had before:
    what goes into that is asked first."""
    if (book := poll.notes.get("book_id", spreadsheet.id)) != spreadsheet.id:
        raise CannotOpen(
            f"This spreadsheet is a copy of another one that Kith keeps (…{book[-6:]}). Delete its hidden sheet {CRM} "
            "to make it a workbook of its own. Nothing was changed."
        )
    layout = from_lines(notes)
    if not is_kiths(poll, contents, layout):
        raise NotYetKiths(
            "This spreadsheet is not yet one of Kith's. Open it on the first page, or with “python -m crm adopt”, to "
            "see how Kith would read it. Nothing was changed."
        )
    made = Missing(poll, contents, wishes)
    greeting = () if layout else made.guide()  # a team's own spreadsheet gets nothing that it did not agree to
    parts = greeting, made.ids(), made.sheets(), made.overview(), made.lists(), made.settings(), made.hidden(notes)
    requests = [request for part in parts for request in part]
    if not requests:
        return False
    spreadsheet.batch(requests)
    return True


def is_kiths(poll: Poll, contents: Contents, layout: Layout) -> bool:
    """Whether a spreadsheet is Kith's to set up: one that it knows, one in which nothing stands, or one that lost its
    hidden sheet: its rows bear Kith's IDs, or its `layout` was kept elsewhere too."""
    if "book_id" in poll.notes or not any(grid.rows for grid in poll.grids) or layout:
        return True
    return bool(contents.sheets) and all(
        sheet.column_number("id") is not None and (not sheet.rows or any(sheet.columns["id"]))
        for sheet in contents.sheets.values()
    )


class Missing:
    """What a spreadsheet lacks, as requests."""

    def __init__(self, poll: Poll, contents: Contents, wishes: Wishes) -> None:
        self._poll, self._contents, self._wishes = poll, contents, wishes
        self._titles = {grid.page.title for grid in poll.grids}
        self._lists = self._page("Lists")

    def _page(self, title: str) -> int:
        """The number of a sheet that is there, or the one that it will get."""
        grid = self._poll.grid(title)
        return grid.page.id if grid else 1 + secrets.randbelow(2**31 - 2)

    # the guide --------------------------------------------------------------------------------------------------------

    def guide(self) -> Iterator[Json]:
        """The sheet Start here of a new spreadsheet: before all others where nothing of a team's stands yet."""
        title = guide.GUIDE_TITLE
        if "book_id" in self._poll.notes or title in self._titles:
            return
        page, rows = self._page(title), _guide(self._wishes.playbook or guide.PLAYBOOK)
        yield looks.sheet_made(page, title, 2, rows=len(rows) + _SPARE, index=None if self._contents.sheets else 0)
        yield looks.filled(page, [[when, what] for when, what, _ in rows])
        yield from looks.guided(page, [number for number, (*_, is_heading) in enumerate(rows) if is_heading])

    # sheets of records ------------------------------------------------------------------------------------------------

    def sheets(self) -> Iterator[Json]:
        """The sheets of records. One that went from a spreadsheet of Kith's is not made anew: its owner is asked what
        became of it."""
        asked, is_new = self._wishes.sheets, "book_id" not in self._poll.notes
        for name, sheet in SHEETS.items():
            if name not in self._contents.sheets and (
                (is_new and not sheet.module)
                or name in asked
                or key(written(self._wishes.settings.get(sheet.module))) == "yes"
            ):
                yield from self._sheet(sheet)

    def _sheet(self, sheet: Sheet) -> Iterator[Json]:
        page, columns = self._page(sheet.key), sheet.created
        if sheet.key not in self._titles:
            yield looks.sheet_made(page, sheet.key, len(columns))
        yield looks.headed(page, columns)
        yield from looks.dressed(page, sheet, columns, self._words())

    def ids(self) -> Iterator[Json]:
        """In the sheets of records that are there, a column for the IDs."""
        for name in self._contents.sheets:
            yield from self._with_ids(name)

    def _with_ids(self, name: str) -> Iterator[Json]:
        sheet = self._contents.sheets[name]
        grid = self._poll.grid(sheet.title)
        if sheet.column_number("id") is not None or grid is None:
            return
        column = max(map(len, grid.rows)) + 1
        if column > grid.page.columns:
            more = {"sheetId": grid.page.id, "dimension": "COLUMNS", "length": 1}
            yield {"appendDimension": more}
        taken = {key(heading) for heading in sheet.headings}
        heading = "Kith ID" if "id" in taken else "ID"
        yield looks.filled(grid.page.id, [[heading]], row=sheet.heading_row, column=column)
        yield looks.column_anchor(grid.page.id, column, "id")

    def _words(self) -> dict[str, Json]:
        """Where the words of each list stand, as a choice."""
        found = {}
        for column, name in enumerate(_list_headings(), 1):
            letter = gspread.utils.rowcol_to_a1(1, self._contents.lists_at.get(name, column)).removesuffix("1")
            found[name] = {
                "type": "ONE_OF_RANGE",
                "values": [{"userEnteredValue": f"=Lists!${letter}$2:${letter}$500"}],
            }
        return found

    def overview(self) -> Iterator[Json]:
        """The sheet of figures of a new spreadsheet; one in which a team's records stand already gets it when it is
        asked for."""
        is_new = "book_id" not in self._poll.notes and not self._contents.sheets
        if overview.TITLE in self._titles or not (is_new or overview.TITLE in self._wishes.sheets):
            return
        page = self._page(overview.TITLE)
        rows = [[raw(cell) for cell in row] for row in overview.rows(overview.Figures())]
        yield looks.sheet_made(page, overview.TITLE, len(overview.WIDTHS), rows=len(rows) + _SPARE)
        yield looks.filled(page, rows)
        yield from looks.shown(page)

    # lists, settings, and our own -------------------------------------------------------------------------------------

    def lists(self) -> Iterator[Json]:
        """The sheet Lists with the words of a new workbook."""
        if "Lists" in self._titles:
            return
        headings = list(_list_headings())
        blocks = [self._wishes.lists.get(name, rows) for name, (_, rows) in LISTS.items()]
        height = max(map(len, blocks))
        cells: list[list[Raw]] = [list(headings)]
        for row in range(height):
            cells.append([_beside(name, self._wishes.lists, row) for name in headings])
        yield looks.sheet_made(self._lists, "Lists", len(headings))
        yield looks.filled(self._lists, cells)
        numbers = [any(isinstance(row[n], int | float) for row in cells[1:]) for n in range(len(headings))]
        yield from looks.as_text(self._lists, [n for n, is_number in enumerate(numbers) if not is_number])

    def settings(self) -> Iterator[Json]:
        """The sheet Settings with what a new workbook has."""
        if "Settings" in self._titles:
            return
        page = self._page("Settings")
        chosen = {**{setting.key: setting.default for setting in SETTINGS.values()}, **self._wishes.settings}
        rows: list[list[Raw]] = [["Key", "Setting", "Value", "What it does"]]
        for name, value in chosen.items():
            declared = SETTINGS.get(name)
            title, help = (declared.title, declared.help) if declared else (name, "")
            rows.append([name, title, raw(value), help])
        yield looks.sheet_made(page, "Settings", 4)
        yield looks.filled(page, rows)

    def hidden(self, notes: Mapping[str, str]) -> Iterator[Json]:
        """Kith's own hidden sheets: its notes, and the copies of rows that are written by their place."""
        if self._poll.undo is None:
            yield looks.sheet_made(1 + secrets.randbelow(2**31 - 2), UNDO, _UNDO_COLUMNS, is_hidden=True)
        page, have = self._page(CRM), self._poll.notes
        new = [[name, value] for name, value in notes.items() if name not in have]
        if CRM not in self._titles:
            yield looks.sheet_made(page, CRM, 2, is_hidden=True)
            yield from looks.as_text(page, [0, 1])
            yield looks.filled(page, [["Key", "Value"], *new])
            made = {"metadataKey": KITH_KEY, "metadataValue": SCHEMA, "location": {"spreadsheet": True}}
            yield {"createDeveloperMetadata": {"developerMetadata": {**made, "visibility": "DOCUMENT"}}}
        elif new:
            rows = [{"values": [typed(cell) for cell in row]} for row in new]
            yield {"appendCells": {"sheetId": page, "rows": rows, "fields": "userEnteredValue"}}


def _guide(playbook: Playbook) -> list[tuple[str, str, bool]]:
    """The rows of the sheet Start here: two cells each, and whether it is a heading."""
    return [
        (guide.GUIDE_TITLE, "", True),
        *((line, "", False) for line in guide.GUIDE),
        ("", "", False),
        (*guide.SHEETS_HEAD, True),
        *((sheet.key, sheet.help, False) for sheet in SHEETS.values() if not sheet.module),
        ("", "", False),
        (guide.PLAYBOOK_TITLE, "", True),
        (*guide.PLAYBOOK_HEAD, True),
        *((*line, False) for line in playbook),
    ]


def _list_headings() -> Iterator[str]:
    for name, (further, _) in LISTS.items():
        yield name
        yield from (f"{name}: {part}" for part in further)


def _beside(heading: str, given: Mapping[str, Sequence[Sequence[Cell]]], row: int) -> Raw:
    """The cell of a list's column in one of its rows."""
    name, _, part = heading.partition(": ")
    further, rows = LISTS[name]
    words = given.get(name, rows)
    place = further.index(part) + 1 if part else 0
    return raw(words[row][place]) if row < len(words) and place < len(words[row]) else ""
