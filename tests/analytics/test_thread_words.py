"""What the thread says, without a screen."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from crm.analytics.counting import Counting
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.intervals import Share
from crm.analytics.satisfaction import nps
from crm.analytics.thread import Earned, Thread, thread
from crm.analytics.thread_of import thread_of
from crm.analytics.thread_words import (
    beside_answer,
    beside_money,
    care_sentence,
    happy,
    link_sentence,
    person_lines,
    tiles,
    two_sentences,
)
from tests.analytics.conftest import TODAY, snapshot_of
from tests.analytics.test_thread import ANSWERS, PEOPLE, SALES

RULES = Counting(customers="patients", customer="patient")


def money(amount: float, currency: str) -> str:
    return f"{currency} {amount:,.0f}"


def found(**parts: object) -> Thread:
    whole = {"retention": None, "loyalty": None, "loyal": 0, "profitability": None, "satisfaction": None,
             "question": None, "answered": 0}  # fmt: skip
    return Thread(TODAY, 84, 60, **{**whole, **parts})


def test_what_is_missing_says_what_to_record() -> None:
    assert tiles(found(), RULES, money) == {
        "retention": "Who stayed can be told once patients came in two different years.",
        "loyalty": "Who is loyal can be told once patients came in the last 12 months.",
        "profitability": "What comes in can be told once sales with an amount are recorded.",
        "satisfaction": "How content people are can be told once answers are recorded.",
    }
    assert two_sentences(found(), RULES) == (
        "Are they happy? Nobody was asked yet.", "Do they stay? This can be told after a year.",
    )  # fmt: skip


def test_a_change_is_told_only_when_the_intervals_tell_it() -> None:
    now, then = found(retention=Share.of(70, 84)), found(retention=Share.of(40, 80))
    said = tiles(found(retention=Share.of(70, 84), before=then), RULES, money)["retention"]
    assert said == (
        "70 of 84 patients of the year before came again: 83 %, most likely between 74 and 90 %."
        " More than the year before."
    )
    assert "year before." not in tiles(found(retention=now.retention, before=now), RULES, money)["retention"]


@pytest.mark.parametrize(
    ("earned", "before", "said"),
    [
        (Earned(900, "profit", 1.0, "GBP", 60), 600, "GBP 900 profit in 12 months, from 60 patients who came,"
         " GBP 15 each. 50 % more than the year before."),
        (Earned(900, "profit", 0.86, "GBP", 60), 890, "GBP 900 profit in 12 months on 86 % of sales, from 60"
         " patients who came, GBP 15 each. About as much as the year before."),
        (Earned(900, "sales", 0.35, "GBP", 60, {"EUR": 20}), 1800, "GBP 900 sales in 12 months (costs are filled in for"
         " 35 % of the money), from 60 patients who came, GBP 15 each. 50 % less than the year before. Apart from that"
         " EUR 20."),
    ],
)  # fmt: skip
def test_money_says_how_much_of_its_cost_is_known(earned: Earned, before: float, said: str) -> None:
    then = found(profitability=Earned(before, earned.headline, 1.0, "GBP", 60))
    assert tiles(found(profitability=earned, before=then), RULES, money)["profitability"] == said


def test_are_they_happy_do_they_stay() -> None:
    both = found(satisfaction=nps([10] * 8 + [3] * 4), retention=Share.of(36, 84))
    assert two_sentences(both, RULES) == (
        "Are they happy? 8 of 12 would gladly recommend you, 4 would not.",
        "Do they stay? 43 % of 84 patients of the year before came again.",
    )
    few = found(satisfaction=nps([10] * 7), retention=Share.of(3, 4))
    assert two_sentences(few, RULES) == (
        "Are they happy? Not enough answers yet: 7 of 10.",
        "Do they stay? 3 of 4 patients of the year before came again.",
    )


@pytest.fixture
def shop() -> Frames:
    return from_snapshot(snapshot_of(PEOPLE + SALES + ANSWERS), as_of=TODAY)


def test_the_two_sentences_are_careful_with_few_and_say_no_nought() -> None:
    some = found(satisfaction=nps([10] * 12), retention=Share.of(9, 12))
    assert two_sentences(some, RULES) == (
        "Are they happy? 12 of 12 would gladly recommend you.",
        "Do they stay? About 75 % of 12 patients of the year before came again.",
    )
    assert happy(Share.of(30, 40)) == "Are they happy? 75 % of 40 answers are good."


def test_money_is_told_in_the_teams_own_word() -> None:
    gifts = Counting(customers="donors", customer="donor", sales="donations")
    earned = found(profitability=Earned(900, "sales", None, "GBP", 60))
    assert tiles(earned, gifts, money)["profitability"].startswith("GBP 900 donations in 12 months")
    assert tiles(found(), gifts, money)["profitability"] == (
        "What comes in can be told once donations with an amount are recorded."
    )


def test_one_person_is_told_in_two_lines_and_beside_the_facts(shop: Frames) -> None:
    ann = thread_of(shop, "C-1", as_of=TODAY)
    assert person_lines(ann) == {
        "retention": "Steady: usually every 31 days (5 visits), silent for 21.",
        "loyalty": "Came on 4 days in 12 months, with us since November 2025.",
    }
    assert beside_money(ann, money) == "GBP 160 profit, 300 % more than the year before"
    assert beside_answer(ann) == ""


def test_sums_are_not_told_again_but_what_they_are_beside_the_year_before(shop: Frames) -> None:
    ann = replace(thread_of(shop, "C-1", as_of=TODAY), headline="sales", ratio=0.99)
    assert beside_money(ann, money) == "about as much as the year before"
    assert beside_money(replace(ann, ratio=None), money) == beside_money(replace(ann, money=None), money) == ""
    employed = replace(ann, of_organisation=True)
    assert beside_money(employed, money) == "their organisation GBP 160, about as much as the year before"
    assert beside_money(replace(employed, headline="profit", ratio=None), money) == "their organisation GBP 160 profit"


def test_an_unhappy_answer_says_whether_somebody_has_seen_to_it(shop: Frames) -> None:
    found = thread_of(shop, "C-2", as_of=TODAY)
    assert beside_answer(found) == "unhappy, and nobody has seen to it"
    assert beside_answer(replace(found, followed_up=True)) == "unhappy, and somebody has seen to it"


def test_of_somebody_who_never_came_nothing_is_guessed(shop: Frames) -> None:
    nobody = thread_of(shop, "C-9", as_of=dt.date(2020, 1, 1))
    assert {*person_lines(nobody).values(), beside_money(nobody, money), beside_answer(nobody)} == {""}


def test_the_whole_of_a_small_shop_reads_well(shop: Frames) -> None:
    said = tiles(thread(shop, as_of=TODAY), shop.rules, money)
    assert said["loyalty"] == (
        "1 of 2 who came in 12 months came on two days or more. 1 customer keeps to a rhythm of their own."
    )
    assert said["satisfaction"] == "1 of 2 would gladly recommend you. Answers from 2 of 3 customers."


def test_who_needs_a_call_is_counted_in_words() -> None:
    rows = pd.DataFrame({"level": ["risk", "risk", "watch"]})
    assert care_sentence(rows) == "2 people need a call, 1 more to keep an eye on."
    assert care_sentence(rows.iloc[2:]) == "Nobody needs a call; 1 person to keep an eye on."
    assert care_sentence(rows.iloc[:1]) == "1 person needs a call."
    assert care_sentence(rows.iloc[:0]) == "Nobody needs a call for any reason that is recorded."


def test_the_link_is_told_of_two_groups_or_not_at_all() -> None:
    rows = pd.DataFrame({"group": ["promoters", "detractors"], "k": [9, 2], "n": [12, 10], "share": [0.75, 0.2]})
    assert link_sentence(rows) == (
        "In the half year after their answer came back: 9 of 12 promoters (75 %), 2 of 10 detractors (20 %)."
        " Promoters came back more often than detractors."
    )
    assert link_sentence(rows.assign(k=[7, 5], share=[7 / 12, 0.5])).endswith("so few tell no clear difference.")
    assert link_sentence(rows.assign(n=[12, 1], share=[0.75, None])) == (
        "Not enough answers yet that are half a year old: promoters 12, detractors 1. "
        "It takes 10 in each of two groups."
    )
