"""DataFilters: by A1 range, by GridRange, by developer metadata."""

from collections.abc import Mapping

from . import metadata
from .a1 import Area
from .book import Book, Metadata
from .errors import refused
from .sheet import Sheet

KINDS = ("a1Range", "gridRange", "developerMetadataLookup")


def kind_of(data_filter: Mapping) -> str:
    """Which of the three kinds a filter is."""
    given = [kind for kind in KINDS if data_filter.get(kind) is not None]
    if len(given) != 1 or len(data_filter) != len(given):
        raise refused("A data filter must have exactly one of a1Range, gridRange, developerMetadataLookup")
    return given[0]


def areas(book: Book, data_filter: Mapping) -> list[tuple[Sheet, Area]]:
    """The cells that a filter selects: none, or several areas."""
    kind = kind_of(data_filter)
    if kind == "a1Range":
        return [book.area(data_filter[kind])]
    if kind == "gridRange":
        return [book.grid_area(data_filter[kind])]
    found = [metadata.selected(book, entry) for entry in metadata.looked_up(book, data_filter[kind])]
    return [place for place in found if place]


def entries(book: Book, data_filter: Mapping) -> list[Metadata]:
    """The metadata that a filter selects; a range selects what is attached to cells in it."""
    kind = kind_of(data_filter)
    if kind == "developerMetadataLookup":
        return metadata.looked_up(book, data_filter[kind])
    sheet, area = areas(book, data_filter)[0]
    return metadata.meeting(book, sheet, area)


def listed(body: Mapping, field: str = "dataFilters") -> list[Mapping]:
    """The filters of a request. Raises ApiError when there is none."""
    given = body.get(field)
    if not given or not isinstance(given, list):
        raise refused(f"Must specify at least one {field}")
    return given


def echoed(data_filter: Mapping) -> dict:
    """A filter as it comes back in an answer: whatever is 0 in it is left out."""
    return {
        name: echoed(part) if isinstance(part, dict) else part
        for name, part in data_filter.items()
        if isinstance(part, dict) or part not in (0, None, False, "")
    }
