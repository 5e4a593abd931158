"""Where in a sheet the names of the columns stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.exchange.synonyms import synonyms
from crm.model.cells import written
from crm.model.no_records import Row, filled_cells, is_data
from crm.model.text import key

LOOKED_AT = 15  # rows from the top among which the headings are looked for
_BELOW = 11


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
    names = [place for place in places if (cells := filled_cells(rows[place])) and not any(map(is_data, cells))]
    names = [place for place in names if len(filled_cells(rows[place])) > 1 or width == 1]
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
    while place and len(filled_cells(rows[place - 1])) >= len(filled_cells(rows[place])):
        above = rows[place - 1]
        if any(map(is_data, filled_cells(above))) or _known_share(above, known) < _known_share(rows[place], known):
            break
        place -= 1
    return place


def _known_share(row: Row, known: Mapping[str, object]) -> float:
    cells = filled_cells(row)
    return sum(key(written(cell)) in known for cell in cells) / max(len(cells), 1)


def score(rows: Sequence[Row], place: int, width: int, known: Mapping[str, object]) -> float:
    """How much a row looks like names of columns; only differences between rows of one table mean anything."""
    cells = filled_cells(rows[place])
    if not cells:
        return -9.0
    texts = [cell for cell in cells if not is_data(cell)]
    below = rows[place + 1 : place + 1 + _BELOW]
    many = len(cells)
    points = 2 * many / width + 1.5 * len(texts) / many + 3 * _known_share(rows[place], known)
    points += len(set(map(written, cells))) / many
    points += 0.5 * sum(len(written(cell)) <= 32 for cell in cells) / many
    points += 0.5 * sum(len(filled_cells(row)) for row in below) / (width * _BELOW)
    points += 1.5 * _typed_below(rows[place], below) - 0.05 * place
    return points - 3 if many == 1 < width else points


def _typed_below(heads: Row, below: Sequence[Row]) -> float:
    """The share of the columns with a text on top and mostly numbers, days or e-mail addresses below it."""
    typed = 0
    for number, head in enumerate(heads):
        cells = [row[number] for row in below if len(row) > number and row[number] not in (None, "")]
        if isinstance(head, str) and not is_data(head) and cells:
            typed += sum(is_data(cell) for cell in cells) * 2 > len(cells)
    return typed / max(map(len, (heads, *below)))


def _is_continued(rows: Sequence[Row], place: int) -> bool:
    """Whether the names go on in the next row: all in brackets, with data only below."""
    below = filled_cells(rows[place + 1]) if len(rows) > place + 2 else []
    return len(below) > 1 and all(isinstance(cell, str) and re.fullmatch(r"\(.*\)", cell.strip()) for cell in below)
