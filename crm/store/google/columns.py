"""Columns that people renamed: an anchor on each column of Kith's says which field it holds, whatever its heading."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from crm.model.contents import Contents, SheetContents
from crm.model.sheets import SHEETS
from crm.store.google.calls import Json, Spreadsheet
from crm.store.google.looks import COLUMN_KEY, column_anchor
from crm.store.google.poll import Poll

Heading = tuple[int, str]
"""The number of a sheet, and the words above a column."""


@dataclass
class Columns:
    """Which fields the headings mean that only the anchors know."""

    renamed: dict[Heading, str] = field(default_factory=dict)
    _asked: set[Heading] = field(default_factory=set)

    def learn(self, spreadsheet: Spreadsheet, contents: Contents, poll: Poll) -> bool:
        """Ask about headings that were not seen before and that nobody knows; whether one of them is known now. Raises
        Trouble."""
        strange = {each for each in _strange(contents, poll) if each not in self._asked}
        if not strange:
            return False
        at = {(page, column): name for page, column, name in anchored_columns(spreadsheet.metadata())}
        self._asked |= strange
        before = dict(self.renamed)
        for sheet in contents.sheets.values():
            grid = poll.grid(sheet.title)
            for number, heading in enumerate(sheet.headings, 1):
                if grid is not None and (grid.page.id, heading) in strange and (grid.page.id, number) in at:
                    self.renamed[grid.page.id, heading] = at[grid.page.id, number]
        return self.renamed != before


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
