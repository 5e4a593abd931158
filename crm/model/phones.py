"""Phone numbers as people type them, understood through the package phonenumbers where it is installed.

Numbers stay in the sheet as they were typed; what is understood here is kept beside them, by text, and never stored.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_WRITTEN = re.compile(r"\D")
_EXTENSION = re.compile(r"(?:ext|x|app|dw)\.?\s*\d{1,5}\s*$", re.IGNORECASE)
_PLAIN = re.compile(r"\s*\+?[\d\s().-]+$")


@lru_cache(maxsize=50_000)
def e164(text: str, country: str) -> str | None:
    """A phone as `+442079460000`; None when it cannot be one. `country` (two letters) reads a number without a code.

    Heals what spreadsheets do to numbers: a tail `.0`, a leading `'`, a lost `+`. A number that could exist, though
    it was never given out, is one (those reserved for fiction, for example). Without the package phonenumbers only
    numbers with a country code are understood. Source: ITU-T E.164, through libphonenumber.

    >>> e164("020 7946 0112", "GB"), e164("4915112345678.0", "DE"), e164("call her", "GB")
    ('+442079460112', '+4915112345678', None)
    """
    text, digits = _bare(text)
    if len(digits) < 3:
        return None
    try:
        import phonenumbers
    except ImportError:
        return _with_code(text, digits)
    tried = [_parsed(text, country), _parsed(f"+{digits}", country)]
    code = calling_code(country)
    if code and text.startswith(code):  # a + that got lost comes before a national number that begins so
        tried.reverse()
    valid = [number for number in tried if number and phonenumbers.is_valid_number(number)]
    possible = [number for number in (_parsed(text, country),) if number and phonenumbers.is_possible_number(number)]
    found = [*valid, *possible]
    return str(phonenumbers.format_number(found[0], phonenumbers.PhoneNumberFormat.E164)) if found else None


def _bare(text: str) -> tuple[str, str]:
    """A phone without what spreadsheets add to it, and its digits."""
    text = text.strip().removeprefix("'").removesuffix(".0")
    return text, _WRITTEN.sub("", text)


def _parsed(text: str, country: str) -> "PhoneNumber | None":
    import phonenumbers

    try:
        return phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None


def _with_code(text: str, digits: str) -> str | None:
    if text.startswith("00"):
        digits = digits[2:]
    return f"+{digits}" if text.startswith(("+", "00")) and 7 <= len(digits) <= 15 else None


@lru_cache(maxsize=5_000)
def readable(text: str, country: str) -> str:
    """A phone as it is written in its country, with the country's code where it is another one; "" when it is none.

    >>> readable("7700900417", "GB"), readable("493012345678", "GB"), readable("12", "GB")
    ('07700 900417', '+49 30 12345678', '')
    """
    number = e164(text, country)
    try:
        import phonenumbers
    except ImportError:
        return number or ""
    if number is None:
        return ""
    found = phonenumbers.parse(number, None)
    is_near = str(found.country_code) == calling_code(country)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_near else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(found, form))


def usable(text: str, country: str) -> bool:
    """Whether a phone could be dialled as it stands: whether it has an `e164`, found out in a fifth of the time, since
    most are told by their length.

    >>> usable("07700 900417", "GB"), usable("BusinessPhone", "GB"), usable("12", "GB")
    (True, False, False)
    """
    bare, digits = _bare(text)
    if len(digits) < 3:
        return False
    try:
        import phonenumbers
    except ImportError:
        return _with_code(bare, digits) is not None
    number = _parsed(bare, country)
    return (number is not None and phonenumbers.is_possible_number(number)) or e164(text, country) is not None


def possible(text: str, country: str) -> bool:
    """Whether a text could be a phone number at all, by how it begins and how long it is; quick, for whole lists.

    >>> possible("07700 900417", "GB"), possible("+1 (212) 204-34456", "GB"), possible("BusinessPhone", "GB")
    (True, False, False)
    """
    digits = _WRITTEN.sub("", text)
    if not _PLAIN.match(text):
        return len(digits) >= 3 and usable(text, country)
    return _could_be(text.lstrip()[:1] == "+", digits[:7], len(digits), country)


@lru_cache(maxsize=50_000)
def _could_be(with_code: bool, begins: str, length: int, country: str) -> bool:
    """The same for digits alone: what follows the first seven makes no number of a possible length another one."""
    return usable(("+" if with_code else "") + begins.ljust(length, "1"), country)


@lru_cache(maxsize=5_000)
def is_whole(digits: str, country: str) -> bool:
    """Whether the digits of a cell that holds a number are all of a phone, as the country writes it: a number has no
    zero and no + in front.

    >>> is_whole("2125550123", "US"), is_whole("2079460112", "GB"), is_whole("447700900417", "GB")
    (True, False, False)
    """
    try:
        import phonenumbers
    except ImportError:
        return False
    found = _parsed(digits, country)
    if found is None or not phonenumbers.is_possible_number(found):
        return False
    national = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.NATIONAL)
    return _WRITTEN.sub("", national) == digits


@lru_cache(maxsize=300)
def calling_code(country: str) -> str:
    """The digits that stand for a country in front of its numbers, `44` for GB; "" where that is not known."""
    try:
        import phonenumbers
    except ImportError:
        return ""
    return str(phonenumbers.country_code_for_region(country) or "")


def several(text: str) -> list[str]:
    """The phones of a cell that holds more than one: split where each part has six digits or more, else the cell.

    >>> several("020 7946 0112 / 07700 900417"), several("0151/1234567")
    (['020 7946 0112', '07700 900417'], ['0151/1234567'])
    """
    if _PLAIN.match(text) and "\n" not in text:
        return [text]
    parts = [part.strip() for part in re.split(r"[/;,|\n]|\b(?:or|oder|ou|o)\b", text) if part.strip()]
    whole = all(len(_WRITTEN.sub("", part)) >= 6 for part in parts)
    return parts if whole and len(parts) > 1 else [text]


def last_digits(text: str) -> list[str]:
    """The last eight digits of each phone of a cell: the same number written with and without a country has the same.

    >>> last_digits("+44 20 7946 0112 ext. 3"), last_digits("07700 900417 / 0113 496 0200"), last_digits("call her")
    (['79460112'], ['00900417', '34960200'], [])
    """
    found = [_WRITTEN.sub("", _EXTENSION.sub("", part.removesuffix(".0"))) for part in several(text)]
    return [digits[-8:] for digits in found if len(digits) >= 6]
