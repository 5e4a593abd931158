"""From a request to an answer: which method is called, and with what."""

from collections.abc import Callable, Mapping

from . import (
    batch,
    drive,
    filters,
    masks,
    metadata,
    of_cells,
    of_lines,
    of_metadata,
    of_moves,
    of_ranges,
    of_search,
    of_tabs,
    resource,
    values,
)
from .calls import Call
from .errors import ApiError, malformed, not_found, only, unauthenticated, unsupported
from .world import World, needs_token

KINDS: Mapping[str, batch.Kind] = {
    name: kind
    for module in (of_cells, of_lines, of_metadata, of_moves, of_ranges, of_search, of_tabs)
    for name, kind in module.KINDS.items()
}
# What may stand in a query; the last two lines change nothing here.
QUERY = ("fields", "ranges", "includeGridData", "majorDimension", "valueRenderOption", "dateTimeRenderOption")
QUERY += ("valueInputOption", "insertDataOption", "includeValuesInResponse", "responseValueRenderOption")
QUERY += ("responseDateTimeRenderOption", "alt", "prettyPrint", "key", "quotaUser")
QUERY += ("supportsAllDrives", "includeItemsFromAllDrives", "sendNotificationEmail", "emailMessage")


def answered(world: World, call: Call) -> tuple[int, dict | None]:
    """(status, JSON) of a request; nothing is changed unless the status is 200 or 204."""
    try:
        if not call.method:
            raise unsupported(f"{call.verb} {call.path}")
        if needs_token(world.switches, call.credential):
            raise unauthenticated()
        if call.body is not None and not isinstance(call.body, dict):
            raise malformed("", "Invalid JSON payload received. Unexpected token.")
        only(call.query, *QUERY)
        found = METHODS[call.method](world, call)
        mask = call.asks("fields")
        if found is not None and mask:
            found = masks.kept(found, masks.parsed(mask))
        return (200, found) if found is not None else (204, None)  # type: ignore[return-value]
    except ApiError as error:
        return error.code, error.as_json()


def body_of(call: Call) -> dict:
    """The body of a request, {} when there is none."""
    return call.body if isinstance(call.body, dict) else {}


def create(world: World, call: Call) -> dict:
    """spreadsheets.create."""
    body = body_of(call)
    only(body, "properties", "sheets")
    given = body.get("properties") or {}
    book = world.add(given.get("title") or "Untitled spreadsheet").copy()
    draft = batch.Draft(world, book)
    of_tabs.update_spreadsheet_properties(draft, {"properties": given, "fields": ",".join(given)} if given else {})
    if body.get("sheets"):
        book.sheets = []
        for each in body["sheets"]:
            only(each, "properties")
            of_tabs.add_sheet(draft, each)
    world.commit(book)
    return resource.spreadsheet(book, [])


def search(world: World, call: Call) -> dict:
    """developerMetadata.search."""
    book, found = world.book(call.id), {}
    for data_filter in filters.listed(body_of(call)):
        for entry in filters.entries(book, data_filter):
            found.setdefault(entry.id, (entry, []))[1].append(filters.echoed(data_filter))
    matched = [{"developerMetadata": metadata.as_json(book, e), "dataFilters": by} for e, by in found.values()]
    return {"matchedDeveloperMetadata": matched} if matched else {}


def one_entry(world: World, call: Call) -> dict:
    """developerMetadata.get."""
    book = world.book(call.id)
    entry = book.metadata.get(int(call.part))
    if entry is None:
        raise not_found()
    return metadata.as_json(book, entry)


def batch_update(world: World, call: Call) -> dict:
    """spreadsheets.batchUpdate."""
    body = body_of(call)
    known = ("requests", "includeSpreadsheetInResponse", "responseRanges", "responseIncludeGridData")
    only(body, *known)
    return batch.update(world, call.id, body, call.asks("fields"), KINDS)


METHODS: Mapping[str, Callable[[World, Call], dict | None]] = {
    "spreadsheets.create": create,
    "spreadsheets.get": lambda world, call: resource.get(world, call.id, call.options, call.query.get("ranges", [])),
    "spreadsheets.batchUpdate": batch_update,
    "spreadsheets.getByDataFilter": lambda world, call: resource.get_by_filter(
        world, call.id, body_of(call), call.asks("fields")
    ),
    "developerMetadata.get": one_entry,
    "developerMetadata.search": search,
    "values.get": lambda world, call: values.get(world, call.id, call.part, call.options),
    "values.update": lambda world, call: values.update(world, call.id, call.part, call.options, body_of(call)),
    "values.append": lambda world, call: values.append(world, call.id, call.part, call.options, body_of(call)),
    "values.clear": lambda world, call: values.clear(world, call.id, call.part),
    "values.batchGet": lambda world, call: values.batch_get(world, call.id, call.query.get("ranges", []), call.options),
    "values.batchGetByDataFilter": lambda world, call: values.batch_get_by_filter(world, call.id, body_of(call)),
    "values.batchUpdate": lambda world, call: values.batch_update(world, call.id, body_of(call)),
    "values.batchUpdateByDataFilter": lambda world, call: values.batch_update_by_filter(world, call.id, body_of(call)),
    "values.batchClear": lambda world, call: values.batch_clear(world, call.id, body_of(call)),
    "values.batchClearByDataFilter": lambda world, call: values.batch_clear_by_filter(world, call.id, body_of(call)),
    "drive.files.create": lambda world, call: drive.create(world, body_of(call)),
    "drive.files.get": lambda world, call: drive.get(world, call.id, call.asks("fields")),
    "drive.files.delete": lambda world, call: drive.delete(world, call.id),
    "drive.permissions.create": lambda world, call: drive.share(world, call.id, body_of(call)),
    "drive.permissions.list": lambda world, call: drive.permissions(world, call.id),
    "drive.permissions.delete": lambda world, call: drive.unshare(world, call.id, call.part),
}
