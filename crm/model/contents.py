"""Contents: one read of a whole workbook, understood as sheets of rows with IDs, before anything is typed.

Every Workbook answers a read with this; crm/model/understanding.py makes it from tabs of cells.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress

from crm.model.cells import Cell, same
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.problems import Problem
from crm.model.sheets import SHEETS

PENDING_ROW = 0  # the row number of a row that is not in the sheet yet


@dataclass(frozen=True)
class SheetContents:
    """A sheet of records: `columns[field][n]` is a cell of the row number `rows[n]`, as it was read.

    `fields[c]` says which field column c + 1 of the sheet holds, None where it holds none. `formulas` and `errors` are
    keyed by (row number, field). `left_out` lists the rows that are no records, each with its Problem, and `aside` says
    by row number what stands in them.
    """

    key: str
    title: str
    heading_row: int
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    rows: list[int]
    columns: dict[str, list[Cell]]
    formulas: dict[tuple[int, str], str] = field(default_factory=dict)
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    left_out: tuple[Problem, ...] = ()
    aside: dict[int, dict[str, Cell]] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, int]:
        """ID -> its index in every column list; the first where an ID stands twice."""
        found: dict[str, int] = {}
        for number, cell in enumerate(self.columns.get("id", ())):
            found.setdefault(str(cell), number)
        return found

    def row(self, id: str) -> dict[str, Cell] | None:
        """All cells of a row by field, blanks as None; None when there is no such row."""
        place = self.places.get(id)
        if place is None:
            return None
        return {name: cells[place] if cells[place] != "" else None for name, cells in self.columns.items()}

    def column_number(self, name: str) -> int | None:
        """The column (from 1) that holds a field."""
        return self.fields.index(name) + 1 if name in self.fields else None

    def with_ids(self, drawn: Mapping[int, str]) -> "SheetContents":
        """The same with IDs for rows that had none: index -> ID."""
        ids = list(self.columns["id"])
        for number, id in drawn.items():
            ids[number] = id
        return replace(self, columns={**self.columns, "id": ids})

    def with_id(self, row: int, id: str) -> "SheetContents":
        """The same with another ID for a row by its number, also for one that was left aside so far."""
        sheet = self.taking_in([row]) if row in self.aside else self
        return sheet.with_ids({sheet.rows.index(row): id})

    def leaving(self, left: Mapping[int, Problem]) -> "SheetContents":
        """The same without the rows at these places, which are listed with what they are."""
        if not left:
            return self
        stays = [place not in left for place in range(len(self.rows))]
        aside = {
            self.rows[n]: {name: None if cells[n] == "" else cells[n] for name, cells in self.columns.items()}
            for n in left
        }
        return replace(
            self,
            rows=list(compress(self.rows, stays)),
            columns={name: list(compress(cells, stays)) for name, cells in self.columns.items()},
            left_out=(*self.left_out, *left.values()),
            aside={**self.aside, **aside},
        )

    def taking_in(self, rows: Collection[int]) -> "SheetContents":
        """The same with these rows among the others, that were left aside as no records."""
        if not rows:
            return self
        numbers = sorted({*self.rows, *rows})
        old = {row: place for place, row in enumerate(self.rows)}
        columns = {
            name: [cells[old[row]] if row in old else self.aside[row].get(name) for row in numbers]
            for name, cells in self.columns.items()
        }
        left_out = tuple(problem for problem in self.left_out if problem.row not in rows)
        aside = {row: cells for row, cells in self.aside.items() if row not in rows}
        return replace(self, rows=numbers, columns=columns, left_out=left_out, aside=aside)

    def without(self, rows: Collection[int]) -> "SheetContents":
        """The same without the rows of these numbers."""
        stays = [row not in rows for row in self.rows]
        return replace(
            self,
            columns={name: list(compress(cells, stays)) for name, cells in self.columns.items()},
            rows=list(compress(self.rows, stays)),
            errors={place: text for place, text in self.errors.items() if place[0] not in rows},
            formulas={place: text for place, text in self.formulas.items() if place[0] not in rows},
        )

    def applied(self, changes: Sequence[AddRow | UpdateRow | RemoveRow], rows: Mapping[str, int]) -> "SheetContents":
        """The same after some changes. `rows` says in which row number an added ID went, where that is known."""
        columns, numbers, errors, formulas = dict(self.columns), list(self.rows), self.errors, self.formulas
        places, own, gone = dict(self.places), set[str](), set[int]()
        if any(isinstance(change, AddRow) for change in changes):  # a new row touches every column
            columns, own = {name: list(cells) for name, cells in columns.items()}, set(columns)

        def column(name: str) -> list[Cell]:
            if name not in own:  # copied once, at the first change
                columns[name] = list(columns[name])
                own.add(name)
            return columns[name]

        for change in changes:
            if isinstance(change, AddRow):
                if change.id not in places:
                    places[change.id] = len(numbers)
                    numbers.append(rows.get(change.id, PENDING_ROW))
                    for name, cells in columns.items():
                        cells.append(change.id if name == "id" else change.values.get(name))
            elif isinstance(change, UpdateRow):
                if (place := places.get(change.id)) is not None:
                    for name, value in change.values.items():
                        if name in columns:
                            column(name)[place] = value
                            errors, formulas = (_without(known, numbers[place], name) for known in (errors, formulas))
            elif (place := places.pop(change.id, None)) is not None:
                errors, formulas = (_without(known, numbers[place]) for known in (errors, formulas))
                gone.add(place)
        if gone:  # all at once: an import that is taken back removes thousands
            stays = [place not in gone for place in range(len(numbers))]
            columns = {name: list(compress(cells, stays)) for name, cells in columns.items()}
            numbers = list(compress(numbers, stays))
            moved = {old: new for new, old in enumerate(compress(range(len(stays)), stays))}
            places = {id: moved[place] for id, place in places.items()}
        out = {change.id for change in changes if isinstance(change, RemoveRow)} - places.keys()
        left_out = tuple(problem for problem in self.left_out if problem.id not in out) if out else self.left_out
        after = replace(self, columns=columns, rows=numbers, errors=errors, formulas=formulas, left_out=left_out)
        after.__dict__["places"] = places  # known already: a save must not count all rows again
        return after


def _without(known: dict[tuple[int, str], str], row: int, field: str = "") -> dict[tuple[int, str], str]:
    """What is known of cells, without one cell of a row, or without the whole row."""
    if not known:
        return known
    return {place: text for place, text in known.items() if place[0] != row or (field and place[1] != field)}


@dataclass(frozen=True)
class Contents:
    """One consistent read of a workbook. `stamp` is (book_id, generation) where the workbook bears one; `fingerprint`
    is the same for the same bytes, whenever and by whomever they were written.

    `settings_at` gives the cell (row, column) of each setting, `lists_at` the column of each heading of Lists.
    `playbook` is how the team does things, as it stands in the sheet Start here: when, and what they do then.
    `overview` is what stands in the sheet Overview, by (row, column), a formula as its text; None without such a sheet.
    """

    revision: str
    stamp: tuple[str, str] | None
    sheets: dict[str, SheetContents]
    lists: dict[str, list[Cell]]
    settings: dict[str, Cell]
    other_tabs: tuple[str, ...] = ()
    settings_at: dict[str, tuple[int, int]] = field(default_factory=dict)
    lists_at: dict[str, int] = field(default_factory=dict)
    fingerprint: str = ""
    playbook: tuple[tuple[str, str], ...] = ()
    overview: dict[tuple[int, int], Cell] | None = field(default=None, compare=False)

    def sheet(self, name: str) -> SheetContents | None:
        """A sheet by its SHEETS key; one that comes with its first row, as it will be made then; else None."""
        return self.sheets.get(name) or (blank(name) if SHEETS[name].module else None)

    def applied(self, changes: Sequence[Change], rows: Mapping[str, int] | None = None) -> "Contents":
        """The same after some changes, as the overlay of what is pending and after our own write."""
        sheets, lists, settings = dict(self.sheets), dict(self.lists), dict(self.settings)
        for name in {change.sheet for change in changes if isinstance(change, AddRow | UpdateRow | RemoveRow)}:
            its = [c for c in changes if isinstance(c, AddRow | UpdateRow | RemoveRow) and c.sheet == name]
            there = self.sheet(name) if any(isinstance(change, AddRow) for change in its) else sheets.get(name)
            if there is not None:
                sheets[name] = there.applied(its, rows or {})
        for change in changes:
            if isinstance(change, SetSetting):
                settings[change.key] = change.value
            elif isinstance(change, AddToList):
                _add_to_list(lists, change)
            elif isinstance(change, RemoveFromList):
                _remove_from_list(lists, change)
            elif isinstance(change, SetBeside):
                _set_beside(lists, change)
        return replace(self, sheets=sheets, lists=lists, settings=settings)

    def __contains__(self, id: object) -> bool:
        """Whether an ID is taken, under any sheet's letter, or once meant somebody who was merged."""
        code = str(id)[1:]
        taken = any(f"{SHEETS[name].letter}{code}" in sheet.places for name, sheet in self.sheets.items())
        return taken or any(str(id) in str(cell) for cell in self._merged)

    @cached_property
    def _merged(self) -> list[Cell]:
        contacts = self.sheets.get("Contacts")
        return [cell for cell in contacts.columns.get("merged_ids", ()) if cell] if contacts else []

    @property
    def ids(self) -> set[str]:
        """Every ID of the workbook."""
        return {id for sheet in self.sheets.values() for id in sheet.places}


def _add_to_list(lists: dict[str, list[Cell]], change: AddToList) -> None:
    words = list(lists.get(change.list, ()))
    if any(same(word, change.entry) for word in words):
        return
    while words and words[-1] in (None, ""):
        words.pop()
    place = len(words)
    lists[change.list] = [*words, change.entry]
    for part, cell in change.beside.items():
        heading = f"{change.list}: {part}"
        cells = list(lists.get(heading, ()))[:place]
        lists[heading] = cells + [None] * (place - len(cells)) + [cell]


def _set_beside(lists: dict[str, list[Cell]], change: SetBeside) -> None:
    place = next((n for n, word in enumerate(lists.get(change.list, ())) if same(word, change.entry)), None)
    heading = f"{change.list}: {change.part}"
    if place is not None and heading in lists:
        cells = lists[heading]
        lists[heading] = [*cells[:place], *[None] * (place - len(cells)), change.value, *cells[place + 1 :]]


def _remove_from_list(lists: dict[str, list[Cell]], change: RemoveFromList) -> None:
    words = lists.get(change.list, [])
    place = next((n for n, word in enumerate(words) if same(word, change.entry)), None)
    if place is None:
        return
    for heading in [change.list, *(name for name in lists if name.startswith(f"{change.list}: "))]:
        cells = list(lists[heading])
        if place < len(cells):
            del cells[place]
        lists[heading] = cells


def blank(name: str) -> SheetContents:
    """A sheet of a new workbook, without a row."""
    columns = SHEETS[name].created
    headings, fields = (column.heading for column in columns), (column.field for column in columns)
    return SheetContents(name, name, 1, tuple(headings), tuple(fields), [], {column.field: [] for column in columns})
