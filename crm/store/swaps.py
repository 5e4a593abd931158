"""What became of swaps whose end nobody saw: Kith died in the middle, the disk did not say, another process did it."""

from collections.abc import Callable
from contextlib import suppress

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import NotSaved
from crm.store.following import Following
from crm.store.journal import Journal
from crm.store.noting import Noting
from crm.store.numbered import Numbers
from crm.store.workbook import Busy, Intent, Workbook


class Swaps:
    """Sees swaps through in the journal, with the save of a person that one displaced.

    `is_unsettled`: what a swap came to could not be asked yet, since another process keeps the record.
    """

    def __init__(
        self, workbook: Workbook, journal: Journal, following: Following, numbers: Numbers, rules: Callable[[], Rules]
    ) -> None:
        self._workbook, self._journal, self._following, self._noting = workbook, journal, following, Noting(journal)
        self._numbers, self._rules = numbers, rules
        self.is_unsettled = False

    def settle(self) -> None:
        """What a swap came to that was noted and never seen through. Raises Busy, CannotOpen, NotSaved."""
        self.is_unsettled = False
        if (noted := self._journal.intent()) is None:
            return
        generation, temp, new, expected = noted
        try:
            recovered = self._workbook.recover(Intent(temp, new, expected, (), generation))
        except Busy:
            self.is_unsettled = True
            raise
        now = self._workbook.read() if recovered.displaced is not None else None
        with self._journal.transaction():
            if self._journal.intent() != noted:
                return  # another process was quicker
            if not recovered.swapped:
                self._journal.drop_intent(temp, tears=self._workbook.tears)
            elif recovered.displaced is not None and now is not None:
                self.see_through(generation, recovered.displaced, now)
            else:
                self._journal.see_through(generation)

    def shown_by(self, contents: Contents) -> None:
        """A read may show a swap that nobody has seen through."""
        generation, noted = contents.stamp[1] if contents.stamp else "", self._journal.intent()
        if not generation or noted is None or noted[0] != generation:
            return
        with suppress(NotSaved):
            try:
                self.settle()
            except Busy:  # the process that swapped hangs, or is just about to say so itself
                if contents.fingerprint == noted[2]:
                    with self._journal.transaction():
                        self._journal.see_through(generation)

    def see_through(self, generation: str, displaced: Contents, now: Contents) -> None:
        """Within a transaction: the swap of a generation is seen through, and what it displaced is to be written."""
        self._journal.see_through(generation)
        self.merge(displaced, now)

    def merge(self, displaced: Contents, now: Contents) -> None:
        """Within a transaction: what somebody saved is to be written into the record as it is `now`."""
        theirs, ours = self._numbers.again(displaced), self._numbers.again(now)
        self._noting.note_displaced(self._following.displaced(theirs, ours, self._rules()))
