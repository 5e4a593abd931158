"""What happens to a whole sheet: rows moved, titles above, a heading gone, cells merged, rows hidden."""

from random import Random

from crm.model.cells import Cell
from crm.model.laid import Block, Laid
from tests.tidying.slips import SHEETS_THEMSELVES, Planted, Sheets, Slip


def title_rows(book: Sheets, rng: Random) -> Planted:  # 10
    grid = book.grids["Satisfaction"]
    lines: list[list[Cell]] = [["How happy they are", *[None] * (len(grid[0]) - 1)], [None] * len(grid[0])]
    grid[:0] = lines[: rng.randint(1, 2)]
    return Planted("", "Satisfaction", "", "", None)


def sorted_rows(book: Sheets, rng: Random) -> Planted:  # 16
    head, *rows = book.grids["Follow-ups"]
    rng.shuffle(rows)
    book.grids["Follow-ups"][:] = [head, *rows]
    return Planted("", "Follow-ups", "", "", None)


def no_heading(book: Sheets, rng: Random) -> Planted:  # 8
    heads = book.grids["Goals"][0]
    name = rng.choice(["Measure", "Target"])
    heads[heads.index(name)] = None
    return Planted("heading_missing", "Goals", "", name.lower(), None)


def merged(book: Sheets, rng: Random) -> Planted:  # 14
    grid = book.grids["Contacts"]
    row, column = rng.randrange(2, len(grid) - 1), book.column("Contacts", "city") + 1
    if grid[row - 1][0] is None:
        row += 1  # a heading between the rows may be merged
    _lie(book, "Contacts", Laid(merged=(Block(row, column, row + 1, column),)))
    return Planted("merged_cells", "Contacts", str(grid[row - 1][0]), "city", grid[row - 1][column - 1])


def hidden(book: Sheets, rng: Random) -> Planted:  # 15
    rows = rng.sample(range(2, len(book.grids["Tickets"]) + 1), 5)
    _lie(book, "Tickets", Laid(hidden=frozenset(rows)))
    return Planted("hidden_rows", "Tickets", "", "", None)


def repeated_headings(book: Sheets, rng: Random) -> Planted:  # 13
    grid = book.grids["Interactions"]
    grid.insert(rng.randrange(2, len(grid)), list(grid[0]))
    return Planted("section_row", "Interactions", "", "", None)


def _lie(book: Sheets, title: str, laid: Laid) -> None:
    book.laid[title] = laid


ALL: tuple[Slip, ...] = (
    *SHEETS_THEMSELVES, repeated_headings, sorted_rows, no_heading, title_rows, merged, hidden,
)  # fmt: skip
