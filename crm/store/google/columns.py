"""What headings do not tell: an anchor on each column of Kith's says which field it holds, whatever its heading, and
the format of a team's own column whether its numbers are days."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crm.model.contents import Contents, SheetContents
from crm.model.sheets import SHEETS
from crm.store.google.calls import Json, Page, Spreadsheet
from crm.store.google.looks import COLUMN_KEY, column_anchor
from crm.store.google.poll import Poll
from crm.store.google.troubles import REFUSED, Trouble
from crm.store.places import read, write

Heading = tuple[int, str]
"""The number of a sheet, and the words above a column."""


FILE = "columns.json"
_OF_DAYS = ("DATE", "DATE_TIME")


@dataclass
class Columns:
    """Which fields the headings mean that only the anchors know, and which of the team's own columns hold days. Kept in
    `folder`, since versions with earlier headings are read later, and without Google; None keeps nothing."""

    folder: Path | None = None
    renamed: dict[Heading, str] = field(default_factory=dict)
    of_days: set[Heading] = field(default_factory=set)
    _asked: set[Heading] = field(default_factory=set)
    _formats: dict[Heading, bool] = field(default_factory=dict)  # whether there was a number in it when it was asked

    def __post_init__(self) -> None:
        told = read(self.folder, FILE) if self.folder else {}
        with suppress(ValueError, TypeError):
            self.renamed |= {(page, heading): name for page, heading, name in json.loads(told.get("renamed", "[]"))}
            self.of_days |= {(page, heading) for page, heading in json.loads(told.get("of days", "[]"))}

    def _keep(self) -> None:
        if self.folder:
            renamed = [[*heading, name] for heading, name in self.renamed.items()]
            told = {"renamed": renamed, "of days": sorted(map(list, self.of_days))}
            write(self.folder, FILE, {name: json.dumps(each, ensure_ascii=False) for name, each in told.items()})

    def learn(self, spreadsheet: Spreadsheet, contents: Contents, poll: Poll) -> bool:
        """Ask about headings that were not seen before and that nobody knows; whether more is known now. Raises
        Trouble."""
        before = dict(self.renamed), set(self.of_days)
        if strange := {each for each in _strange(contents, poll) if each not in self._asked}:
            self._learn_names(spreadsheet, contents, poll, strange)
        if places := dict(_samples(contents, poll, self._formats)):
            self._learn_days(spreadsheet, places)
        if is_more := (self.renamed, self.of_days) != before:
            self._keep()
        return is_more

    def _learn_names(self, spreadsheet: Spreadsheet, contents: Contents, poll: Poll, strange: set[Heading]) -> None:
        at = {(page, column): name for page, column, name in anchored_columns(spreadsheet.metadata())}
        self._asked |= strange
        for sheet in contents.sheets.values():
            grid = poll.grid(sheet.title)
            for number, heading in enumerate(sheet.headings, 1):
                if grid is not None and (grid.page.id, heading) in strange and (grid.page.id, number) in at:
                    self.renamed[grid.page.id, heading] = at[grid.page.id, number]

    def _learn_days(self, spreadsheet: Spreadsheet, places: Mapping[Heading, "_Sample"]) -> None:
        try:
            found = spreadsheet.number_formats([(each.page, each.row, each.column) for each in places.values()])
        except Trouble as trouble:
            if trouble.kind != REFUSED:
                raise
            return  # a sheet was renamed or cut meanwhile: asked again at the next look
        for (heading, sample), name in zip(places.items(), found, strict=True):
            self._formats[heading] = sample.is_number
            if name in _OF_DAYS:
                self.of_days.add(heading)


@dataclass(frozen=True)
class _Sample:
    """A cell that tells how its column shows numbers: the first one that holds one, or else the first of all."""

    page: Page
    row: int
    column: int
    is_number: bool


def _samples(contents: Contents, poll: Poll, known: Mapping[Heading, bool]) -> Iterator[tuple[Heading, _Sample]]:
    """Of each own column that was not asked about; of one that was blank then, once more when it holds numbers."""
    for sheet in contents.sheets.values():
        grid = poll.grid(sheet.title)
        for number, (heading, name) in enumerate(zip(sheet.headings, sheet.fields, strict=True), 1):
            if grid is None or not sheet.rows or name is None or not name.startswith("own:"):
                continue
            if not (was := known.get((grid.page.id, heading))):
                places = (n for n, cell in enumerate(sheet.columns[name]) if type(cell) in (int, float))
                place = next(places, None)
                if place is not None or was is None:
                    yield (grid.page.id, heading), _Sample(grid.page, sheet.rows[place or 0], number, place is not None)


def anchored_columns(metadata: Sequence[Json]) -> Iterator[tuple[int, int, str]]:
    """The sheet, the column (from 1) and the field of every column's anchor."""
    for found in metadata:
        name, span = str(found.get("metadataKey", "")), found.get("location", {}).get("dimensionRange", {})
        if name.startswith(COLUMN_KEY) and span.get("dimension") == "COLUMNS":
            yield span.get("sheetId", 0), span.get("startIndex", 0) + 1, name.removeprefix(COLUMN_KEY)


def lacking(contents: Contents, poll: Poll, metadata: Sequence[Json]) -> list[Json]:
    """The requests that give an anchor to the columns of Kith's that have none."""
    there = {(page, name) for page, _, name in anchored_columns(metadata)}
    return [
        column_anchor(grid.page.id, number, name)
        for sheet in contents.sheets.values()
        if (grid := poll.grid(sheet.title)) is not None
        for number, name in enumerate(sheet.fields, 1)
        if name in SHEETS[sheet.key].fields and (grid.page.id, name) not in there
    ]


def _strange(contents: Contents, poll: Poll) -> Iterator[Heading]:
    """The headings that nobody knows, of sheets that lack a field of Kith's."""
    for sheet in contents.sheets.values():
        if (grid := poll.grid(sheet.title)) is not None and _lacks_any(sheet):
            for heading, name in zip(sheet.headings, sheet.fields, strict=True):
                if heading and (name is None or name.startswith("own:")):
                    yield grid.page.id, heading


def _lacks_any(sheet: SheetContents) -> bool:
    return any(column.field not in sheet.fields for column in SHEETS[sheet.key].created)
