"""From text to rows of cells: CSV with commas, semicolons, tabs or bars, as RFC 4180 says and as people write it."""

import csv
import io
from collections import Counter

from crm.exchange.questions import Question
from crm.model.errors import InvalidInput

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MAX_CELL = 131_072  # characters; more is an error of quoting, not a cell
_ENOUGH = 0.6  # the share of rows that a delimiter must part alike
_LOOKED_AT = 64_000  # characters
Rows = list[list[str]]


def split(text: str, name: str, delimiter: str = "") -> tuple[Rows, tuple[Question, ...]]:
    """The rows of a text, and what is to be asked about their delimiter.

    `delimiter`: the answer to an earlier question. A first line `sep=;` settles it and is no row. Raises
    InvalidInput("file") when a quotation mark is never closed, since what follows it cannot be told apart.
    """
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) <= 5:
        text, delimiter = rest, delimiter or first.strip("\r\n")[4:] or ","
    if delimiter:
        return _parse(text, name, delimiter), ()
    head = text if len(text) <= _LOOKED_AT else text[: text.rfind("\n", 0, _LOOKED_AT) + 1 or _LOOKED_AT]
    guesses = {mark: _try(head, mark) for mark in DELIMITERS}
    best = max(guesses, key=lambda mark: _score(guesses[mark])[0])
    rows = _parse(text, name, best)
    return rows, _doubts(guesses, best)


def _parse(text: str, name: str, delimiter: str) -> Rows:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidInput("file", f"“{name}” is not in order: {_plainly(error)} {_INSTEAD}") from error
    if rows and text.count('"') % 2 and sum(cell.count("\n") for cell in rows[-1]):
        raise InvalidInput(
            "file", f"“{name}” opens a quotation mark in row {len(rows)} and never closes it. {_INSTEAD}"
        )
    return rows


_INSTEAD = "Open it in Excel or LibreOffice, save it as .xlsx, and choose that file."


def _plainly(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"one cell has more than {MAX_CELL:,} characters."
    return "its lines cannot be parted into cells."


def _try(head: str, delimiter: str) -> Rows:
    try:
        return [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return []


def _score(rows: Rows) -> tuple[float, float, int]:
    """(share of the rows with the most common width x that width, up to 8; the share; the width); widths above 1."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 0.0, 1
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    return often / len(rows) * min(width, 8), often / len(rows), width


def _doubts(guesses: dict[str, Rows], best: str) -> tuple[Question, ...]:
    """Whether to ask: too few rows are alike, or a row that stays whole would be parted by another delimiter."""
    _, share, width = _score(guesses[best])
    if all(len(row) == 1 for rows in guesses.values() for row in rows):
        return ()  # one column, whatever the delimiter
    torn = any(
        sum(len(row) == 1 for row in guesses[best]) and sum(len(row) >= max(width, 3) for row in rows)
        for mark, rows in guesses.items()
        if mark != best
    )
    if share >= _ENOUGH and not torn:
        return ()
    order = [best, *(mark for mark in DELIMITERS if mark != best)]
    choices = tuple((mark, f"{DELIMITERS[mark]}: {' · '.join(_shown(guesses[mark]))}") for mark in order)
    return (Question("delimiter", "What parts the columns of this file?", choices),)


def _shown(rows: Rows) -> list[str]:
    return [cell[:20] for cell in (rows[0] if rows else [])[:4]]
