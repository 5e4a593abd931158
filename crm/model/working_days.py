"""The days of the week as a team writes them: Mon-Fri, or Tue, Thu, Sat."""

import re

from crm.model.text import fold

DEFAULT = frozenset(range(5))
"""Monday to Friday; 0 is Monday."""

_NAMES = (
    ("monday", "mon", "montag", "mo", "lundi", "lun", "lunes"),
    ("tuesday", "tue", "tues", "dienstag", "di", "mardi", "mar", "martes"),
    ("wednesday", "wed", "mittwoch", "mi", "mercredi", "mer", "miercoles", "mie"),
    ("thursday", "thu", "thur", "thurs", "donnerstag", "do", "jeudi", "jeu", "jueves", "jue"),
    ("friday", "fri", "freitag", "fr", "vendredi", "ven", "viernes", "vie"),
    ("saturday", "sat", "samstag", "sa", "samedi", "sam", "sabado", "sab"),
    ("sunday", "sun", "sonntag", "so", "dimanche", "dim", "domingo", "dom"),
)
_DAYS = {name: number for number, names in enumerate(_NAMES) for name in names}
_RANGE = re.compile(r"\s*(?:-|\N{EN DASH}|\bto\b|\bbis\b)\s*")
_PARTS = re.compile(r"[,;&\n]|\band\b|\bund\b")


def parse_days(text: str) -> frozenset[int] | None:
    """The days a text means, 0 for Monday; None when it cannot be understood. A range may run over the weekend.

    >>> [sorted(parse_days(text)) for text in ("Mon-Sat", "Tue, Thu, Sat", "Sun-Thu", "Mon to Wed; Friday")]
    [[0, 1, 2, 3, 4, 5], [1, 3, 5], [0, 1, 2, 3, 6], [0, 1, 2, 4]]
    >>> parse_days("weekdays"), parse_days("")
    (None, None)
    """
    days: set[int] = set()
    for part in _PARTS.split(fold(text)):
        ends = [_DAYS.get(name.strip(" .")) for name in _RANGE.split(part.strip())]
        if len(ends) > 2 or None in ends:
            return None
        first, last = (end for end in (ends[0], ends[-1]) if end is not None)
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return frozenset(days)
