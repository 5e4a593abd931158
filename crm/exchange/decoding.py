"""From the bytes of a text file to its text. Nothing is ever replaced in silence: a doubt becomes a question."""

import codecs
import re
from dataclasses import dataclass

from crm.exchange.questions import Question
from crm.model.errors import InvalidInput

CODE_PAGES = {
    **dict.fromkeys(("PL", "CZ", "SK", "HU", "SI", "HR", "RO", "BA", "AL"), "cp1250"),
    **dict.fromkeys(("RU", "UA", "BY", "BG", "RS", "MK", "KZ"), "cp1251"),
    **dict.fromkeys(("GR", "CY"), "cp1253"),
    **dict.fromkeys(("EE", "LV", "LT"), "cp1257"),
    **{"TR": "cp1254", "IL": "cp1255", "JP": "cp932", "VN": "cp1258"},
}
"""The code page in which programs of a country wrote before Unicode, by its two letters; cp1252 everywhere else."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was read in, and what is to be asked about that."""

    text: str
    encoding: str
    questions: tuple[Question, ...] = ()


def decode(data: bytes, name: str, country: str, encoding: str = "") -> Decoded:
    """The text of a file: by its byte order mark, else UTF-16, else UTF-8, else the code page of the country.

    `encoding`: the answer to an earlier question. Raises InvalidInput("file") when the bytes are no text.
    """
    for tried in (encoding,) if encoding else _unicode(data):
        text = strictly(data, tried)
        if text is not None:
            return Decoded(_checked(text, name), tried)
    readings = {page: text for page in pages(data, country) if (text := strictly(data, page)) is not None}
    page, text = next(iter(readings.items()))
    return Decoded(_checked(text, name), page, does_it_look_right(data, list(readings)))


def _unicode(data: bytes) -> list[str]:
    """The Unicode encodings that the first bytes speak for; UTF-8 at least."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked:
        return [marked]
    head = data[:400]
    if head.count(0) * 8 > len(head):
        return ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]
    return ["utf-8"]


def marked(data: bytes) -> str:
    """The encoding that the first bytes of a file name or betray; "" when they do not."""
    found = _unicode(data)[0]
    return "" if found == "utf-8" else found


def pages(data: bytes, country: str) -> list[str]:
    """Code pages, the likeliest first. Old Macs put their letters where Windows has hardly any."""
    due = CODE_PAGES.get(country.upper(), "cp1252")
    high = [byte for byte in data if byte >= 0x80]
    if due == "cp1252" and sum(byte < 0xA0 for byte in high) > 0.6 * len(high):
        return ["mac_roman", "cp1252", "cp1250"]
    return list(dict.fromkeys((due, "cp1252", "cp1250", "mac_roman")))


def strictly(data: bytes, encoding: str) -> str | None:
    """The text in an encoding; None when it is another one."""
    try:
        return data.decode(encoding)
    except (ValueError, LookupError):  # the name of an encoding may come from the file
        return None


def _checked(text: str, name: str) -> str:
    strange = len(_NO_TEXT.findall(text))
    if "\0" in text or strange * 50 > len(text):
        raise InvalidInput("file", f"“{name}” holds no text that could be a list. Save your list as .xlsx or .csv.")
    return text


def does_it_look_right(data: bytes, pages: list[str]) -> tuple[Question, ...]:
    """Short files defeat statistics, so a person is asked about the first word with a letter in doubt."""
    word = re.search(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*", data)
    shown = {page: seen for page in pages if word and (seen := strictly(word[0][:30], page))}
    different: dict[str, str] = {}  # two pages that show the same word are one choice, the likelier one
    for page, seen in shown.items():
        different.setdefault(seen, page)
    choices = tuple((page, seen) for seen, page in different.items())
    return (Question("encoding", f"Does “{choices[0][1]}” look right?", choices),) if choices else ()
