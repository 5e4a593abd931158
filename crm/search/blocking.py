"""Which people are worth comparing: those that have one of many keys in common, and few others have it."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from crm.search.identities import Identities, Texts
from crm.search.phonetic import skeleton

Numbers = npt.NDArray[np.intp]
MOST, MOST_OF_MANY, MANY = 60, 200, 50_000
"""People with one key, at most; and of so many people or more."""


def within(people: Identities) -> tuple[Numbers, Numbers]:
    """Every two people of one table that share a key, once, by place; the earlier place first."""
    most, size = (MOST if len(people) <= MANY else MOST_OF_MANY), len(people)
    found = [np.zeros(0, np.int64)]
    for rows, texts in keys(people):
        found.extend(left * size + right for left, right in _pairs(rows, pd.factorize(texts)[0], most))
    packed = np.unique(np.concatenate(found))
    return (packed // size).astype(np.intp), (packed % size).astype(np.intp)


def between(these: Identities, those: Identities) -> tuple[Numbers, Numbers]:
    """Every two people of two tables that share a key, once."""
    most, size = (MOST if len(those) <= MANY else MOST_OF_MANY), max(len(those), 1)
    found = [np.zeros(0, np.int64)]
    for (rows, texts), (others, known) in zip(keys(these), keys(those), strict=True):
        right = pd.DataFrame({"key": known, "right": others})
        right = right[right["key"].map(right["key"].value_counts()) <= most]
        joined = pd.DataFrame({"key": texts, "left": rows}).merge(right, on="key")
        found.append(joined["left"].to_numpy(np.int64) * size + joined["right"].to_numpy(np.int64))
    packed = np.unique(np.concatenate(found))
    return (packed // size).astype(np.intp), (packed % size).astype(np.intp)


def keys(people: Identities) -> Iterator[tuple[Numbers, Texts]]:
    """For each kind of key the places of the people who have one, and what it is; always in the same order."""
    first, last = people.one["first"], people.one["last"]
    birth, city, postcode, house, street = (
        people.one[name] for name in ("birth", "city", "postcode", "house", "street")
    )
    days, years = (
        _texts(day if len(day) == 8 else "" for day in birth),
        _texts(day[:4] * (len(day) == 8) for day in birth),
    )
    firms = _texts(name if is_firm else "" for name, is_firm in zip(people.one["whole"], people.firms, strict=True))
    yield _pairs_of([_texts(skeleton(name)[:4] for name in names) for names in (first, last)])
    yield _pairs_of([_texts(name[:3] for name in names) for names in (first, last)])
    yield _several([people.one["whole"]])
    yield _several([_texts(name.replace(" ", "")[:6] for name in firms)])
    yield _several([days])
    yield _several(people.many["email"])
    yield _several([_texts(_local(mail) for mail in slot) for slot in people.many["email"]])
    yield _several(people.many["phone"])
    yield _several([_with(last, city), _with(first, city)])
    yield _several([_with(first, years), _with(last, years)])
    yield _several([_with(postcode, _texts(name[:2] for name in names)) for names in (first, last)])
    yield _several([_with(house, _texts(name[:5] for name in street))])
    yield _several(
        [_texts(name if firm else "" for name, firm in zip(slot, firms, strict=True)) for slot in people.many["domain"]]
    )


def _local(mail: str) -> str:
    """What stands before the @, where it is long enough to be somebody's own."""
    local = mail.partition("@")[0]
    return local if len(local) > 4 else ""


def _texts(texts: Iterable[str]) -> Texts:
    return np.array([*texts], object)


def _with(one: Texts, other: Texts) -> Texts:
    """Two parts as one key, blank where one of them is."""
    return _texts(f"{a}|{b}" if a and b else "" for a, b in zip(one, other, strict=True))


def _pairs_of(parts: Sequence[Texts]) -> tuple[Numbers, Texts]:
    """Two parts as one key, in whichever order they stand."""
    one, other = parts
    return _several([_texts("|".join(sorted((a, b))) if a and b else "" for a, b in zip(one, other, strict=True))])


def _several(slots: Sequence[Texts]) -> tuple[Numbers, Texts]:
    """The places of the people with a key, and the key; several for those who have several."""
    found = [(at, slot[at]) for slot in slots or [_texts(())] if (at := np.flatnonzero(slot != "")) is not None]
    return np.concatenate([at for at, _ in found]), np.concatenate([texts for _, texts in found])


def _pairs(rows: Numbers, codes: Numbers, most: int) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """All pairs of rows with one code, for codes that at most `most` rows have; blocks of one size at once."""
    if not len(rows):
        return
    order = np.lexsort((rows, codes))
    rows, codes = rows[order], codes[order]
    begins = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    sizes = np.diff(np.r_[begins, len(codes)])
    for size in np.unique(sizes):
        if not 1 < size <= most:
            continue
        blocks = rows[begins[sizes == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        left, right = blocks[:, one].ravel().astype(np.int64), blocks[:, other].ravel().astype(np.int64)
        apart = left != right  # somebody with one address in two cells
        yield left[apart], right[apart]
