"""What Kith leaves in a spreadsheet for a while, and takes out again: the numbers of rows that never came or are gone,
and the copies of rows that were written by their place."""

import datetime as dt
from pathlib import Path

from crm.model.contents import Contents
from crm.store import places
from crm.store.google.anchors import Anchors, dropped, number_of
from crm.store.google.calls import Json, Page, Spreadsheet

FILE = "leftovers.json"
DAYS_OF_NUMBERS, DAYS_OF_COPIES = 1, 90  # a number keeps a row from being added twice while its answer is overdue
_COPIES = "copies"


class Leftovers:
    """Notes in a folder since when each was seen, since Google does not tell."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked: dt.date | None = None

    def tidy(
        self, spreadsheet: Spreadsheet, anchors: Anchors, seen: tuple[Contents, Page | None], today: dt.date
    ) -> None:
        """Once a day take out what is old enough. Raises Trouble, OSError; then it is tried the next day."""
        if today == self._looked:
            return
        self._looked = today
        contents, undo = seen
        spare = anchors.parked - {number_of(id) for id in contents.ids}
        known = places.read(self._folder, FILE)
        since = {name: known.get(name, today.isoformat()) for name in [_COPIES, *map(str, spare)]}
        old = {name: (today - dt.date.fromisoformat(day)).days for name, day in since.items()}
        numbers = [number for number in spare if old[str(number)] > DAYS_OF_NUMBERS]
        requests: list[Json] = [dropped(number) for number in numbers]
        if undo is not None and old[_COPIES] > DAYS_OF_COPIES:
            since[_COPIES] = today.isoformat()
            requests.append({"updateCells": {"range": {"sheetId": undo.id}, "fields": "userEnteredValue"}})
        if requests:
            spreadsheet.batch(requests)
            anchors.drop(numbers)
        if since != known:
            places.write(self._folder, FILE, since)
