"""The sheet Overview: figures for colleagues who have no Kith open. Values, no formulas, in cells that never move."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from crm.model.cells import Cell

TITLE = "Overview"
FACTORS, MONTHS, CALLS = 4, 12, 20
WIDTHS = (26, 18, 14, 27, 12, 14)  # of its columns, in letters
LINE = (2, 1)  # the cell that says of when the figures are
OURS = "Kith writes this sheet anew; please type elsewhere."  # how that line ends
FACTOR_ROW, MONTH_ROW, CALL_ROW = 5, 12, 27  # the first rows below the headings
HEADINGS = {
    FACTOR_ROW: ("Measure", "Now", "Counted", "What it says"),
    MONTH_ROW: ("Month", "Kept", "Lost", "Would recommend us (NPS)", "Answers", "Money in"),
    CALL_ROW: ("People to call", "Phone", "Last contact", "Why"),
}


@dataclass(frozen=True)
class Figures:
    """What the sheet shows. Each row is one tuple of cells, as its headings say; longer ones are cut.

    `factors`: four of (name, value, n, sentence). `months`: twelve, oldest first, of (month, kept, lost, NPS, answers,
    money in). `calls`: at most twenty of (name, phone, last contact, why). `as_of` None: no figures yet.
    """

    as_of: dt.date | None = None
    factors: Sequence[Sequence[Cell]] = ()
    months: Sequence[Sequence[Cell]] = ()
    calls: Sequence[Sequence[Cell]] = ()


def rows(figures: Figures) -> list[list[Cell]]:
    """The whole sheet, its title and headings too, as rows from the first one."""
    every = {(1, 1): TITLE, **cells(figures)}
    every |= {(first - 1, column): word for first, words in HEADINGS.items() for column, word in enumerate(words, 1)}
    last = max(row for row, _ in every)
    return [[every.get((row, column)) for column in range(1, len(WIDTHS) + 1)] for row in range(1, last + 1)]


def cells(figures: Figures) -> dict[tuple[int, int], Cell]:
    """(row, column) -> value for every cell that Kith writes, blanks included: they clear older figures."""
    when = f"As of {figures.as_of.day} {figures.as_of:%B %Y}." if figures.as_of else "No figures yet."
    found: dict[tuple[int, int], Cell] = {LINE: f"{when} {OURS}"}
    blocks = (
        (FACTOR_ROW, FACTORS, figures.factors),
        (MONTH_ROW, MONTHS, figures.months),
        (CALL_ROW, CALLS, figures.calls),
    )
    for first, height, rows in blocks:
        for number in range(height):
            row = rows[number] if number < len(rows) else ()
            for column in range(len(HEADINGS[first])):
                found[first + number, column + 1] = row[column] if column < len(row) else None
    return found
