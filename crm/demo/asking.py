"""Satisfaction in the sample: four half-yearly rounds of one question, and stars given at the counter."""

import datetime as dt
from collections.abc import Mapping, Sequence

from crm.demo import people
from crm.demo.dice import Dice, Row

ASKED, ANSWERED = 20, (8, 12, 16, 18)  # a round; the oldest first
STARS, ANONYMOUS, NOT_SEEN_TO = 30, 3, 2
_PROMOTERS, _DETRACTORS = 28, 10  # of the 54 answers
_NPS, _STARS = "Recommend us (0-10)", "Satisfied (1-5)"
_HAPPY = (
    "Quick and friendly",
    "Explained what was worn and what could wait",
    "Fair price",
    "Ready when promised",
    None,
)
_FAIR = ("Good work, a bit dear", "Had to wait", None, None)
_UNHAPPY = ("Waited too long", "The brakes squeal again", "Nobody called back")


def rows(dice: Dice, contacts: Sequence[Row], stories: Mapping[str, str]) -> list[Row]:
    """All rows of Satisfaction, by the day they were asked or answered."""
    customers = [row for row in contacts if stories.get(str(row["id"]), "new") != "new" and row["kind"] == "Person"]
    made = [*_rounds(dice, customers), *_stars(dice, customers)]
    _seen_to(dice, made)
    return sorted(made, key=lambda row: (str(row.get("asked_on") or row["date"]), row["id"]))


def _rounds(dice: Dice, customers: Sequence[Row]) -> list[Row]:
    scores = dice.shuffled(
        [dice.random.randint(9, 10) for _ in range(_PROMOTERS)]
        + [dice.random.randint(2, 6) for _ in range(_DETRACTORS)]
        + [dice.random.randint(7, 8) for _ in range(sum(ANSWERED) - _PROMOTERS - _DETRACTORS)]
    )
    made = []
    for number, answered in enumerate(ANSWERED):
        asked = dice.today - dt.timedelta(30 + 182 * (len(ANSWERED) - 1 - number))
        for place, contact in enumerate(dice.some(customers, ASKED)):
            row = _asked(dice, contact, asked)
            if place < answered:
                _answer(dice, row, scores.pop(), asked + dt.timedelta(dice.random.randint(0, 12)))
            made.append(row)
    return made


def _asked(dice: Dice, contact: Row, day: dt.date) -> Row:
    named = f"{day.year}, {'first' if day.month <= 6 else 'second'} half"
    return {"id": dice.id("Q"), "date": None, **people.link(contact), "question": _NPS, "asked_on": day, "round": named}


def _answer(dice: Dice, row: Row, score: int, day: dt.date) -> None:
    words = _HAPPY if score >= 9 else _FAIR if score >= 7 else _UNHAPPY
    row["date"], row["score"], row["comment"] = day, score, dice.one(words)


def _stars(dice: Dice, customers: Sequence[Row]) -> list[Row]:
    made: list[Row] = []
    for number in range(STARS):
        score = dice.one((5, 5, 5, 4, 4, 3, 2))
        link: Row = {} if number < ANONYMOUS else people.link(dice.one(customers))
        words = _HAPPY if score >= 4 else _FAIR if score == 3 else _UNHAPPY
        asked: Row = {"question": _STARS, "score": score, "comment": dice.one(words)}
        made.append({"id": dice.id("Q"), "date": dice.ago(3, 720), **link, **asked, "by": dice.one(people.TEAM)})
    return made


def _seen_to(dice: Dice, made: Sequence[Row]) -> None:
    """Of the unhappy answers only the two newest still wait for somebody."""
    unhappy = [row for row in made if row.get("contact") and _is_unhappy(row)]
    unhappy.sort(key=lambda row: (str(row["date"]), row["id"]))
    for row in [row for row in made if _is_unhappy(row)]:
        row["followed_up"] = "Yes"
    for row in unhappy[-NOT_SEEN_TO:]:
        row["followed_up"] = "No"


def _is_unhappy(row: Row) -> bool:
    score = row.get("score")
    return isinstance(score, int) and score <= (6 if row["question"] == _NPS else 2)
