"""Which font holds a sign. Our own has Latin, Greek and Cyrillic; Chinese, Japanese and Korean are left to the fonts
that readers of PDF bring along; instead of anything else stands a sign that is seen."""

import unicodedata
from collections.abc import Container, Iterator

OWN, NONE = "", "none"
MISSING = "\ufffd"  # stands for a sign that no font has: � says that something was there
NOTE = f"{MISSING} stands for a letter that cannot be printed here. It is in the workbook as it was typed."

_EAST = {
    "JP": ("cp932", "HeiseiKakuGo-W5"),
    "CN": ("gbk", "STSong-Light"),
    "TW": ("cp950", "MSung-Light"),
    "KR": ("cp949", "HYGothic-Medium"),
}
"""Country -> the code page whose signs a font has, and the font: the four collections of characters of PDF 1.7, 9.7."""
_LIKE = {"HK": "TW", "MO": "TW", "SG": "CN"}
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def plain(text: str, *, lines: bool = False) -> str:
    """A text as it can be laid out: composed letters, no controls, on one line unless `lines`.

    >>> plain(" Zoe\\u0308\\t Lee\\u200b\\n"), plain("a\\r\\n b", lines=True)
    ('Zoë Lee', 'a\\nb')
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    seen = (" " if sign in "\t\v\f\u2028\u2029" else sign for sign in text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in seen if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf"))
    composed = unicodedata.normalize("NFC", kept)
    if not lines:
        return " ".join(composed.split())
    return "\n".join(" ".join(line.split()) for line in composed.split("\n")).strip("\n")


def runs(text: str, own: Container[int], country: str) -> Iterator[tuple[str, str]]:
    """The parts of a text with the font of each: OWN, or the name of one; signs without a font became MISSING.

    >>> list(runs("Sato 佐藤 ש", range(0x250), "GB"))
    [('', 'Sato '), ('HeiseiKakuGo-W5', '佐藤'), ('', ' �')]
    """
    if text and all(ord(sign) in own for sign in text):
        yield OWN, text
        return
    part, font = "", OWN
    for sign, its in _fonts(text, own, country):
        if its != font and part:
            yield font, part
            part = ""
        part, font = part + sign, its
    if part:
        yield font, part


def _fonts(text: str, own: Container[int], country: str) -> Iterator[tuple[str, str]]:
    """Each sign with its font; one font for all that the text has of the East, where one holds it all."""
    others = "".join(dict.fromkeys(sign for sign in text if ord(sign) not in own))
    order = _in_order(country)
    order.sort(key=lambda place: not _holds(place, others))
    for sign in text:
        place = None if ord(sign) in own else next((one for one in order if _holds(one, sign)), NONE)
        if place is None:
            yield sign, OWN
        elif place == NONE:
            yield MISSING, OWN
        else:
            yield sign, _EAST[place][1]


def _in_order(country: str) -> list[str]:
    first = _LIKE.get(country, country)
    return sorted(_EAST, key=lambda place: place != first)


def _holds(place: str, signs: str) -> bool:
    """Whether the font of a place has all signs; private and unassigned ones no font has, whatever a code page says."""
    if any(unicodedata.category(sign) in _UNSEEN or ord(sign) > 0xFFFF for sign in signs):
        return False
    try:
        signs.encode(_EAST[place][0])
    except UnicodeEncodeError:
        return False
    return True
