"""What people see: the last read of the record with what is confirmed and not in it yet. Made when somebody looks."""

import threading
from collections.abc import Iterable, Sequence

from crm.model.cells import Rules
from crm.model.changes import Change
from crm.model.contents import Contents
from crm.model.snapshot import Snapshot
from crm.store.entries import change_of
from crm.store.journal import Entry
from crm.store.view import Verdict, View


class Shown:
    """A read with entries of the journal laid over it, those that still agree with it.

    `view` answers for single rows at once; a whole Snapshot is only made at the next look, of all that came since.
    """

    def __init__(self, base: Contents, pending: Iterable[Entry]) -> None:
        self.view = View(base)
        self._lock = threading.Lock()
        self._base = base
        self._laid: list[Change] = []  # over the base
        self._unseen: list[Change] = []  # since the last Snapshot
        self._snapshot: Snapshot | None = None
        self._seen_base: Contents | None = None  # the read that the last Snapshot was made of
        for entry in pending:
            change = change_of(entry)
            if change is not None and self.view.decide(change).verdict is Verdict.WRITE:
                self.view.apply(change)
                self._laid.append(change)

    def confirmed(self, changes: Sequence[Change]) -> None:
        """Lay changes over it that `view` has seen already."""
        with self._lock:
            self._laid += changes
            self._unseen += changes

    def moved(self, base: Contents, pending: Iterable[Entry]) -> "Shown":
        """The same over the next read, which differs from this one by row numbers and by changes laid over it."""
        after = Shown(base, pending)
        with self._lock:
            after._snapshot, after._unseen = self._snapshot, list(self._unseen)
        return after

    def snapshot(self, rules: Rules, waiting: frozenset[str]) -> Snapshot:
        """All of it; another one after every change, and on another day."""
        with self._lock:
            last = self._snapshot
            if last is None or last.rules.today != rules.today:
                self._snapshot = Snapshot(self._base.applied(self._laid), rules, waiting=waiting)
            elif self._unseen or last.waiting != waiting or self._is_moved:
                self._snapshot = last.after(self._contents(last), self._unseen, waiting)
            self._unseen, self._seen_base = [], self._base
            assert self._snapshot is not None
            return self._snapshot

    @property
    def _is_moved(self) -> bool:
        return self._seen_base is not self._base

    def _contents(self, last: Snapshot) -> Contents:
        """As it is now; changes are laid over what was shown last while the read is the same."""
        return self._base.applied(self._laid) if self._is_moved else last.contents.applied(self._unseen)
