"""What a column of a list becomes, and the lists whose headings say it surely: contact cards, and what Kith wrote."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.exchange.synonyms import OF_CARDS
from crm.exchange.table import OUTSIDE, Table
from crm.model import ids
from crm.model.cells import Cell, written
from crm.model.headings import AGREE
from crm.model.schema import Sheet
from crm.model.text import key, squash

LEFT_OUT = ""
JUDGED = 200  # cells of a column that are looked at


@dataclass(frozen=True)
class Mapped:
    """What a column becomes: a field of Contacts (`id` is Kith's own), `own:<heading>`, `last_visit`, `notes`,
    `note_line` for a line "Heading: value" of the notes, or "" when it is left out.

    Further targets are put together into fields: `middle_name`, and `birth_day`, `birth_month`, `birth_year`.
    `samples` are up to three of its cells as they stand there; `sure`: name and cells both say so.
    """

    heading: str
    target: str
    samples: tuple[str, ...]
    sure: bool


def settled(table: Table, cells: Sequence[Sequence[Cell]], sheet: Sheet) -> dict[str, str] | None:
    """Heading -> target of contact cards, and of a list that Kith itself wrote: there nothing is to be guessed."""
    if table.heading_row == OUTSIDE:
        return dict(OF_CARDS)
    for heading, column in zip(table.headings, cells, strict=True):
        if key(heading) in ("id", "kith id") and _are_kiths(column[:JUDGED]):
            kiths = {one.heading: LEFT_OUT if one.by == "A" else one.field for one in sheet.columns}
            return {**kiths, heading: "id"}
    return None


def _are_kiths(cells: Sequence[Cell]) -> bool:
    return bool(cells) and sum(map(_is_kith, cells)) >= AGREE * len(cells)


def _is_kith(cell: Cell) -> bool:
    return ids.is_kith(ids.normal(written(cell)))


def as_settled(headings: Sequence[str], cells: Sequence[Sequence[Cell]], settled: Mapping[str, str]) -> list[Mapped]:
    """The columns of such a list; a field goes to its first column, and what nobody knows is kept as an own one."""
    taken: set[str] = set()
    found: dict[int, str] = {}
    for number, heading in enumerate(headings):
        target = settled.get(heading) if cells[number] else LEFT_OUT
        found[number] = "" if target is None or (target and target in taken) else target
        taken.add(found[number])
    unknown = [
        n for n, heading in enumerate(headings) if cells[n] and not found[n] and settled.get(heading) != LEFT_OUT
    ]
    own = own_names(headings, unknown, set())
    return [
        Mapped(heading, found[number] or own.get(number, LEFT_OUT), samples(cells[number]), True)
        for number, heading in enumerate(headings)
    ]


def samples(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The first three different cells, shortened."""
    return tuple(dict.fromkeys(squash(written(cell))[:60] for cell in cells[:JUDGED]))[:3]


def own_names(headings: Sequence[str], numbers: Iterable[int], ours: set[str]) -> dict[int, str]:
    """`own:<heading>` for columns that nobody knows, each of its own and none called as one of `ours`."""
    seen = Counter(ours)
    found: dict[int, str] = {}
    for number in sorted(numbers):
        name = headings[number] or f"Column {number + 1}"
        seen[key(name)] += 1
        found[number] = f"own:{name}" + (f" ({seen[key(name)]})" if seen[key(name)] > 1 else "")
    return found
