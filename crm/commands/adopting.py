"""A spreadsheet that is there already, on the command line: how it is read, what would be added, and --yes adds it."""

import datetime as dt
from pathlib import Path

from crm.actions.starting import TEAMS, region_of, settings_of
from crm.commands.answers import Arguments, Said
from crm.exchange.adopting import guess, layout_of
from crm.model.errors import CannotOpen
from crm.store import adoption
from crm.store.adopting import Chosen
from crm.store.opening import is_link
from crm.ui.adopting import words_of

_ONE = "Say one of --look, --yes and --undo."


def adopt(given: Arguments) -> Said:
    """Say how a spreadsheet is read; --look: only look at it from now on, --yes: work in it, --undo: take it back."""
    location = given.location if is_link(given.location) else str(Path(given.location).expanduser())
    name = adoption.name_of(location)
    if given.look + given.yes + given.undo > 1:
        raise CannotOpen(_ONE)
    if given.undo:
        adoption.go_back(location, dt.date.today())
        return Said({"done": True}, [f"What was added to {name} is out again. Kith only looks at it now."])
    found = guess(adoption.tabs_of(location))
    layout = layout_of(found)
    if "Contacts" not in layout:
        raise CannotOpen(f"No sheet of {name} looks like a list of people. Choose it on the first page of Kith.")
    layout = dict(adoption.looked_at(location) or layout)
    chosen = Chosen(settings_of(TEAMS["shop"], region_of("", "")), {})
    additions = adoption.proposed(location, layout, chosen.settings)
    added = list(adoption.sentences(location, layout, additions))
    data: dict[str, object] = {
        "sheets": {name: {"title": placed.title, "row": placed.heading_row, "columns": placed.columns}
                   for name, placed in layout.items()},
        "added": {name: additions.headings(name) for name in layout}, "new_sheets": additions.sheets,
    }  # fmt: skip
    if given.look:
        adoption.look_at(location, layout)
        return Said({**data, "done": True}, [*words_of(found), "Kith only looks at it: nothing is written into it."])
    if given.yes:
        adoption.adopt(location, layout, additions, chosen, dt.date.today())
        undo = "--undo takes it out again while nobody has typed into it."
        return Said({**data, "done": True}, ["Added:", *added, undo])
    lines = [*words_of(found), "With --yes this is added, and nothing else:", *added, "Nothing was done yet."]
    return Said({**data, "done": False}, lines, 1)
