"""Edits carried out in an open workbook, in memory, and the contents as they are afterwards."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from crm.model.cells import Rules
from crm.model.changes import AddRow, Change
from crm.model.contents import Contents
from crm.model.errors import KithError, NoSuchRow
from crm.store.excel.new_sheets import add_sheets
from crm.store.excel.reading import understood
from crm.store.overview import TITLE as OVERVIEW
from crm.store.placing import Placing, to_make
from crm.store.workbook import Edit, Failed, GiveId, Mark, Ok, Outcome, Show, Stamp
from crm.xlsx import RefusedWorkbook, Workbook

LOCKED = (
    "The sheet Overview is protected in the workbook, so all of it stays as it is. If Kith may write there, take the "
    "protection away in Excel: Review, Unprotect Sheet."
)


class Spliced:
    """What became of each edit. `contents` are those of the workbook as `book` was read."""

    def __init__(self, book: Workbook, contents: Contents, edits: Sequence[Edit], rules: Rules) -> None:
        self.made = to_make(edits, contents)
        if self.made:
            with suppress(RefusedWorkbook), book.together():  # then what goes into them waits, with a reason
                add_sheets(book, self.made, rules.today)
            contents = replace(understood(book, rules, contents.revision), fingerprint=contents.fingerprint)
        self._book, self._before, self._edits = book, contents, edits
        self._placing = Placing(contents, book)
        self.outcomes: tuple[Outcome, ...] = tuple(self._attempt(edit) for edit in edits)
        self.is_anything = any(isinstance(outcome, Ok) for outcome in self.outcomes)

    def _attempt(self, edit: Edit) -> Outcome:
        """Carry out an edit, which may be several cells: all of them, or none."""
        try:
            with self._book.together():
                if isinstance(edit, Show):
                    self._require_open()
                self._placing.carry_out(edit)
        except (KithError, RefusedWorkbook, ValueError) as error:
            return Failed(str(error), retry=False)
        return Ok()

    def _require_open(self) -> None:
        """What a person locked stays as it is. Raises NoSuchRow where the sheet of figures is protected."""
        if OVERVIEW in self._book.sheets and self._book.sheet(OVERVIEW).protected:
            raise NoSuchRow(LOCKED)

    def contents(self, stamp: Stamp, rules: Rules) -> Contents:
        """The contents now: without reading all of it again, unless new rows took over formulas. Where it lies and its
        fingerprint are still those of before. Raises RefusedWorkbook."""
        grown = {edit.sheet for edit in self._edits if isinstance(edit, AddRow)}
        if any(self._before.sheets[name].formulas for name in grown if name in self._before.sheets):
            return understood(self._book, rules, self._before.revision)
        fine = [edit for edit, outcome in zip(self._edits, self.outcomes, strict=True) if isinstance(outcome, Ok)]
        sheets = dict(self._before.sheets)
        for give in (edit for edit in fine if isinstance(edit, GiveId)):
            sheets[give.sheet] = sheets[give.sheet].with_id(give.row, give.id)
        for name in {name for name, _ in self._placing.copies}:
            sheets[name] = sheets[name].without({row for sheet, row in self._placing.copies if sheet == name})
        changes: list[Change] = [edit for edit in fine if not isinstance(edit, GiveId | Mark | Show)]
        overview = self._before.overview
        for show in (edit for edit in fine if isinstance(edit, Show)):
            overview = {**(overview or {}), **show.cells}
        return replace(self._before, sheets=sheets, stamp=stamp, overview=overview).applied(changes, self._placing.rows)
