"""The journal of a workbook: its rows, its chain, its file, and what is read from it."""

from crm.store.journal.journal import Journal
from crm.store.journal.rows import (
    CONFLICT,
    IN_WORKBOOK,
    PENDING,
    SUPERSEDED,
    Draft,
    Entry,
    Generation,
    cell_in,
    decode,
    dump,
    encode,
    load,
)

__all__ = [
    "CONFLICT",
    "IN_WORKBOOK",
    "PENDING",
    "SUPERSEDED",
    "Draft",
    "Entry",
    "Generation",
    "Journal",
    "cell_in",
    "decode",
    "dump",
    "encode",
    "load",
]
