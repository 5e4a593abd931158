"""Developer metadata: creating it, finding it, and the cells that stand for it. After Google's documentation."""

import random
from collections import Counter
from collections.abc import Container, Mapping

from .a1 import Area
from .book import Book, Metadata
from .errors import refused
from .sheet import Sheet

LIMIT = 30_000
KINDS = {"ROW", "COLUMN", "SHEET", "SPREADSHEET"}
VISIBILITIES = {"DOCUMENT", "PROJECT"}
LOOKUP_FIELDS = {"locationType", "locationMatchingStrategy", "metadataId", "metadataKey", "metadataValue"}
LOOKUP_FIELDS |= {"metadataLocation", "visibility"}


def as_json(book: Book, entry: Metadata) -> dict:
    """A DeveloperMetadata."""
    found: dict = {"metadataId": entry.id, "metadataKey": entry.key}
    if entry.value:
        found["metadataValue"] = entry.value
    return found | {"location": location_json(book, entry), "visibility": entry.visibility}


def location_json(book: Book, entry: Metadata) -> dict:
    """A DeveloperMetadataLocation."""
    location: dict = {"locationType": entry.kind}
    if entry.kind == "SPREADSHEET":
        return location | {"spreadsheet": True}
    if entry.line is None:
        return location | {"sheetId": entry.sheet_id}
    area = book.sheet(entry.sheet_id).place(entry.line) or Area(0, 0, 0, 0)
    start = area.top if entry.kind == "ROW" else area.left
    span = {"dimension": entry.kind + "S", "startIndex": start, "endIndex": start + 1}
    return location | {"dimensionRange": ({"sheetId": entry.sheet_id} if entry.sheet_id else {}) | span}


def located(book: Book, location: Mapping) -> dict:
    """kind, sheet_id and line of a DeveloperMetadataLocation that was sent."""
    given = [name for name in ("sheetId", "dimensionRange") if location.get(name) is not None]
    given += ["spreadsheet"] if location.get("spreadsheet") else []
    if len(given) != 1:
        raise refused("Developer metadata must have exactly one location")
    if given == ["spreadsheet"]:
        return {"kind": "SPREADSHEET", "sheet_id": None, "line": None}
    if given == ["sheetId"]:
        return {"kind": "SHEET", "sheet_id": book.sheet(location["sheetId"]).id, "line": None}
    span = location["dimensionRange"]
    sheet, dimension = book.sheet(span.get("sheetId")), span.get("dimension")
    start = span.get("startIndex") or 0
    if dimension not in ("ROWS", "COLUMNS") or span.get("endIndex") != start + 1:
        raise refused("The dimension range of developer metadata must be a single row or column")
    lines = sheet.lines(dimension)
    if not 0 <= start < len(lines):
        raise refused(f"The dimension range starts at {start}, outside of the sheet")
    return {"kind": dimension[:-1], "sheet_id": sheet.id, "line": lines[start]}


def create(book: Book, given: Mapping, chance: random.Random, when_taken: str) -> Metadata:
    """Add an entry. when_taken: "reject" or "accept" an id that another entry has (then it gets a free one)."""
    id = given.get("metadataId")
    if id is not None and not (isinstance(id, int) and 0 < id < 2**31):
        raise refused("Developer metadata ids must be positive")
    if id in book.metadata and when_taken == "reject":
        raise refused(f"Developer metadata with ID {id} already exists")
    if id is None or id in book.metadata:
        id = free_id(chance, book.metadata)
    if not given.get("metadataKey"):
        raise refused("Developer metadata must have a key")
    if given.get("visibility") not in VISIBILITIES:
        raise refused("Developer metadata must have a visibility")
    where = located(book, given.get("location") or {})
    entry = Metadata(id, given["metadataKey"], given.get("metadataValue") or None, given["visibility"], **where)
    book.metadata[id] = entry
    return entry


def free_id(chance: random.Random, taken: Container[object] = ()) -> int:
    """A number for a tab, a range or an entry of metadata that no other has."""
    while (number := chance.randrange(1, 2**31)) in taken:
        pass
    return number


def check_limits(book: Book) -> None:
    """Raise ApiError when a sheet, or the spreadsheet itself, has too much metadata."""
    sizes: Counter = Counter()
    for entry in book.metadata.values():
        sizes[entry.sheet_id] += entry.size
    for sheet_id, size in sizes.items():
        if size > LIMIT:
            where = "spreadsheet" if sheet_id is None else "sheet"
            raise refused(f"Developer metadata of this {where} would exceed the limit of {LIMIT} characters")


def looked_up(book: Book, lookup: Mapping) -> list[Metadata]:
    """The entries that match all fields of a DeveloperMetadataLookup; {} matches all of them."""
    unknown = lookup.keys() - LOOKUP_FIELDS
    if unknown:
        raise refused(f'Unknown name "{unknown.pop()}": Cannot find field.')
    if isinstance(lookup.get("metadataId"), int):
        first = book.metadata.get(lookup["metadataId"])
        candidates = [first] if first else []
    else:
        candidates = list(book.metadata.values())
    return [entry for entry in candidates if matches(book, entry, lookup)]


def matches(book: Book, entry: Metadata, lookup: Mapping) -> bool:
    """Whether an entry has everything that a lookup names."""
    wanted = (
        (lookup.get("metadataId"), entry.id),
        (lookup.get("metadataKey"), entry.key),
        (lookup.get("metadataValue"), entry.value),
        (lookup.get("visibility"), entry.visibility),
        (lookup.get("locationType"), entry.kind),
    )
    if any(value is not None and value != has for value, has in wanted):
        return False
    location = lookup.get("metadataLocation")
    return location is None or at(book, entry, located(book, location), lookup.get("locationMatchingStrategy"))


def at(book: Book, entry: Metadata, where: dict, strategy: str | None) -> bool:
    """Whether an entry is attached to a place, or (unless EXACT_LOCATION is asked) to one that meets it."""
    if strategy == "EXACT_LOCATION" or where["kind"] == "SPREADSHEET" or entry.kind == "SPREADSHEET":
        return (entry.kind, entry.sheet_id, entry.line) == (where["kind"], where["sheet_id"], where["line"])
    if entry.sheet_id != where["sheet_id"]:
        return False
    if where["line"] is None or entry.line is None:
        return True
    return entry.kind != where["kind"] or entry.line is where["line"]


def selected(book: Book, entry: Metadata) -> tuple[Sheet, Area] | None:
    """The cells that an entry stands for: its row or column, the whole sheet, or none for the spreadsheet."""
    if entry.sheet_id is None:
        return None
    sheet = book.sheet(entry.sheet_id)
    area = sheet.whole if entry.line is None else sheet.place(entry.line)
    return (sheet, area) if area else None


def meeting(book: Book, sheet: Sheet, area: Area) -> list[Metadata]:
    """The entries whose rows, columns or sheet have cells in an area."""
    found = []
    for entry in book.metadata.values():
        place = selected(book, entry)
        if place and place[0] is sheet and place[1].meets(area):
            found.append(entry)
    return found
