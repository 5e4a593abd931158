"""Long columns of IDs looked up: each different ID once, which is much quicker than `isin` and `map` row by row."""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd


def places_in(index: pd.Index, ids: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The place of each ID in an index of different ones; -1 for one that is missing, or not in it."""
    places, each = pd.factorize(ids)
    return np.append(index.get_indexer(pd.Index(each)), -1)[places]  # a missing ID has the place -1, the last


def is_among(ids: pd.Series, people: Collection[str] | pd.Index) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the IDs are among the people; a missing one is not."""
    return places_in(people if isinstance(people, pd.Index) else pd.Index(list(people), dtype="str"), ids) >= 0


def found_in(table: pd.Series, ids: pd.Series) -> pd.Series:
    """What the table says of each ID; missing for one that is missing, or not in the table."""
    found = table.array.take(places_in(table.index, ids), allow_fill=True)
    return pd.Series(found, index=ids.index, name=ids.name)


def worded(words: Sequence[str], places: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """A column of a few words, from the place of each row's word; each word is made once."""
    return pd.array(list(words), dtype="str").take(places)
