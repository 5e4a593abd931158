"""Days and money the team's way, for sentences and cards."""

import datetime as dt

import pandas as pd

from crm.model.settings import Settings


def day(value: object) -> str:
    """A day as people say it.

    >>> day(dt.date(2026, 11, 3))
    '3 Nov 2026'
    """
    if not isinstance(value, dt.date) or pd.isna(value):
        return ""
    return f"{value.day} {value:%b %Y}"


def weekday(when: dt.date) -> str:
    """A day with its day of the week, so that nobody counts on fingers.

    >>> weekday(dt.date(2026, 11, 27))
    'Fri 27 Nov 2026'
    """
    return f"{when:%a} {day(when)}"


def money(amount: object, currency: object, settings: Settings) -> str:
    """An amount with its currency, "" where none is known."""
    if not isinstance(amount, int | float) or pd.isna(amount):
        return ""
    unit = currency if isinstance(currency, str) and currency else settings.text("currency")
    try:
        from babel.numbers import format_currency

        return str(format_currency(amount, unit.upper(), locale=_locale(settings)))
    except (ImportError, ValueError, LookupError):
        return f"{amount:,.2f} {unit}"


def _locale(settings: Settings) -> str:
    language, country = settings.text("book_language"), settings.text("country").upper()
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(f"{language}_{country}"))
    except (UnknownLocaleError, ValueError):
        return "en_GB"
