"""One round of the writer: merge what is pending with the record as it stands, and write it in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.model.contents import Contents
from crm.model.errors import CannotOpen, StoreError
from crm.store import showing
from crm.store.entries import ADOPT
from crm.store.journal import Entry
from crm.store.plan import Plan, known_to, settle
from crm.store.workbook import Failed, GiveId, Intent, Mark, Moved, Ok, Outcome, Show, Unknown

if TYPE_CHECKING:
    from crm.store.record import Record

ROUNDS = 5  # how often in a row we merge again when somebody else keeps writing


def write_pending(record: Record) -> str:
    """Write everything that is pending. Returns why it must wait, "" when nothing stands in its way."""
    try:
        return _rounds(record)
    except StoreError as error:
        reason = str(error)
    except OSError as error:
        reason = f"The workbook cannot be written just now ({error.strerror or error})."
    showing.drop(record, reason)  # it may be because of them, and nobody's change waits for figures
    return reason


def _rounds(record: Record) -> str:
    for _ in range(ROUNDS):
        base, given, pending = record.work()
        plan = Plan(base, pending, lambda: known_to(record.journal))
        show = showing.edit(record, base, beside=bool(plan.edits))
        if not plan.edits and not record.is_unstamped and not show:
            if plan.settled and record.workbook.revision() != base.revision:
                continue  # another process has written since, perhaps what `pending` is without
            record.finish(base, lambda plan=plan: settle(record.journal, plan), clean=False, displaced=None)  # type: ignore[misc]
            return ""
        again, reason = _write(record, base, given, plan, show)
        if not again:
            return reason
    raise CannotOpen("Somebody else is saving the workbook over and over.")


def _write(record: Record, base: Contents, given: list[GiveId], plan: Plan, show: Sequence[Show]) -> tuple[bool, str]:
    """One attempt: (whether to merge again, why it must wait)."""
    journal = record.journal
    generation = journal.next_generation()
    temp = ""

    def before_swap(intent: Intent) -> None:
        """Note, before the record changes, all that will be true once it has: a crash right then loses nothing."""
        nonlocal temp
        temp, fate = intent.temp, Fate(given, plan, intent.outcomes)
        with journal.transaction():
            adopted = [entry for entry in journal.pending() if entry.op == ADOPT and entry.row_id in fate.numbered]
            fate.tell(plan)
            settle(journal, plan)
            showing.note(journal, base, show)
            swap = (intent.temp, intent.sha_new, intent.sha_expected)
            journal.intend(generation, swap, [*fate.goes_in, *adopted])

    stamp = (journal.meta("book_id") or "", generation)
    edits = [*given, *plan.edits, *show] or [Mark()]
    written = record.workbook.write(edits, seen=base.revision, stamp=stamp, before_swap=before_swap)
    moved = next((outcome for outcome in written.outcomes if isinstance(outcome, Moved)), None)
    waits = next((o for o in written.outcomes if isinstance(o, Unknown) or (isinstance(o, Failed) and o.retry)), None)
    if temp and (moved or isinstance(waits, Failed)):
        with journal.transaction():
            journal.drop_intent(temp, tears=record.workbook.tears)
    if moved is not None:
        return True, ""  # it is looked at again before anything else
    if waits is not None:
        showing.put_off(record, show, waits)
        return False, waits.reason if plan.edits or record.is_unstamped else ""
    assert written.now is not None
    fate = Fate(given, plan, written.outcomes)

    def mark() -> list[Entry]:
        if fate.is_written:
            journal.see_through(generation)
        else:  # the workbook refused everything, so there was no new version
            fate.tell(plan)
            settle(journal, plan)
        return [*fate.goes_in, *plan.settled]

    showing.told(record, show, written.outcomes)
    displaced = None if written.displaced is None else (written.displaced, generation)
    record.finish(written.now, mark, clean=not (plan.settled or fate.stays), displaced=displaced)
    return displaced is not None, fate.why


class Fate:
    """What became of each row of the journal that a round tried to write.

    A cell that the workbook refuses is to be decided by a person, who sees both values. A whole row that it refuses
    stays pending, with the reason: it was confirmed, so it waits until there is a place for it.
    """

    def __init__(self, given: list[GiveId], plan: Plan, outcomes: Sequence[Outcome]) -> None:
        good = [isinstance(outcome, Ok) for outcome in outcomes]
        self.is_written = any(good)
        self.numbered = {give.id for give, is_good in zip(given, good, strict=False) if is_good}
        self.goes_in: list[Entry] = []
        self.refused: list[list[Entry]] = []
        self.stays: list[Entry] = []
        self.why = ""
        for entries, outcome in zip(
            plan.runs, outcomes[len(given) :], strict=False
        ):  # a Mark or Show is nobody's change
            if isinstance(outcome, Ok):
                self.goes_in += entries
            elif entries[-1].column:
                self.refused.append(entries)
            else:
                self.stays += entries
                self.why = self.why or getattr(outcome, "reason", "")

    def tell(self, plan: Plan) -> None:
        """Add what the workbook refuses to what is to be decided."""
        for *overtaken, last in self.refused:
            plan.overtaken += overtaken
            plan.fights.append((last, None))
