"""Which column of a foreign list is what: a vote of its name, a vote of its cells, and three samples to judge by."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.exchange.mapped import JUDGED, LEFT_OUT, Mapped, as_settled, own_names, samples, settled
from crm.exchange.synonyms import BIRTH_PARTS, GENERAL, LAST_VISIT, MIDDLE_NAME, NOT_THEIRS, NOTES, QUALIFIERS, synonyms
from crm.exchange.table import Table
from crm.model.cells import CHOICE, DATE, EMAIL, MONTH_DAY, PHONE, STAMP, URL, YES_NO, Cell, Kind, Rules, written
from crm.model.headings import AGREE, agreement, looks_like
from crm.model.schema import Column, Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key, squash

NAME_PARTS = ("first_name", MIDDLE_NAME, "last_name")
JOINED = (NOTES, "street", "tags", "relationships")
"""Targets that several columns may share; their cells are put together."""

_NEXT = {"phone": "phone_2", "phone_2": "phone", "email": "email_2", "email_2": "email"}
_READING = Rules(dt.date(2026, 1, 1))  # whether cells are days or numbers at all; which ones, the team's rules say
_LABEL = re.compile(r"\d - (?:type|label)$|^e-?mail(?: \d)? (?:type|display name)$")
"""What Google and Outlook put beside a value, as "Home" or "SMTP": no field of its own."""

_HONORIFICS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "frau", "m", "mme", "mlle", "sr", "sra", "sig"}
)
_NO_FIELD = re.compile(r"\b(?:value|label|type)\b|\b\d+\b")
_PLAIN = 95  # from here on the name says it, and the cells need not agree
_AMONG_OTHERS = 88  # a known word among words that may change its meaning: only cells can confirm it
_LIKE = 86  # of 100: from here on two names of columns differ by slips of the keyboard


@dataclass(frozen=True)
class _Vote:
    """For one column: what it could be, the likeliest first, and how sure the name is, of 100."""

    targets: tuple[str, ...]
    points: int


def propose(table: Table, schema: Mapping[str, Sheet] = SHEETS) -> list[Mapped]:
    """What each column of a table most likely is, in the table's order; one Mapped a column.

    A column that nobody knows becomes one of the team's own, so nothing of the list is lost; only a column without
    any cell is left out. A field goes to one column, the one that is named and filled best.
    """
    cells = _columns(table)
    sheet, known = schema["Contacts"], synonyms(schema)
    headings = table.headings
    surely = settled(table, cells, sheet)
    if surely is not None:
        return as_settled(headings, cells, surely)
    silent = {number for number, heading in enumerate(headings) if _says_nothing(heading, headings)}
    heard = [[] if number in silent else column for number, column in enumerate(cells)]
    votes = [_vote(head, column, known, sheet) for head, column in zip(headings, heard, strict=True)]
    votes = _without_headings(headings, votes, heard)

    def rank(n: int) -> tuple[bool, int, bool, int, int]:
        return not heard[n], -votes[n].points, key(headings[n]) in GENERAL, -len(cells[n]), n

    order = sorted(range(len(votes)), key=rank)
    targets: dict[int, str] = {}
    for number in order:
        targets[number] = _free(votes[number].targets, set(targets.values())) if heard[number] else LEFT_OUT
    _name_beside_first(headings, targets)
    unknown = [number for number in targets if heard[number] and not targets[number]]
    own = own_names(headings, unknown, {column.names[0] for column in sheet.columns})
    return [
        Mapped(
            heading,
            targets[number] or own.get(number, LEFT_OUT),
            samples(column),
            bool(targets[number]) and votes[number].points >= _PLAIN,
        )
        for number, (heading, column) in enumerate(zip(headings, cells, strict=True))
    ]


def by_name(heading: str, schema: Mapping[str, Sheet] = SHEETS) -> str:
    """What the name of a column alone says that it is; "" when it does not say."""
    vote = _vote(heading, (), synonyms(schema), schema["Contacts"])
    return vote.targets[0] if vote.targets else LEFT_OUT


def _columns(table: Table) -> list[list[Cell]]:
    """The filled cells of each column, below the headings, of rows that are people."""
    columns: list[list[Cell]] = [[] for _ in table.headings]
    for _, row in table.body():
        for number, cell in enumerate(row):
            if cell is not None and written(cell).strip():
                columns[number].append(cell)
    return columns


# the vote of the name -----------------------------------------------------------------------------------------------


def _vote(heading: str, cells: Sequence[Cell], known: Mapping[str, tuple[str, ...]], sheet: Sheet) -> _Vote:
    """What a column could be by its name, as far as its cells agree."""
    for word, points in _readings(key(_parted(heading)), known):
        enough = AGREE if points < _PLAIN or len(known[word]) > 1 else 0.0
        fitting = tuple(target for target in known[word] if _fits(target, cells, sheet, enough))
        strict = tuple(target for target in fitting if _is_judged_by_cells(target, sheet))
        if points == _AMONG_OTHERS:
            fitting = strict if cells else ()
        if fitting:
            return _Vote(tuple(dict.fromkeys((*strict, *fitting))), points)
    return _Vote((), 0)


def _says_nothing(heading: str, headings: Sequence[str]) -> bool:
    """Whether a column only repeats others: a label beside a value, or an address that stands there in parts too."""
    whole = heading.casefold()
    in_parts = whole.removesuffix("- formatted") + "- street"
    return bool(_LABEL.search(whole)) or (in_parts != whole + "- street" and in_parts in map(str.casefold, headings))


def _parted(heading: str) -> str:
    """`ZipCode` and `first_name` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", heading).replace("_", " ")


def _readings(name: str, known: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, int]]:
    """(known word, points): the name itself, without numbers, a special word in it, and what is spelt nearly so."""
    together = name.replace(" ", "")
    for whole in (name, together):
        if whole in known:
            yield whole, 100
    bare = squash(_NO_FIELD.sub(" ", name))
    if bare in known and bare != name:
        yield bare, 99
    words = name.split()
    if NOT_THEIRS.intersection(words):
        return
    yield from _inside(bare or name, known)
    yield from _nearly(bare or name, known)


def _inside(name: str, known: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, int]]:
    """Known words within a longer name, the right-most and longest first; 95 when the rest only qualifies them."""
    words = name.split()
    found = [
        (end, end - start, " ".join(words[start:end]))
        for end in range(len(words), 0, -1)
        for start in range(end)
        if " ".join(words[start:end]) in known
    ]
    special = [hit for hit in found if hit[2] not in GENERAL]
    for end, length, word in sorted(special, reverse=True) + sorted(set(found) - set(special), reverse=True):
        rest = [*words[: end - length], *words[end:]]
        if all(other in QUALIFIERS for other in rest):
            yield word, 95
        elif word not in GENERAL:
            yield word, _AMONG_OTHERS


def _nearly(name: str, known: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, int]]:
    """Known words that are spelt almost like the name, where rapidfuzz is installed."""
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        return
    if len(name) >= 5:
        for word, ratio, _ in process.extract(
            name, [word for word in known if len(word) >= 5], scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE, limit=3
        ):
            yield word, min(int(ratio), _AMONG_OTHERS) - 1


# the vote of the cells ----------------------------------------------------------------------------------------------


def _kind(target: str, sheet: Sheet) -> Kind | None:
    column = sheet.fields.get(target)
    return DATE if target == LAST_VISIT else column.kind if column else None


def _is_judged_by_cells(target: str, sheet: Sheet) -> bool:
    column = sheet.fields.get(target)
    return _kind(target, sheet) in (PHONE, EMAIL, DATE, MONTH_DAY, STAMP, YES_NO) or bool(column and column.fixed)


def _fits(target: str, cells: Sequence[Cell], sheet: Sheet, enough: float) -> bool:
    """Whether the cells could be of this target: more than `enough` of them, where cells can tell its kind at all."""
    if not cells:
        return True
    column = sheet.fields.get(target)
    if target in BIRTH_PARTS:
        return _share(cells, lambda cell: written(cell).strip().isdigit()) >= AGREE
    if column is not None and column.fixed and column.kind is CHOICE:
        return _share(cells, lambda cell: _in_list(cell, column)) >= AGREE
    if target == "postcode":
        return _share(cells, lambda cell: any(sign.isdigit() for sign in written(cell))) >= AGREE
    if target == "role":
        return not _share(cells, lambda cell: key(written(cell)) in _HONORIFICS) >= AGREE
    kind = _kind(target, sheet)
    if kind is None or not _is_judged_by_cells(target, sheet):
        return kind is URL or not _share(cells, lambda cell: looks_like(EMAIL, cell, _READING)) >= AGREE
    if kind is EMAIL and not enough:
        return any("@" in written(cell) for cell in cells)
    share = agreement(kind, cells, _READING) or 0
    return share >= enough > 0 or share > enough


def _in_list(cell: Cell, column: Column) -> bool:
    """Whether a cell is an entry of a fixed list; Yes and No as people write them."""
    entries = {key(entry) for entry in column.fixed}
    return key(written(cell)) in entries or ("yes" in entries and looks_like(YES_NO, cell, _READING))


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    some = cells[:JUDGED]
    return sum(map(test, some)) / len(some)


def _without_headings(headings: Sequence[str], votes: Sequence[_Vote], cells: Sequence[Sequence[Cell]]) -> list[_Vote]:
    """The same, with columns that have no name, or one that says nothing, judged by their cells alone."""
    found = list(votes)
    for number, column in enumerate(cells):
        if votes[number].targets or not column:
            continue
        if _share(column, lambda cell: looks_like(EMAIL, cell, _READING)) >= AGREE:
            found[number] = _Vote(("email",), 70)
        elif not headings[number] and _share(column, _is_phone) >= AGREE:
            found[number] = _Vote(("phone",), 60)
    if not any(set(vote.targets) & {"name", *NAME_PARTS, "organisation"} for vote in found):
        texts = [n for n, column in enumerate(cells) if not found[n].targets and not headings[n] and _is_wordy(column)]
        for number in texts[:1]:
            found[number] = _Vote(("name",), 50)
    return found


def _is_phone(cell: Cell) -> bool:
    text = written(cell).strip()
    return (
        sum(sign.isdigit() for sign in text) >= 7
        and looks_like(PHONE, cell, _READING)
        and not looks_like(DATE, cell, _READING)
    )


def _is_wordy(cells: Sequence[Cell]) -> bool:
    return bool(cells) and _share(cells, lambda cell: isinstance(cell, str) and any(map(str.isalpha, cell))) >= AGREE


# one field, one column ----------------------------------------------------------------------------------------------


def _free(targets: Sequence[str], taken: set[str]) -> str:
    """The first of some targets that no column has yet, or the second phone or e-mail; "" when all are taken."""
    for target in targets:
        if target not in taken or target in JOINED:
            return target
    nexts = [_NEXT[target] for target in targets if target in _NEXT and _NEXT[target] not in taken]
    return nexts[0] if nexts else LEFT_OUT


def _name_beside_first(headings: Sequence[str], targets: dict[int, str]) -> None:
    """Beside a first name and no last one, "Name" is the last name; beside "Apellidos", "Nombre" is the first."""
    taken = set(targets.values())
    for number, target in targets.items():
        name = key(headings[number])
        if target == "name" and name in ("name", "nom", "nome", "naam", "nombre", "nazwa"):
            if "first_name" in taken and "last_name" not in taken:
                targets[number] = "last_name"
            elif "last_name" in taken and "first_name" not in taken:
                targets[number] = "first_name"
