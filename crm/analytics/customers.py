"""Who counts as a customer, and as whom: a merged person as the one that stayed, on request a whole organisation."""

import numpy as np
import pandas as pd

from crm.analytics.lookups import is_among
from crm.model.links import AMBIGUOUS
from crm.model.lists import Lists
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.model.stops import stopped
from crm.model.text import fold, key, squash

TEST = "test"  # the tag that keeps somebody out of all figures


def contacts_of(snapshot: Snapshot, as_of: pd.Timestamp) -> pd.DataFrame:
    """All contacts, with what figures need to know of each.

    `customer`: counts in figures of customers. `unit`: the ID they count as. `archived`, `former`: by Status, a day in
    Ended on that has come being the same as Former. `test`: bears the tag test.
    `silent`: not to be contacted, or perhaps not.
    """
    contacts = snapshot.contacts.copy(deep=False)
    contacts = contacts[~contacts.index.duplicated()]
    contacts["archived"] = (contacts["status"] == "Archived").fillna(False)
    contacts["former"] = (contacts["status"] == "Former").fillna(False) | (contacts["ended"].dt.normalize() <= as_of)
    contacts["test"] = _tagged(contacts["tags"])
    contacts["silent"] = contacts.index.isin(stopped(snapshot))
    contacts["customer"] = _related(contacts["relationships"], snapshot.settings, snapshot.lists) & ~contacts["test"]
    contacts["unit"] = contacts.index
    if snapshot.settings.text("count_customers_by") == "organisation":
        contacts["unit"] = _organisations(contacts)
        counted = set(contacts.loc[contacts["customer"], "unit"])
        contacts["customer"] |= contacts.index.isin(counted) & ~contacts["test"]
    return contacts


def among(ids: pd.Series, contacts: pd.DataFrame, field: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of these IDs belong to somebody of whom `field` is true."""
    return is_among(ids, contacts.index[contacts[field]])


def folded(name: str) -> str:
    """A name as names are compared."""
    return fold(squash(name))


def names_of(snapshot: Snapshot) -> dict[str, str]:
    """Folded name -> the ID of the contact called so, "" where several are.

    Archived people still answer to their name where nobody else does: putting somebody away must not change the past.
    """
    contacts, away = snapshot.contacts, dict[str, str]()
    archived = contacts.loc[(contacts["status"] == "Archived").fillna(False), "name"].dropna()
    for id, full in zip(archived.index.tolist(), archived.tolist(), strict=True):
        name = folded(full)
        away[name] = AMBIGUOUS if name in away else id
    return {**away, **snapshot.people.names}


def linked(snapshot: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows, those signed with no more than the name of somebody archived being theirs."""
    open_ = rows["contact_id"].isna() & rows["contact"].notna()
    if not open_.any():
        return rows
    names = names_of(snapshot)
    ids = rows["contact_id"].copy()
    ids[open_] = [names.get(folded(name)) or None for name in rows.loc[open_, "contact"]]
    return rows.assign(contact_id=ids)


def _tagged(tags: pd.Series) -> pd.Series:
    known = {words: any(key(word) == TEST for word in words) for words in set(tags.dropna())}
    return tags.map(lambda words: known.get(words, False)).astype(bool)


def _related(relationships: pd.Series, settings: Settings, lists: Lists) -> pd.Series:
    """Whether any relationship means customer; who has none is what the Settings say of such people."""
    blank = (settings.text("relationship_if_blank"),)
    known: dict[tuple[str, ...], bool] = {}

    def is_customer(words: object) -> bool:
        told = words if isinstance(words, tuple) and words else blank
        if told not in known:
            known[told] = any(lists.meaning("Relationships", word) == "customer" for word in told)
        return known[told]

    return relationships.map(is_customer).astype(bool)


def _organisations(contacts: pd.DataFrame) -> pd.Series:
    """The ID of the organisation that somebody belongs to by its name, else their own."""
    firms = contacts[contacts["kind"] == "Organisation"]
    by_name = {key(name): id for id, name in firms["name"].dropna().items()}
    names = contacts["organisation"].map(lambda name: by_name.get(key(name)) if isinstance(name, str) else None)
    return names.where(names.notna(), contacts.index.to_series()).astype("str")
