"""spreadsheets.batchUpdate: all requests in their order, or none of them."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import masks, metadata, resource
from .a1 import Area
from .book import Book
from .errors import ApiError, malformed, refused, unsupported
from .sheet import Sheet
from .values import guard, true
from .world import ROBOT, World


@dataclass
class Draft:
    """A copy of a spreadsheet that a batch, or a person, changes. caller: whose hand it is."""

    world: World
    book: Book
    caller: str = ROBOT

    @property
    def chance(self) -> random.Random:
        """Where new ids come from."""
        return self.world.chance

    def place(self, grid_range: object) -> tuple[Sheet, Area]:
        """The cells of a GridRange."""
        if not isinstance(grid_range, dict):
            raise refused("No range was given")
        return self.book.grid_area(grid_range)

    def to_write(self, grid_range: object) -> tuple[Sheet, Area]:
        """The cells of a GridRange that are about to change. Raises ApiError when they are protected."""
        sheet, area = self.place(grid_range)
        guard(sheet, area, self.caller)
        return sheet, area


Kind = Callable[[Draft, Mapping], dict | None]


def update(world: World, id: str, body: Mapping, mask: str | None, kinds: Mapping[str, Kind]) -> dict:
    """Apply a batch; the answer, before its mask is applied."""
    world.file(id, writes=True)
    requests = body.get("requests")
    if not isinstance(requests, list) or not requests:
        raise refused("Must specify at least one request.")
    named = [name_of(number, request, kinds) for number, request in enumerate(requests)]
    draft = Draft(world, world.book(id).copy())
    replies = [apply(draft, number, name, requests[number][name], kinds) for number, name in enumerate(named)]
    draft.book.forget_lost()
    metadata.check_limits(draft.book)
    world.commit(draft.book)
    answer: dict = {"spreadsheetId": id, "replies": replies}
    if true(body.get("includeSpreadsheetInResponse")):
        answer["updatedSpreadsheet"] = after(draft, body, mask)
    return answer


def name_of(number: int, request: object, kinds: Mapping[str, Kind]) -> str:
    """The kind of one request. Raises ApiError (501) for one that the emulator does not know."""
    if not isinstance(request, dict) or len(request) != 1:
        raise malformed(f"requests[{number}]", f"Invalid value at 'requests[{number}]' (oneof), exactly one kind")
    (name,) = request
    if name not in kinds:
        raise unsupported(f"the request {name}")
    return name


def apply(draft: Draft, number: int, name: str, body: object, kinds: Mapping[str, Kind]) -> dict:
    """Apply one request; its reply."""
    if not isinstance(body, dict):
        raise malformed(f"requests[{number}].{name}", f"Invalid value at 'requests[{number}].{name}'")
    try:
        reply = kinds[name](draft, body)
        draft.book.settle()
    except ApiError as error:
        raise error.within(f"requests[{number}].{name}") from error
    return {name: reply} if reply else {}


def after(draft: Draft, body: Mapping, mask: str | None) -> dict:
    """The spreadsheet as it is after the batch."""
    below = masks.parsed(mask).get("updatedSpreadsheet", {}) if mask else None
    texts = body.get("responseRanges") or []
    if draft.world.switches.response_ranges == "ignored":
        texts = []
    places = [draft.book.area(text) for text in texts]
    with_data = true(body.get("responseIncludeGridData"))
    return resource.spreadsheet(draft.book, places, resource.wanted_parts(below, with_data))
