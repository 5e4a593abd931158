"""A spreadsheet that a team had before, wherever it is: a file, or a Google Sheet behind its link."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from crm.model.cells import Cell
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.headings import Tab
from crm.model.layout import Layout
from crm.store import adopted, adopting, looking, places
from crm.store.adopting import Additions, Chosen, KithsAlready
from crm.store.excel import adopting as at_excel
from crm.store.excel import reading
from crm.store.opening import is_link, waiting
from crm.store.target import spreadsheet_at

_HIDDEN = "_crm_undo"  # at Google alone: copies of rows that are written
_FILTER = "Where your list has a filter: it reaches over the new columns, so that sorting takes whole rows along"


def place_of(location: str) -> str:
    """What a location is called where Kith remembers it: a real path, or a link without what a browser adds to it.
    Raises CannotOpen for a link that leads to no spreadsheet."""
    if not is_link(location):
        return str(Path(location).expanduser().resolve())
    from crm.store.google.link import link_to, spreadsheet_id  # half a second that nobody with a file should wait

    return link_to(spreadsheet_id(location))


def name_of(location: str) -> str:
    """What people call it."""
    return "Your Google Sheet" if is_link(location) else Path(location).name


def revision(location: str) -> str:
    """Another text after each save of a file; a Google Sheet is asked when it is worked in."""
    path = Path(location)
    return reading.revision(path) if not is_link(location) and path.is_file() else ""


def tabs_of(location: str) -> list[Tab]:
    """What stands on its sheets. It is only read. Raises CannotOpen."""
    if not is_link(location):
        return reading.tabs_of(Path(location).expanduser())
    from crm.store.google.adopting import tabs_of as tabs_at_google

    with spreadsheet_at(location) as spreadsheet:
        return tabs_at_google(spreadsheet)


def look_at(location: str, layout: Layout) -> None:
    """From now on it is only looked at, and read so."""
    looking.look_at(_folder(), place_of(location), layout)


def looked_at(location: str) -> Layout | None:
    """How it is read while it is only looked at; None where nobody said so."""
    told = looking.looked_at(_folder(), place_of(location))
    return told.layout if told else None


def proposed(location: str, layout: Layout, settings: Mapping[str, Cell]) -> Additions:
    """All that is proposed to be added."""
    found = adopting.proposed(layout, settings)
    return Additions(found.columns, (*found.sheets, _HIDDEN)) if is_link(location) else found


def sentences(location: str, layout: Layout, additions: Additions) -> Iterator[str]:
    """What is added, a line each."""
    yield from adopting.sentences(layout, additions)
    if is_link(location):
        yield _FILTER


def adopt(location: str, layout: Layout, additions: Additions, chosen: Chosen, today: dt.date) -> None:
    """Add to it what was agreed to, in one step. Raises CannotOpen with what stands in the way; then nothing was
    changed."""
    folder, place = _folder(), place_of(location)
    if not is_link(location):
        at_excel.adopt(Path(place), layout, additions, chosen, today=today, folder=folder)
        return
    from crm.store.google.adopting import adopt as adopt_at_google

    try:
        with spreadsheet_at(location) as spreadsheet:
            made = adopt_at_google(spreadsheet, layout, additions, chosen, today=today)
    except KithsAlready:  # from another computer: it is worked in, as it stands
        looking.look_away(folder, place)
        raise
    adopted.remember(folder, place, made)
    looking.look_away(folder, place)


def can_go_back(location: str, now: Contents) -> bool:
    """Whether what was added from this computer may be taken out again, as far as its rows tell."""
    told = adopted.told(_folder(), place_of(location))
    return told is not None and told.is_untouched(now)


def go_back(location: str, today: dt.date) -> None:
    """Take out again what was added; it is looked at from then on. Raises CannotOpen with what stands in the way; then
    nothing was changed."""
    folder, place = _folder(), place_of(location)
    told = adopted.require(folder, place)
    if left := waiting(folder, told.more["book_id"]):
        words = "1 change still waits" if left == 1 else f"{left:,} changes still wait"
        raise CannotOpen(f"{words} to go into {name_of(location)}. Try again later. Nothing was changed.")
    if not is_link(location):
        at_excel.go_back(Path(place), today=today, folder=folder)
        return
    from crm.store.google.adopting import go_back as go_back_at_google

    with spreadsheet_at(location) as spreadsheet:
        go_back_at_google(spreadsheet, told, today=today)
    looking.look_at(folder, place, told.layout)
    adopted.forget(folder, place)


def _folder() -> Path:
    return places.state_folder(os.environ)
