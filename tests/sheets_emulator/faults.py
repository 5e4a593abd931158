"""Faults on purpose: which request is struck, and how it ends."""

import random
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .calls import Call
from .errors import ApiError, no_permission, not_found, over_quota, unauthenticated, unavailable

# What happens, and whether the request is carried out before it: "before" means that nothing was changed.
WHAT = {
    "latency": "after",
    "401": "before",
    "403": "before",
    "404": "before",
    "408": "before",
    "429": "before",
    "500": "before",
    "503": "before",
    "down": "before",
    "timeout_before": "before",
    "reset_before": "before",
    "500_after": "after",
    "503_after": "after",
    "timeout_after": "after",
    "reset_after": "after",
    "cut_after": "after",
    "broken_json_after": "after",
    "html_502_after": "after",
}
WHAT |= {"html_502": "before"}


@dataclass
class Fault:
    """One line of the script. what: a name of WHAT.

    Which calls: method ("values.*"), kind ("read", "write", or a request of a batch: "appendCells"). Which of those:
    number (the n-th request of all), since (that one and all later), nth, every, probability; times: at most so many.
    seconds: of latency and down; retry_after: the header of 429 and 503, left out when 0.
    """

    what: str
    method: str = "*"
    kind: str = ""
    number: int | None = None
    nth: int | None = None
    every: int | None = None
    probability: float | None = None
    times: int | None = None
    since: int = 1
    seconds: float = 0.0
    retry_after: int = 0
    met: int = field(default=0, repr=False)
    struck: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        if self.what not in WHAT:
            raise ValueError(f"There is no fault {self.what}; there are {', '.join(WHAT)}")

    def concerns(self, call: Call) -> bool:
        """Whether it is about calls like this."""
        if not fnmatchcase(call.method, self.method):
            return False
        if self.kind in ("read", "write"):
            return call.reads == (self.kind == "read")
        return not self.kind or self.kind in call.kinds

    def strikes(self, call: Call, chance: random.Random) -> bool:
        """Whether it strikes this call."""
        if not self.concerns(call) or (self.times is not None and self.struck >= self.times):
            return False
        if call.number < self.since:
            return False
        self.met += 1
        conditions = (
            self.number is None or call.number == self.number,
            self.nth is None or self.met == self.nth,
            self.every is None or self.met % self.every == 0,
            self.probability is None or chance.random() < self.probability,
        )
        self.struck += all(conditions)
        return all(conditions)


class Faults(list[Fault]):
    """The script. Without lines nothing ever fails."""

    def add(self, what: str, **which: object) -> Fault:
        """Add a line: faults.add("503_after", method="values.*", nth=2)."""
        fault = Fault(what, **which)  # type: ignore[arg-type]
        self.append(fault)
        return fault

    def choose(self, call: Call, chance: random.Random) -> Fault | None:
        """The first fault that strikes a call; every line counts every call that concerns it."""
        struck = [fault for fault in self if fault.strikes(call, chance)]
        return struck[0] if struck else None


def error_of(what: str, call: Call) -> ApiError | None:
    """The answer of a fault that is an answer of Google."""
    kind = "Read" if call.reads else "Write"
    errors = {
        "401": unauthenticated(),
        "403": no_permission(),
        "404": not_found(),
        "408": ApiError(408, "DEADLINE_EXCEEDED", "The request timed out."),
        "429": over_quota(kind, "per minute per user"),
        "500": unavailable(500),
        "503": unavailable(503),
    }
    return errors.get(what.removesuffix("_after"))
