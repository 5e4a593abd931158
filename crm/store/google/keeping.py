"""How the spreadsheet of a team's own is read, kept a second time: as metadata that nobody sees or deletes by hand.

It stands in the hidden sheet `_crm` first. Where that was deleted, all of it is found again, and never guessed anew.
"""

from collections.abc import Iterator, Sequence

from crm.model.layout import Layout, Placed, as_lines, from_lines
from crm.store.google.calls import Json

MARK = "kith "  # before the key of a line
_MOST = 9_000  # characters of a line; those of a whole spreadsheet may be 30,000


def keep(layout: Layout) -> Iterator[Json]:
    """The requests that keep a layout."""
    for name, text in as_lines(layout).items():
        if len(text) <= _MOST:
            made = {"metadataKey": f"{MARK}{name}", "metadataValue": text, "location": {"spreadsheet": True}}
            yield {"createDeveloperMetadata": {"developerMetadata": {**made, "visibility": "DOCUMENT"}}}


def kept(metadata: Sequence[Json]) -> dict[str, Placed]:
    """The layout that a spreadsheet's metadata keeps; empty for one that Kith made."""
    lines = {str(each.get("metadataKey", "")): str(each.get("metadataValue", "")) for each in metadata}
    return from_lines({name.removeprefix(MARK): text for name, text in lines.items() if name.startswith(MARK)})
