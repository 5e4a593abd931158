"""Words that were mistyped, and those that were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.search.vocabulary import WORDS, Vocabulary, loosened

WORD = st.text("abcd", min_size=1, max_size=7)


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, wrong or swapped, worked out letter by letter."""
    table = [[max(i, j) if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(st.lists(WORD, max_size=30), WORD, st.integers(1, 2))
def test_the_nearest_words_are_found_and_no_other(words: list[str], typed: str, most: int) -> None:
    found = Vocabulary(words).near(typed, most)
    near = [slips(typed, word) for word in set(words) if slips(typed, word) <= most]
    assert sorted(slips(typed, word) for word in found) == sorted(near)[:WORDS]
    assert [slips(typed, word) for word in found] == sorted(slips(typed, word) for word in found)


@given(st.lists(WORD), st.lists(WORD), WORD)
def test_words_that_were_added_are_known_like_the_first(first: list[str], later: list[str], typed: str) -> None:
    grown, whole = Vocabulary(first), Vocabulary([*first, *later])
    grown.add(later)
    assert (typed in grown) == (typed in whole) == (typed in {*first, *later})
    assert grown.has_beginning(typed) == any(word.startswith(typed) for word in [*first, *later])
    assert [slips(typed, one) for one in grown.near(typed, 1)] == [slips(typed, one) for one in whole.near(typed, 1)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["mulelr", "ann"], [["mulelr", "muller"], ["ann"]]),  # two letters changed places
        (["mul"], None),  # too short to be wrong
        (["mull"], None),  # the beginning of a word
        (["mull", "ann"], None),  # no word, but far from all
        (["mullr", "ann"], [["mullr", "muller"], ["ann"]]),  # no word, though it is not the last
        (["mxlle"], [["mxlle", "mulle"]]),  # not finished yet
        (["1234"], None),
    ],
)
def test_only_a_word_that_is_not_known_is_doubted(typed: list[str], meant: list[list[str]] | None) -> None:
    assert loosened([[word] for word in typed], Vocabulary(["muller", "ann", "annika"]), 1) == meant


def test_the_spelling_with_two_letters_finds_the_one_without() -> None:
    assert loosened([["mueller"]], Vocabulary(["muller"]), 1) == [["mueller", "muller"]]


def test_words_that_hold_a_digit_are_no_words() -> None:
    assert Vocabulary(["ann7", "7k3q9f"]).near("ann8", 1) == []
