"""First and last name of a full name, for sorting, finding and greeting only: a name is stored as it was typed."""

from collections.abc import Mapping

from crm.model.cells import Cell, written
from crm.model.text import squash

_PARTICLES = frozenset(
    {
        *("de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "y", "e", "al", "el"),
        *("van", "von", "vom", "zu", "zum", "zur", "der", "den", "ter", "ten", "bin", "ibn", "ben", "af", "av"),
    }
)


def split_name(name: str) -> tuple[str, str]:
    """(first, last): at the comma of "Last, First", else the last word with the particles before it. Last may be "".

    >>> split_name("Anna de la Cruz"), split_name("Müller, Jörg"), split_name("Plato")
    (('Anna', 'de la Cruz'), ('Jörg', 'Müller'), ('Plato', ''))
    """
    last, comma, first = name.partition(",")
    if comma and last.strip() and first.strip():
        return first.strip(), last.strip()
    words = name.split()
    if len(words) < 2:
        return name.strip(), ""
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def name_of(row: Mapping[str, Cell]) -> str:
    """The name on a row, put together where it has none but a first and a last one."""
    return squash(written(row.get("name"))) or squash(
        f"{written(row.get('first_name'))} {written(row.get('last_name'))}"
    )
