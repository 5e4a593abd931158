"""Which rows below headings are no records: totals, titles between the rows, headings again, remarks below the list.

One notion for the record and for lists of others. In the record a row that is wrongly taken for none would hide a
person, so `no_records` looks only at rows without an ID there, and only at what can hardly be anything else.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from crm.model.cells import EMAIL, Cell, Rules, written
from crm.model.dates import parse_day
from crm.model.headings import looks_like
from crm.model.text import key, squash

Row = Sequence[Cell]
TOTAL, TITLE, AGAIN = "is a line of totals", "is a title between the rows", "repeats the headings"
BELOW = "stands below the list"
_LOOKED_THROUGH = 1_000  # rows from which it is told where names stand
_READING = Rules(dt.date(2026, 1, 1))  # only whether a text is a day matters here, not which
_NOBODY = frozenset(
    {"total", "totals", "subtotal", "sub total", "grand total", "sum", "summe", "gesamt", "gesamtsumme"}
)
_TOTALS = _NOBODY | {
    "σ", "count", "average", "anzahl", "durchschnitt", "somme", "total général", "total general", "suma", "totale",
    "somma", "razem", "totaal", "som",
}  # fmt: skip
"""What stands before sums. `_NOBODY` are those that nobody is called by, so that they say enough by themselves."""
_FIRST_WORDS = {words.split()[0] for words in _TOTALS}
_DIGIT_OR_AT = re.compile(r"[\d@]")
_MARKS = "[-=*_~#•·–—<>+]{2,}"
_BETWEEN = re.compile(rf"\s*(?:{_MARKS}.*|\w.*?\s*{_MARKS}\s*)$", re.DOTALL)
_PHONE_DIGITS = 6  # from here on a number that begins with 0 or + is a phone, and no sum
_NAME_WORDS = 4  # a remark is longer, or holds a digit or a colon


def is_data(cell: Cell) -> bool:
    """Whether a cell is surely no name of a column: a number, a day, an e-mail address, a phone."""
    if not isinstance(cell, str):
        return cell is not None
    if not _DIGIT_OR_AT.search(cell):
        return False
    text = squash(cell)
    if looks_like(EMAIL, text, _READING) and " " not in text:
        return True
    digits = sum(sign.isdigit() for sign in text)
    bare = re.sub(r"[\s.,/()+€$£%-]", "", text)
    return bare.isdigit() or (digits >= 2 and parse_day(text, today=_READING.today) is not None)


def filled_cells(row: Row) -> list[Cell]:
    """The cells of a row in which anything stands."""
    return [cell for cell in row if cell is not None and written(cell).strip()]


# a list of others ---------------------------------------------------------------------------------------------------


def not_people(
    rows: Sequence[Row], heads: Sequence[str], merged: Collection[int] = (), *, is_kept: bool = False
) -> dict[int, str]:
    """For the rows below the headings: index -> why it is no person. They are shown, and may be brought in anyway.

    `merged` are the indexes of rows whose cells are merged across. `is_kept`: people go on typing here, so that below
    the others what reads as a name is somebody new."""
    found: dict[int, str] = {}
    width = max(map(len, rows), default=0)
    counts = [sum(cell is not None and cell != "" for cell in row) for row in rows]
    naming = _naming_column(rows[:_LOOKED_THROUGH])
    wanted = [key(head) for head in heads if head]
    for place, row in enumerate(rows):
        filled = filled_cells(row)
        if not filled:
            found[place] = "is empty"
        elif _is_total(filled) or (width > 1 and _blank(row, naming) and _are_sums(filled)):
            found[place] = TOTAL
        elif len(filled) == 1 < width and (place in merged or _is_title(filled[0])):
            found[place] = TITLE
        elif _is_again(filled, wanted):
            found[place] = AGAIN
    tail = _tail(rows, counts, naming, found)
    new = {place for place in tail if is_kept and not _blank(rows[place], naming) and _is_name(rows[place][naming])}
    found.update(dict.fromkeys((place for place in tail if place not in new), BELOW))
    return found


def _naming_column(rows: Sequence[Row]) -> int:
    """The first column of texts that is mostly filled: where the names, as a rule, are; -1 when there is none."""
    texts = Counter(number for row in rows for number, cell in enumerate(row) if _is_text(cell))
    most = max(texts.values(), default=0)
    return min((n for n, times in texts.items() if times >= 0.6 * most and times * 2 >= len(rows)), default=-1)


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and not is_data(cell)


def _blank(row: Row, number: int) -> bool:
    return number >= 0 and (len(row) <= number or not written(row[number]).strip())


def _tail(rows: Sequence[Row], counts: Sequence[int], naming: int, known: Mapping[int, str]) -> list[int]:
    """Remarks at the end: nearly empty rows after full ones, where not all of them have a name."""
    usual = sorted(counts)[len(counts) // 2] if counts else 0
    start = len(rows)
    while start and (counts[start - 1] * 3 <= usual or start - 1 in known):
        start -= 1
    tail = [place for place in range(start, len(rows)) if place not in known]
    if usual < 4 or not any(_blank(rows[place], naming) for place in tail):
        return []
    return [place for place in tail if not any(is_data(cell) for cell in filled_cells(rows[place]))]


def _is_name(cell: Cell) -> bool:
    """Whether a text could be somebody's name, and is no remark."""
    text = squash(written(cell))
    return len(text.split()) <= _NAME_WORDS and not re.search(r"[\d:;=()!?©*]|\.$", text)


# the record ---------------------------------------------------------------------------------------------------------


def no_records(
    rows: Sequence[Row],
    heads: Sequence[str],
    ids: Sequence[Cell],
    *,
    reached: Collection[int] = (),
    sums: Collection[int] = (),
    merged: Collection[int] = (),
) -> dict[int, str]:
    """The same for rows of a sheet that Kith made, of which `ids` are what stands in their ID column.

    A name alone is a new person, and so is whoever has an ID. `reached` are the columns (from 0) in which a number is
    no amount; `sums` the indexes of rows in which a formula adds up others.
    """
    found: dict[int, str] = {}
    wanted = [key(head) for head in heads if head]
    for place, id in enumerate(ids):
        if not _may_be_none(id):
            continue
        row = rows[place]
        filled = filled_cells(row)
        if _is_again(filled, wanted):
            found[place] = AGAIN
        elif any(number < len(row) and row[number] not in (None, "") for number in reached):
            continue
        elif (_is_total(filled) and _says_enough(filled)) or (place in sums and _are_sums(filled)):
            found[place] = TOTAL
        elif len(filled) == 1 and (place in merged or _is_title(filled[0])):
            found[place] = TITLE
    return found


def _may_be_none(id: Cell) -> bool:
    """Whether an ID is none: blank, or what people wrote into the first column of a row that is no record."""
    if not isinstance(id, str) or not id:
        return id in (None, "")
    if id[1:2] == "-" and id[0].isalpha():
        return False
    return key(id) in _TOTALS or key(id) in ("id", "kith id") or _BETWEEN.match(id) is not None


def _says_enough(filled: Sequence[Cell]) -> bool:
    """Whether a word for totals has sums beside it, or is one that nobody is called by."""
    words = next(key(written(cell)) for cell in filled if _is_text(cell))
    return words in _NOBODY or words == "σ" or (words in _TOTALS and len(filled) > 1)


# one row ------------------------------------------------------------------------------------------------------------


def _is_total(filled: Sequence[Cell]) -> bool:
    """Whether the only words of a row are "Total" or the like, with sums beside them or alone."""
    firsts = (cell.split(None, 1)[0] for cell in filled if isinstance(cell, str))
    if not any(word.rstrip(":").casefold() in _FIRST_WORDS for word in firsts):
        return False
    texts = [written(cell) for cell in filled if not is_data(cell)]
    if len(texts) != 1 or _is_reachable(filled):
        return False
    words = key(texts[0])
    return words in _TOTALS or (words.partition(" ")[0] in _TOTALS and (len(filled) > 1 or texts[0].endswith(":")))


def _are_sums(cells: Sequence[Cell]) -> bool:
    """Whether there are numbers alone, none of them a day, and none by which somebody could be reached."""
    is_any_day = any(isinstance(cell, dt.date) for cell in cells)
    return bool(cells) and not is_any_day and not _is_reachable(cells) and all(map(is_data, cells))


def _is_reachable(cells: Sequence[Cell]) -> bool:
    texts = [squash(cell) for cell in cells if isinstance(cell, str)]
    return any("@" in text for text in texts) or any(
        text.startswith(("+", "0")) and sum(map(str.isdigit, text)) >= _PHONE_DIGITS for text in texts
    )


def _is_title(cell: Cell) -> bool:
    """Whether a text has signs before or behind it, such as “--- Bakeries ---”."""
    return isinstance(cell, str) and not is_data(cell) and _BETWEEN.match(cell) is not None


def _is_again(filled: Sequence[Cell], wanted: Sequence[str]) -> bool:
    return len(filled) == len(wanted) > 1 and all(
        key(written(cell)) == head for cell, head in zip(filled, wanted, strict=True)
    )
