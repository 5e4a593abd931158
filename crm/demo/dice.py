"""Chance, from one seed: everything the sample draws comes from here."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import TypeVar

from crm.model import ids
from crm.model.cells import Cell

Row = dict[str, Cell]
T = TypeVar("T")

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"


class Dice:
    """One source of chance and the day on which the sample is told."""

    def __init__(self, random: random.Random, today: dt.date) -> None:
        self.random = random
        self.today = today
        self._taken: set[str] = set()

    def id(self, letter: str) -> str:
        """A new ID of the usual shape; its six characters are in no other ID of the sample."""
        while True:
            code = "".join(self.random.choices(_DIGITS, k=5)) + self.random.choice(_LETTERS)
            if code not in self._taken:
                self._taken.add(code)
                assert ids.is_kith(f"{letter}-{code}")
                return f"{letter}-{code}"

    def one(self, things: Sequence[T]) -> T:
        """One of some things."""
        return self.random.choice(things)

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """So many different ones of some things."""
        return self.random.sample(things, count)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The same things in another order."""
        return self.random.sample(things, len(things))

    def ago(self, fewest: int, most: int) -> dt.date:
        """A day so many days before today."""
        return self.today - dt.timedelta(self.random.randint(fewest, most))

    def ahead(self, fewest: int, most: int) -> dt.date:
        """A day so many days after today."""
        return self.today + dt.timedelta(self.random.randint(fewest, most))

    def monthly(self, day: int, count: int, *, every: int = 1) -> list[dt.date]:
        """So many days, the newest first, each on that day of the month: of each month, or of `every` so many."""
        months = self.today.year * 12 + self.today.month - 1 - (day > self.today.day)
        places = [divmod(months - step * every, 12) for step in range(count)]
        return [dt.date(year, month + 1, day) for year, month in places]

    def between(self, first: dt.date, last: dt.date) -> dt.date:
        """A day from `first` to `last`."""
        return first + dt.timedelta(self.random.randint(0, max((last - first).days, 0)))
