"""Six probes on a hidden sheet of their own, removed afterwards: how this spreadsheet may be written to.

What Google does not document, or documents and others found otherwise, is tried and not believed.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from crm.store.google.anchors import KEY, row_place
from crm.store.google.calls import Found, Json, Page, Raw, Spreadsheet, anchored, strip
from crm.store.google.looks import filled, sheet_made
from crm.store.google.mode import ANCHOR, PRE_IMAGE, VERIFY, Mode
from crm.store.google.troubles import REFUSED, Trouble

_IDS = ("id 4", "id 1", "id 3", "id 2")  # in the rows 2 to 5; the anchor is on the first of them
_COLUMNS = 3
_TITLE = "_crm_test_"


def try_out(spreadsheet: Spreadsheet, day: str) -> Mode:
    """Probe a spreadsheet; `day` is when. Raises Trouble when it cannot be asked, and then nothing is known."""
    with _scratch(spreadsheet) as probe:
        tells = probe.tells_after()
        guards = probe.refuses_a_taken_number()
        follows = probe.anchor_follows()
        writes, echoes = probe.writes_by_anchor() if follows else (False, False)
        moves = probe.anchor_moves()
    mode = ANCHOR if follows and writes else PRE_IMAGE if tells else VERIFY
    return Mode(mode, guards=guards, moves=moves, tells=tells, echoes=echoes, day=day)


@contextmanager
def _scratch(spreadsheet: Spreadsheet) -> Iterator["_Probe"]:
    page = Page(1 + secrets.randbelow(2**31 - 2), f"{_TITLE}{secrets.token_hex(3)}", 20, _COLUMNS, True)
    copies = replace(page, id=page.id ^ 1, title=f"{page.title}_2")
    rows: list[list[Raw]] = [["ID", "Name", "City"]]
    rows += [[id, f"name of {id}", "here"] for id in _IDS]
    left = [{"deleteSheet": {"sheetId": each.id}} for each in spreadsheet.pages() if each.title.startswith(_TITLE)]
    made = [sheet_made(each.id, each.title, _COLUMNS, is_hidden=True, rows=20) for each in (page, copies)]
    spreadsheet.batch([*left, *made, filled(page.id, rows)])
    try:
        yield _Probe(spreadsheet, page, copies)
    finally:
        with suppress(Trouble):  # what is left is hidden, and says what it is
            spreadsheet.batch([{"deleteSheet": {"sheetId": each.id}} for each in (page, copies)])


class _Probe:
    """One scratch sheet, and a second one for copies."""

    def __init__(self, spreadsheet: Spreadsheet, page: Page, copies: Page) -> None:
        self._spreadsheet, self._page, self._copies = spreadsheet, page, copies
        self._number = 1 + secrets.randbelow(2**31 - 2)

    def tells_after(self) -> bool:
        """Whether a batch tells just the rows asked for as they are after it, and a copy in it the state before."""
        copy = {
            "source": strip(self._page.id, 2),
            "destination": strip(self._copies.id, 1),
            "pasteType": "PASTE_VALUES",
        }
        requests = [{"copyPaste": copy}, filled(self._page.id, [["there"]], row=2, column=3)]
        try:
            told = self._spreadsheet.batch_and_look(requests, [(self._page, 2), (self._copies, 1)])
        except Trouble as trouble:
            return _is_no(trouble)
        if len(told) != 2:
            return False  # the whole spreadsheet with each write would be too much
        after, before = told.get((self._page.id, 2), []), told.get((self._copies.id, 1), [])
        return after[:3] == [_IDS[0], f"name of {_IDS[0]}", "there"] and before[2:3] == ["here"]

    def refuses_a_taken_number(self) -> bool:
        """Whether a batch is refused whole when it makes metadata with a number that is taken."""
        self._spreadsheet.batch([self._anchor(2)])
        row = {"values": [{"userEnteredValue": {"stringValue": "twice"}}]}
        added = {"appendCells": {"sheetId": self._page.id, "rows": [row], "fields": "userEnteredValue"}}
        try:
            self._spreadsheet.batch([added, self._anchor(2)])
        except Trouble as trouble:
            _is_no(trouble)
            return len(self._rows()) == len(_IDS) + 1
        number, self._number = self._number, self._number ^ 1  # it bears two now
        self._spreadsheet.batch([_without(number), self._anchor(2)])
        return False

    def anchor_follows(self) -> bool:
        """Whether an anchor goes with its row through a sort, rows that come and go above it, and a move."""
        page = self._page.id
        whole = {"sheetId": page, "startRowIndex": 1, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 3}
        first = {"sheetId": page, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
        steps: list[Json] = [
            {"sortRange": {"range": whole, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]}},
            {"insertDimension": {"range": first, "inheritFromBefore": False}},
            {"deleteDimension": {"range": first}},
            {"moveDimension": {"source": {**first, "startIndex": 4, "endIndex": 5}, "destinationIndex": 1}},
        ]
        for step in steps:
            try:
                self._spreadsheet.batch([step])
                found = self._spreadsheet.matched([anchored(self._number)])[0]
            except Trouble as trouble:
                return _is_no(trouble)
            if not self._is_first(found):
                return False
        return True

    def writes_by_anchor(self) -> tuple[bool, bool]:
        """Whether a write by anchor leaves the other cells alone and shows the whole row; and whether the headings can
        be shown with it."""
        with_head: list[tuple[Json, list[Raw | None]]] = [
            (anchored(self._number), [None, "new"]),
            ({"gridRange": strip(self._page.id, 1)}, [None, None, None]),
        ]
        for entries in (with_head, with_head[:1]):
            try:
                echo = self._spreadsheet.write_matched(entries)
            except Trouble as trouble:
                _is_no(trouble)
                continue
            row, head = [each.cells[0] if each and each.cells else [] for each in (*echo, None)][:2]
            return [*row[:2], len(row)] == [_IDS[0], "new", 3], head == ["ID", "Name", "City"]
        return False, False

    def anchor_moves(self) -> bool:
        """Whether an anchor can be put on another row in one request."""
        lookup = {"developerMetadataLookup": {"metadataId": self._number}}
        location = {"location": row_place(self._page.id, 5)}
        moved = {"dataFilters": [lookup], "developerMetadata": location, "fields": "location"}
        try:
            self._spreadsheet.batch([{"updateDeveloperMetadata": moved}])
            found = self._spreadsheet.matched([anchored(self._number)])[0]
        except Trouble as trouble:
            return _is_no(trouble)
        return len(found) == 1 and found[0].row == 5

    def _anchor(self, row: int) -> Json:
        made = {"metadataId": self._number, "metadataKey": KEY, "location": row_place(self._page.id, row)}
        return {"createDeveloperMetadata": {"developerMetadata": {**made, "visibility": "DOCUMENT"}}}

    def _rows(self) -> list[list[Raw]]:
        return self._spreadsheet.values([self._page.title])[0]

    def _is_first(self, found: list[Found]) -> bool:
        return len(found) == 1 and bool(found[0].cells) and found[0].cells[0][:1] == [_IDS[0]]


def _without(number: int) -> Json:
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": number}}}}


def _is_no(trouble: Trouble) -> bool:
    """False for a refusal, which is an answer. Raises what is none."""
    if trouble.kind != REFUSED:
        raise trouble
    return False
