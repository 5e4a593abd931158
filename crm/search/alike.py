"""How much two texts are like each other, for whole columns at once, through rapidfuzz where it is installed.

Without it only equal texts are alike: the same person is still found by what is the same.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

WORDS, SIGNS = "words", "signs"
SHORTEST = 4  # letters of a word in which one slip still leaves it the same word


def alike(these: Sequence[str], those: Sequence[str], by: str, cut: float) -> npt.NDArray[np.bool_]:
    """For each two texts whether they are at least `cut` alike, of 0 to 1.

    By WORDS: Jaro-Winkler, made for names (Winkler 1990), or one slip behind the first letter, which weighs too much in
    a short name. By SIGNS: 1 - edits / length, where two signs in each other's
    place are one edit (optimal string alignment), for numbers, codes and addresses.

    >>> alike(["jonson", "ann", "ruuk"], ["johnson", "bob", "rauk"], WORDS, 0.88).tolist()
    [True, False, True]
    """
    try:
        from rapidfuzz.distance import OSA, JaroWinkler
        from rapidfuzz.process import cpdist
    except ImportError:
        return np.array([one == other for one, other in zip(these, those, strict=True)], bool)
    if not these:
        return np.zeros(0, bool)
    scorer = JaroWinkler.normalized_similarity if by == WORDS else OSA.normalized_similarity
    found: npt.NDArray[np.bool_] = cpdist(these, those, scorer=scorer, score_cutoff=cut, dtype=np.float32) >= cut - 1e-6
    if by == WORDS:
        long = [
            at for at in np.flatnonzero(~found).tolist() if these[at][0] == those[at][0] and len(these[at]) >= SHORTEST
        ]
        one, other = [these[at] for at in long], [those[at] for at in long]
        found[long] = cpdist(one, other, scorer=OSA.distance, score_cutoff=1, dtype=np.int32) <= 1
    return found


def edits(one: str, other: str) -> int:
    """How many letters differ between two texts; 99 where that is not known.

    >>> edits("muller", "mueller"), edits("ann", "nan")
    (1, 1)
    """
    try:
        from rapidfuzz.distance import OSA
    except ImportError:
        return 99
    return int(OSA.distance(one, other))


def closest(word: str, among: Sequence[str], most_edits: int, most: int) -> list[str]:
    """The `most` words that are nearest, at most so many edits away; none where that is not known.

    >>> closest("mulelr", ["miller", "muller", "smith"], 2, 5)
    ['muller', 'miller']
    """
    try:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract
    except ImportError:
        return []
    return [one for one, _, _ in extract(word, among, scorer=OSA.distance, score_cutoff=most_edits, limit=most)]
