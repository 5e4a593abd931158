"""Anchors: developer metadata on a row, by whose number the row is found wherever people have sorted it to.

The number comes from the row's ID, so that it need not be stored: the ID is the truth, the anchor only an address. An
anchor on a wrong row harms nobody, since who writes by it looks first whose row it is.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm.model.ids import is_kith
from crm.store.google.calls import Json, Spreadsheet

KEY = "r"
_BEYOND = 1 << 30
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number_of(id: str) -> int:
    """The number of the anchor of a row: positive, of 31 bits.

    >>> number_of("C-7K3Q9F"), number_of("N-7K3Q9F") == number_of("C-7K3Q9F"), number_of("12") >= 2**30
    (254926127, True, True)
    """
    if is_kith(id):
        number = 0
        for letter in id[2:]:
            number = number * 32 + _ALPHABET.index(letter)
        return number
    return _BEYOND + int.from_bytes(hashlib.sha256(id.encode()).digest()[:4], "big") // 4


def row_place(page: int, row: int) -> Json:
    """A row as the place of an anchor."""
    return {"dimensionRange": {"sheetId": page, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}}


def parked(id: str, undo: int) -> Json:
    """The request that makes an ID's anchor on Kith's own hidden sheet, where no write can hit people's rows. Google
    refuses a number that is taken, and all that is asked together with it: so a row is never added twice."""
    return _created(number_of(id), {"sheetId": undo})


def _created(number: int, location: Json) -> Json:
    made = {"metadataId": number, "metadataKey": KEY, "location": location, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def dropped(number: int) -> Json:
    """The request that removes an anchor."""
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": {"metadataId": number}}}}


@dataclass(frozen=True)
class Wanted:
    """Where the anchor of an ID belongs."""

    id: str
    page: int
    row: int


@dataclass
class Anchors:
    """What is known of the anchors of a spreadsheet. `can_move`: an anchor moves in one request (else it is removed
    and made anew)."""

    can_move: bool = True
    _there: dict[int, tuple[int, int]] = field(default_factory=dict)  # number -> sheet and row, when it was listed
    _wrong: set[int] = field(default_factory=set)  # believed to be on another row than its own
    _twice: set[int] = field(default_factory=set)  # on several rows at once, or wanted for two IDs

    def list_anew(self, spreadsheet: Spreadsheet) -> list[Json]:
        """Ask where all anchors are; all the metadata that there is."""
        metadata = spreadsheet.metadata()
        self._there, self._wrong = {}, set()
        for found in metadata:
            if found.get("metadataKey") == KEY and "metadataId" in found:
                if found["metadataId"] in self._there:
                    self._twice.add(found["metadataId"])
                self._there[found["metadataId"]] = _where(found.get("location", {}))
        return metadata

    def exists(self, id: str) -> bool:
        """Whether the anchor of an ID is somewhere, perhaps parked."""
        return number_of(id) in self._there

    def place(self, id: str) -> tuple[int, int] | None:
        """The sheet and row of the anchor of an ID as they were listed last; None where it is on no row of its own."""
        number = number_of(id)
        place = self._there.get(number, (0, 0))
        return place if place[1] and number not in self._twice else None

    def leads_to(self, id: str) -> int | None:
        """The number of the anchor that should be on the row of an ID; None where there is none to rely on."""
        number = number_of(id)
        on_a_row = self._there.get(number, (0, 0))[1] > 0
        return number if on_a_row and number not in self._wrong and number not in self._twice else None

    def distrust(self, ids: Iterable[str]) -> None:
        """These anchors were on other rows than their own."""
        self._wrong |= {number_of(id) for id in ids}

    def compare(self, ids_at: Mapping[tuple[int, int], str]) -> None:
        """Distrust the anchors that, as they were listed, are on rows of other IDs; `ids_at` is sheet and row -> ID."""
        for number, place in self._there.items():
            id = ids_at.get(place)
            if place[1] and id and number_of(id) != number:
                self._wrong.add(number)

    def note_parked(self, ids: Iterable[str]) -> None:
        """These were made, and wait for their rows."""
        self._there |= {number_of(id): (0, 0) for id in ids}

    @property
    def parked(self) -> set[int]:
        """The numbers of those that are on no row."""
        return {number for number, (_, row) in self._there.items() if not row}

    def forget(self, ids: Iterable[str]) -> None:
        """These are removed."""
        self.drop(number_of(id) for id in ids)

    def drop(self, numbers: Iterable[int]) -> None:
        """The anchors of these numbers are removed."""
        for number in numbers:
            self._there.pop(number, None)

    def to_place(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Which of these rows lack an anchor that can be relied on; an ID that shares its number gets none."""
        owners: dict[int, str] = {}
        for each in wanted:
            if owners.setdefault(number_of(each.id), each.id) != each.id:
                self._twice.add(number_of(each.id))
        lacking = [each for each in wanted if self.leads_to(each.id) is None]
        return [each for each in lacking if number_of(each.id) not in self._twice]

    def placing(self, wanted: Sequence[Wanted]) -> list[Json]:
        """The requests that put anchors on rows."""
        return [request for each in wanted for request in self._put(each)]

    def _put(self, wanted: Wanted) -> list[Json]:
        number, place = number_of(wanted.id), row_place(wanted.page, wanted.row)
        if number not in self._there:
            return [_created(number, place)]
        if not self.can_move:
            return [dropped(number), _created(number, place)]
        lookup = {"developerMetadataLookup": {"metadataId": number}}
        moved = {"dataFilters": [lookup], "developerMetadata": {"location": place}, "fields": "location"}
        return [{"updateDeveloperMetadata": moved}]

    def note_placed(self, wanted: Iterable[Wanted]) -> None:
        """These are on their rows now."""
        for each in wanted:
            self._there[number_of(each.id)] = (each.page, each.row)
            self._wrong.discard(number_of(each.id))


def _where(location: Json) -> tuple[int, int]:
    """The sheet and row of an anchor; row 0 for one that is not on a single row."""
    span = location.get("dimensionRange")
    if not span or span.get("dimension") != "ROWS":
        return location.get("sheetId", 0), 0
    return span.get("sheetId", 0), span.get("startIndex", 0) + 1
