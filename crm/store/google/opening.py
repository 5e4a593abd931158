"""The first look at a spreadsheet: make what is missing, find out how it may be written to, give rows their anchors."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from crm.model.contents import Contents
from crm.model.layout import Layout, as_lines
from crm.store.google import columns, keeping, setup
from crm.store.google.anchors import Anchors, Wanted
from crm.store.google.calls import Spreadsheet
from crm.store.google.mode import ANCHOR, Mode
from crm.store.google.poll import Looker, Poll
from crm.store.google.rows import MOST, Batch
from crm.store.google.selftest import try_out
from crm.store.google.setup import SCHEMA, Wishes
from crm.store.google.troubles import REFUSED, Trouble

MONTH = 30  # days after which it is tried out again
_SPARE_WRITES = 15  # calls of a minute that anchors leave to whoever writes


@dataclass(frozen=True)
class Opened:
    """What is known of a spreadsheet that was opened: its title and how it may be written to."""

    title: str
    mode: Mode


AsOpened = Callable[[], tuple[Callable[[Poll, Layout], Contents], Wishes, str, dt.date]]


def opened(spreadsheet: Spreadsheet, looker: Looker, anchors: Anchors, how: AsOpened) -> Opened:
    """Make a spreadsheet ready. Doing it again changes nothing. Raises CannotOpen."""
    understood, wishes, note, today = how()
    title = spreadsheet.about("properties(title)").get("properties", {}).get("title", "The Google Sheet")
    poll = looker.look()
    layout = keeping.kept(spreadsheet.metadata()) if "book_id" not in poll.notes else {}
    contents = understood(poll, layout)
    notes = {"book_id": spreadsheet.id, "schema": SCHEMA, note: "", **as_lines(layout)}
    if setup.prepare(spreadsheet, poll, contents, wishes, notes):
        looker.forget_pages()
        poll = looker.look(with_formulas=True)
        contents = understood(poll, {})
    mode = _mode(spreadsheet, looker, poll, today)
    anchors.can_move = mode.moves
    metadata = anchors.list_anew(spreadsheet)
    anchors.compare(_ids_at(contents, poll))
    if requests := columns.lacking(contents, poll, metadata):
        spreadsheet.batch(requests)
    if mode.edits == ANCHOR:
        place_anchors(spreadsheet, anchors, contents, poll)
    return Opened(str(title), mode)


def _mode(spreadsheet: Spreadsheet, looker: Looker, poll: Poll, today: dt.date) -> Mode:
    """How it may be written to: as it was found out within the last month, or now."""
    known = Mode.of(poll.notes)
    if known is not None and _is_recent(known.day, today):
        return known
    mode = try_out(spreadsheet, today.isoformat())
    batch = Batch(poll, tells=False)
    batch.notes(mode.notes())
    spreadsheet.batch(batch.requests)
    return mode


def _is_recent(day: str, today: dt.date) -> bool:
    try:
        return abs((today - dt.date.fromisoformat(day)).days) <= MONTH
    except ValueError:
        return False


def place_anchors(
    spreadsheet: Spreadsheet, anchors: Anchors, contents: Contents, poll: Poll, *, only_spare: bool = False
) -> None:
    """Give anchors to the rows that lack one, at the places where they were seen. One that comes to a wrong row harms
    nobody: it is noticed when it is used. `only_spare`: not while calls are short. Raises Trouble."""
    lacking = anchors.to_place([Wanted(id, *place) for place, id in _ids_at(contents, poll).items()])
    while lacking and not (only_spare and spreadsheet.http.writes.left() < _SPARE_WRITES):
        now, lacking = lacking[:MOST], lacking[MOST:]
        try:
            spreadsheet.batch(anchors.placing(now))
        except Trouble as trouble:
            if trouble.kind == REFUSED:  # somebody else made one of them
                anchors.list_anew(spreadsheet)
            raise
        anchors.note_placed(now)


def _ids_at(contents: Contents, poll: Poll) -> dict[tuple[int, int], str]:
    """Sheet and row -> the ID that stands there; the first of two that are the same."""
    found: dict[tuple[int, int], str] = {}
    for sheet in contents.sheets.values():
        grid = poll.grid(sheet.title)
        known: set[str] = set()
        for row, id in zip(sheet.rows, sheet.columns.get("id", ()), strict=False):
            if grid is not None and id and str(id) not in known:
                known.add(str(id))
                found[grid.page.id, row] = str(id)
    return found
