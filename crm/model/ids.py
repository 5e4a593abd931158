"""IDs of rows: a sheet's letter, a dash, five characters of Crockford base32 and a last one that is a letter.

They end in a letter because spreadsheets count on when an ID that ends in a digit is dragged down; six characters of
738 million, drawn from the operating system, cannot be counted into a collision by two people who work apart.
"""

import re
import secrets
from collections.abc import Container

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
_CODES = len(_ALPHABET) ** 5 * len(_LETTERS)
_SHAPE = re.compile(r"[CNFSQDTGMA]-[0-9A-HJKMNP-TV-Z]{5}[A-HJKMNP-TV-Z]$")


def draw(letter: str, taken: Container[str] = ()) -> str:
    """A new ID for a sheet's letter whose six characters are not in `taken` (whole IDs of the workbook)."""
    while True:
        number, last = divmod(secrets.choice(range(_CODES)), len(_LETTERS))  # asked once: an import draws thousands
        code = "".join([_ALPHABET[number >> shift & 31] for shift in (20, 15, 10, 5, 0)]) + _LETTERS[last]
        if f"{letter}-{code}" not in taken:
            return f"{letter}-{code}"


def is_kith(text: str) -> bool:
    """Whether a text has the shape of an ID that Kith drew.

    >>> is_kith("C-7K3Q9F"), is_kith("C-1"), is_kith("C-7K3Q90")
    (True, False, False)
    """
    return bool(_SHAPE.match(text))


def normal(text: str) -> str:
    """An ID as somebody types it when searching: case and spaces ignored, O read as 0, I and L as 1 after the dash.

    >>> normal(" c-7k3q9f "), normal("c-oil12a")
    ('C-7K3Q9F', 'C-01112A')
    """
    text = re.sub(r"\s", "", text).upper()
    head, dash, tail = text.partition("-")
    return head + dash + tail.translate(str.maketrans("OIL", "011"))
