"""What of a workbook is searched: the words of people, what was noted about them, and the digits of their phones."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from crm.model.cells import Cell, written
from crm.model.phones import calling_code
from crm.model.schema import KITH, Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, squash
from crm.search.known import rows_of
from crm.search.names import name_of, split_name

GROUPS = ("first", "last", "company", "email", "city", "tags", "owner", "alt", "other")
"""The columns of the index of people; a field that has none of its own is in `other`."""

_ALT = GROUPS.index("alt")

PHONES = ("phone", "whatsapp", "phone_2")
MATTERS = {"Deals": "title", "Tickets": "subject"}
"""The sheets whose rows are found for themselves, and the column that says what each is about."""

Row = tuple[str, str]
"""A row of the workbook: its sheet and its ID."""

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
_WORD, _NO_DIGIT = re.compile(r"\w+"), re.compile(r"\D+")
_OF_TWO_SPELLINGS = re.compile("[äöüøåßłđıæœÄÖÜØÅẞŁĐİÆŒ]")


@dataclass(frozen=True)
class Person:
    """One contact: its text for each of GROUPS, and the digits of its phones."""

    id: str
    groups: tuple[str, ...]
    digits: str


@dataclass(frozen=True)
class Note:
    """What was written about a person, on their own row or in another sheet."""

    row: Row
    contact: str
    text: str


@dataclass(frozen=True)
class Matter:
    """A deal or a request: what it is about, whose it is (ID and name, "" where nobody's), and what else is known."""

    row: Row
    contact: str
    title: str
    who: str
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


def digits_of(text: str) -> str:
    """The digits of a text, in whatever script.

    >>> digits_of("(020) 7946"), digits_of("٠٢٠ ７９")
    ('0207946', '02079')
    """
    digits = _NO_DIGIT.sub("", text)
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(one)) for one in digits)


def dialled(cell: str, code: str) -> str:
    """The digits of a phone as people may look for it: as typed, and behind a country's calling code.

    >>> dialled("0151 234", "49"), dialled("+49 (0)151 234", "49")
    ('0151234 49151234 490151234', '490151234 49151234')
    """
    digits = digits_of(cell)
    if not digits:
        return ""
    if cell.lstrip().startswith(("+", "00")):
        bare = digits_of(cell.replace("(0)", ""))
        return " ".join(dict.fromkeys((digits, bare)))
    return " ".join(dict.fromkeys((digits, f"{code}{digits.lstrip('0')}", f"{code}{digits}")))


def people(snapshot: Snapshot, only: Sequence[str] | None = None) -> Iterator[Person]:
    """Every contact, or those of `only` that there are."""
    frame = _rows(snapshot, "Contacts", only)
    columns = [column for column in snapshot.columns("Contacts") if column.field in frame.columns]
    texts = {column.field: _texts(frame[column.field]) for column in columns if _is_searched(column)}
    texts.setdefault("name", _texts(frame["name"]))
    blank = [""] * len(frame)
    kinds = _texts(frame["kind"]) if "kind" in frame else blank
    texts.pop("notes", None)
    phones = [_texts(frame[name]) for name in PHONES if name in frame]
    groups = dict.fromkeys(GROUPS, blank)
    named = [_named(name, kind) for name, kind in zip(texts.pop("name"), kinds, strict=True)]
    groups["first"], groups["last"] = [first for first, _ in named], [last for _, last in named]
    for field, cells in texts.items():
        place = _PLACED.get(field, "other")
        groups[place] = _joined(groups[place], cells) if groups[place] is not blank else cells
    code = calling_code(snapshot.rules.country)
    for id, *told, numbers in zip(frame.index, *groups.values(), _tuples(phones, len(frame)), strict=True):
        told[_ALT] = f"{id.rpartition('-')[2]} {spellings(' '.join(told))}".rstrip()
        yield Person(id, tuple(told), " ".join(dialled(cell, code) for cell in numbers if cell))


def _joined(these: Sequence[str], those: Sequence[str]) -> list[str]:
    return [f"{one} {other}" if one and other else one or other for one, other in zip(these, those, strict=True)]


def _tuples(columns: Sequence[Sequence[str]], size: int) -> list[tuple[str, ...]]:
    """The cells of columns by row."""
    return list(zip(*columns, strict=True)) if columns else [()] * size


def notes(snapshot: Snapshot, only: Sequence[str] | None = None) -> Iterator[Note]:
    """What is noted about people, on their own rows and in the other sheets, or in those rows that `only` names."""
    own = _rows(snapshot, "Contacts", only)["notes"].dropna()
    for id, text in own.items():
        yield Note(("Contacts", str(id)), str(id), text)
    for sheet in SHEETS:
        if "contact_id" not in SHEETS[sheet].fields or sheet in MATTERS or not snapshot.has(sheet):
            continue
        frame = _rows(snapshot, sheet, only)
        frame = frame[frame["contact_id"].notna()]
        wanted = [column.field for column in snapshot.columns(sheet) if _is_noted(column)]
        cells = [_texts(frame[field]) for field in wanted if field in frame.columns]
        for id, contact, *parts in zip(frame.index, frame["contact_id"], *cells, strict=True):
            if text := " · ".join(part for part in parts if part):
                yield Note((sheet, id), contact, text)


def matters(snapshot: Snapshot, only: Sequence[str] | None = None) -> Iterator[Matter]:
    """Deals and requests, or those whose row or whose contact `only` names; one of nobody has no contact."""
    names = snapshot.contacts["name"]
    for sheet, about in MATTERS.items():
        if not snapshot.has(sheet):
            continue
        frame = snapshot.frame(sheet)
        if only is not None:
            frame = frame[frame.index.isin(only) | frame["contact_id"].isin(only)]
        wanted = [column.field for column in snapshot.columns(sheet) if _is_told(column, about)]
        cells = [_texts(frame[field]) for field in wanted if field in frame.columns]
        titles, typed, whose = (_texts(frame[field]) for field in (about, "contact", "contact_id"))
        for id, title, name, contact, *parts in zip(frame.index, titles, typed, whose, *cells, strict=True):
            now = names.get(contact)
            who = now if isinstance(now, str) else name
            yield Matter((sheet, id), contact, title, who, " · ".join(part for part in parts if part))


def moved_along(before: Snapshot, after: Snapshot, changed: Collection[str]) -> set[str]:
    """The IDs of rows that belong to another person, or to nobody, because contacts changed: their names or IDs.

    A row is found again by the name or the ID it was typed with.
    """
    ids, names = set[str](), set[str]()
    for id in changed:
        was, now = (_known_as(snapshot.row("Contacts", id)) for snapshot in (before, after))
        if was != now:
            ids |= {id, *was[1], *now[1]}
            names |= {was[0], now[0]} - {""}
    if not ids:
        return set()
    found = set[str]()
    for contents in after.contents.sheets.values():
        columns = contents.columns
        if contents.key != "Contacts" and "id" in columns:
            blank: list[Cell] = [None] * len(contents.rows)
            typed, linked = columns.get("contact", blank), columns.get("contact_id", blank)
            meant = {name for name in set(typed) if name and fold(squash(written(name))) in names}
            found |= {
                str(id)
                for id, name, link in zip(columns["id"], typed, linked, strict=True)
                if name in meant or (link and link in ids)
            }
    return found


def _known_as(row: Mapping[str, Cell]) -> tuple[str, frozenset[str], str, bool]:
    """By what other rows find a person: the name, the IDs that were merged into it, and whether it was put away."""
    name = name_of(row)
    merged = frozenset(one.strip() for one in written(row.get("merged_ids")).split(";") if one.strip())
    return fold(name), merged, fold(written(row.get("status"))), bool(row)


def _rows(snapshot: Snapshot, sheet: str, only: Sequence[str] | None) -> pd.DataFrame:
    """The rows of a sheet, or those of `only` that it has; a sheet that has none of them is not looked through."""
    frame = snapshot.frame(sheet)
    if only is None:
        return frame
    there = rows_of(snapshot, sheet, only)
    return frame[frame.index.isin(there)] if there else frame.iloc[:0]


def _is_searched(column: Column) -> bool:
    return column.is_own or (column.kind.name in _WORDY and column.place != KITH and not column.fixed)


def _is_noted(column: Column) -> bool:
    return column.is_own or (column.kind.name in ("text", "long text") and column.place != KITH)


def _is_told(column: Column, about: str) -> bool:
    """Whether a column of a deal or a request tells something in words, besides what it is about and whose it is."""
    if column.field in (about, "contact"):
        return False
    return column.is_own or (column.kind.name in (*_WORDY, "long text") and column.place != KITH)


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
