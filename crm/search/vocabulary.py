"""The words of an index, and how a word that was mistyped finds the one that was meant.

A slip is a letter left out, added, wrong, or two that changed places (optimal string alignment distance). Without
rapidfuzz no slips are looked for.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from crm.search.alike import closest

SHORTEST, LONG = 4, 6  # letters of a word in which one slip is looked for, and two
WORDS, BEGINNINGS = 12, 8  # so many words, or beginnings of words, are tried in the place of one
_VOWELS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
Forms = list[Sequence[str]]
"""For each word that was typed the ways in which it may be written."""


class Vocabulary:
    """Words of letters alone, folded; what holds a digit is a number of something and no word."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = sorted({word for word in words if word.isalpha()})
        self._of_length: dict[int, list[str]] = {}
        for word in self._words:
            self._of_length.setdefault(len(word), []).append(word)

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self._words, word)
        return place < len(self._words) and self._words[place] == word

    def add(self, words: Iterable[str]) -> None:
        """Take in the words of a row that was saved; what is taken out of a workbook stays known, and finds nobody."""
        for word in {word for word in words if word.isalpha() and word not in self}:
            insort(self._words, word)
            self._of_length.setdefault(len(word), []).append(word)

    def has_beginning(self, begun: str) -> bool:
        """Whether any word begins so."""
        place = bisect_left(self._words, begun)
        return place < len(self._words) and self._words[place].startswith(begun)

    def near(self, word: str, slips: int) -> list[str]:
        """The words that are at most so many slips away, the nearest first.

        >>> Vocabulary(["muller", "miller", "moeller"]).near("mulelr", 2)
        ['muller', 'miller']
        """
        lengths = range(len(word) - slips, len(word) + slips + 1)
        return closest(word, [one for length in lengths for one in self._of_length.get(length, ())], slips, WORDS)

    def near_beginnings(self, begun: str) -> list[str]:
        """Beginnings of words that are one slip away from what was typed so far; the first letter is right.

        >>> Vocabulary(["wolstenholme"]).near_beginnings("wolsetn")
        ['wolsten']
        """
        first = begun[0]
        same = self._words[bisect_left(self._words, first) : bisect_left(self._words, chr(ord(first) + 1))]
        lengths = range(len(begun) - 1, len(begun) + 2)  # a letter too many, or one too few
        cut = dict.fromkeys(word[:length] for length in lengths for word in same if len(word) > length)
        return closest(begun, list(cut), 1, BEGINNINGS)


def loosened(forms: Forms, words: Vocabulary, slips: int, *, all_words: bool = False) -> Forms | None:
    """The same words, those that the vocabulary does not know together with what may have been meant.

    A word is known when it is one; the last one, which may be unfinished, when a word begins so. `all_words`: known
    ones too may be mistyped. None when nothing is to be tried.
    """
    found = [
        _meant(group, words, slips, group is forms[-1], all_words) if _may_be_wrong(group[0]) else group
        for group in forms
    ]
    return found if found != forms else None


def _may_be_wrong(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def _meant(group: Sequence[str], words: Vocabulary, slips: int, is_last: bool, is_doubted: bool) -> Sequence[str]:
    known = any(words.has_beginning(form) if is_last else form in words for form in group)
    if known and not is_doubted:
        return group
    word = group[0]
    plain = word
    for two, one in _VOWELS:
        plain = plain.replace(two, one)
    more = words.near(word, slips if len(word) >= LONG else 1)
    if is_last and len(word) > SHORTEST:
        more += words.near_beginnings(word)
    return list(dict.fromkeys((*group, plain, *more)))
