"""Why a row of the workbook is not in a figure. Kept and left out together are the rows that were read."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crm.analytics.customers import folded, names_of
from crm.model.links import AMBIGUOUS
from crm.model.snapshot import Snapshot

ORDER = (
    "bad_date", "no_date", "future", "no_contact", "ambiguous", "orphan", "excluded",
    "other_currency", "bad_amount", "bad_score", "bad_span", "test", "no_amount",
)  # fmt: skip
"""The reasons in the order they are asked: a row has the first that applies."""

Reasons = dict[str, tuple[str, ...]]
"""Why rows are left out -> their IDs."""

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]


def sorted_out(ids: pd.Index, masks: dict[str, Mask]) -> tuple[Mask, Reasons]:
    """Which rows count, and the IDs of the others by the first reason of ORDER that applies."""
    left, reasons = np.zeros(len(ids), dtype=bool), Reasons()
    for name in ORDER:
        if name in masks and (mine := masks[name] & ~left).any():
            reasons[name] = tuple(ids[mine].to_list())
            left |= mine
    return ~left, reasons


def day_masks(snapshot: Snapshot, sheet: str, days: pd.Series, as_of: pd.Timestamp) -> dict[str, Mask]:
    """Rows without a day, with one that could not be read, and with one still ahead."""
    unreadable = troubled(snapshot, sheet, days, ("date",))
    return {"bad_date": unreadable, "no_date": days.isna().to_numpy(), "future": (days > as_of).to_numpy()}


def contact_masks(snapshot: Snapshot, sheet: str, contacts: pd.Series, names: pd.Series) -> dict[str, Mask]:
    """Rows of nobody, rows with a name that several contacts have, and rows of somebody not among the contacts."""
    lost = troubled(snapshot, sheet, contacts, ("contact",)) | (contacts.isna() & names.notna()).to_numpy()
    ambiguous = np.zeros(len(names), dtype=bool)
    signed = lost & names.notna().to_numpy()
    known = names_of(snapshot) if signed.any() else {}
    ambiguous[signed] = [known.get(folded(name)) == AMBIGUOUS for name in names[signed]]
    return {"no_contact": contacts.isna().to_numpy() & ~lost, "ambiguous": ambiguous, "orphan": lost}


def troubled(snapshot: Snapshot, sheet: str, column: pd.Series, fields: Sequence[str]) -> Mask:
    """Rows that are blank in the frame because what stands in the cell could not be understood."""
    found = np.zeros(len(column), dtype=bool)
    known = {
        id for id, problems in snapshot.problems_in(sheet).items()
        if any(p.field in fields and p.code not in ("required", "no_date") for p in problems)
    }  # fmt: skip
    if known:
        missing = column.isna().to_numpy()
        found[missing] = [id in known for id in column.index[missing].to_list()]
    return found
