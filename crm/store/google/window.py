"""How many calls we may still make: Google counts the reads and the writes of each minute."""

import collections
import threading
from collections.abc import Callable

MINUTE = 60.0


class Window:
    """At most `limit` calls in any minute. `clock` tells seconds that only grow."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit, self._clock = limit, clock
        self._times: collections.deque[float] = collections.deque()
        self._halved_until = 0.0
        self._lock = threading.Lock()

    def take(self) -> float:
        """Count a call: 0 when it may be made now, else the seconds until it may, and it is not counted."""
        with self._lock:
            now, limit = self._look()
            if len(self._times) < limit:
                self._times.append(now)
                return 0.0
            return self._times[len(self._times) - limit] + MINUTE - now

    def left(self) -> int:
        """How many calls may be made right now."""
        with self._lock:
            _, limit = self._look()
            return max(limit - len(self._times), 0)

    def halve(self) -> None:
        """Make do with half for a minute: somebody else uses our share too."""
        with self._lock:
            self._halved_until = self._clock() + MINUTE

    def _look(self) -> tuple[float, int]:
        """The time, and the limit by now; calls of more than a minute ago are forgotten."""
        now = self._clock()
        while self._times and self._times[0] <= now - MINUTE:
            self._times.popleft()
        return now, self._limit // 2 if now < self._halved_until else self._limit
