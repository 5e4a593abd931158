"""Rows that look like no record, or like a copy of another, and that somebody says are one."""

from crm.model import ids
from crm.model.errors import NoSuchRow, ReadOnly
from crm.model.sheets import SHEETS
from crm.store.entries import ADOPT
from crm.store.journal import Draft, dump
from crm.store.noting import SHEET, Noting
from crm.store.numbering import aside_at
from crm.store.record import Record
from crm.store.workbook import GiveId


def take_in(record: Record, sheet: str, row: int, text: str) -> None:
    """Count a row that was left out from now on: it gets an ID of its own, which is kept at once and goes into the
    workbook by itself. What stands in the row stays.

    `text` is what its Problem told of it. Raises NoSuchRow when no such row is left out any more, ReadOnly, NotSaved.
    """
    if sentence := record.workbook.look_only() or (record.question.sentence if record.question else ""):
        raise ReadOnly(sentence)
    with record.at_record:
        record.follow()
        give = _given(record, sheet, row, text)
        with record.lock, record.journal.transaction():
            drafts = [Draft(sheet, give.id, "", ADOPT, None, dump(give.cells, give.row))]
            record.journal.add(f"adopt-{give.id}", "", SHEET, drafts)
            Noting(record.journal).note_copies([give], record.base)
        record.take(record.workbook.read(), record.journal.accounted())
        record.is_unstamped = True  # the ID goes in now, and not only with the next save
    record.resume()


def _given(record: Record, sheet: str, row: int, text: str) -> GiveId:
    """The row as it is left aside, with a new ID."""
    contents = record.base.sheets.get(sheet)
    told = [one for one in contents.left_out if (one.row, one.text) == (row, text)] if contents else []
    if contents is None or not told or row not in contents.aside or "id" not in contents.columns:
        raise NoSuchRow("This row is not there any more as it was. Please look again.")
    found = aside_at(contents, row)
    if found.id and told[0].code != "duplicate_id":
        raise NoSuchRow("The cell for its ID holds a text. Please clear that cell in the sheet.")
    waiting = {entry.row_id for entry in record.journal.pending() if entry.op == ADOPT}
    return GiveId(sheet, row, ids.draw(SHEETS[sheet].letter, record.base.ids | waiting), found.cells)
