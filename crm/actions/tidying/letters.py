"""Letters that came out wrong, because a list was once read with the wrong code page (28)."""

import re
from collections.abc import Iterator

from crm.actions.tidying.finding import Finding, look
from crm.model.cells import CHOICE, CHOICES, LINK, LONG_TEXT, TEXT
from crm.model.snapshot import Snapshot
from crm.model.text import brief

_BEYOND = re.compile("[^\x00-\x7f]{2,}")
_BEGINS = re.compile("[\xc2-\xf4][^\x00-\x7f]")  # the first byte of a sign of UTF-8, read as cp1252, and one more


def letters(snapshot: Snapshot) -> Iterator[Finding]:
    """Texts that make sense once they are read as UTF-8."""
    for column in look(snapshot, TEXT, LONG_TEXT, CHOICE, CHOICES, LINK):
        for place, cell in enumerate(column.cells):
            if not isinstance(cell, str) or cell.isascii() or not _BEGINS.search(cell):
                continue
            right = reread(cell)
            if right != cell:
                sentence = f"“{brief(cell)}” looks like “{brief(right)}”, read wrongly."
                yield column.finding(place, "mojibake", sentence, column.fix(place, right, f"Write {brief(right, 40)}"))


def reread(text: str) -> str:
    """A text with those signs put right that were UTF-8 and were read as cp1252; the same where there are none.

    >>> reread("MÃ¼ller & SÃ¶hne"), reread("Müller"), reread("Weâ€™ll call"), reread("Łódź")
    ('Müller & Söhne', 'Müller', 'We’ll call', 'Łódź')
    """
    return _BEYOND.sub(lambda run: _as_utf8(run[0]), text)


def _as_utf8(run: str) -> str:
    try:
        return b"".join(map(_byte, run)).decode("utf-8")
    except UnicodeError:
        return run


def _byte(sign: str) -> bytes:
    """The byte that was read as this sign; the five that cp1252 leaves open stand for themselves."""
    return sign.encode("latin-1") if ord(sign) < 0xA0 else sign.encode("cp1252")
