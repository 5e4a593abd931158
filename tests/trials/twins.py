"""Kith broken on purpose, inside one process: what the trials must notice."""

import fcntl
import os
import sqlite3
from functools import partial
from pathlib import Path

from crm.store.excel import swapping


class _Careless(sqlite3.Connection):
    """A connection that never waits for the disk."""

    def execute(self, sql: str, *given: object) -> sqlite3.Cursor:
        return super().execute("pragma synchronous=OFF" if "synchronous" in sql.lower() else sql, *given)  # type: ignore[arg-type]


def no_fsync() -> None:
    """Nothing waits for the disk, neither the workbook nor the history."""
    os.fsync = lambda fd: None  # type: ignore[assignment]
    os.fdatasync = lambda fd: None  # type: ignore[assignment]
    sqlite3.connect = partial(sqlite3.connect, factory=_Careless)  # type: ignore[assignment]


def no_lock() -> None:
    """Several processes write the workbook at once."""
    fcntl.flock = lambda fd, operation: None  # type: ignore[assignment]


def blind_replace() -> None:
    """The new version replaces whatever is there, which nobody looks at any more."""

    def replace(one: Path, other: Path) -> bool:
        one.replace(other)
        return True

    swapping.exchange = replace
