"""Kith broken on purpose, inside one process: what the trials must notice."""

import fcntl
import os
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

from crm.store.excel import swapping

Twin = Callable[[], None]
"""How a process breaks its own Kith before it begins."""
BIT = 4096  # bytes


def none() -> None:
    """Kith as it is."""


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


def in_place() -> None:
    """The workbook is written over, bit by bit, as it would be by a program that is not afraid."""

    def overwrite(temp: Path, target: Path, is_still: object) -> None:
        data = temp.read_bytes()
        with target.open("wb") as file:
            for start in range(0, len(data), BIT):
                file.write(data[start : start + BIT])
                file.flush()
                os.fsync(file.fileno())

    swapping.swap = overwrite
