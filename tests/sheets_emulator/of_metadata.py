"""Requests about developer metadata."""

from collections.abc import Mapping
from dataclasses import replace

from . import filters, masks, metadata
from .batch import Draft
from .book import Book, Metadata
from .errors import only, refused

FIELDS = ("metadataKey", "metadataValue", "location", "visibility")


def create(draft: Draft, body: Mapping) -> dict:
    """createDeveloperMetadata."""
    only(body, "developerMetadata")
    given = body.get("developerMetadata") or {}
    when_taken = draft.world.switches.duplicate_metadata_id
    entry = metadata.create(draft.book, given, draft.chance, when_taken)
    return {"developerMetadata": metadata.as_json(draft.book, entry)}


def chosen(book: Book, given: list[Mapping]) -> list[Metadata]:
    """The entries that any of the filters selects, each once."""
    return list({entry.id: entry for each in given for entry in filters.entries(book, each)}.values())


def update(draft: Draft, body: Mapping) -> dict:
    """updateDeveloperMetadata: also moves an entry to another place."""
    only(body, "dataFilters", "developerMetadata", "fields")
    given, book = body.get("developerMetadata") or {}, draft.book
    if not body.get("fields"):
        raise refused("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    names = list(masks.parsed(body["fields"]) or FIELDS)
    done = [changed(book, entry, given, names) for entry in chosen(book, filters.listed(body))]
    found = [metadata.as_json(book, entry) for entry in done]
    return {"developerMetadata": found} if found else {}


def changed(book: Book, entry: Metadata, given: Mapping, names: list[str]) -> Metadata:
    """An entry after an update."""
    for name in names:
        if name not in FIELDS:
            raise refused(f"Cannot update the field {name} of developer metadata")
        if name == "location":
            entry = replace(entry, **metadata.located(book, given.get("location") or {}))
        elif name == "metadataValue":
            entry = replace(entry, value=given.get(name) or None)
        elif not given.get(name):
            raise refused("Developer metadata must have a key and a visibility")
        else:
            entry = replace(entry, **{"key" if name == "metadataKey" else name: given[name]})
    book.metadata[entry.id] = entry
    return entry


def delete(draft: Draft, body: Mapping) -> dict:
    """deleteDeveloperMetadata."""
    only(body, "dataFilter")
    entries = chosen(draft.book, [body.get("dataFilter") or {}])
    found = [metadata.as_json(draft.book, entry) for entry in entries]
    for entry in entries:
        del draft.book.metadata[entry.id]
    return {"deletedDeveloperMetadata": found} if found else {}


KINDS = {
    "createDeveloperMetadata": create,
    "updateDeveloperMetadata": update,
    "deleteDeveloperMetadata": delete,
}
