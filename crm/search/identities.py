"""What of a person can be compared with another: folded, taken apart, "" where it is not known. Never stored."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from crm.model.cells import Cell, Rules, written
from crm.model.emails import addresses_in
from crm.model.phones import last_digits
from crm.model.sheets import SHEETS
from crm.model.text import fold, squash
from crm.search.names import split_name

Texts = npt.NDArray[np.object_]
Given = TypeVar("Given", bound=Hashable)
Found = TypeVar("Found")
PLACES = ("first", "last", "whole", "suffix", "birth", "street", "house", "postcode", "city", "company")
"""What there is one of. `whole`: the name without titles, and without the legal form of an organisation."""
SEVERAL = {"phone": 4, "email": 4, "domain": 2}
"""What there may be several of, and how many of them are looked at."""

_TITLES = frozenset((
    "dr", "prof", "mr", "mrs", "ms", "miss", "mx", "herr", "frau", "hr", "fr", "mme", "mlle", "m", "sr", "sra",
    "dipl", "ing",
))  # fmt: skip
_SUFFIXES = frozenset(("jr", "junior", "ii", "iii", "iv"))  # Sr is a title in Spanish
_LEGAL = frozenset((
    "gmbh", "ag", "kg", "ohg", "ug", "mbh", "co", "ev", "eg", "ltd", "limited", "llp", "llc", "plc", "inc",
    "incorporated", "corp", "corporation", "company", "sarl", "sas", "sa", "snc", "sasu", "eurl", "srl", "spa", "sl",
    "slu", "scl", "bv", "nv", "vof", "oy", "ab", "as", "aps", "sp", "zoo", "spolka", "kft", "zrt", "sro",
))  # fmt: skip
_ALSO_WORDS = frozenset(("co", "as", "sa", "ab", "company", "sp", "ag", "eg"))
_OPEN_MAIL = frozenset((
    "gmail", "googlemail", "gmx", "web", "t-online", "freenet", "hotmail", "outlook", "live", "msn", "yahoo", "ymail",
    "icloud", "me", "mac", "aol", "proton", "protonmail", "orange", "wanadoo", "free", "laposte", "sfr", "libero",
    "tiscali", "wp", "onet", "interia", "o2", "btinternet", "mail", "posteo",
))  # fmt: skip
_NOT_DIGITS, _NOT_WORD = re.compile(r"\D"), re.compile(r"[^\w]+")
_HOUSE = re.compile(r"^(?P<a>\d+\s?[a-z]?)[\s,]+(?P<s1>\D.*)$|^(?P<s2>\D.*?)[\s,]+(?P<b>\d+\s?[a-z]?)$")


@dataclass(frozen=True)
class Identities:
    """Some people, one a place: `one[name]` for PLACES, `many[name]` a column for each of several."""

    ids: Texts
    one: Mapping[str, Texts]
    many: Mapping[str, Sequence[Texts]]
    firms: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "Identities":
        """People of the frame of contacts of a Snapshot."""
        return cls._read(
            list(map(str, frame.index)), lambda name: _texts(frame[name]) if name in frame else [""] * len(frame)
        )

    @classmethod
    def of_rows(cls, rows: Sequence[Mapping[str, Cell]], rules: Rules) -> "Identities":
        """People as they were typed or read from a file: cells by field of Contacts. Their IDs are their numbers."""
        birthday = SHEETS["Contacts"].column("birthday").kind
        filled = frozenset[str]().union(*rows)

        def texts(name: str) -> list[str]:
            if name not in filled:
                return [""] * len(rows)
            cells = [row.get(name) for row in rows]
            return _each(day, cells) if name == "birthday" else _each(squash, map(written, cells))

        def day(cell: Cell) -> str:
            read = birthday.parse(cell, rules)
            return read if isinstance(read, str) else ""

        return cls._read(list(map(str, range(len(rows)))), texts)

    @classmethod
    def _read(cls, ids: list[str], texts: Callable[[str], list[str]]) -> "Identities":
        """From texts by field: the names whole, or first and last name apart; what is not known is blank."""
        firms = _each(lambda kind: fold(kind) == "organisation", texts("kind"))
        named = zip(texts("name"), texts("first_name"), texts("last_name"), firms, strict=True)
        names = _each(lambda row: _named(*row), named)
        streets = _each(_address, texts("street"))
        columns: dict[str, list[str]] = {
            **{place: [str(name[number]) for name in names] for number, place in enumerate(PLACES[:4])},
            "birth": _each(_birth, texts("birthday")),
            "street": [street for street, _ in streets],
            "house": [house for _, house in streets],
            "postcode": _each(plain, texts("postcode")),
            "city": _each(plain, texts("city")),
            "company": _each(firm_name, texts("organisation")),
        }
        mails = _each(lambda row: _many(row, addresses_in), zip(texts("email"), texts("email_2"), strict=True))
        dialled = zip(texts("phone"), texts("phone_2"), texts("whatsapp"), strict=True)
        many = {
            "phone": _each(lambda row: _many(row, last_digits), dialled),
            "email": mails,
            "domain": [_domains(site, mail) for site, mail in zip(texts("website"), mails, strict=True)],
        }
        return cls.from_columns(ids, columns, many, np.array([name[4] for name in names], bool))

    @classmethod
    def from_columns(
        cls, ids: Sequence[str], columns: Mapping[str, Sequence[str]],
        many: Mapping[str, Sequence[Sequence[str]]], firms: npt.NDArray[np.bool_] | None = None,
    ) -> "Identities":  # fmt: skip
        """People whose parts are known apart already; what is not given is blank."""
        size = len(ids)
        blank = [""] * size
        one = {place: _array(columns.get(place, blank)) for place in PLACES}
        slots = {name: _slots(many.get(name, ()), size, most) for name, most in SEVERAL.items()}
        known = np.zeros(size, bool) if firms is None else firms
        return cls(_array(ids), one, slots, known)


# parts ----------------------------------------------------------------------------------------------------------------


def firm_name(text: str) -> str:
    """The name of an organisation without its legal form.

    >>> firm_name("Müller & Söhne GmbH & Co. KG"), firm_name("Harbour Parts Ltd."), firm_name("S.A.")
    ('muller sohne', 'harbour parts', 'sa')
    """
    words = _words(text.replace(".", ""))
    kept = [word for word in words if word not in _LEGAL]
    return " ".join(kept or words)


@lru_cache(maxsize=100_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_NOT_WORD.sub(" ", fold(text)).split())


def _is_firm(name: str) -> bool:
    words = _words(name.replace(".", ""))
    return len(words) > 1 and words[-1] in _LEGAL - _ALSO_WORDS


def _named(name: str, first: str, last: str, is_firm: bool) -> tuple[str, str, str, str, bool]:
    """(first, last, whole, suffix, whether it is an organisation): of the one name, or of the two where it is blank."""
    typed = squash(name) or squash(f"{first} {last}")
    if is_firm or (_is_firm(typed) and not (first or last)):
        return "", "", firm_name(typed), "", True
    words = typed.replace(",", " ").split()
    suffix = next((word for word in map(plain, words[2:]) if word in _SUFFIXES), "")
    if suffix:
        typed = " ".join(word for word in typed.split() if plain(word) != suffix).strip(" ,")
    if not (first and last):
        first, last = split_name(typed)
    bare = [word for word in _words(first) if word not in _TITLES] or list(_words(first))
    if not last and len(bare) < len(_words(first)):
        first, last = "", " ".join(bare)  # "Dr Müller" is a last name
        bare = []
    given, family = "".join(bare), "".join(_words(last))
    return given, family, f"{' '.join(bare)} {' '.join(_words(last))}".strip(), suffix, False


def _address(text: str) -> tuple[str, str]:
    """(street, house number): the number before the street or behind it.

    >>> _address("12 High Street"), _address("Hauptstraße 5a"), _address("The Mill")
    (('highstreet', '12'), ('hauptstrasse', '5a'), ('themill', ''))
    """
    found = _HOUSE.match(fold(text).strip()) if text else None
    if not found:
        return plain(text), ""
    return plain(found["s1"] or found["s2"]), plain(found["a"] or found["b"])


def _birth(text: str) -> str:
    """A birthday as it is kept in frames, as YYYYMMDD; MMDD where the year is not known, or blank what is no day."""
    digits = _NOT_DIGITS.sub("", text)
    return digits if len(digits) in (4, 8) else ""


def _domains(site: str, mails: Sequence[str]) -> list[str]:
    """Where somebody is on the web, unless everybody can be there."""
    bare = re.sub(r"^https?://|^www\.|[/?#].*$", "", re.sub(r"^https?://", "", site.casefold().strip())) if site else ""
    names = [bare, *(mail.rpartition("@")[2] for mail in mails)]
    return list(dict.fromkeys(name for name in names if "." in name and name.split(".")[0] not in _OPEN_MAIL))


def plain(text: str) -> str:
    """A text folded, without spaces and signs.

    >>> plain("St. John's-Wood")
    'stjohnswood'
    """
    return "".join(_words(text))


def _each(read: Callable[[Given], Found], given: Iterable[Given]) -> list[Found]:
    """What each of them is read as; what occurs a thousand times, a town or a blank, is read once."""
    ones = list(given)
    known = {one: read(one) for one in set(ones)}
    return [known[one] for one in ones]


def _many(cells: Sequence[str], read: Callable[[str], Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(one for cell in cells if cell for one in read(cell)))


def _texts(values: pd.Series) -> list[str]:
    blank = values.isna().tolist()
    return ["" if missing else str(value) for value, missing in zip(values.tolist(), blank, strict=True)]


def _slots(values: Sequence[Sequence[str]], size: int, most: int) -> list[Texts]:
    """Several a person, as a column for the first of each, one for the second ..."""
    count = min(max(map(len, values), default=0), most)
    rows = values or [()] * size
    return [_array([row[number] if number < len(row) else "" for row in rows]) for number in range(count)]


def _array(texts: Sequence[str]) -> Texts:
    made = np.empty(len(texts), object)
    made[:] = list(texts)
    return made
