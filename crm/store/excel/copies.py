"""Copies that a program which keeps folders alike made of a workbook when two people saved it at once.

Dropbox: `team (Anna's conflicted copy 2026-11-12).xlsx`; Syncthing: `team.sync-conflict-20261112-093000-ABC.xlsx`;
OneDrive: `team-OFFICE-PC.xlsx`; others: `team (1).xlsx`.
"""

import re
from collections.abc import Callable
from pathlib import Path

_ADDED = re.compile(r"\.sync-conflict-.+| ?\(.+\)|-(?=.*[^\W\d_])\S+", re.DOTALL)


def conflict_copies(workbook: Path, is_ours: Callable[[Path], bool]) -> list[Path]:
    """The files beside `workbook` whose names say that they are such copies, and that `is_ours` knows."""
    stem = workbook.stem
    try:
        beside = sorted(path for path in workbook.parent.iterdir() if path.suffix.lower() == workbook.suffix.lower())
    except OSError:
        return []
    named = (path for path in beside if path.stem.startswith(stem) and _ADDED.fullmatch(path.stem[len(stem) :]))
    return [path for path in named if is_ours(path)]
