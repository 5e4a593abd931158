"""One round of the writer: merge what is pending with the record as it stands, and write it in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.model.cells import Cell
from crm.model.changes import AddRow, RemoveRow
from crm.model.contents import Contents
from crm.model.errors import StoreError
from crm.store import journal as states
from crm.store.entries import ADOPT, change_of
from crm.store.journal import Entry, Journal
from crm.store.view import Verdict, View
from crm.store.workbook import Edit, Failed, GiveId, Intent, Moved, Ok, Outcome, Unknown

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
                if not (isinstance(change, RemoveRow) and self._never_mind(change, entry)):
                    self.edits.append(change)
                    self.entries.append(entry)
            elif decision.verdict is Verdict.DONE:
                self.done.append(entry)
            else:
                self.fights.append((entry, decision.theirs))

    def _never_mind(self, change: RemoveRow, entry: Entry) -> bool:
        """Whether a row that was added, and is not in the workbook yet, is taken back: nothing of it is written."""
        added = [n for n, edit in enumerate(self.edits) if isinstance(edit, AddRow) and edit.id == change.id]
        if not added:
            return False
        since = list(zip(self.edits[added[-1] :], self.entries[added[-1] :], strict=True))
        self.done += [*(old for edit, old in since if getattr(edit, "id", "") == change.id), entry]
        kept = [(edit, old) for edit, old in since if getattr(edit, "id", "") != change.id]
        self.edits[added[-1] :] = [edit for edit, _ in kept]
        self.entries[added[-1] :] = [old for _, old in kept]
        return True


def write_pending(record: Record) -> str:
    """Write everything that is pending. Returns why it must wait, "" when nothing stands in its way."""
    try:
        for _ in range(ROUNDS):
            base, given, pending = record.work()
            plan = Plan(base, pending)
            if not plan.edits and not record.is_unstamped:
                record.finish(base, lambda plan=plan: _settle(record.journal, plan), clean=False, displaced=None)  # type: ignore[misc]
                return ""
            again, reason = _write(record, base, given, plan)
            if not again:
                return reason
    except StoreError as error:
        return str(error)
    except OSError as error:
        return f"The workbook cannot be written just now ({error.strerror or error})."
    return "Somebody else is saving the workbook over and over."


def _settle(journal: Journal, plan: Plan) -> list[Entry]:
    """Say, within a transaction, what became of the rows that are not written; those rows."""
    journal.mark(plan.done, states.IN_WORKBOOK)
    if plan.fights:
        journal.add_conflicts(plan.fights)
    return [*plan.done, *(entry for entry, _ in plan.fights)]


def _write(record: Record, base: Contents, given: list[GiveId], plan: Plan) -> tuple[bool, str]:
    """One attempt: (whether to merge again, why it must wait)."""
    journal = record.journal
    generation = journal.next_generation()

    def before_swap(intent: Intent) -> None:
        """Note, before the record changes, all that will be true once it has: a crash right then loses nothing."""
        fate = Fate(given, plan, intent.outcomes)
        with journal.transaction():
            adopted = [entry for entry in journal.pending() if entry.op == ADOPT and entry.row_id in fate.numbered]
            plan.fights += fate.refused
            _settle(journal, plan)
            swap = (intent.temp, intent.sha_new, intent.sha_expected)
            journal.intend(generation, swap, [*fate.goes_in, *adopted])

    stamp = (journal.meta("book_id") or "", generation)
    edits = [*given, *plan.edits]
    written = record.workbook.write(edits, seen=base.revision, stamp=stamp, before_swap=before_swap)
    moved = next((outcome for outcome in written.outcomes if isinstance(outcome, Moved)), None)
    if moved is not None:
        return True, ""  # it is looked at again before anything else
    waits = next((o for o in written.outcomes if isinstance(o, Unknown) or (isinstance(o, Failed) and o.retry)), None)
    if waits is not None:
        return False, waits.reason
    assert written.now is not None
    fate = Fate(given, plan, written.outcomes)

    def mark() -> list[Entry]:
        if fate.is_written:
            journal.see_through(generation)
        else:  # the workbook refused everything, so there was no new version
            plan.fights += fate.refused
            _settle(journal, plan)
        return [*fate.goes_in, *(entry for entry, _ in plan.fights), *plan.done]

    displaced = None if written.displaced is None else (written.displaced, generation)
    record.finish(written.now, mark, clean=not (plan.fights or plan.done or fate.stays), displaced=displaced)
    return displaced is not None, fate.why


class Fate:
    """What became of each row of the journal that a round tried to write.

    A cell that the workbook refuses is to be decided by a person, who sees both values. A whole row that it refuses
    stays pending, with the reason: it was confirmed, so it waits until there is a place for it.
    """

    def __init__(self, given: list[GiveId], plan: Plan, outcomes: Sequence[Outcome]) -> None:
        good = [isinstance(outcome, Ok) for outcome in outcomes]
        self.is_written = any(good) or not outcomes  # nothing but the stamp
        self.numbered = {give.id for give, is_good in zip(given, good, strict=False) if is_good}
        self.goes_in: list[Entry] = []
        self.refused: list[tuple[Entry, Cell]] = []
        self.stays: list[Entry] = []
        self.why = ""
        for entry, outcome in zip(plan.entries, outcomes[len(given) :], strict=True):
            if isinstance(outcome, Ok):
                self.goes_in.append(entry)
            elif entry.column:
                self.refused.append((entry, None))
            else:
                self.stays.append(entry)
                self.why = self.why or getattr(outcome, "reason", "")
