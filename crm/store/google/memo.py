"""A flush that is on its way, noted on this computer: after a crash it can still be seen whether it hit its rows."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crm.store.google.calls import Page
from crm.store.google.debts import Ready
from crm.store.google.draft import Cells, RowWrite
from crm.store.google.versions import Versions

FILE = "flush.json"


class Memo:
    """The note of one flush, in a folder; `versions` keep the look that it is from."""

    def __init__(self, folder: Path, versions: Versions) -> None:
        self._path, self._versions = folder / FILE, versions

    def note(self, ready: Ready) -> None:
        """Keep what is about to be written into rows. Raises OSError."""
        writes = {"by_anchor": ready.by_anchor, "by_place": ready.by_place}
        if not any(writes.values()):
            return  # rows that are added hit nobody
        self._versions.keep(ready.seen, "")
        told = {name: [asdict(write) for write in each] for name, each in writes.items()}
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps({**told, "name": ready.name, "seen": ready.seen.hash}), "utf-8")
        beside.replace(self._path)

    def done(self) -> None:
        """The flush was seen through."""
        self._path.unlink(missing_ok=True)

    def left(self) -> Ready | None:
        """The flush whose end nobody saw; None where there is none, or not enough is known of it."""
        try:
            told = json.loads(self._path.read_text("utf-8"))
            seen = self._versions.find("", told["seen"])
            writes = [tuple(_write(each) for each in told[name]) for name in ("by_anchor", "by_place")]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Ready(writes[0], writes[1], (), seen, told["name"]) if seen else None


def _write(told: Mapping[str, Any]) -> RowWrite:
    cells = {name: _by_column(told[name]) for name in ("known_by", "before", "cells")}
    return RowWrite(**{**told, "page": Page(**told["page"]), **cells})


def _by_column(told: Mapping[str, Any]) -> Cells:
    return {int(column): cell for column, cell in told.items()}
