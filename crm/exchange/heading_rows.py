"""Where in a sheet the names of the columns stand, and which rows below them are no people."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.exchange.synonyms import synonyms
from crm.model.cells import EMAIL, Cell, Rules, written
from crm.model.dates import parse_day
from crm.model.headings import looks_like
from crm.model.text import key, squash

Row = Sequence[Cell]
LOOKED_AT = 15  # rows from the top among which the headings are looked for
_BELOW = 11
_LOOKED_THROUGH = 1_000  # rows from which it is told where names stand
_READING = Rules(dt.date(2026, 1, 1))  # only whether a text is a day matters here, not which
_TOTALS = frozenset(
    {
        "total",
        "totals",
        "sum",
        "subtotal",
        "sub total",
        "grand total",
        "count",
        "summe",
        "gesamt",
        "gesamtsumme",
        "anzahl",
    }
    | {"somme", "total général", "suma", "totale", "somma", "razem", "totaal", "som", "σ", "average", "durchschnitt"}
)
_FIRST_WORDS = {words.split()[0] for words in _TOTALS}
_DIGIT_OR_AT = re.compile(r"[\d@]")
_SECTION = re.compile(r"\s*[-–—=*_#~•>]{2,}")


@dataclass(frozen=True)
class Guess:
    """The row that holds the names of the columns (its index, -1 for none), and whether a person should be asked."""

    index: int
    lines: int = 1
    doubtful: bool = False


def guess(rows: Sequence[Row]) -> Guess:
    """The most likely heading row of a table: of the first rows the one with the best score."""
    width = max(map(len, rows), default=0)
    known = synonyms()
    places = range(min(LOOKED_AT, len(rows)))
    names = [place for place in places if (cells := _filled(rows[place])) and not any(map(_is_data, cells))]
    names = [place for place in names if len(_filled(rows[place])) > 1 or width == 1]
    scores = {place: score(rows, place, width, known) for place in places}
    if not names:
        return Guess(-1, doubtful=bool(rows))
    best = max(places, key=lambda place: scores[place])
    place = _top_of_block(rows, max(names, key=lambda place: scores[place]), known)
    understood = _known_share(rows[place], known)
    if len(rows) == place + 1 and not understood:
        return Guess(-1, doubtful=True)
    rivals = [scores[other] for other in places if other != place]
    close = not understood and scores[place] - max(rivals, default=-9) < 0.25
    return Guess(place, 2 if _is_continued(rows, place) else 1, close or best not in names)


def _top_of_block(rows: Sequence[Row], place: int, known: Mapping[str, object]) -> int:
    """The first of several rows of texts that are equally full and known: names stand above what they name."""
    while place and len(_filled(rows[place - 1])) >= len(_filled(rows[place])):
        above = rows[place - 1]
        if any(map(_is_data, _filled(above))) or _known_share(above, known) < _known_share(rows[place], known):
            break
        place -= 1
    return place


def _known_share(row: Row, known: Mapping[str, object]) -> float:
    cells = _filled(row)
    return sum(key(written(cell)) in known for cell in cells) / max(len(cells), 1)


def score(rows: Sequence[Row], place: int, width: int, known: Mapping[str, object]) -> float:
    """How much a row looks like names of columns; only differences between rows of one table mean anything."""
    cells = _filled(rows[place])
    if not cells:
        return -9.0
    texts = [cell for cell in cells if not _is_data(cell)]
    below = rows[place + 1 : place + 1 + _BELOW]
    many = len(cells)
    points = 2 * many / width + 1.5 * len(texts) / many + 3 * _known_share(rows[place], known)
    points += len(set(map(written, cells))) / many
    points += 0.5 * sum(len(written(cell)) <= 32 for cell in cells) / many
    points += 0.5 * sum(len(_filled(row)) for row in below) / (width * _BELOW)
    points += 1.5 * _typed_below(rows[place], below) - 0.05 * place
    return points - 3 if many == 1 < width else points


def _typed_below(heads: Row, below: Sequence[Row]) -> float:
    """The share of the columns with a text on top and mostly numbers, days or e-mail addresses below it."""
    typed = 0
    for number, head in enumerate(heads):
        cells = [row[number] for row in below if len(row) > number and row[number] not in (None, "")]
        if isinstance(head, str) and not _is_data(head) and cells:
            typed += sum(_is_data(cell) for cell in cells) * 2 > len(cells)
    return typed / max(map(len, (heads, *below)))


def _is_data(cell: Cell) -> bool:
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


def _filled(row: Row) -> list[Cell]:
    return [cell for cell in row if cell is not None and written(cell).strip()]


def _is_continued(rows: Sequence[Row], place: int) -> bool:
    """Whether the names go on in the next row: all in brackets, with data only below."""
    below = _filled(rows[place + 1]) if len(rows) > place + 2 else []
    return len(below) > 1 and all(isinstance(cell, str) and re.fullmatch(r"\(.*\)", cell.strip()) for cell in below)


# rows that are no people --------------------------------------------------------------------------------------------


def not_people(rows: Sequence[Row], heads: Sequence[str]) -> dict[int, str]:
    """For the rows below the headings: index -> why it is no person. They are shown, and may be brought in anyway."""
    found: dict[int, str] = {}
    width = max(map(len, rows), default=0)
    counts = [sum(cell is not None and cell != "" for cell in row) for row in rows]
    naming = _naming_column(rows[:_LOOKED_THROUGH])
    wanted = [key(head) for head in heads if head]
    for place, row in enumerate(rows):
        filled = _filled(row)
        if not filled:
            found[place] = "is empty"
        elif _is_total(filled) or (width > 1 and _blank(row, naming) and _are_numbers(filled)):
            found[place] = "is a line of totals"
        elif len(filled) == 1 < width and _SECTION.match(written(filled[0])):
            found[place] = "is a title between the rows"
        elif len(filled) == len(wanted) > 1 and all(key(written(a)) == b for a, b in zip(filled, wanted, strict=True)):
            found[place] = "repeats the headings"
    found.update(dict.fromkeys(_tail(rows, counts, naming, found), "stands below the list"))
    return found


def _naming_column(rows: Sequence[Row]) -> int:
    """The first column of texts that is mostly filled: where the names, as a rule, are; -1 when there is none."""
    texts = Counter(number for row in rows for number, cell in enumerate(row) if _is_text(cell))
    most = max(texts.values(), default=0)
    return min((n for n, times in texts.items() if times >= 0.6 * most and times * 2 >= len(rows)), default=-1)


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and not _is_data(cell)


def _blank(row: Row, number: int) -> bool:
    return number >= 0 and (len(row) <= number or not written(row[number]).strip())


def _is_total(filled: Sequence[Cell]) -> bool:
    """Whether the only words of a row are "Total" or the like, with numbers beside them or alone."""
    firsts = (cell.split(None, 1)[0] for cell in filled if isinstance(cell, str))
    if not any(word.rstrip(":").casefold() in _FIRST_WORDS for word in firsts):
        return False
    texts = [written(cell) for cell in filled if not _is_data(cell)]
    if len(texts) != 1:
        return False
    words = key(texts[0])
    return words in _TOTALS or (words.partition(" ")[0] in _TOTALS and (len(filled) > 1 or texts[0].endswith(":")))


def _are_numbers(cells: Sequence[Cell]) -> bool:
    """Whether there are numbers alone, and none by which somebody could be reached."""
    reachable = any("@" in written(cell) or written(cell).strip().startswith(("+", "0")) for cell in cells)
    return not reachable and all(map(_is_data, cells))


def _tail(rows: Sequence[Row], counts: Sequence[int], naming: int, known: Mapping[int, str]) -> list[int]:
    """Remarks at the end: nearly empty rows after full ones, where not all of them have a name."""
    usual = sorted(counts)[len(counts) // 2] if counts else 0
    start = len(rows)
    while start and (counts[start - 1] * 3 <= usual or start - 1 in known):
        start -= 1
    tail = [place for place in range(start, len(rows)) if place not in known]
    if usual < 4 or not any(_blank(rows[place], naming) for place in tail):
        return []
    return [place for place in tail if not any(_is_data(cell) for cell in _filled(rows[place]))]
