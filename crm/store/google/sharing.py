"""The last look at a spreadsheet, shared by all sessions: nobody waits for Google while a page is drawn."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from crm.model.errors import CannotOpen, NotYetKiths
from crm.store.google.poll import Poll

LOOK_SECONDS = 5.0
SETTLE_SECONDS = 10.0  # how long a write that was not answered may still arrive
SOON = 1.0  # when we look after our own write
GONE = "gone"
_SPARE = 12  # calls of a minute that looks leave to whoever writes
_SEEN = 6
_UNFORESEEN = (
    "The sheet could not be read, for a reason that nobody foresaw. Go on working: what you save is kept here, and "
    "Kith asks again by itself."
)
_log = logging.getLogger("kith")


@dataclass(frozen=True)
class Pace:
    """How often Google is asked, in seconds: between looks (0: at every question, and whoever asks waits), between
    writes, and until an unanswered write cannot arrive any more. `clock` tells seconds that only grow."""

    clock: Callable[[], float] = time.monotonic
    look: float = LOOK_SECONDS
    settle: float = SETTLE_SECONDS
    apart: float = 1.0


class Looks:
    """What was seen last, and why nothing is seen now. `ask` looks anew; `left` says how many calls a minute has left.
    Who talks to Google holds `lock`."""

    def __init__(self, ask: Callable[[], Poll], left: Callable[[], int], pace: Pace) -> None:
        self._ask, self._left, self._pace = ask, left, pace
        self.lock = threading.RLock()
        self.poll: Poll | None = None
        self.trouble: CannotOpen | None = None
        self._seen: dict[str, Poll] = {}  # by hash: a write names the look that it is from
        self._due = 0.0
        self._is_looking = threading.Event()

    def revision(self) -> str:
        """The hash of the last look. After some seconds a new one is begun, and shows at the next question."""
        self._refresh()
        return GONE if self.trouble or self.poll is None else self.poll.hash

    def current(self) -> Poll:
        """The last look. Raises CannotOpen while Google cannot be asked."""
        if self.poll is None or self.trouble is not None or not self._pace.look:
            self._refresh()
        if isinstance(self.trouble, NotYetKiths):
            raise self.trouble
        if self.trouble is not None or self.poll is None:
            raise CannotOpen(str(self.trouble)) from self.trouble
        return self.poll

    def find(self, revision: str) -> Poll | None:
        """One of the last looks."""
        return self._seen.get(revision)

    def take(self, poll: Poll) -> None:
        """Show this to everybody from now on."""
        self._seen.pop(poll.hash, None)
        self._seen[poll.hash] = poll
        for old in list(self._seen)[:-_SEEN]:
            del self._seen[old]
        self.poll, self.trouble = poll, None

    def distrust(self, why: CannotOpen) -> None:
        """Nobody goes on with what was seen before the next look."""
        self.trouble, self._due = why, 0.0

    def soon(self, seconds: float = 0.0) -> None:
        """Look again after so many seconds."""
        self._due = self._pace.clock() + min(seconds, self._pace.look)

    def _refresh(self) -> None:
        """Look anew when it is time. Only who asks first of all waits for somebody else's call: others may hold what
        that one waits for."""
        if self._pace.clock() < self._due:
            return
        is_first = self.poll is None and self.trouble is None
        if is_first or not self._pace.look:
            if self.lock.acquire(blocking=is_first):
                try:
                    self._look()
                finally:
                    self.lock.release()
        elif not self._is_looking.is_set():
            self._is_looking.set()
            threading.Thread(target=self._look_behind, name="kith-look", daemon=True).start()

    def _look_behind(self) -> None:
        try:
            with self.lock:
                self._look()
        except Exception:  # the boundary of a thread that nobody waits for
            _log.exception("a look at Google failed")
        finally:
            self._is_looking.clear()

    def _look(self) -> None:
        if self._pace.clock() < self._due:
            return  # somebody else just did
        try:
            if self.poll is None or self.trouble or self._left() >= _SPARE:  # who writes comes first
                self.take(self._ask())
        except CannotOpen as error:
            self.trouble = error
        except Exception:  # told to everybody, and raised to who asked
            self.trouble = CannotOpen(_UNFORESEEN)
            raise
        finally:
            self._due = self._pace.clock() + self._pace.look
