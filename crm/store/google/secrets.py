"""The key to Google in `.streamlit/secrets.toml`, which is no part of any sheet and of no repository."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crm.model.errors import CannotOpen

FILE = Path(".streamlit") / "secrets.toml"
SECTION = "google"


def key(folder: Path) -> Mapping[str, Any] | None:
    """The service account's key beside a program's folder; None when there is none. Raises CannotOpen."""
    try:
        found = tomllib.loads((folder / FILE).read_text("utf-8")).get(SECTION)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CannotOpen(f"{FILE} cannot be read ({error}). Nothing was changed.") from error
    return found if isinstance(found, dict) else None


def keep(folder: Path, account: Mapping[str, Any]) -> None:
    """Put a service account's key there for the owner of this computer alone (0600); whatever else stands in the file
    stays. Raises OSError."""
    path = folder / FILE
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    old = path.read_text("utf-8") if path.exists() else ""
    lines = [f"{name} = {json.dumps(str(value), ensure_ascii=False)}" for name, value in account.items()]
    text = "\n".join([*_without(old.splitlines()), f"[{SECTION}]", *lines, ""])
    part = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _without(lines: list[str]) -> list[str]:
    """The lines of a file without our section."""
    stays, is_ours = [], False
    for line in lines:
        if line.strip().startswith("["):
            is_ours = line.strip() == f"[{SECTION}]"
        if not is_ours:
            stays.append(line)
    while stays and not stays[-1].strip():
        stays.pop()
    return [*stays, ""] if stays else []
