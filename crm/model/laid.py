"""How the rows of a sheet lie in its program: cells that are merged into one, and rows that nobody sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Block(NamedTuple):
    """Cells that are merged, all four edges included, counted from 1. What stands in it belongs to its first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Laid:
    """The merged blocks of a tab, and the numbers of the rows that are hidden by a filter or by hand."""

    merged: tuple[Block, ...] = ()
    hidden: frozenset[int] = frozenset()


Tabs = Mapping[str, Laid]
"""By the title of the tab."""
