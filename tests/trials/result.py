"""What a trial found, and when that is good enough."""

import logging
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.trials.place import Found

_log = logging.getLogger(__name__)
SHOWN = 20  # faults of a kind that are told one by one


@dataclass
class Result:
    """One trial: rounds asked and done, what was called saved, and everything that went wrong.

    `inside` counts the kills that fell into a save of the workbook, None where that is not the question. `why_not`
    says why rounds could not be run. `twin` is the same trial of a Kith that was broken on purpose.
    """

    name: str
    does: str
    seed: int
    asked: int
    done: int = 0
    confirmed: int = 0
    inside: int | None = None
    found: Found = field(default_factory=Found)
    why_not: str = ""
    figures: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    commit: str = ""
    twin: "Result | None" = None

    def add(self, found: Found, confirmed: int, where: str) -> None:
        """Count one round that was done, with what was called saved in it."""
        self.done += 1
        self.confirmed += confirmed
        for kind, faults in asdict(found).items():
            getattr(self.found, kind).extend(f"{where}: {fault}" for fault in faults)
            for fault in faults:
                _log.warning("%s, %s: %s", where, kind, fault)
        _log.info("%s: %d of %d", self.name, self.done, self.asked)

    def count(self, what: str, times: int = 1) -> None:
        """Count something that is worth telling."""
        self.figures[what] = self.figures.get(what, 0) + times

    @property
    def loses(self) -> bool:
        """Whether anything that was called saved is missing, or a workbook cannot be opened."""
        return bool(self.found.missing or self.found.unopenable)

    @property
    def faults(self) -> list[str]:
        """Why this trial is not passed, in sentences; [] when it is."""
        odd = [f"{len(faults)} {kind}: {faults[0]}" for kind, faults in asdict(self.found).items() if faults]
        if self.done < self.asked:
            odd.append(f"only {self.done} of {self.asked} rounds were done {self.why_not}".strip())
        if self.inside is not None and self.inside * 2 < self.done:
            odd.append(f"only {self.inside} of {self.done} kills fell inside a save")
        if self.twin is not None and not self.twin.loses:
            odd.append(f"the broken twin ({self.twin.does}) lost nothing in {self.twin.done} rounds")
        return odd

    def as_json(self) -> dict[str, Any]:
        """All of it for a file; of many faults of one kind only the first."""
        found = asdict(self.found)
        told = {**asdict(self), "seconds": round(self.seconds, 1), "faults": self.faults}
        told["found"] = {kind: len(faults) for kind, faults in found.items()}
        told["shown"] = {kind: faults[:SHOWN] for kind, faults in found.items() if faults}
        told["twin"] = self.twin.as_json() if self.twin else None
        return told
