"""Entry: what a person typed into a form, with what they saw while they typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.model.cells import Cell
from crm.model.changes import new_batch


@dataclass(frozen=True)
class Entry:
    """The fields somebody touched. `expected`: the row as it was drawn; `batch`: which press of Save it will be."""

    values: Mapping[str, object]
    expected: Mapping[str, Cell] = field(default_factory=dict)
    batch: str = field(default_factory=new_batch)

    @classmethod
    def of(cls, given: "Entry | Mapping[str, object]") -> "Entry":
        """An entry as it is; a plain mapping as one with a new batch, that expects nothing (for scripts)."""
        return given if isinstance(given, Entry) else cls(given)


Given = Entry | Mapping[str, object]
