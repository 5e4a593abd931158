"""What our saves left in a spreadsheet, kept on this computer: later looks are compared with it.

Google keeps the versions that people go back to. One file a version, of the cells as Google tells them.
"""

import gzip
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from crm.store.google.calls import Page
from crm.store.google.poll import Grid, Poll

KEPT = 30
_END = ".json.gz"
_SHA = 16  # letters of a hash that tell versions apart


class Versions:
    """The versions of one spreadsheet in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, poll: Poll, generation: str) -> None:
        """Keep a version; `generation` is "" for one that we did not write. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        begins, name = poll.hash[:_SHA], _flat(generation)
        if any(sha == begins and name in ("", known) for known, sha in map(_parts, self._newest_first())):
            return
        told = {"generation": generation, "grids": [_told(grid) for grid in poll.grids]}
        packed = gzip.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1, mtime=0)
        handle, temp = tempfile.mkstemp(dir=self._folder, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        Path(temp).replace(self._folder / _name(datetime.now(UTC), generation, poll.hash))
        self._thin()

    def find(self, generation: str, sha: str = "") -> Poll | None:
        """A version by the hash of its cells, or by the save that left it; None when it is not kept any more."""
        path = self._of(sha, generation)
        return _read(path) if path else None

    def drop(self, generation: str) -> None:
        """Forget a version that never came to be."""
        for path in self._newest_first():
            if generation and _parts(path)[0] == _flat(generation):
                path.unlink(missing_ok=True)

    def _of(self, sha: str, generation: str) -> Path | None:
        paths = [(path, *_parts(path)) for path in self._newest_first()]
        by_sha = (path for path, _, begins in paths if sha and sha.startswith(begins))
        by_name = (path for path, name, _ in paths if generation and name == _flat(generation))
        return next(by_sha, None) or next(by_name, None)

    def _newest_first(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{_END}"), reverse=True) if self._folder.exists() else []

    def _thin(self) -> None:
        for path in self._newest_first()[KEPT:]:
            path.unlink(missing_ok=True)


def _name(at: datetime, generation: str, sha: str) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}_{_flat(generation)}_{sha[:_SHA]}{_END}"


def _flat(generation: str) -> str:
    return generation.replace(":", "~")


def _parts(path: Path) -> tuple[str, str]:
    """The generation of a version, and how its hash begins."""
    generation, _, sha = path.name.removesuffix(_END).partition("_")[2].rpartition("_")
    return generation, sha


def _told(grid: Grid) -> dict[str, object]:
    formulas = [[*place, text] for place, text in grid.formulas.items()]
    return {"page": asdict(grid.page), "rows": grid.rows, "formulas": formulas}


def _read(path: Path) -> Poll | None:
    """A kept version; None where the file is damaged."""
    try:
        told = json.loads(gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass"))
        return Poll(tuple(_grids(told["grids"])))
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def _grids(told: list[dict[str, object]]) -> Iterator[Grid]:
    for each in told:
        page, rows, formulas = each["page"], each["rows"], each["formulas"]
        assert isinstance(page, dict) and isinstance(rows, list) and isinstance(formulas, list)
        yield Grid(Page(**page), tuple(map(tuple, rows)), {(row, column): text for row, column, text in formulas})
