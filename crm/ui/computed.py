"""What is worked out for conditions on people: once for every visit, as long as a snapshot is the newest."""

from collections.abc import Iterable

import pandas as pd

from crm.analytics.facts import FACTS, facts
from crm.model.snapshot import Snapshot
from crm.search.keys import Condition
from crm.ui import session


def computed(snapshot: Snapshot, conditions: Iterable[Condition]) -> dict[str, pd.Series]:
    """Field -> a value by contact ID, for those conditions that ask for what other sheets tell."""
    return {one.field: _fact(snapshot, one.field) for one in conditions if one.field in FACTS}


def _fact(snapshot: Snapshot, name: str) -> pd.Series:
    def make(seen: Snapshot) -> pd.Series:
        return facts(session.frames(seen), [name])[name]

    return session.kept(snapshot, f"fact {name}", make)
