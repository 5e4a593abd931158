"""E-mail addresses with a slip: a comma for a dot, a space within, nearly the domain that everybody has (22)."""

import re
from collections.abc import Iterator

from crm.actions.tidying.finding import Finding, Looked, look
from crm.model.cells import EMAIL, Cell
from crm.model.emails import addresses_in, is_mail, mail_doubt, meant_domain
from crm.model.snapshot import Snapshot
from crm.model.text import brief, squash

_AROUND = re.compile(r"\s*([@.])\s*")
_AT = re.compile(r"\s*[\[(]\s*at\s*[\])]\s*", re.IGNORECASE)


def mails(snapshot: Snapshot) -> Iterator[Finding]:
    """Addresses that mail cannot be sent to, or that are one slip from a well-known domain."""
    for column in look(snapshot, EMAIL):
        told: dict[Cell, str] = {}
        for place, cell in enumerate(column.cells):
            if not isinstance(cell, str) or not cell.strip():
                continue
            if cell not in told:
                told[cell] = mail_doubt(cell)
            if told[cell]:
                yield _finding(column, place, cell, told[cell])


def _finding(column: Looked, place: int, cell: str, sentence: str) -> Finding:
    found = addresses_in(cell)
    if found and all(map(is_mail, found)):
        right = cell
        for domain in {one.rpartition("@")[2] for one in found}:
            if meant := meant_domain(domain):
                right = re.sub(rf"(?i)@{re.escape(domain)}", f"@{meant}", right)
        return column.finding(place, "email_typo", sentence, column.fix(place, right))
    right = corrected(cell)
    sentence = f"“{brief(cell)}” is no email address that mail can be sent to."
    return column.finding(place, "not_an_email", sentence, column.fix(place, right, is_sure=True) if right else None)


def corrected(text: str) -> str:
    """The one address that a text with commas or spaces in it surely means, "" where there is none.

    >>> corrected("ann@example,com"), corrected("ann @ example. com"), corrected("ann (at) example.com"), corrected("-")
    ('ann@example.com', 'ann@example.com', 'ann@example.com', '')
    """
    line = _AROUND.sub(r"\1", _AT.sub("@", squash(text))).strip(" .;,")
    for right in (line, _AROUND.sub(r"\1", re.sub(r"\s*,\s*", ".", line))):
        if right.count("@") == 1 and is_mail(right):
            return right
    return ""
