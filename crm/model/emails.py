"""E-mail addresses as people type them into a cell."""

import re
from functools import lru_cache

from crm.model.text import brief

_PARTS = re.compile(r"""[\s;,<>()\[\]"'|:/]+""")
_LONGEST = 254  # signs of an address that mail carries (RFC 5321, 4.5.3.1.3)
_FIRST = re.compile(r"\s*([^\s;,<>]+@[^\s;,<>]+\.[^\s;,<>]+)\s*(?:[;\n]|,\s|$)")


def first_address(cell: object) -> str:
    """The first usable e-mail address of a cell, "" when there is none.

    >>> first_address("ann@example.com; office@example.com"), first_address("ann@example,com")
    ('ann@example.com', '')
    """
    found = _FIRST.match(cell.lstrip()[: 2 * _LONGEST]) if isinstance(cell, str) else None
    return found[1] if found and len(found[1]) <= _LONGEST else ""


def addresses_in(cell: object) -> list[str]:
    """Everything in a cell that could be an e-mail address, to compare it with others: in lower case.

    >>> addresses_in("Ann <Ann@Example.com>, mailto:office@example.com."), addresses_in("ann at example.com")
    (['ann@example.com', 'office@example.com'], [])
    """
    parts = _PARTS.split(cell) if isinstance(cell, str) and "@" in cell else []
    return [part.strip(".").casefold() for part in parts if "@" in part]


_PLAIN = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$")
_NOWHERE = re.compile(r"\.(?:invalid|localhost|local|test)$", re.IGNORECASE)
_BIG = (
    *("gmail.com", "googlemail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "gmx.de", "gmx.net"),
    *("web.de", "t-online.de", "orange.fr", "wanadoo.fr", "free.fr", "hotmail.fr", "libero.it", "hotmail.co.uk"),
)


def mail_doubt(cell: str) -> str:
    """What looks wrong about the addresses of a cell, as a sentence; "" when nothing does.

    >>> mail_doubt("ann@gmial.com"), mail_doubt("Ann <ann@example.com>; bo@gmx.de"), mail_doubt("call her")
    ('“ann@gmial.com”: is gmail.com meant?', '', '“call her” is no e-mail address.')
    """
    found = addresses_in(cell)
    if not found:
        return f"“{brief(cell)}” is no e-mail address."
    for one in found:
        if not is_mail(one):
            return f"“{brief(one)}” is no e-mail address that mail can be sent to."
        if meant := meant_domain(one.rpartition("@")[2]):
            return f"“{brief(one)}”: is {meant} meant?"
    return ""


def is_mail(address: str) -> bool:
    """Whether mail could be sent to an address; domains that are set apart for tests are none.

    >>> is_mail("ann@example.com"), is_mail("ann@münchen.de"), is_mail("contact1@invalid"), is_mail("a@b@c.de")
    (True, True, False, False)
    """
    if _PLAIN.match(address) and ".." not in address and len(address) <= _LONGEST:
        return not _NOWHERE.search(address)
    return _is_mail_by_its_rules(address)


@lru_cache(maxsize=20_000)
def _is_mail_by_its_rules(address: str) -> bool:
    """The same for an address that is no plain one, by all that the rules for mail allow."""
    try:
        from email_validator import EmailNotValidError, validate_email
    except ImportError:
        return first_address(address) != ""
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache(maxsize=5_000)
def meant_domain(domain: str) -> str:
    """The big domain from which one slip of the keyboard leads to this one; "" where none does.

    >>> meant_domain("gmial.com"), meant_domain("gmail.com"), meant_domain("example.com")
    ('gmail.com', '', '')
    """
    if domain in _BIG:
        return ""
    return next((big for big in _BIG if is_slip(domain, big)), "")


def is_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, doubled, replaced, or two were swapped.

    >>> is_slip("custmer", "customer"), is_slip("cutsomer", "customer"), is_slip("supplier", "customer")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, meant = one[start:], other[start:]
    swapped = rest[:2] == meant[1::-1] and rest[2:] == meant[2:]
    return rest[1:] == meant[1:] or rest[1:] == meant or rest == meant[1:] or swapped
