"""Currencies as people name them: three letters, or a sign."""

import re

SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₺": "TRY", "₽": "RUB", "₴": "UAH", "$": "USD",
    "zł": "PLN", "Kč": "CZK",
}  # fmt: skip
_SHARED = {"$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS"), "¥": ("JPY", "CNY")}
_WORD = re.compile(r"[^\W\d_]{2,3}|[€£¥₹₺₽₴$]")


def code_of(text: str, own: str) -> str:
    """The three letters that a currency cell means; a sign that several currencies share means the team's `own`.

    >>> code_of(" eur ", "GBP"), code_of("€", "GBP"), code_of("$", "CAD"), code_of("", "GBP")
    ('EUR', 'EUR', 'CAD', 'GBP')
    """
    text = text.strip()
    if own in _SHARED.get(text, ()):
        return own
    return SIGNS.get(text, text.upper()) or own


def named_in(amount: str, own: str) -> str:
    """The currency that is written beside an amount, "" where none is.

    >>> named_in("12 €", "GBP"), named_in("CHF 1,200", "GBP"), named_in("$5", "AUD"), named_in("12.50", "GBP")
    ('EUR', 'CHF', 'AUD', '')
    """
    found = _WORD.search(amount)
    code = code_of(found[0], own) if found else ""
    return code if len(code) == 3 else ""
