"""Where the records of an adopted workbook stand: which tab is which sheet, where its headings are, what each means.

A workbook that Kith made needs none of this. One that a team had before keeps it in its sheet `_crm`, a line a sheet;
of one that is only looked at, Kith keeps it itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from crm.model.cells import Cell, Rules, written
from crm.model.headings import Samples, Tab, exactly
from crm.model.schema import Sheet
from crm.model.sheets import SHEETS
from crm.model.text import key, squash

KEY = "sheet "  # how a line of `_crm` begins that says where a sheet stands
_FURTHEST = 60  # rows from the top in which headings are looked for when somebody moved them
_MOST_KNOWN = 0.5  # so many of the headings must stand in a row that is to be the one


@dataclass(frozen=True)
class Placed:
    """A sheet of records in the tab `title`: its headings end in row `heading_row` and take `lines` rows.

    `columns` are pairs of a folded heading and the field it stands for, from the left; a heading may stand twice.
    """

    title: str
    heading_row: int
    columns: tuple[tuple[str, str], ...]
    lines: int = 1

    @property
    def fields(self) -> dict[str, str]:
        """Field -> its folded heading."""
        return {field: name for name, field in reversed(self.columns)}


Layout = Mapping[str, Placed]
"""SHEETS key -> where it stands."""


def headings_at(cells: Sequence[Sequence[Cell]], row: int, lines: int) -> list[str]:
    """The headings that end in a row (from 1), as they are read: what stands in several rows is one heading."""
    rows = cells[max(row - lines, 0) : row]
    width = max(map(len, cells), default=0)
    return [squash(" ".join(written(line[n]) for line in rows if n < len(line))) for n in range(width)]


# kept as text -------------------------------------------------------------------------------------------------------


def as_lines(layout: Layout) -> dict[str, str]:
    """The lines that say it: key -> value."""
    return {f"{KEY}{name}": json.dumps(asdict(placed), ensure_ascii=False) for name, placed in layout.items()}


def from_lines(lines: Mapping[str, str]) -> dict[str, Placed]:
    """The layout that lines say; a line that cannot be understood says nothing."""
    found = {}
    for name, text in lines.items():
        sheet = name.removeprefix(KEY)
        if name.startswith(KEY) and sheet in SHEETS and (placed := _placed(text)):
            found[sheet] = placed
    return found


def _placed(text: str) -> Placed | None:
    try:
        told = json.loads(text)
        columns = tuple((str(name), str(field)) for name, field in told["columns"])
        return Placed(str(told["title"]), max(int(told["heading_row"]), 1), columns, max(int(told["lines"]), 1))
    except (ValueError, TypeError, KeyError):
        return None


def of_tabs(tabs: Sequence[Tab]) -> dict[str, Placed]:
    """The layout that a workbook keeps in its sheet `_crm`; empty for one that Kith made."""
    for tab in tabs:
        if key(tab.title) == "crm":
            rows = ((written(row[0]), written(row[1])) for row in tab.cells if len(row) > 1)
            return from_lines({name: text for name, text in rows if name.startswith(KEY)})
    return {}


# found again --------------------------------------------------------------------------------------------------------


def find_placed(layout: Layout, tabs: Sequence[Tab]) -> dict[str, tuple[Tab, int]]:
    """SHEETS key -> (its tab, the row of its headings) by now: tabs may be renamed, and rows put above the headings."""
    found: dict[str, tuple[Tab, int]] = {}
    rest = list(tabs)
    for is_named in (True, False):
        for name, placed in layout.items():
            for tab in rest if name not in found else ():
                if (key(tab.title) == key(placed.title)) == is_named and (row := _heading_row(placed, tab)):
                    found[name] = (tab, row)
                    rest.remove(tab)
                    break
    return found


def _heading_row(placed: Placed, tab: Tab) -> int:
    """The row in which the headings end; 0 when they are not there."""
    rows = [placed.heading_row, *range(placed.lines, min(len(tab.cells), _FURTHEST) + 1)]
    shares = [(_share(placed, tab, row), -number) for number, row in enumerate(rows)]
    best, place = max(shares, default=(0.0, 0))
    return rows[-place] if best >= _MOST_KNOWN else 0


def _share(placed: Placed, tab: Tab, row: int) -> float:
    names = {key(heading) for heading in headings_at(tab.cells, row, placed.lines)}
    wanted = [name for name, _ in placed.columns]
    return sum(name in names for name in wanted) / len(wanted) if wanted else 0.0


def map_placed(
    sheet: Sheet, placed: Placed, headings: Sequence[str], samples: Samples, rules: Rules
) -> list[str | None]:
    """For each heading its field, as `map_headings` says it. One that came later is ours when it is exactly a known
    heading that no column had and its cells fit; else it is the team's own."""
    waiting, fields = list(placed.columns), list[str | None]()
    for name in map(key, headings):
        pair = next((pair for pair in waiting if pair[0] == name), None)
        if pair:
            waiting.remove(pair)
        fields.append(pair[1] if pair else None)
    taken = {field for _, field in placed.columns}
    for number, heading in enumerate(headings):
        if fields[number] is None and key(heading):
            field = exactly(sheet, key(heading), taken, samples(number), rules) or f"own:{heading}"
            fields[number] = None if field in taken else field
            taken.add(field)
    return fields
