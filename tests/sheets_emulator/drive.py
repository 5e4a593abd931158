"""The few calls of Drive: make, look at and delete a spreadsheet file, and share it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from .errors import not_found, refused, unsupported
from .world import File, World

SHEET = "application/vnd.google-apps.spreadsheet"
USUAL = ("kind", "id", "name", "mimeType")


def create(world: World, body: Mapping) -> dict:
    """files.create: only spreadsheets."""
    if body.get("mimeType") != SHEET:
        raise unsupported(f"files of the type {body.get('mimeType')}")
    book = world.add(body.get("name") or "Untitled")
    return usual(file_json(world, world.files[book.id]), None)


def get(world: World, id: str, fields: str | None) -> dict:
    """files.get."""
    return usual(file_json(world, world.file(id)), fields)


def usual(file: dict, fields: str | None) -> dict:
    """Drive answers with four fields unless it is asked for others; the mask itself is applied to all answers."""
    return file if fields else {name: file[name] for name in USUAL}


def file_json(world: World, file: File) -> dict:
    """A File. Its modifiedTime lags: Drive learns of edits late."""
    horizon = world.clock.now() - world.switches.drive_lag_s
    seen = [at for at in file.changes if at <= horizon] or [file.created]
    found = {"kind": "drive#file", "id": file.book.id, "name": file.book.properties["title"], "mimeType": SHEET}
    return found | {"createdTime": stamp(file.created), "modifiedTime": stamp(seen[-1])}


def stamp(at: float) -> str:
    """A time as Drive writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def delete(world: World, id: str) -> None:
    """files.delete."""
    world.file(id, writes=True)
    del world.files[id]


def share(world: World, id: str, body: Mapping) -> dict:
    """permissions.create."""
    file = world.file(id, writes=True)
    if not body.get("role") or not body.get("type"):
        raise refused("The permission type and role fields are required.")
    key = str(world.chance.randrange(10**19, 10**20))
    file.permissions[key] = {"kind": "drive#permission", "id": key, "type": body["type"], "role": body["role"]}
    return file.permissions[key]


def permissions(world: World, id: str) -> dict:
    """permissions.list."""
    return {"kind": "drive#permissionList", "permissions": list(world.file(id).permissions.values())}


def unshare(world: World, id: str, key: str) -> None:
    """permissions.delete."""
    file = world.file(id, writes=True)
    if key not in file.permissions:
        raise not_found()
    del file.permissions[key]
