"""Rows that say in every cell what another row says: perhaps typed twice. They count all the same."""

import pandas as pd

from crm.analytics.words import times

OURS = ("added_on", "changed_on", "changed_by")  # when and by whom a row was written, not what it says


def same_rows(rows: pd.DataFrame) -> tuple[str, ...]:
    """The IDs of those of `rows` of Sales that say what an earlier one of the same contact and day says.

    Nobody is named in a sale at the counter, and two such are often alike: they are never meant.
    """
    likely = rows[rows["contact_id"].notna()]
    likely = likely[likely.duplicated(["date", "contact_id", "amount"], keep=False)]  # few, and found at once
    again = likely.drop(columns=[name for name in OURS if name in likely]).duplicated()
    return tuple(map(str, likely.index[again]))


def same_sentence(n: int) -> str:
    """What is said of so many of them.

    >>> same_sentence(1)
    '1 row says the same as another in every cell: perhaps typed twice. It is counted.'
    >>> same_sentence(2)
    '2 rows say the same as another in every cell: perhaps typed twice. They are counted.'
    """
    say, are = ("says", "It is") if n == 1 else ("say", "They are")
    return f"{times(n, 'row', 'rows')} {say} the same as another in every cell: perhaps typed twice. {are} counted."
