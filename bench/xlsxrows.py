"""What stands in the workbook of the engine's trial: invented rows, and what a round changes in them."""

import datetime as dt
import random
import re
from collections.abc import Iterator
from typing import Any

SHEET = "Contacts"
TEXTS = ("ID", "Name", "Company", "City", "Street", "Country", "Phone", "Email", "Status", "Owner")
DATES = ("Since", "Birthday", "Last seen")
NUMBERS = ("Visits", "Hours", "Rate", "Discount")
FORMULAS = {"Amount": "=[@Hours]*[@Rate]", "Net": "=[@Amount]*(1-[@Discount])"}
COLUMNS = (*TEXTS, *DATES, *NUMBERS, *FORMULAS, "Notes")
COMPUTED = frozenset(COLUMNS.index(name) for name in FORMULAS)
NOTES = COLUMNS.index("Notes") + 1
STATES = ("Active", "Active", "Active", "Former", "Lead")
_FIRST = "Ada Agnes Bruno Carla Daria Edgar Fatima Grace Hana Ivo Łukasz Marta Noah Olga Priya Quentin Rosa Sofía Zoë"
_LAST = "Ashdale Belwood Castermann Dorford Engstrom Farley Garham Holquist Iverson Janvic Kowska Linberg Marova Norton"
_CITIES = "Leeds York Hull Bradford Sheffield Whitby Ripon Halifax Malton Selby"
Row = list[Any]


def rows(n: int) -> Iterator[Row]:
    """`n` rows of twenty values, the same ones each time; formulas stand as their results."""
    dice = random.Random(7)
    firsts, lasts, cities = _FIRST.split(), _LAST.split(), _CITIES.split()
    for number in range(n):
        yield _row(number, dice, dice.choice(firsts), dice.choice(lasts), dice.choice(cities))


def _row(number: int, dice: random.Random, first: str, last: str, city: str) -> Row:
    hours, rate, discount = dice.randint(1, 80) / 4, dice.randint(20, 90), dice.choice((0, 0, 0.05, 0.1))
    amount = hours * rate
    days = (dt.date(2012, 1, 1), dt.date(1950, 1, 1), dt.date(2024, 1, 1))
    return [
        f"C-{number:06d}",
        f"{first} {last}",
        f"{last} & {dice.choice('ABCDEFGH')}. Sons",
        city,
        f"{dice.randint(1, 99)} {dice.choice(('High', 'Mill', 'Station', 'Church'))} Street",
        "United Kingdom",
        f"0113 496 {number % 10_000:04d}",
        f"person{number}@example.org",
        dice.choice(STATES),
        dice.choice(("Maya", "Tom")),
        *(day + dt.timedelta(days=dice.randint(0, 700)) for day in days),
        dice.randint(1, 300),
        hours,
        rate,
        discount,
        amount,
        amount * (1 - discount),
        f"Asked about delivery {number}; prefers {dice.choice(('mornings', 'evenings'))}",
    ]


def newcomer(number: int) -> Row:
    """The row that is added in a round; its formulas are left out."""
    row = [*next(rows(1)), f"Added in round {number}"]
    row[0], row[1] = f"C-NEW{number:03d}", f"New Person {number}"
    return [*("" if column in COMPUTED else value for column, value in enumerate(row[:-2])), row[-1]]


def in_full(formula: str) -> str:
    """A formula as files hold it.

    >>> in_full("=[@Hours]*2")
    '=People[[#This Row],[Hours]]*2'
    """
    return re.sub(r"\[@(\w+)]", r"People[[#This Row],[\1]]", formula)


def formula_texts() -> dict[int, str]:
    """Column number -> the formula of each row, for programs that do not fill a table's columns by themselves."""
    return {COLUMNS.index(name) + 1: in_full(text) for name, text in FORMULAS.items()}


def table_ref(n: int) -> str:
    """The range of the table with `n` rows."""
    return f"A1:{chr(ord('A') + len(COLUMNS) - 1)}{n + 1}"


def middle(n: int) -> int:
    """The row whose notes are changed."""
    return n // 2 + 1
