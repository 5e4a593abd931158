"""E-mail addresses as people type them into a cell."""

import re

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
    parts = _PARTS.split(cell) if isinstance(cell, str) else []
    return [part.strip(".").casefold() for part in parts if "@" in part]
