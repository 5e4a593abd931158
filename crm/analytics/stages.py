"""Deals as figures need them: what each stage means, how likely the deal is, and when it began."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from crm.analytics.activity import currencies_of
from crm.analytics.counting import meanings
from crm.analytics.customers import linked
from crm.model.cells import PERCENT
from crm.model.snapshot import Snapshot
from crm.model.text import key

PRIOR = 10  # the chance that a stage has in the lists counts as so many deals
DAYS = ("opened_on", "closed_on", "expected_close", "added_on", "changed_on")


def deals_of(snapshot: Snapshot, *, as_of: dt.date) -> pd.DataFrame:
    """All deals by ID, with days without their time, every currency named, and these columns more or filled.

    `means`: open, won, lost, or "" for a stage that no list knows. `chance`: percent, see `with_chances`; `own_chance`:
    what was typed for the deal, as a part of 1. `source`: the deal's own, else where its contact came from.
    """
    deals = linked(snapshot, snapshot.deals.copy(deep=False))
    for field in DAYS:
        deals[field] = deals[field].dt.normalize()
    deals["means"] = meanings(deals["stage"], snapshot.lists, "Stages")
    deals["currency"] = currencies_of(snapshot, deals["currency"])
    deals["own_chance"] = deals["chance"].astype("float64") / 100
    contacts = snapshot.contacts
    sources = contacts.loc[~contacts.index.duplicated(), "source"]
    deals["source"] = deals["source"].fillna(sources.reindex(deals["contact_id"]).set_axis(deals.index))
    return with_chances(deals, open_stages(snapshot), as_of=as_of)


def with_chances(deals: pd.DataFrame, stages: Mapping[str, float], *, as_of: dt.date) -> pd.DataFrame:
    """The deals with `chance` in percent, the one that every figure takes: the deal's own, else that of its stage as
    it was learned; 100 won, 0 lost, missing where nothing is known."""
    learned = stage_chances(deals, stages, as_of=as_of)["chance"]
    chance = deals["own_chance"].fillna(deals["stage"].map(learned.to_dict()).astype("float64"))
    chance = chance.mask(deals["means"] == "won", 1.0).mask(deals["means"] == "lost", 0.0)
    return deals.assign(chance=100 * chance)


def stage_chances(deals: pd.DataFrame, stages: Mapping[str, float], *, as_of: dt.date) -> pd.DataFrame:
    """By stage: won and closed of the deals that reached it, and chance = (won + 10 c) / (closed + 10).

    `stages`: the open stages in their order with c, their chance as a part of 1. `deals`: means, furthest_stage,
    closed_on. A won deal has reached every stage; a lost one those up to its furthest, and the first in any case.
    Deals that were closed after as_of, or are still open, tell nothing.
    """
    means, day = deals["means"].to_numpy("object"), deals["closed_on"]
    closed = ((means == "won") | (means == "lost")) & ~(day > pd.Timestamp(as_of)).to_numpy()
    won = means[closed] == "won"
    order = {name: place for place, name in enumerate(stages)}
    furthest = [order.get(name, 0) for name in deals["furthest_stage"].to_numpy("object")[closed]]
    reached = np.where(won, len(order), np.array(furthest, dtype="int64"))
    rows = [(int((won & (reached >= place)).sum()), int((reached >= place).sum())) for place in order.values()]
    table = np.array(rows, dtype="int64").reshape(-1, 2)
    own = np.array(list(stages.values()), dtype="float64")
    chance = (table[:, 0] + PRIOR * own) / (table[:, 1] + PRIOR)
    index = pd.Index(list(stages), name="stage")
    return pd.DataFrame({"won": table[:, 0], "closed": table[:, 1], "chance": chance}, index=index)


def said_chances(snapshot: Snapshot) -> dict[str, int]:
    """Stage -> its chance in percent, as the sheet Lists says it; one that cannot be read is left out."""
    cells = snapshot.lists.further("Stages", "chance %")
    read = {word: PERCENT.parse(cells.get(key(word)), snapshot.rules) for word in snapshot.lists.entries("Stages")}
    return {word: chance for word, chance in read.items() if isinstance(chance, int)}


def open_stages(snapshot: Snapshot) -> dict[str, float]:
    """The stages in which a deal is still open, in their order -> their chance as a part of 1, where one is said."""
    said = said_chances(snapshot)
    return {word: chance / 100 for word, chance in said.items() if snapshot.lists.meaning("Stages", word) == "open"}
