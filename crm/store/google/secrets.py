"""The key to Google in `.streamlit/secrets.toml`, which is no part of any sheet and of no repository."""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crm.model.errors import CannotOpen

FILE = Path(".streamlit") / "secrets.toml"
SECTION = "google"
_NAME = f"""(?:{SECTION}|"{SECTION}"|'{SECTION}')"""
_HEADING = re.compile(r"\s*\[")
_OUR_HEADING = re.compile(rf"\s*\[\[?\s*{_NAME}\s*[.\]]")
_OUR_LINE = re.compile(rf"\s*{_NAME}\s*[.=]")


def key(folder: Path) -> Mapping[str, Any] | None:
    """The service account's key beside a program's folder; None when there is none. Raises CannotOpen."""
    found = _read(folder / FILE)[1].get(SECTION)
    return found if isinstance(found, dict) else None


def keep(folder: Path, account: Mapping[str, Any]) -> None:
    """Put a service account's key there for the owner of this computer alone (0600); whatever else stands in the file
    stays. Raises OSError, and CannotOpen where the file is written in a way that nothing can be put into."""
    path, ours = folder / FILE, {name: str(value) for name, value in account.items()}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    old, known = _read(path)
    lines = [f"{_bare(name)} = {json.dumps(value, ensure_ascii=False)}" for name, value in ours.items()]
    text = "\n".join([*_without(old.splitlines()), f"[{SECTION}]", *lines, ""])
    if _parsed(text) != {**known, SECTION: ours}:
        raise CannotOpen(
            f"Kith cannot put the key into {FILE}, as that is written. Take its part [{SECTION}] out with a text "
            "editor, then try again. Nothing was changed."
        )
    _replace(path, text)


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    """A file and what it says; a missing one says nothing. Raises CannotOpen."""
    try:
        text = path.read_text("utf-8")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        return "", {}
    except (OSError, ValueError) as error:
        raise CannotOpen(
            f"{FILE} cannot be read ({error}). Put it right with a text editor, then try again. Nothing was changed."
        ) from error


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _replace(path: Path, text: str) -> None:
    """Swap the whole file; what fails leaves no second copy of a key behind."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _without(lines: Iterable[str]) -> list[str]:
    """The lines of a file without our section, however its name is spelled."""
    stays = list(_others(lines))
    while stays and not stays[-1].strip():
        stays.pop()
    return [*stays, ""] if stays else []


def _others(lines: Iterable[str]) -> Iterator[str]:
    is_ours, is_top = False, True
    for line in lines:
        if _HEADING.match(line):
            is_ours, is_top = _OUR_HEADING.match(line) is not None, False
        if not is_ours and not (is_top and _OUR_LINE.match(line)):
            yield line


def _bare(name: str) -> str:
    """A name as TOML wants it.

    >>> _bare("token_uri"), _bare("a b")
    ('token_uri', '"a b"')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
