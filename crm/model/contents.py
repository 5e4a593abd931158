"""Contents: one read of a whole workbook, understood as sheets of rows with IDs, before anything is typed.

Every Workbook answers a read with this; `understand` makes it from tabs of cells, so Excel, Google and memory agree.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress

from crm.model.cells import Cell, Rules, same, written
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.headings import Tab, find_sheets, map_headings
from crm.model.lists import Lists
from crm.model.problems import Problem
from crm.model.settings import Settings
from crm.model.sheets import SHEETS
from crm.model.text import key, squash

PENDING_ROW = 0  # the row number of a row that is not in the sheet yet
_TOTALS = {
    "total",
    "totals",
    "sum",
    "sub total",
    "subtotal",
    "grand total",
    "summe",
    "gesamt",
    "somme",
    "suma",
    "σ",
    "s",
}


@dataclass(frozen=True)
class SheetContents:
    """A sheet of records: `columns[field][n]` is a cell of the row number `rows[n]`, as it was read.

    `fields[c]` says which field column c + 1 of the sheet holds, None where it holds none. `formulas` and `errors` are
    keyed by (row number, field). `left_out` lists the rows that are no records, each with its Problem.
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
                    for name in columns:
                        column(name).append(change.id if name == "id" else change.values.get(name))
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


# from cells to contents --------------------------------------------------------------------------------------------


def understand(tabs: Sequence[Tab], rules: Rules, *, revision: str, stamp: tuple[str, str] | None) -> Contents:
    """What a workbook's tabs hold. Never fails on a cell: what is no record is left out with a Problem."""
    by_title = {key(tab.title): tab for tab in tabs}
    placed = _settings(by_title.get("settings"))
    settings = {name: value for name, (_, value) in placed.items()}
    rules = Settings(settings).rules(rules.today) if settings else rules
    lists, lists_at = _lists(by_title.get("lists"))
    found = find_sheets([tab for tab in tabs if key(tab.title) not in ("settings", "lists", "start here", "crm")])
    sheets = {name: _sheet(name, tab, row, rules) for name, (tab, row) in found.items()}
    known = {tab.title for tab, _ in found.values()} | {"Settings", "Lists", "Start here", "Overview", "_crm"}
    others = tuple(tab.title for tab in tabs if tab.title not in known)
    settings_at = {name: place for name, (place, _) in placed.items()}
    playbook = _playbook(by_title.get("start here"))
    return Contents(
        revision, stamp, sheets, lists or _default_lists(), settings, others, settings_at, lists_at, playbook=playbook,
        overview=_overview(by_title.get("overview")),
    )  # fmt: skip


_FIGURES = (60, 10)  # rows and columns of the sheet Overview


def _overview(tab: Tab | None) -> dict[tuple[int, int], Cell] | None:
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


def _playbook(tab: Tab | None) -> tuple[tuple[str, str], ...]:
    """The lines below the heading How we do it: two columns, the row below it names them."""
    rows = [[squash(written(cell)) for cell in row[:2]] for row in tab.cells] if tab else []
    begins = next((number for number, row in enumerate(rows, 2) if row and key(row[0]) == "how we do it"), len(rows))
    return tuple((row[0], row[1] if len(row) > 1 else "") for row in rows[begins:] if any(row))


def _default_lists() -> dict[str, list[Cell]]:
    return {heading: list(cells) for heading, cells in Lists.default().blocks.items()}


def _settings(tab: Tab | None) -> dict[str, tuple[tuple[int, int], Cell]]:
    """Key -> (where its value stands, the value)."""
    if tab is None or not tab.cells:
        return {}
    heads = [key(written(cell)) for cell in tab.cells[0]]
    if "key" not in heads or "value" not in heads:
        return {}
    names, values = heads.index("key"), heads.index("value")
    return {
        squash(written(row[names])): ((number, values + 1), row[values] if row[values] != "" else None)
        for number, row in enumerate((_padded(row, len(heads)) for row in tab.cells[1:]), start=2)
        if written(row[names]).strip()
    }


def _lists(tab: Tab | None) -> tuple[dict[str, list[Cell]], dict[str, int]]:
    """Heading -> the cells below it, and heading -> its column."""
    found: dict[str, list[Cell]] = {}
    places: dict[str, int] = {}
    for number, heading in enumerate(tab.cells[0] if tab and tab.cells else ()):
        name = squash(written(heading))
        if tab and name and name not in found:
            found[name] = [row[number] if len(row) > number and row[number] != "" else None for row in tab.cells[1:]]
            places[name] = number + 1
    return found, places


def _sheet(name: str, tab: Tab, heading_row: int, rules: Rules) -> SheetContents:
    sheet = SHEETS[name]
    width = max(map(len, tab.cells))
    headings = _padded(tab.cells[heading_row - 1], width)
    rows, numbers = _filled(tab.cells, heading_row, width)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headings)
    fields = map_headings(sheet, headings, lambda number: columns[number][:400], rules)
    places = {field: number for number, field in enumerate(fields) if field}
    by_number = {number + 1: field for field, number in places.items()}
    contents = SheetContents(
        name,
        tab.title,
        heading_row,
        tuple(squash(written(heading)) for heading in headings),
        tuple(fields),
        numbers,
        {field: list(columns[number]) for field, number in places.items()},
        {(row, by_number[col]): text for (row, col), text in tab.formulas.items() if col in by_number},
        {(row, by_number[col]): text for (row, col), text in tab.errors.items() if col in by_number},
    )
    return _without_totals(contents)


def _padded(row: Sequence[Cell], width: int) -> Sequence[Cell]:
    return row if len(row) == width else [*row, *[None] * (width - len(row))]


def _filled(cells: Sequence[Sequence[Cell]], heading_row: int, width: int) -> tuple[list[Sequence[Cell]], list[int]]:
    """The rows below the headings in which anything stands, each `width` cells long, with their row numbers."""
    rows = list(cells[heading_row:])
    filled = [any(row) or any(cell is not None and cell != "" for cell in row) for row in rows]
    numbers = list(compress(range(heading_row + 1, heading_row + 1 + len(rows)), filled))
    rows = list(compress(rows, filled))
    if set(map(len, rows)) <= {width}:
        return rows, numbers
    return [_padded(row, width) for row in rows], numbers


def _without_totals(sheet: SheetContents) -> SheetContents:
    """A row without ID whose only words are "Total" or the like is no record; it is listed, and left out."""
    ids = sheet.columns.get("id") or [None] * len(sheet.rows)
    left: dict[int, Problem] = {}
    for place, id in enumerate(ids):
        if id in (None, ""):
            words = [cells[place] for cells in sheet.columns.values() if isinstance(cells[place], str) and cells[place]]
            if len(words) == 1 and key(str(words[0])) in _TOTALS:
                text = f"Row {sheet.rows[place]} is a line of totals, so it is left out."
                left[place] = Problem("totals_row", sheet.key, sheet.rows[place], "", "", str(words[0]), text)
    if not left:
        return sheet
    keep = [place for place in range(len(sheet.rows)) if place not in left]
    return replace(
        sheet,
        rows=[sheet.rows[place] for place in keep],
        columns={name: [cells[place] for place in keep] for name, cells in sheet.columns.items()},
        left_out=(*sheet.left_out, *left.values()),
    )
