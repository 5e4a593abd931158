"""Which column is this? Headings, their aliases in four languages, and a vote of the cells below.

Used by reading, adoption and import. What nobody knows is the team's own column; nothing vanishes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm.model.cells import (
    DATE,
    EMAIL,
    INTEGER,
    MONEY,
    MONTH_DAY,
    NUMBER,
    PERCENT,
    PHONE,
    STAMP,
    Cell,
    Kind,
    Rules,
    Unreadable,
    written,
)
from crm.model.laid import Block
from crm.model.schema import Column, Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key, squash

Samples = Callable[[int], Sequence[Cell]]
"""Column number (from 0) -> some cells below its heading."""

AGREE = 0.7  # the share of filled cells that must fit a kind for the cells to say yes
_STRICT = (DATE, STAMP, MONTH_DAY, INTEGER, NUMBER, MONEY, PERCENT, PHONE, EMAIL)


@dataclass(frozen=True)
class Tab:
    """One sheet as it lies in the workbook: `cells` row by row from A1, blanks None or "".

    `formulas` and `errors` say for (row, column), both from 1, what stands in a cell whose value is only a result.
    """

    title: str
    cells: Sequence[Sequence[Cell]]
    formulas: dict[tuple[int, int], str]
    errors: dict[tuple[int, int], str]
    merged: frozenset[int] = frozenset()  # rows in which cells are merged across, where that was asked for
    drawn: tuple[Block, ...] = ()  # the cells under charts and pictures, where that was asked for


def looks_like(kind: Kind, cell: Cell, rules: Rules) -> bool:
    """Whether a filled cell could well be of this kind. Looser than parsing for phones, stricter for texts."""
    text = squash(written(cell))
    if kind is PHONE:
        digits = sum(letter.isdigit() for letter in text)
        return digits >= 3 and digits >= len(text.replace(" ", "")) * 0.6
    if kind is EMAIL:
        return "@" in text and "." in text.rpartition("@")[2]
    return not isinstance(kind.parse(cell, rules), Unreadable)


def agreement(kind: Kind, cells: Sequence[Cell], rules: Rules) -> float | None:
    """The share of the filled cells that look like a kind; None when none is filled.

    >>> import datetime as dt
    >>> agreement(EMAIL, ["ann@example.com", "", "call her"], Rules(dt.date(2026, 1, 1)))
    0.5
    """
    filled = [cell for cell in cells if cell is not None and written(cell).strip()][:200]
    if not filled:
        return None
    return sum(looks_like(kind, cell, rules) for cell in filled) / len(filled)


def map_headings(sheet: Sheet, headings: Sequence[Cell], samples: Samples, rules: Rules) -> list[str | None]:
    """For each heading the field it stands for, `own:<heading>` for the team's own, None for a blank or repeated one.

    A heading that is exactly ours always wins its field; an alias wins it when the cells below fit.
    """
    names = [key(written(heading)) for heading in headings]
    fields: list[str | None] = [None] * len(names)
    taken: set[str] = set()

    def give(number: int, field: str) -> None:
        fields[number] = field
        taken.add(field)

    identity = _id_column(sheet, names, samples)
    if identity is not None:
        give(identity, "id")
    for exact in (True, False):
        for number, name in enumerate(names):
            if fields[number] is None and name:
                column = _best(sheet, name, taken, samples(number), rules, exact=exact)
                if column:
                    give(number, column.field)
    _split_names(sheet, names, fields)
    for number, name in enumerate(names):
        if fields[number] is None and name:
            own = f"own:{squash(written(headings[number]))}"
            fields[number] = None if own in taken else own
            taken.add(own)
    return fields


def _id_column(sheet: Sheet, names: Sequence[str], samples: Samples) -> int | None:
    """`Kith ID`, or an `ID` whose cells begin with the sheet's letter, or that is still empty."""
    if "kith id" in names:
        return names.index("kith id")
    for number, name in enumerate(names):
        if name == "id":
            filled = [squash(written(cell)) for cell in samples(number) if written(cell).strip()]
            ours = sum(text.upper().startswith(f"{sheet.letter}-") for text in filled)
            if 2 * ours >= len(filled):
                return number
    return None


def exactly(sheet: Sheet, name: str, taken: set[str], cells: Sequence[Cell], rules: Rules) -> str:
    """The free field whose own heading a folded one is, where the cells below fit; else ""."""
    if name == "kith id":
        return "" if "id" in taken else "id"
    found = _best(sheet, name, taken, cells, rules, exact=True)
    return found.field if found and _vote(found, cells, rules) >= AGREE else ""


def _best(
    sheet: Sheet, name: str, taken: set[str], cells: Sequence[Cell], rules: Rules, *, exact: bool
) -> Column | None:
    """The free column that a folded heading names; of several the one whose kind the cells fit best."""
    found = [
        column
        for column in sheet.columns
        if column.field not in taken
        and column.field != "id"
        and (name == column.names[0] if exact else name in column.names[1:])
    ]
    if len(found) <= 1 and (exact or not found or found[0].kind not in _STRICT):
        return found[0] if found else None
    votes = [(_vote(column, cells, rules), -number) for number, column in enumerate(found)]
    best, place = max(votes)
    return found[-place] if best >= AGREE else None


def _vote(column: Column, cells: Sequence[Cell], rules: Rules) -> float:
    if column.is_choice and column.fixed:
        known = {key(entry) for entry in column.fixed}
        filled = [key(written(cell)) for cell in cells if written(cell).strip()]
        return sum(text in known for text in filled) / len(filled) if filled else 1.0
    if column.kind in _STRICT:
        share = agreement(column.kind, cells, rules)
        return 1.0 if share is None else share
    return 0.9


def _split_names(sheet: Sheet, names: Sequence[str], fields: list[str | None]) -> None:
    """Beside a first name and no last name, "Name" is the last name; beside "Apellidos", "Nombre" is the first."""
    if sheet.key != "Contacts" or "name" not in fields:
        return
    place = fields.index("name")
    if "last_name" in fields and "first_name" not in fields and names[place] in ("nombre", "prenom"):
        fields[place] = "first_name"
    elif "first_name" in fields and "last_name" not in fields and names[place] in ("name", "nom"):
        fields[place] = "last_name"


def heading_row(sheet: Sheet, cells: Sequence[Sequence[Cell]]) -> tuple[int, float]:
    """Where the headings of a sheet stand (row number from 1) and the share of its columns that they name.

    Of the first 15 rows the one with most known headings; rows above it are titles and stay.
    """
    known = {name for column in sheet.columns for name in column.names} | {"kith id"}
    best, where, share = 0, 0, 0.0
    for number, row in enumerate(cells[:15], start=1):
        filled = [key(written(cell)) for cell in row if cell not in (None, "")]
        hits = len(known.intersection(filled))
        if hits > best:
            best, where, share = hits, number, hits / max(len(set(filled)), 1)
    return where, share


def find_sheets(tabs: Sequence[Tab]) -> dict[str, tuple[Tab, int]]:
    """SHEETS key -> (its tab, the row of its headings). A tab's name decides, else its headings do."""
    found: dict[str, tuple[Tab, int]] = {}
    rest = list(tabs)
    for sheet in SHEETS.values():
        for tab in rest:
            if key(tab.title) == sheet.names[0]:
                row, _ = heading_row(sheet, tab.cells)
                if row:
                    found[sheet.key] = (tab, row)
                    rest.remove(tab)
                    break
    for tab in rest:
        scored = [(*_score(sheet, tab), sheet) for sheet in SHEETS.values() if sheet.key not in found]
        scored = [entry for entry in scored if entry[0] >= 0.6 and entry[1] >= 4]
        if scored:
            _, _, row, sheet = max(scored, key=lambda entry: entry[:2])
            found[sheet.key] = (tab, row)
    return found


def _score(sheet: Sheet, tab: Tab) -> tuple[float, int, int]:
    """How well a tab's headings fit a sheet whose own name it does not bear: (share, known headings, row)."""
    row, share = heading_row(sheet, tab.cells)
    if not row:
        return 0.0, 0, 0
    known = {name for column in sheet.columns for name in column.names[:1]}
    hits = len(known.intersection(key(written(cell)) for cell in tab.cells[row - 1]))
    return share + (0.2 if key(tab.title) in sheet.names else 0.0), hits, row
