"""One round of the writer: merge what is pending with the record as it stands, and write it in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.model.cells import Cell
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.store import journal as states
from crm.store.entries import ADOPT, change_of
from crm.store.journal import Entry
from crm.store.merge import Verdict, View
from crm.store.workbook import Edit, Failed, GiveId, Intent, Moved, Ok, Unknown, Written

if TYPE_CHECKING:
    from crm.store.record import Record

ROUNDS = 5  # how often in a row we merge again when somebody else keeps writing


class Plan:
    """What a round is going to do with each pending row of the journal."""

    def __init__(self, base: Contents, pending: Sequence[Entry]) -> None:
        self.edits: list[Edit] = []
        self.entries: list[Entry] = []  # one an edit
        self.done: list[Entry] = []
        self.fights: list[tuple[Entry, Cell]] = []
        view = View(base)
        for entry in pending:
            change = change_of(entry)
            if change is None:
                continue
            decision = view.decide(change)
            if decision.verdict is Verdict.WRITE:
                view.apply(change)
                self.edits.append(change)
                self.entries.append(entry)
            elif decision.verdict is Verdict.DONE:
                self.done.append(entry)
            else:
                self.fights.append((entry, decision.theirs))


def write_pending(record: Record) -> str:
    """Write everything that is pending. Returns why it must wait, "" when nothing stands in its way."""
    try:
        for _ in range(ROUNDS):
            base, given, pending = record.work()
            plan = Plan(base, pending)
            if not plan.edits:
                return _settle(record, base, plan)
            again, reason = _write(record, base, given, plan)
            if not again:
                return reason
    except CannotOpen as error:
        return str(error)
    except OSError as error:
        return f"The workbook cannot be written just now ({error.strerror or error})."
    return "Somebody else is saving the workbook over and over."


def _settle(record: Record, base: Contents, plan: Plan) -> str:
    """Nothing to write: only say what became of the rows."""

    def mark() -> list[Entry]:
        record.journal.mark(plan.done, states.IN_WORKBOOK)
        record.journal.add_conflicts(plan.fights)
        return [*plan.done, *(entry for entry, _ in plan.fights)]

    record.finish(base, mark, clean=False)
    return ""


def _write(record: Record, base: Contents, given: list[GiveId], plan: Plan) -> tuple[bool, str]:
    """One attempt: (whether to merge again, why it must wait)."""
    journal = record.journal
    generation = journal.next_generation()
    last = plan.entries[-1].seq
    swapped: list[Intent] = []

    def before_swap(intent: Intent) -> None:
        swapped.append(intent)
        journal.intend(generation, intent.temp, intent.sha_new, intent.sha_expected, last)

    stamp = (journal.meta("book_id") or "", generation)
    record.writing = True
    try:
        edits = [*given, *plan.edits]
        written = record.workbook.write(edits, seen=base.revision, stamp=stamp, before_swap=before_swap)
        return _after(record, given, plan, written, (generation, swapped))
    finally:
        record.writing = False


def _after(
    record: Record, given: list[GiveId], plan: Plan, written: Written, swap: tuple[str, list[Intent]]
) -> tuple[bool, str]:
    """What a write came to: (whether to merge again, why it must wait)."""
    outcomes = written.outcomes[len(given) :]
    moved = next((outcome for outcome in outcomes if isinstance(outcome, Moved)), None)
    if moved is not None:
        record.moved(moved.found)
        return True, ""
    waits = next((o for o in outcomes if isinstance(o, Unknown) or (isinstance(o, Failed) and o.retry)), None)
    if waits is not None or written.now is None:
        return False, waits.reason if isinstance(
            waits, Failed | Unknown
        ) else "The workbook cannot be written just now."
    _finish(record, given, plan, written, swap)
    return False, ""


def _finish(record: Record, given: list[GiveId], plan: Plan, written: Written, swap: tuple[str, list[Intent]]) -> None:
    """The record was written: say of every row what became of it."""
    assert written.now is not None
    journal, (generation, swapped) = record.journal, swap
    good = [isinstance(outcome, Ok) for outcome in written.outcomes]
    fine = [entry for entry, is_good in zip(plan.entries, good[len(given) :], strict=True) if is_good]
    refused = [entry for entry, is_good in zip(plan.entries, good[len(given) :], strict=True) if not is_good]
    numbered = {give.id for give, is_good in zip(given, good, strict=False) if is_good}

    def mark() -> list[Entry]:
        adopted = [entry for entry in journal.pending() if entry.op == ADOPT and entry.row_id in numbered]
        journal.mark([*fine, *plan.done, *adopted], states.IN_WORKBOOK, generation)
        fights = [*plan.fights, *((entry, None) for entry in refused)]
        if fights:
            journal.add_conflicts(fights)
        journal.reached(generation, swapped[-1].sha_new if swapped else "", 0)
        return [*fine, *plan.done, *(entry for entry, _ in fights)]

    record.finish(written.now, mark, clean=not (plan.fights or refused or plan.done))
