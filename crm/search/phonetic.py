"""A name as it sounds: the consonants that people mix up are one, vowels are left out."""

import re
from functools import lru_cache

_TOGETHER = (
    ("sch", "s"), ("sh", "s"), ("tch", "s"), ("ch", "s"), ("cz", "s"), ("sz", "s"), ("ph", "f"), ("ck", "k"),
    ("qu", "k"), ("gh", "g"), ("th", "t"), ("dt", "t"),
)  # fmt: skip
_ALONE = str.maketrans("vwcqgdbzxj", "ffkkktpssi")
_QUIET = re.compile("[aeiouhy]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def skeleton(name: str) -> str:
    """The consonant skeleton of a folded name: its first letter stays, "" of nothing.

    >>> skeleton("schmidt"), skeleton("shmitt"), skeleton("philips"), skeleton("filips")
    ('smt', 'smt', 'flps', 'flps')
    """
    for letters, sound in _TOGETHER:
        if letters in name:
            name = name.replace(letters, sound)
    name = name.translate(_ALONE)
    return _TWICE.sub(r"\1", name[:1] + _QUIET.sub("", name[1:]))
