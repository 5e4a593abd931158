"""People who may become customers and with whom no deal is open: the leads to look after."""

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.today import last_touch
from crm.model.lists import Lists

COLUMNS = ["name", "relationships", "source", "owner", "last", "since"]


def leads(frames: Frames, lists: Lists) -> pd.DataFrame:
    """By contact ID: name, relationships, source, owner, `last` (the last touch) and `since` (added on), missing where
    not known; those we heard of last come first, then those nobody has been in touch with.

    A lead's relationship means prospect, and none of theirs means customer. Archived and former people, people who are
    not to be contacted, test rows and those with an open deal are left out.
    """
    people = frames.contacts
    there = people[~people["archived"] & ~people["former"] & ~people["test"] & ~people["silent"]]
    there = there[there["relationships"].map(lambda words: is_lead(words, lists)).astype(bool)]
    busy = frames.deals.loc[~frames.deals["means"].isin(["won", "lost"]), "contact_id"].dropna()
    there = there[~there.index.isin(busy)]
    found = there.assign(last=last_touch(frames).reindex(there.index), since=there["added_on"].dt.normalize())
    return found[COLUMNS].sort_values(["last", "since"], ascending=False, kind="stable", na_position="last")


def is_lead(words: object, lists: Lists) -> bool:
    """Whether somebody of these relationships may become a customer, and is none yet."""
    means = {lists.meaning("Relationships", word) for word in words} if isinstance(words, tuple) else set()
    return "prospect" in means and "customer" not in means
