"""Google's quotas: 60 reads and 60 writes a minute for one user, 300 and 300 for a project, full again each minute."""

from collections import Counter
from dataclasses import dataclass, field

from .calls import Call
from .errors import over_quota

PER_USER, PER_PROJECT = 60, 300


@dataclass
class Quotas:
    """What was used up in the present minute. on: nobody counts otherwise."""

    on: bool = False
    minute: int = -1
    used: Counter = field(default_factory=Counter)

    def take(self, call: Call) -> None:
        """Count a call. Raises ApiError (429) when there is nothing left; such a call costs nothing."""
        if not self.on or call.method.startswith("drive."):
            return
        minute = int(call.at // 60)
        if minute != self.minute:
            self.minute, self.used = minute, Counter()
        kind = "Read" if call.reads else "Write"
        if self.used[kind, call.credential] >= PER_USER:
            raise over_quota(kind, "per minute per user")
        if self.used[kind] >= PER_PROJECT:
            raise over_quota(kind, "per minute")
        self.used[kind, call.credential] += 1
        self.used[kind] += 1
