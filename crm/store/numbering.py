"""IDs for rows that people typed without one, and for copies of a row that kept the ID of the first."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from crm.model.cells import Cell, same, written
from crm.model.contents import Contents, SheetContents
from crm.model.problems import Problem
from crm.model.sheets import SHEETS
from crm.store.recognising import fingerprint, known_again
from crm.store.workbook import GiveId


def is_numbered(contents: Contents) -> bool:
    """Whether every row has an ID of its own already."""
    return all(_has_own_ids(sheet) for sheet in contents.sheets.values())


def _has_own_ids(sheet: SheetContents) -> bool:
    ids = sheet.columns.get("id")
    return ids is None or len(set(ids) - {None}) == len(ids)


def number(
    contents: Contents, before: Contents | None, known: Sequence[GiveId], draw: Callable[[str], str]
) -> tuple[Contents, list[GiveId]]:
    """Give every row an ID, in memory: the contents with IDs, and the IDs that the record does not hold yet.

    `contents` is as `plain` leaves it. `before` is what the rows held last, which says whose ID a copied row bears;
    `known` are IDs given at earlier reads; `draw(letter)` gives a new one.
    """
    given: list[GiveId] = []
    sheets = dict(contents.sheets)
    for name, sheet in contents.sheets.items():
        new = [give for give in known if give.sheet == name and give.id not in sheet.places]
        sheet = _with_those_taken_in(sheet, new)
        if not _has_own_ids(sheet):
            last = before.sheets.get(name) if before else None
            states = _states(new, last)
            sheet, copied = _without_copies(sheet, last, states)
            blank = _blank_rows(sheet)
            old = known_again(blank, states, _lost(sheet, last))
            drawn = {place: old.get(place) or draw(SHEETS[name].letter) for place in blank}
            given += [replace(row, id=drawn[place], copied=copied.get(row.row, "")) for place, row in blank.items()]
            sheets[name] = sheet.with_ids(drawn) if drawn else sheet
    return replace(contents, sheets=sheets), given


def _with_those_taken_in(sheet: SheetContents, known: Sequence[GiveId]) -> SheetContents:
    """With the rows that look like no records, and that somebody said are some: they have got their IDs."""
    if not known or not sheet.aside:
        return sheet
    looks = {fingerprint(give) for give in known}
    return sheet.taking_in([row for row in sheet.aside if fingerprint(aside_at(sheet, row)) in looks])


def aside_at(sheet: SheetContents, row: int) -> GiveId:
    """A row that was left aside, with the ID that it has."""
    cells = {field: cell for field, cell in sheet.aside[row].items() if field != "id"}
    return GiveId(sheet.key, row, str(sheet.aside[row].get("id") or ""), cells)


def _states(known: Sequence[GiveId], last: SheetContents | None) -> list[GiveId]:
    """What rows were when they got their IDs, and before that what they are by now."""
    places = last.places if last else {}
    now = [give_at(last, places[give.id]) for give in known if last and give.id in places]
    return [*now, *known]


def _lost(sheet: SheetContents, last: SheetContents | None) -> list[GiveId]:
    """The rows of the last read whose IDs stand nowhere by now: cleared perhaps, and the rows are there."""
    return [give_at(last, place) for id, place in last.places.items() if id not in sheet.places] if last else []


def give_at(sheet: SheetContents, place: int) -> GiveId:
    """The row at a place in the columns, with the ID that it has."""
    cells = {field: column[place] for field, column in sheet.columns.items() if field != "id"}
    return GiveId(sheet.key, sheet.rows[place], str(sheet.columns["id"][place] or ""), cells)


def _blank_rows(sheet: SheetContents) -> dict[int, GiveId]:
    """The rows without ID, by their place in the columns."""
    return {place: give_at(sheet, place) for place, id in enumerate(sheet.columns["id"]) if id is None}


def plain(contents: Contents) -> Contents:
    """The contents of a read with its IDs as they are compared: `1.0` is 1, without blanks around; None where none."""
    sheets = dict(contents.sheets)
    for name, sheet in sheets.items():
        if "id" in sheet.columns:
            cells = sheet.columns["id"]
            ids: list[Cell] = [(cell.strip() if type(cell) is str else squashed(cell)) or None for cell in cells]
            sheets[name] = replace(sheet, columns={**sheet.columns, "id": ids})
    return replace(contents, sheets=sheets)


def squashed(cell: Cell) -> str:
    """An ID as it is compared: `1.0` is 1, without blanks around it."""
    return cell.strip() if isinstance(cell, str) else written(cell).strip()


def _without_copies(
    sheet: SheetContents, before: SheetContents | None, known: Sequence[GiveId]
) -> tuple[SheetContents, dict[int, str]]:
    """Where an ID stands on several rows: the row nearest to the last read keeps it, another with other cells loses it
    (and gets a new one), an identical one is left out and listed. A row that has got another ID already never keeps
    the one it was copied with. Beside that, by row number, which ID the others lost."""
    ids = [cell and str(cell) for cell in sheet.columns["id"]]
    groups: dict[str, list[int]] = {}
    for place, id in enumerate(ids):
        if id:
            groups.setdefault(id, []).append(place)
    spare = {fingerprint(give): give.id for give in known}
    blanked, left = set[int](), dict[int, Problem]()
    for id, places in groups.items():
        if len(places) > 1:
            looks = {place: fingerprint(give_at(sheet, place)) for place in places}
            open_to = [place for place in places if looks[place] not in spare] or places
            keeper = _nearest(sheet, open_to, before.row(id) if before else None)
            for place in places:
                if place == keeper:
                    continue
                if looks[place] == looks[keeper] and spare.pop(looks[place], None) is None:
                    sentence = f"Row {sheet.rows[place]} is a copy of row {sheet.rows[keeper]}, so it counts once."
                    left[place] = Problem("duplicate_id", sheet.key, sheet.rows[place], id, "id", id, sentence)
                else:
                    blanked.add(place)
    own = [None if place in blanked else id for place, id in enumerate(ids)]
    lost = {sheet.rows[place]: str(ids[place]) for place in blanked}
    return replace(sheet, columns={**sheet.columns, "id": own}).leaving(left), lost


def _nearest(sheet: SheetContents, places: list[int], base: dict[str, Cell] | None) -> int:
    if base is None:
        return places[0]

    def likeness(place: int) -> int:
        return sum(same(cells[place], base.get(field)) for field, cells in sheet.columns.items() if field != "id")

    return max(places, key=lambda place: (likeness(place), -place))
