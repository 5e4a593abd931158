"""Requests that move or copy cells: copyPaste, cutPaste, sortRange."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from . import references
from .a1 import Area
from .batch import Draft
from .cells import Cell, CellFault, Value
from .errors import only, refused, unsupported
from .of_cells import check_on_grid, unmerge
from .sheet import Row, Sheet
from .values import guard

KINDS_OF_PASTE = {"PASTE_NORMAL", "PASTE_NO_BORDERS", "PASTE_VALUES", "PASTE_FORMAT", "PASTE_FORMULA"}
KINDS_OF_PASTE |= {"PASTE_DATA_VALIDATION"}
Block = list[list[Cell]]


def copy_paste(draft: Draft, body: Mapping) -> None:
    """copyPaste: repeated where the destination is a multiple of the source, whole where it is smaller."""
    only(body, "source", "destination", "pasteType", "pasteOrientation")
    if body.get("pasteOrientation") not in (None, "NORMAL"):
        raise unsupported("transposing in copyPaste")
    sheet, source = draft.place(body.get("source"))
    there, target = destination(draft, body.get("destination"), source)
    paste(draft, sheet, source, there, target, kind_of(body))


def kind_of(body: Mapping) -> str:
    """What is pasted."""
    kind = body.get("pasteType") or "PASTE_NORMAL"
    if kind not in KINDS_OF_PASTE:
        raise unsupported(f"the paste type {kind}")
    return kind


def destination(draft: Draft, grid_range: object, source: Area) -> tuple[Sheet, Area]:
    """Where a copy goes, in its full size."""
    there, target = draft.place(grid_range)
    height = target.height if target.height % source.height == 0 else source.height
    width = target.width if target.width % source.width == 0 else source.width
    target = Area(target.top, target.left, target.top + height, target.left + width)
    check_on_grid(there, target)
    guard(there, target, draft.caller)
    return there, target


def block(draft: Draft, sheet: Sheet, area: Area, kind: str) -> Block:
    """The cells of an area as they are about to be pasted."""
    return [
        [as_pasted(draft, sheet, row, column, kind) for column in range(area.left, area.right)]
        for row in range(area.top, area.bottom)
    ]


def as_pasted(draft: Draft, sheet: Sheet, row: int, column: int, kind: str) -> Cell:
    """A cell, with the value of its formula where only values are pasted."""
    cell = sheet.cell(row, column)
    if kind == "PASTE_VALUES" and cell.formula:
        value = draft.book.computed(sheet, row, column)
        return cell.holding(str(value) if isinstance(value, CellFault) else value)
    return cell


def paste(draft: Draft, sheet: Sheet, source: Area, there: Sheet, target: Area, kind: str) -> None:
    """Put a copy of an area into another, as often as it fits."""
    cells = block(draft, sheet, source, kind)
    for row in range(target.top, target.bottom):
        for column in range(target.left, target.right):
            down, right = (row - target.top) % source.height, (column - target.left) % source.width
            new = pasted(there.cell(row, column), cells[down][right], kind)
            if new.formula and kind != "PASTE_FORMAT":
                shift = (row - source.top - down, column - source.left - right)
                new = replace(new, formula=references.moved(new.formula, *shift))
            there.put(row, column, new)


def pasted(old: Cell, new: Cell, kind: str) -> Cell:
    """A cell after another was pasted on it."""
    if kind == "PASTE_FORMAT":
        return replace(old, format=new.format)
    if kind == "PASTE_DATA_VALIDATION":
        return replace(old, rule=new.rule)
    return replace(old, value=new.value, formula=new.formula) if kind in ("PASTE_VALUES", "PASTE_FORMULA") else new


def cut_paste(draft: Draft, body: Mapping) -> None:
    """cutPaste: cells move, and names with all of their cells; rows, and what is attached to them, stay."""
    only(body, "source", "destination", "pasteType")
    kind = kind_of(body)
    sheet, source = draft.to_write(body.get("source"))
    to = body.get("destination") or {}
    there = draft.book.sheet(to.get("sheetId"))
    top, left = to.get("rowIndex") or 0, to.get("columnIndex") or 0
    target = Area(top, left, top + source.height, left + source.width)
    check_on_grid(there, target)
    guard(there, target, draft.caller)
    cells = block(draft, sheet, source, kind)
    merges = [each for each in sheet.merges if source.covers(each)]
    unmerge(sheet, source)
    empty: tuple = (None,) * source.width
    for row in range(source.top, source.bottom):
        sheet.rows[row] = sheet.rows[row].with_cells(source.left, empty)
    for down, line in enumerate(cells):
        for right, cell in enumerate(line):
            there.put(top + down, left + right, pasted(there.cell(top + down, left + right), cell, kind))
    draft.book.follow_cut((sheet, source), (there, target))
    shift = (top - source.top, left - source.left) * 2
    there.merges += [Area(*(side + by for side, by in zip(each, shift, strict=True))) for each in merges]


def sort_range(draft: Draft, body: Mapping) -> None:
    """sortRange: stable; numbers, then text, then truths; blanks last, in either order."""
    only(body, "range", "sortSpecs")
    sheet, area = draft.to_write(body.get("range"))
    if any(each.meets(area) for each in sheet.merges):
        raise refused("You can't sort a range with merged cells.")
    sort(draft, sheet, area, body.get("sortSpecs") or [])


def sort(draft: Draft, sheet: Sheet, area: Area, specs: Sequence[Mapping]) -> None:
    """Sort the rows of an area. Only its columns move; anchors go along as the switches say."""
    order = list(range(area.top, area.bottom))
    for spec in reversed(specs or [{"dimensionIndex": area.left}]):
        only(spec, "dimensionIndex", "sortOrder")
        column, falling = spec.get("dimensionIndex") or 0, spec.get("sortOrder") == "DESCENDING"
        if not area.left <= column < area.right:
            raise refused(f"The sort column {column} lies outside of the range")
        keys = {row: sort_key(draft.book.computed(sheet, row, column)) for row in order}
        order.sort(key=lambda row: keys[row], reverse=falling)
        if falling:  # "reverse" keeps equal rows in their order; blanks go last again
            order = [row for row in order if keys[row] != BLANK] + [row for row in order if keys[row] == BLANK]
    rearrange(draft, sheet, area, order)


BLANK = (3, "")


def sort_key(value: Value) -> tuple:
    """The place of a value among others."""
    if value in (None, ""):
        return BLANK
    if isinstance(value, bool):
        return (2, value)
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def rearrange(draft: Draft, sheet: Sheet, area: Area, order: list[int]) -> None:
    """Put the cells of an area in another order of rows, and the rows' anchors with them if that is switched on."""
    switches = draft.world.switches
    rows = sheet.rows[area.top : area.bottom]
    last = max((column for row in rows for column, cell in enumerate(row.cells) if cell and cell.has_data), default=0)
    full = area.left == 0 and area.right > last
    along = switches.anchors_follow_sort if full else switches.partial_sort_moves_anchor
    for row, source in zip(range(area.top, area.bottom), order, strict=True):
        old = rows[source - area.top]
        cells = tuple(travelled(cell, row - source) for cell in old.slice(area.left, area.right))
        there = rows[row - area.top]
        there = Row(old.line, there.cells) if along else there
        sheet.rows[row] = there.with_cells(area.left, cells)
    sheet.places = None


def travelled(cell: Cell | None, down: int) -> Cell | None:
    """A cell after its row moved: a formula goes on meaning its own row."""
    if cell is None or not cell.formula:
        return cell
    return replace(cell, formula=references.moved(cell.formula, down, 0))


KINDS = {"copyPaste": copy_paste, "cutPaste": cut_paste, "sortRange": sort_range}
