"""Deals as figures need them: what each stage means, how likely the deal is, and when it began."""

import pandas as pd

from crm.analytics.activity import currencies_of
from crm.analytics.counting import meanings
from crm.analytics.customers import linked
from crm.model.cells import PERCENT
from crm.model.snapshot import Snapshot
from crm.model.text import key

DAYS = ("opened_on", "closed_on", "expected_close", "added_on", "changed_on")


def deals_of(snapshot: Snapshot) -> pd.DataFrame:
    """All deals by ID, with days without their time, every currency named, and these columns more or filled.

    `means`: open, won, lost, or "" for a stage that no list knows. `chance`: percent, the deal's own, else that of its
    stage, missing where neither is known; `own_chance`: the deal's own as a part of 1. `source`: the deal's own, else
    where its contact came from.
    """
    deals = linked(snapshot, snapshot.deals.copy(deep=False))
    for field in DAYS:
        deals[field] = deals[field].dt.normalize()
    deals["means"] = meanings(deals["stage"], snapshot.lists, "Stages")
    deals["currency"] = currencies_of(snapshot, deals["currency"])
    of_stage = deals["stage"].map(stage_chances(snapshot)).astype("float64")
    own = deals["chance"].astype("float64")
    deals["own_chance"], deals["chance"] = own / 100, own.fillna(of_stage)
    contacts = snapshot.contacts
    sources = contacts.loc[~contacts.index.duplicated(), "source"]
    deals["source"] = deals["source"].fillna(sources.reindex(deals["contact_id"]).set_axis(deals.index))
    return deals


def stage_chances(snapshot: Snapshot) -> dict[str, int]:
    """Stage -> its chance in percent, as the sheet Lists says it; one that cannot be read is left out."""
    cells = snapshot.lists.further("Stages", "chance %")
    read = {word: PERCENT.parse(cells.get(key(word)), snapshot.rules) for word in snapshot.lists.entries("Stages")}
    return {word: chance for word, chance in read.items() if isinstance(chance, int)}


def open_stages(snapshot: Snapshot) -> dict[str, float]:
    """The stages in which a deal is still open, in their order -> their chance as a part of 1, where one is said."""
    said = stage_chances(snapshot)
    return {word: chance / 100 for word, chance in said.items() if snapshot.lists.meaning("Stages", word) == "open"}
