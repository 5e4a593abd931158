"""Finding people as one types: how many of those who are meant are found, and how soon, beside other ways to search.

    python -m bench.people_search [--people 10000 100000]

Everybody has three notes. What a question means is worked out from the people themselves, never by a search
(bench/search_data.py); found is how many of the first five answers are meant, of five or of all who are, if they are
fewer. Each contender answers every question in turn; the time of a question is the least of three. Every beginning of
two letters or more of what was typed is timed too, as the box searches at each letter. Times are the processor's, of
all threads together, so that what else the machine does is not measured. Contenders that Kith itself does not need are
fetched into build/peers.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterable, Sequence

from bench.common import Goal, Trial
from bench.search_by_hand import BY_HAND, PEOPLE_BY_HAND
from bench.search_data import EACH, Question, Somebody, people, questions, snapshot_of
from bench.search_peers import fetch, peers
from crm.search.index import Index

K, TIMES = 5, 3
KITH = "Kith"
SMALL, LARGE = 10_000, 100_000
FOUND, HAND, TYPED, LETTER = "found of 120 questions", "found of 30 by hand", "a question", "a letter"
BUILT, SAVED = "index built", "a saved row taken over"
GOALS = (
    Goal("Of 120 questions to 10,000 people, found", SMALL, (f"{KITH}, {FOUND}",), at_least=0.97),
    Goal("Of 30 questions by hand, found", SMALL, (f"{KITH}, {HAND}",), at_least=0.95),
    Goal("95 of 100 questions within 25 ms", SMALL, (f"{KITH}, {TYPED}",), by="p95", at_most=25),
    Goal("95 of 100 letters within 25 ms", SMALL, (f"{KITH}, {LETTER}",), by="p95", at_most=25),
    Goal("The index of them within 1 s", SMALL, (f"{KITH}, {BUILT}",), at_most=1),
    Goal("Of 120 questions to 100,000 people, found", LARGE, (f"{KITH}, {FOUND}",), at_least=0.97),
    Goal("95 of 100 questions to them within 150 ms", LARGE, (f"{KITH}, {TYPED}",), by="p95", at_most=150),
    Goal("95 of 100 letters within 150 ms", LARGE, (f"{KITH}, {LETTER}",), by="p95", at_most=150),
    Goal("The index of them within 15 s", LARGE, (f"{KITH}, {BUILT}",), at_most=15),
)
Search = Callable[[str, int], Sequence[str]]


def share(question: Question, answers: Sequence[str]) -> float:
    """How many of the answers are meant, of five, or of all who are.

    >>> share(Question("", "", frozenset({"a", "b"})), ["a", "x"])
    0.5
    """
    return len(question.means.intersection(answers[:K])) / min(K, len(question.means))


def asked(trial: Trial, n: int, who: str, search: Search, asked: Sequence[Question], job: str) -> None:
    """All questions in turn: what was found of all of them, and the time of each."""
    found = []
    for question in asked:
        found.append(share(question, search(question.typed, K)))
        if job == FOUND:
            spent = min(_work(lambda: search(question.typed, K)) for _ in range(TIMES))  # noqa: B023
            trial.add(n, f"{who}, {TYPED}", spent * 1000, "ms", TYPED)
    trial.add(n, f"{who}, {job}", sum(found) / len(found), "of 1", job)


def _work(do: Callable[[], object]) -> float:
    """Seconds of the processor."""
    begin = time.process_time()
    do()
    return time.process_time() - begin


def beginnings(asked: Iterable[Question]) -> list[str]:
    """Every beginning of two letters or more, each once."""
    return list(dict.fromkeys(one.typed[:end] for one in asked for end in range(2, len(one.typed) + 1)))


def kith(trial: Trial, n: int, book: Sequence[Somebody]) -> Search:
    """Kith's index, built from a snapshot that is read already, as at the start."""
    snapshot = snapshot_of(book)
    _ = snapshot.contacts, snapshot.interactions
    for _ in range(TIMES):
        gc.collect()
        trial.add(n, f"{KITH}, {BUILT}", _work(lambda: Index.build(snapshot)), "s", BUILT)
    index = Index.build(snapshot)
    for one in book[:TIMES]:
        trial.add(n, f"{KITH}, {SAVED}", _work(lambda: index.update(snapshot, [one.id])) * 1000, "ms", SAVED)  # noqa: B023
    return lambda typed, k: [hit.id for hit in index.search(typed, k)]


def run(trial: Trial, n: int) -> None:
    """One size of book."""
    book = [*people(n - len(PEOPLE_BY_HAND)), *PEOPLE_BY_HAND]
    all_asked = list(questions(book))
    search = kith(trial, n, book)
    asked(trial, n, KITH, search, all_asked, FOUND)
    asked(trial, n, KITH, search, BY_HAND, HAND)
    for typed in beginnings(all_asked):
        trial.add(n, f"{KITH}, {LETTER}", _work(lambda: search(typed, K)) * 1000, "ms", LETTER)  # noqa: B023
    for peer in peers():
        gc.collect()
        trial.add(n, f"{peer.name}, {BUILT}", _work(lambda: peer.build(book)), "s", BUILT)  # noqa: B023
        asked(trial, n, peer.name, peer.search, all_asked, FOUND)
        asked(trial, n, peer.name, peer.search, BY_HAND, HAND)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.people_search", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[SMALL, LARGE])
    given = parser.parse_args(arguments)
    does = f"Finding people as one types, each with {EACH} notes; times of the processor"
    fetch()
    trial = Trial("search", does, KITH, GOALS)
    for n in given.people:
        run(trial, n)
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
