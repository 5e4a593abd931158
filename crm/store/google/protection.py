"""Cells that their owner protected: what goes there is refused before it is sent, so that the rest goes in."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from crm.store.google.calls import Json, Spreadsheet
from crm.store.google.draft import Draft
from crm.store.google.troubles import PROTECTED_SENTENCE
from crm.store.workbook import Edit, Failed, Outcome


class Protection:
    """Knows the protected ranges once Google has refused something for them."""

    def __init__(self, spreadsheet: Spreadsheet) -> None:
        self._spreadsheet = spreadsheet
        self._ranges: list[Json] = []

    def learn(self) -> bool:
        """Ask which cells are protected against us; whether there are any that were not known. Raises Trouble."""
        before = self._ranges
        told = self._spreadsheet.about("sheets(properties(sheetId),protectedRanges)")
        found = [each for sheet in told.get("sheets", []) for each in _against_us(sheet)]
        self._ranges = found
        return bool(found) and found != before

    def look_again(self) -> None:
        """Whether what was protected still is. Raises Trouble."""
        if self._ranges:
            self.learn()

    def without(self, draft: Draft, edits: Sequence[Edit], again: Callable[[Sequence[Edit]], Draft]) -> Draft:
        """The draft without the edits that write into protected cells, which are refused."""
        if not self._ranges or not self._is_hit(draft):
            return draft
        good = [not self._is_hit(again([edit])) for edit in edits]
        kept = again([edit for edit, is_good in zip(edits, good, strict=True) if is_good])
        outcomes = iter(kept.outcomes)
        refused = Failed(PROTECTED_SENTENCE, retry=False)
        told: tuple[Outcome, ...] = tuple(next(outcomes) if is_good else refused for is_good in good)
        return replace(kept, outcomes=told)

    def _is_hit(self, draft: Draft) -> bool:
        rows = [(write.page.id, write.row, column) for write in draft.writes for column in write.cells]
        rows += [(added.page.id, added.row, column) for added in draft.appended for column in added.cells]
        return any(_holds(each, *place) for each in self._ranges for place in rows)


def _against_us(sheet: Json) -> list[Json]:
    """The protected ranges of a sheet that stop us, each with the sheet's number; a whole sheet has no bounds."""
    page = sheet.get("properties", {}).get("sheetId", 0)
    return [
        {"unprotected": each.get("unprotectedRanges", []), **each.get("range", {}), "sheetId": page}
        for each in sheet.get("protectedRanges", [])
        if not each.get("warningOnly") and not each.get("requestingUserCanEdit")
    ]


def _holds(span: Json, page: int, row: int, column: int) -> bool:
    """Whether a range holds a cell; an end that is left out is open."""
    is_in = (
        span.get("sheetId", 0) == page
        and span.get("startRowIndex", 0) < row <= span.get("endRowIndex", row)
        and span.get("startColumnIndex", 0) < column <= span.get("endColumnIndex", column)
    )
    return is_in and not any(
        _holds({"sheetId": page, **each}, page, row, column) for each in span.get("unprotected", [])
    )
