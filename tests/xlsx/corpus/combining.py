"""Which features go into which book: each alone, and in combinations in which every two meet, and miss, each other."""

import random
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

Features = frozenset[str]


def alone(features: Collection[str]) -> Iterator[Features]:
    """No feature, then each by itself."""
    yield frozenset()
    yield from (frozenset([feature]) for feature in features)


def allowed(chosen: Collection[str], together_never: Sequence[set[str]]) -> bool:
    """Whether these features can be in one book."""
    return all(len(group.intersection(chosen)) < 2 for group in together_never)


def all_pairs(features: Collection[str], together_never: Sequence[set[str]]) -> Iterator[Features]:
    """Every two features that can be in one book."""
    yield from (frozenset(pair) for pair in combinations(features, 2) if allowed(pair, together_never))


def covering(features: Sequence[str], together_never: Sequence[set[str]], seed: int = 3) -> list[Features]:
    """Few books in which, of every two features, each of the four cases (with, without) occurs where it can.

    Greedy: of some random books the one that covers most new cases is taken, until none is missing.
    """
    chance = random.Random(seed)
    pairs = list(combinations(features, 2))
    open_cases = {(pair, a, b) for pair in pairs for a in (0, 1) for b in (0, 1)}
    open_cases -= {(pair, 1, 1) for pair in pairs if not allowed(pair, together_never)}
    books: list[Features] = []
    while open_cases:
        tries = [_random_book(features, together_never, chance) for _ in range(30)]
        best = max(tries, key=lambda book: len(open_cases & _cases(book, pairs)))
        open_cases -= _cases(best, pairs)
        books.append(best)
    return books


def _random_book(features: Sequence[str], together_never: Sequence[set[str]], chance: random.Random) -> Features:
    chosen: set[str] = set()
    for feature in chance.sample(features, len(features)):
        if chance.random() < 0.55 and allowed({*chosen, feature}, together_never):
            chosen.add(feature)
    return frozenset(chosen)


def _cases(book: Features, pairs: list[tuple[str, str]]) -> set[tuple[tuple[str, str], int, int]]:
    return {((one, other), int(one in book), int(other in book)) for one, other in pairs}
