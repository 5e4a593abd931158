"""Where Kith keeps its own things on this computer: journals, and which workbook was chosen last."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from crm.model.errors import ReadOnly


def state_folder(environment: Mapping[str, str]) -> Path:
    """`KITH_STATE`, or the platform's folder for a user's state. Made when missing, for this user alone.

    Raises ReadOnly when it cannot be written: without a journal nothing could be confirmed.
    """
    folder = Path(environment["KITH_STATE"]) if environment.get("KITH_STATE") else _default()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise ReadOnly(f"Kith cannot keep its journal in {folder}, so nothing could be saved safely.") from error


def _default() -> Path:
    try:
        from platformdirs import user_state_dir
    except ImportError:
        return Path.home() / ".local" / "state" / "kith"
    return Path(user_state_dir("kith", appauthor=False))


def read(folder: Path, name: str) -> dict[str, str]:
    """A small file of texts by key in the state folder; empty when it is not there or damaged."""
    try:
        found = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def write(folder: Path, name: str, values: Mapping[str, str]) -> None:
    """Replace such a file, never half."""
    handle, temp = tempfile.mkstemp(dir=folder, prefix=f".{name}.", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(dict(values), file, ensure_ascii=False, indent=1)
    Path(temp).replace(folder / name)
