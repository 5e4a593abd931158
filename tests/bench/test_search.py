"""The trial of the search: its questions mean whom they should, its contenders answer, and no figure is made up."""

import random

import pytest

from bench import people_search, search_data
from bench.common import Trial
from bench.search_by_hand import BY_HAND, PEOPLE_BY_HAND
from bench.search_data import KINDS, Question, people, questions, slip
from bench.search_peers import Contains, Prefixes, Trigrams, peers
from tests.search.test_vocabulary import slips

BOOK = people(60)


def test_the_people_are_the_same_each_time_and_speak_ten_languages() -> None:
    assert people(60) == BOOK and people(90)[:60] == BOOK
    assert len({one.id for one in people(3_000)}) == 3_000
    assert any("Ł" in one.name for one in people(300)) and any("Ö" in one.name for one in people(300))


@pytest.mark.parametrize("seed", range(200))
def test_a_slip_is_one_slip_and_not_in_the_first_letter(seed: int) -> None:
    made = slip(random.Random(seed), "wolstenholme")
    assert slips(made, "wolstenholme") == 1 and made[0] == "w"


def test_a_seed_asks_thirty_questions_and_each_means_somebody() -> None:
    asked = list(questions(BOOK, 2))
    assert len(asked) == 60 and sum(count for _, count, _ in KINDS) == 30
    assert all(one.means for one in asked) and asked == list(questions(BOOK, 2))


@pytest.mark.parametrize(
    ("phone", "bare"), [("0151 2345678", "491512345678"), ("+33 6 12", "33612"), ("0043 664", "43664")]
)
def test_a_number_is_the_same_however_it_is_written(phone: str, bare: str) -> None:
    assert search_data._bare(phone) == bare


def test_found_is_a_share_of_five_or_of_all_who_are_meant() -> None:
    assert people_search.share(Question("", "", frozenset("ab")), ["x", "b"]) == 0.5
    assert people_search.share(Question("", "", frozenset("abcdefg")), list("abcxyabc")) == 0.6


def test_thirty_questions_were_written_by_hand_for_people_who_are_there() -> None:
    ids = {one.id for one in PEOPLE_BY_HAND}
    assert len(BY_HAND) == 30 and all(one.means <= ids for one in BY_HAND)


@pytest.mark.parametrize("peer", [Contains, Prefixes, Trigrams])
def test_a_contender_finds_who_is_typed_as_they_are_written(peer) -> None:
    made, one = peer(), BOOK[7]
    made.build(BOOK)
    assert one.id in made.search(f"{one.first} {one.last}", 5)
    assert made.search(" ".join(one.notes[0].split()[:6]), 5)[0] == one.id
    assert made.search("qqqqq", 5) == []


def test_a_run_keeps_what_was_found_and_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_search, "peers", lambda: peers()[:1])
    monkeypatch.setattr(people_search, "questions", lambda book: questions(book, 1))
    trial = Trial("search", "", people_search.KITH, people_search.GOALS)
    people_search.run(trial, 60)
    rounds = {one.who: one.rounds for one in trial.series}
    assert len(rounds["Kith, a question"]) == 30 and rounds["Kith, found of 120 questions"][0] > 0.9
    assert rounds["Kith, found of 30 by hand"][0] > 0.95 > rounds["pandas, str.contains, found of 30 by hand"][0]
