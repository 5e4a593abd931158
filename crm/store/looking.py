"""Workbooks that are only looked at: how each is read is remembered here, since nothing is written into it."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm.model.layout import Layout, as_lines, from_lines
from crm.store import places
from crm.store.excel.lock import held

LOOKED_AT = "looked_at.json"  # in the state folder: location -> what Kith's own files for it are called, and its layout
ONLY = "You only look at {}: Kith writes nothing into it."


@dataclass(frozen=True)
class LookedAt:
    """How a spreadsheet is read, and the name of the folder in which Kith keeps its own things about it."""

    book_id: str
    layout: Layout


def looked_at(folder: Path, location: str) -> LookedAt | None:
    """How a location is looked at; None where nobody said so. `folder` is the state folder."""
    told = places.read(folder, LOOKED_AT).get(location)
    try:
        lines = json.loads(told) if told else {}
    except ValueError:
        return None
    layout = from_lines({str(name): str(text) for name, text in lines.items()}) if isinstance(lines, dict) else {}
    return LookedAt(str(lines.get("book_id")), layout) if layout and lines.get("book_id") else None


def look_at(folder: Path, location: str, layout: Layout) -> None:
    """Remember that a location is looked at, and how."""
    lines = {"book_id": secrets.token_hex(8), **as_lines(layout)}
    _changed(folder, {location: json.dumps(lines, ensure_ascii=False)})


def look_away(folder: Path, location: str) -> None:
    """Forget that a location is only looked at."""
    _changed(folder, {location: ""})


def _changed(folder: Path, told: Mapping[str, str]) -> None:
    with held(folder / f"{LOOKED_AT}.lock"):
        known = {**places.read(folder, LOOKED_AT), **told}
        places.write(folder, LOOKED_AT, {location: text for location, text in known.items() if text})
