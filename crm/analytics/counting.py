"""Counting: what a team's Settings and Lists say about who and what counts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from crm.analytics.lookups import worded
from crm.model.business_time import BusinessTime
from crm.model.lists import Lists, Question
from crm.model.settings import POINTS, SETTINGS, Settings
from crm.model.text import key

Activity = Literal["sales", "interactions", "both"]


@dataclass(frozen=True)
class RhythmRule:
    """From how many gaps on a rhythm is known, and after how many usual gaps of silence it is broken."""

    min_gaps: int = 3
    watch: float = 1.5
    risk: float = 2.0
    lost: float = 3.0
    floor_days: int = 14


@dataclass(frozen=True)
class Counting:
    """What counts in this workbook, and the words it is told in.

    `activity` is what counts as coming: as the team set it, or what "auto" came to. `opening` and `reserve` are the
    money at hand (on the evening of `opening_day`) and what of it should stay, None where nobody typed any. `weights`:
    fact of a standing -> its points.
    """

    activity: Activity = "interactions"
    customers: str = "customers"
    currency: str = "GBP"
    by_organisation: bool = False
    birthday_days_ahead: int = 14
    keep_in_touch_days: int = 0
    report_months: int = 36
    rhythm: RhythmRule = RhythmRule()
    questions: Mapping[str, Question] = field(default_factory=dict)
    customer: str = "customer"
    business: BusinessTime = field(default_factory=BusinessTime)
    ends_on_a_date: bool = False
    terms_days: int = 14
    opening: float | None = None
    reserve: float | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    opening_day: dt.date | None = None
    sales: str = "sales"

    def people(self, n: int) -> str:
        """So many customers, in the team's own word for them.

        >>> Counting().people(1), Counting().people(2_000)
        ('1 customer', '2,000 customers')
        """
        return f"{n:,} {self.customer if n == 1 else self.customers}"

    @classmethod
    def of(cls, settings: Settings, lists: Lists, activity: Activity) -> "Counting":
        """As the sheets Settings and Lists say it."""
        number = settings.number
        customer, customers = (_inside(settings.text(name)) for name in ("word_customer", "word_customers"))
        return cls(
            activity,
            customers,
            settings.text("currency").upper(),
            settings.text("count_customers_by") == "organisation",
            round(number("birthday_days_ahead")),
            round(number("keep_in_touch_days")),
            round(number("retention_report_months")),
            RhythmRule(
                round(number("rhythm_min_gaps")),
                number("rhythm_watch"),
                number("rhythm_risk"),
                number("rhythm_lost"),
                round(number("rhythm_floor_days")),
            ),
            lists.questions,
            customer,
            BusinessTime.of(settings),
            settings.text("relationship_ends") == "on a date",
            round(number("payment_terms_days")),
            number("opening_balance") if settings.text("opening_balance") else None,
            number("cash_reserve") if settings.text("cash_reserve") else None,
            _weights(settings),
            settings.day("opening_balance_day"),
            sales=_inside(settings.text("word_sales")),
        )


def _weights(settings: Settings) -> dict[str, float]:
    """Fact -> its points, as the settings `points_<fact>` say; one that cannot be read weighs as by default."""
    return {key.removeprefix(POINTS): settings.number(key) for key in SETTINGS if key.startswith(POINTS)}


def _inside(word: str) -> str:
    """A word as it stands inside a sentence."""
    return word[:1].lower() + word[1:]


def meanings(words: pd.Series, lists: Lists, name: str) -> pd.Series:
    """What each word of a column means by the list `name`; a blank means what such words mostly do."""
    places, known = pd.factorize(words)  # -1, which is the last, for a blank
    means = [lists.meaning(name, word) for word in (*known, "")]
    return pd.Series(worded(means, places), index=words.index, name=words.name)


def question_of(text: object, questions: Mapping[str, Question]) -> Question | None:
    """The question a cell names, however it is spelled; None when no list holds it."""
    return questions.get(key(text)) if isinstance(text, str) else None
