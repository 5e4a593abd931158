"""Days and money the team's way, for sentences and cards."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from functools import lru_cache

import pandas as pd

from crm.analytics.goal_words import Terms
from crm.model.currencies import code_of
from crm.model.settings import Settings

LONGEST = 12  # letters of a currency that nobody knows
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")  # CHF5 becomes CHF 5


def day(value: object) -> str:
    """A day as people say it.

    >>> day(dt.date(2026, 11, 3))
    '3 Nov 2026'
    """
    if not isinstance(value, dt.date) or pd.isna(value):
        return ""
    return f"{value.day} {value:%b %Y}"


def weekday(value: object) -> str:
    """A day with its weekday, where it must not be mistaken.

    >>> weekday(dt.date(2026, 11, 27))
    'Fri 27 Nov 2026'
    """
    told = day(value)
    return f"{value:%a} {told}" if told and isinstance(value, dt.date) else ""


def money(amount: object, currency: object, settings: Settings) -> str:
    """An amount with its currency the team's way, "" where none is known; whole amounts without decimals.

    `currency` blank is the team's own; one that nobody knows stands as it was written.

    >>> money(1240, "", Settings({})), money(-8.5, "EUR", Settings({})), money(3, "shells", Settings({}))
    ('£1,240', '-€8.50', 'SHELLS\xa03')
    """
    if isinstance(amount, bool) or not isinstance(amount, int | float) or not math.isfinite(amount):
        return ""
    own = settings.text("currency").upper()
    unit = code_of(currency, own) if isinstance(currency, str) else own
    return _formatted(
        float(amount) + 0.0, unit[:LONGEST], settings.text("book_language"), settings.text("country").upper()
    )


def monies(amounts: Mapping[str, float], settings: Settings) -> str:
    """Amounts in several currencies, the team's own first: never added together.

    >>> monies({"EUR": 50, "GBP": 1240}, Settings({}))
    '£1,240 and €50'
    """
    own = settings.text("currency").upper()
    told = [money(amounts[unit], unit, settings) for unit in sorted(amounts, key=lambda unit: (unit != own, unit))]
    return " and ".join(filter(None, [", ".join(told[:-1]), told[-1]])) if told else money(0, own, settings)


def terms(settings: Settings) -> Terms:
    """The team's own words inside a sentence, and its way to write amounts."""
    names = ("word_sale", "word_sales", "word_customers", "word_customer")
    own = (settings.text(name).lower() for name in names)
    return Terms(lambda amount, unit: money(amount, unit, settings), *own)


@lru_cache(maxsize=2048)
def _formatted(amount: float, unit: str, language: str, country: str) -> str:
    try:
        from babel.numbers import format_currency

        locale = _locale(language, country)
        pattern = _whole(locale) if amount.is_integer() else None
        told = format_currency(amount, unit, pattern, locale=locale, currency_digits=pattern is None)
        return _GLUED.sub("\xa0", told)
    except (ImportError, ValueError, LookupError, ArithmeticError):
        return f"{amount:,.0f} {unit}" if amount.is_integer() else f"{amount:,.2f} {unit}"


def _whole(locale: str) -> str:
    """The pattern of amounts without decimals, as `¤#,##0`."""
    from babel import Locale

    return re.sub(r"\.0+", "", Locale.parse(locale).currency_formats["standard"].pattern)


def _locale(language: str, country: str) -> str:
    """The nearest way to write numbers that is known: language and country, then the language alone."""
    from babel import Locale, UnknownLocaleError

    for name in (f"{language}_{country}", language):
        try:
            return str(Locale.parse(name))
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return "en_GB"
