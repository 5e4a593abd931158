"""Workbooks of so many rows for the walk through every chart: with gaps, of several currencies, of several owners."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from crm.model.cells import Cell

Row = dict[str, Cell]
SETTINGS: dict[str, Cell] = {
    "organisation_name": "Wheel & Way", "module_deals": "Yes", "module_tickets": "Yes", "module_segments": "Yes",
    "module_goals": "Yes", "opening_balance": 4200, "cash_reserve": 1500,
}  # fmt: skip
YEARS = 3
MOST_PEOPLE = 5000  # of a large book; the other rows are theirs
MOST_PLANS = 20_000  # next steps, deals and requests in it


@dataclass(frozen=True)
class Book:
    """A workbook to walk through: so many rows of each sheet, the currencies and owners they take in turn.

    `gaps`: every third row lacks what it may lack, and whole months are empty.
    """

    rows: int
    currencies: Sequence[str] = ("",)
    owners: Sequence[str] = ("Maya", "Sam")
    gaps: bool = False
    ends: str = "silently"

    def __str__(self) -> str:
        parts = [str(self.rows), *(name for name in self.currencies if name), *self.owners]
        return " ".join([*parts, *(["gaps"] if self.gaps else []), *(["ends"] if self.ends != "silently" else [])])

    @property
    def settings(self) -> dict[str, Cell]:
        """What stands under Settings."""
        return {**SETTINGS, "relationship_ends": self.ends}

    def sheets(self, today: dt.date) -> dict[str, list[Row]]:
        """The rows of every sheet, SHEETS key -> rows."""
        people = min(self.rows, MOST_PEOPLE)
        many, some = range(self.rows), range(min(self.rows, MOST_PLANS))
        return {
            "Contacts": [self._person(n, today) for n in range(people)],
            "Interactions": [self._row("N", n, date=self._day(n, today), type="Visit", what="Came by") for n in many],
            "Sales": [self._sale(n, today) for n in many],
            "Satisfaction": [self._answer(n, today) for n in many],
            "Follow-ups": [self._row("F", n, due=self._day(n, today), what="Ring", owner=self._owner(n),
                                     done_on=self._day(n, today)) for n in some],
            "Deals": [self._deal(n, today) for n in some],
            "Tickets": [self._ticket(n, today) for n in some],
            "Goals": [self._goal(n) for n in range(min(self.rows, 3))],
        }  # fmt: skip

    def _lacks(self, n: int) -> bool:
        return self.gaps and n % 3 == 2

    def _owner(self, n: int) -> Cell:
        return self.owners[n % len(self.owners)] if self.owners and not self._lacks(n) else None

    def _day(self, n: int, today: dt.date) -> dt.date:
        """Spread over the years, later for larger n; with gaps no row stands in an even month."""
        day = today - dt.timedelta(days=(self.rows - n) * 365 * YEARS // (self.rows + 1))
        return day.replace(month=day.month - 1, day=min(day.day, 28)) if self.gaps and day.month % 2 == 0 else day

    def _person(self, n: int, today: dt.date) -> Row:
        since = today - dt.timedelta(days=365 * YEARS + n % 300)
        ended = self._day(n % self.rows, today) if self.ends != "silently" and n % 3 == 0 else None
        return {
            "id": number("C", n), "name": f"Person {n}", "relationships": "Customer", "owner": self._owner(n),
            "source": None if self._lacks(n) else ("Friend", "Internet")[n % 2], "since": since, "ended": ended,
            "keep_in_touch": 60 if n % 5 == 0 else None,
        }  # fmt: skip

    def _row(self, letter: str, n: int, **cells: Cell) -> Row:
        who = n * 7 % min(max(self.rows // 3, 1), MOST_PEOPLE)  # who comes, comes again
        return {"id": number(letter, n), "contact": f"Person {who}", "contact_id": number("C", who), **cells}

    def _sale(self, n: int, today: dt.date) -> Row:
        day = self._day(n, today)
        return self._row(
            "S", n, date=day, amount=20 + n % 90, cost=None if self._lacks(n) else 10 + n % 40, item="Service",
            currency=self.currencies[n % len(self.currencies)] or None, due=day + dt.timedelta(days=14),
            paid_on=None if n % 11 == 0 else day + dt.timedelta(days=n % 30),
        )  # fmt: skip

    def _answer(self, n: int, today: dt.date) -> Row:
        score = None if self._lacks(n) else (9, 10, 7, 3)[n % 4]
        return self._row(
            "Q", n, date=self._day(n, today), question="Recommend us (0-10)", score=score, comment="As always",
            asked_on=self._day(n, today), by=self._owner(n),
        )  # fmt: skip

    def _deal(self, n: int, today: dt.date) -> Row:
        stage = ("Won", "Lost", "Offer", "Won", "Contacted")[n % 5]
        opened = self._day(n, today)
        close = None if self._lacks(n) else today + dt.timedelta(days=n * 13 % 200 - 20)
        return self._row(
            "D", n, title="An order", stage=stage, owner=self._owner(n), expected_close=close,
            amount=None if self._lacks(n) else 100 + n % 900,
            opened_on=opened, closed_on=opened + dt.timedelta(days=9) if stage in ("Won", "Lost") else None,
            currency=self.currencies[n % len(self.currencies)] or None,
            source=("Friend", "Internet")[n % 2],
        )  # fmt: skip

    def _ticket(self, n: int, today: dt.date) -> Row:
        opened = dt.datetime.combine(self._day(n, today), dt.time(9))
        solved = None if n % 4 == 0 else opened + dt.timedelta(days=1)
        return self._row(
            "T", n, opened=opened, subject="A noise", owner=self._owner(n), solved_on=solved,
            first_reply=None if self._lacks(n) else opened + dt.timedelta(hours=2),
            promised_by=opened + dt.timedelta(days=2), status="Solved" if solved else "Open",
        )  # fmt: skip

    def _goal(self, n: int) -> Row:
        measure, target = (("Sales", 500), ("Interactions", 15), ("NPS", 40))[n]
        return {"id": number("A", n), "measure": measure, "target": target, "period": "Year", "who": self._owner(n)}


def number(letter: str, n: int) -> str:
    """An ID of Kith's form for the n-th row: the digits of n, five of them, in 32 signs, and a letter.

    >>> number("C", 33)
    'C-00011A'
    """
    signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return f"{letter}-" + "".join(signs[n // 32**place % 32] for place in range(4, -1, -1)) + "A"
