"""What tells a person of the tests: their names, mails and phones. None of it may stand in a log."""

import re

NAMES = (
    "Ann Lee", "Bo Chen", "Zoë Ångström", "Ada Lovelace", "Bob Stone", "Cleo Adeyemi", "Tom Wójcik",
    "Harbour Parts", "Bo Ek", "Maya Rossi",
)  # fmt: skip
_PLACES = r"@example\.(?:com|org|net)|(?:020|\+44 ?20) ?7946|(?:07700|\+44 ?7700) ?900|(?:0113|\+44 ?113) ?496"
_ANY = re.compile("|".join([*map(re.escape, NAMES), _PLACES]))


def named_in(text: str) -> list[str]:
    """Who is told in a text.

    >>> named_in("bug 3f: ValueError"), named_in("could not write to ann@example.org, Ann Lee")
    ([], ['@example.org', 'Ann Lee'])
    """
    return _ANY.findall(text)
