"""What of a workbook is searched: the words of people, what was noted about them, and the digits of their phones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from crm.model.cells import Cell, written
from crm.model.phones import calling_code
from crm.model.schema import KITH, Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.search.names import split_name

GROUPS = ("first", "last", "company", "email", "city", "tags", "owner", "alt", "other")
"""The columns of the index of people; a field that has none of its own is in `other`."""

PHONES = ("phone", "whatsapp", "phone_2")
_PLACED = {
    "organisation": "company",
    "email": "email",
    "email_2": "email",
    "city": "city",
    "tags": "tags",
    "owner": "owner",
}
_WORDY = ("text", "long text", "email", "url", "choice", "choices")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_WORD = re.compile(r"\w+")
_OF_TWO_SPELLINGS = re.compile("[äöüøåßłđıæœÄÖÜØÅẞŁĐİÆŒ]")


@dataclass(frozen=True)
class Person:
    """One contact: its text for each of GROUPS, and the digits of its phones."""

    id: str
    groups: tuple[str, ...]
    digits: str


@dataclass(frozen=True)
class Note:
    """What was written about a person, on their own row or in another sheet; `row` is (sheet, ID)."""

    row: tuple[str, str]
    contact: str
    text: str


def spellings(text: str) -> str:
    """How else a text may be typed: its words without special letters, and with ae, oe, ue for ä, ö, ü.

    >>> spellings("Jörg Müller"), spellings("Łukasz"), spellings("José")
    ('jorg joerg muller mueller', 'lukasz', '')
    """
    if text.isascii() or not _OF_TWO_SPELLINGS.search(text):
        return ""
    return " ".join(dict.fromkeys(form for word in _WORD.findall(text) for form in _forms(word)))


@lru_cache(maxsize=100_000)
def _forms(word: str) -> tuple[str, ...]:
    return (fold(word), fold(word.translate(_SPELLED))) if _OF_TWO_SPELLINGS.search(word) else ()


def dialled(cell: str, code: str) -> str:
    """The digits of a phone as people may look for it: as typed, and behind a country's calling code.

    >>> dialled("0151 234", "49"), dialled("+49 (0)151 234", "49")
    ('0151234 49151234 490151234', '490151234 49151234')
    """
    digits = re.sub(r"\D", "", cell)
    if not digits:
        return ""
    if cell.lstrip().startswith(("+", "00")):
        bare = re.sub(r"\D", "", cell.replace("(0)", ""))
        return " ".join(dict.fromkeys((digits, bare)))
    return " ".join(dict.fromkeys((digits, f"{code}{digits.lstrip('0')}", f"{code}{digits}")))


def people(snapshot: Snapshot, only: Sequence[str] | None = None) -> Iterator[Person]:
    """Every contact, or those of `only` that there are."""
    frame = _rows(snapshot.contacts, only)
    columns = [column for column in snapshot.columns("Contacts") if column.field in frame.columns]
    texts = {column.field: _texts(frame[column.field]) for column in columns if _is_searched(column)}
    texts.setdefault("name", _texts(frame["name"]))
    blank = [""] * len(frame)
    kinds = _texts(frame["kind"]) if "kind" in frame else blank
    texts.pop("notes", None)
    phones = [_texts(frame[name]) for name in PHONES if name in frame]
    names = texts.pop("name")
    code = calling_code(snapshot.rules.country)
    places = [(GROUPS.index(_PLACED.get(field, "other")), cells) for field, cells in texts.items()]
    for number, id in enumerate(frame.index):
        groups = [""] * len(GROUPS)
        groups[0], groups[1] = _named(names[number], kinds[number])
        for place, cells in places:
            if cells[number]:
                groups[place] = f"{groups[place]} {cells[number]}".lstrip()
        groups[GROUPS.index("alt")] = f"{id.rpartition('-')[2]} {spellings(' '.join(groups))}".rstrip()
        digits = " ".join(dialled(cells[number], code) for cells in phones if cells[number])
        yield Person(id, tuple(groups), digits)


def notes(snapshot: Snapshot, only: Sequence[str] | None = None) -> Iterator[Note]:
    """What is noted about people, on their own rows and in the other sheets, or in those rows that `only` names."""
    own = _rows(snapshot.contacts, only)["notes"].dropna()
    for id, text in own.items():
        yield Note(("Contacts", str(id)), str(id), text)
    for sheet in SHEETS:
        if "contact_id" not in SHEETS[sheet].fields or not snapshot.has(sheet):
            continue
        frame = _rows(snapshot.frame(sheet), only)
        frame = frame[frame["contact_id"].notna()]
        wanted = [column.field for column in snapshot.columns(sheet) if _is_noted(column)]
        cells = [_texts(frame[field]) for field in wanted if field in frame.columns]
        for id, contact, *parts in zip(frame.index, frame["contact_id"], *cells, strict=True):
            if text := " · ".join(part for part in parts if part):
                yield Note((sheet, id), contact, text)


def _rows(frame: pd.DataFrame, only: Sequence[str] | None) -> pd.DataFrame:
    return frame if only is None else frame[frame.index.isin(only)]


def _is_searched(column: Column) -> bool:
    return column.is_own or (column.kind.name in _WORDY and column.place != KITH and not column.fixed)


def _is_noted(column: Column) -> bool:
    return column.is_own or (column.kind.name in ("text", "long text") and column.place != KITH)


def _texts(values: pd.Series) -> list[str]:
    """A column as texts, "" where blank."""
    return ["" if blank else _text(value) for value, blank in zip(values.tolist(), values.isna().tolist(), strict=True)]


def _text(value: Cell | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value
    return "; ".join(value) if isinstance(value, tuple) else written(value)


def _named(name: str, kind: str) -> tuple[str, str]:
    """What of a name is first and last; the name of an organisation is all last."""
    return ("", name) if kind == "Organisation" else split_name(name)
