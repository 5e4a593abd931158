"""What is added to a spreadsheet that a team had before, when they work in it with Kith: a list to be agreed to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.model.cells import Cell, written
from crm.model.errors import CannotOpen
from crm.model.layout import Layout, Placed
from crm.model.schema import SHOWN, Column
from crm.model.sheets import SHEETS
from crm.model.text import key

ID = "Kith ID"
OWN_TABS = ("Lists", "Settings", "_crm")
_WANTED = ("do_not_contact", "contact_id")  # beside those in view: without them people are written to, or mixed up


class KithsAlready(CannotOpen):
    """A spreadsheet is one of Kith's already, so that nothing is added to it."""


@dataclass(frozen=True)
class Additions:
    """What goes into a spreadsheet: columns by SHEETS key, their fields from the left, and whole sheets at its end."""

    columns: Mapping[str, tuple[str, ...]]
    sheets: tuple[str, ...]

    def headings(self, sheet: str) -> list[str]:
        """The headings of the columns that a sheet gets."""
        return [ID if name == "id" else SHEETS[sheet].column(name).heading for name in self.columns.get(sheet, ())]


@dataclass(frozen=True)
class Chosen:
    """What a team says about itself: settings by key, and words by list, each with what stands beside it."""

    settings: Mapping[str, Cell] = field(default_factory=dict)
    lists: Mapping[str, Sequence[Sequence[Cell]]] = field(default_factory=dict)


def missing(sheet: str, placed: Placed) -> list[Column]:
    """The columns in view, and the few that matter, which a sheet has not; a heading that is there stays alone."""
    there, names = placed.fields, {name for name, _ in placed.columns}
    is_named = sheet == "Contacts" and {"first_name", "last_name"} & there.keys()
    offered = [column for column in SHEETS[sheet].created if column.place == SHOWN or column.field in _WANTED]
    return [
        column
        for column in offered
        if column.field not in there
        and column.field != "id"
        and column.names[0] not in names
        and not (is_named and column.field == "name")
    ]


def proposed(layout: Layout, settings: Mapping[str, Cell]) -> Additions:
    """All that is proposed: the IDs and the missing columns of each sheet, and the sheets that a workbook of Kith's
    has."""
    columns = {}
    for name, placed in layout.items():
        ids = () if "id" in placed.fields else ("id",)
        columns[name] = (*ids, *(column.field for column in missing(name, placed)))
    return Additions(columns, _sheets(layout, settings))


def _sheets(layout: Layout, settings: Mapping[str, Cell]) -> tuple[str, ...]:
    on = {name for name, cell in settings.items() if key(written(cell)) == "yes"}
    records = (name for name, sheet in SHEETS.items() if not sheet.module or sheet.module in on)
    return (*(name for name in records if name not in layout), *OWN_TABS)


def without(additions: Additions, left: Collection[tuple[str, str]]) -> Additions:
    """The same without some columns, each a sheet and a field; the IDs stay."""
    kept = {
        name: tuple(each for each in fields if each == "id" or (name, each) not in left)
        for name, fields in additions.columns.items()
    }
    return replace(additions, columns=kept)


def require_free(additions: Additions, titles: Collection[str]) -> None:
    """Raise CannotOpen when a sheet of the team's own has the name of one that is to be added."""
    names = {key(title): title for title in titles}
    if taken := [names[key(title)] for title in additions.sheets if key(title) in names]:
        raise CannotOpen(
            f"The workbook has a sheet “{taken[0]}” of its own, and Kith adds one of that name. "
            "Give yours another name, or say what it holds, and try again. Nothing was changed."
        )


def widened(layout: Layout, additions: Additions) -> dict[str, Placed]:
    """The layout with the columns that are added."""
    more = {
        name: tuple(zip(map(key, additions.headings(name)), fields, strict=True))
        for name, fields in additions.columns.items()
    }
    return {name: replace(placed, columns=(*placed.columns, *more.get(name, ()))) for name, placed in layout.items()}


def sentences(layout: Layout, additions: Additions) -> Iterator[str]:
    """What is added, a line each."""
    for name, placed in layout.items():
        headings = additions.headings(name)
        if len(headings) == 1:
            yield f"In “{placed.title}”, right of your columns: the column {headings[0]}"
        elif headings:
            yield f"In “{placed.title}”, right of your columns: the columns {', '.join(headings)}"
    shown = [title for title in additions.sheets if not title.startswith("_")]
    hidden = [title for title in additions.sheets if title.startswith("_")]
    how_many = "one hidden sheet, _crm," if len(hidden) == 1 else f"two hidden sheets, {' and '.join(hidden)},"
    yield f"Behind your sheets: {', '.join(shown)}, and {how_many} with what Kith knows of your columns"
