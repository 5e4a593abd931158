"""The tabs of a workbook that hold no records, read from their cells: Settings, Lists, Start here, Overview."""

from collections.abc import Sequence

from crm.model.cells import Cell, written
from crm.model.headings import Tab
from crm.model.text import key, squash

_FIGURES = (60, 10)  # rows and columns of the sheet Overview


def overview_in(tab: Tab | None) -> dict[tuple[int, int], Cell] | None:
    """What stands in the sheet Overview, as far as its figures reach; around them people may keep anything."""
    if tab is None:
        return None
    last, right = _FIGURES
    lines = enumerate(tab.cells[:last], start=1)
    cells = {(row, column): cell for row, line in lines for column, cell in enumerate(line[:right], start=1)}
    errors = {place: f"#{text}" for place, text in tab.errors.items()}
    formulas = {place: f"={text}" for place, text in tab.formulas.items()}
    every = {**cells, **errors, **formulas}.items()
    return {at: cell for at, cell in every if cell not in (None, "") and at[0] <= last and at[1] <= right}


def playbook_in(tab: Tab | None) -> tuple[tuple[str, str], ...]:
    """The lines below the heading How we do it: two columns, the row below it names them."""
    rows = [[squash(written(cell)) for cell in row[:2]] for row in tab.cells] if tab else []
    begins = next((number for number, row in enumerate(rows, 2) if row and key(row[0]) == "how we do it"), len(rows))
    return tuple((row[0], row[1] if len(row) > 1 else "") for row in rows[begins:] if any(row))


def settings_in(tab: Tab | None) -> dict[str, tuple[tuple[int, int], Cell]]:
    """Key -> (where its value stands, the value)."""
    if tab is None or not tab.cells:
        return {}
    heads = [key(written(cell)) for cell in tab.cells[0]]
    if "key" not in heads or "value" not in heads:
        return {}
    names, values = heads.index("key"), heads.index("value")
    return {
        squash(written(row[names])): ((number, values + 1), row[values] if row[values] != "" else None)
        for number, row in enumerate((padded(row, len(heads)) for row in tab.cells[1:]), start=2)
        if written(row[names]).strip()
    }


def lists_in(tab: Tab | None) -> tuple[dict[str, list[Cell]], dict[str, int]]:
    """Heading -> the cells below it, and heading -> its column."""
    found: dict[str, list[Cell]] = {}
    places: dict[str, int] = {}
    for number, heading in enumerate(tab.cells[0] if tab and tab.cells else ()):
        name = squash(written(heading))
        if tab and name and name not in found:
            found[name] = [row[number] if len(row) > number and row[number] != "" else None for row in tab.cells[1:]]
            places[name] = number + 1
    return found, places


def padded(row: Sequence[Cell], width: int) -> Sequence[Cell]:
    """A row with blanks at its end, so that it is `width` cells long."""
    return row if len(row) == width else [*row, *[None] * (width - len(row))]
