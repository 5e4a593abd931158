"""What a workbook holds, by ID and word: to be compared with what another one holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.model.cells import Cell, same, written
from crm.model.contents import Contents, SheetContents
from crm.model.text import key

Cells = Mapping[str, Cell]


@dataclass(frozen=True)
class Held:
    """`rows`: sheet -> ID -> its filled cells by field. `lists`: list -> word -> what stands beside it, by part."""

    rows: Mapping[str, Mapping[str, Cells]] = field(default_factory=dict)
    settings: Cells = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Cells]] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Contents) -> "Held":
        """What the contents of a workbook come to; of two rows with one ID, the first."""
        rows = {name: _rows(sheet) for name, sheet in contents.sheets.items()}
        return cls(rows, dict(contents.settings), _lists(contents.lists))

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(map(len, self.rows.values()))


def _rows(sheet: SheetContents) -> dict[str, Cells]:
    columns = {name: cells for name, cells in sheet.columns.items() if name != "id"}
    return {
        id: {name: cells[place] for name, cells in columns.items() if cells[place] not in (None, "")}
        for id, place in sheet.places.items()
        if id.strip() and id != "None"
    }


def _lists(blocks: Mapping[str, list[Cell]]) -> dict[str, dict[str, Cells]]:
    found: dict[str, dict[str, Cells]] = {}
    for name in (heading for heading in blocks if ": " not in heading):
        parts = {
            heading.removeprefix(f"{name}: "): blocks[heading] for heading in blocks if heading.startswith(f"{name}: ")
        }
        words, known = found.setdefault(name, {}), set[str]()
        for number, word in enumerate(map(written, blocks[name])):
            if word and key(word) not in known:
                known.add(key(word))
                beside = {part: cells[number] for part, cells in parts.items() if number < len(cells)}
                words[word] = {part: cell for part, cell in beside.items() if cell not in (None, "")}
    return found


def alike(a: Cell, b: Cell) -> bool:
    """Whether two cells of two kinds of workbook mean the same: one may keep a day as the text that it is read as.

    >>> import datetime as dt
    >>> alike(dt.date(2026, 3, 1), "2026-03-01"), alike(2.0, 2), alike(None, ""), alike("a", "b")
    (True, True, True, False)
    """
    return same(a, b) or written(a) == written(b)
