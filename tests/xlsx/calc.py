"""LibreOffice as a reader: every sheet of many workbooks as text, in few runs of the program."""

import csv
import shutil
import subprocess
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import pytest

Shown = dict[tuple[str, int, int], str]
"""What a workbook shows: {(sheet title, row, column): text}, empty cells left out."""

# The comma, the quote, UTF-8, from the first row, as shown, no formulas, all sheets.
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
AT_ONCE = 100
"""Files given to one start of LibreOffice, which keeps what it opened in memory until it ends."""
PATIENCE = 300
"""Seconds for one start."""


def require_libreoffice() -> None:
    """Skip the test where LibreOffice is not installed."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")


def shown(workbooks: Mapping[str, bytes], folder: Path) -> dict[str, Shown]:
    """What LibreOffice shows of each workbook {name: bytes}; one that it cannot open is missing.

    `folder` is an empty one for the files. Skips where LibreOffice is not installed.
    """
    require_libreoffice()
    names = {f"b{number}": name for number, name in enumerate(workbooks)}
    (folder / "in").mkdir(parents=True)
    for short, name in names.items():
        (folder / "in" / f"{short}.xlsx").write_bytes(workbooks[name])
    _convert(folder, FILTER, "csv")
    found: dict[str, Shown] = {}
    for path in sorted((folder / "csv").glob("*.csv")):
        short, _, title = path.stem.partition("-")
        cells = {(title, *place): text for place, text in read_csv(path).items()}
        found.setdefault(names[short], {}).update(cells)
    return found


def converted(workbooks: Mapping[str, bytes], ending: str, folder: Path) -> dict[str, bytes]:
    """Each workbook {name: bytes} as LibreOffice saves it in another format, such as "ods"; the names stay."""
    require_libreoffice()
    (folder / "in").mkdir(parents=True)
    for number, data in enumerate(workbooks.values()):
        suffix = "xlsx" if b"xl/workbook.xml" in data else "ods"
        (folder / "in" / f"b{number}.{suffix}").write_bytes(data)
    _convert(folder, ending, "out")
    return {name: (folder / "out" / f"b{number}.{ending}").read_bytes() for number, name in enumerate(workbooks)}


def _convert(folder: Path, into: str, to: str) -> None:
    """Convert the files of `folder`/in to `folder`/`to`, many of them in each run of the program."""
    files = iter(sorted(str(path) for path in (folder / "in").iterdir()))
    while some := list(islice(files, AT_ONCE)):
        run_office(["--convert-to", into, "--outdir", str(folder / to), *some], folder)


def run_office(arguments: list[str], folder: Path) -> None:
    """Run LibreOffice without a window and with a profile of its own in `folder`."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)


def read_csv(path: Path) -> dict[tuple[int, int], str]:
    """The filled cells of one sheet."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row, column): text
            for row, cells in enumerate(csv.reader(file), 1)
            for column, text in enumerate(cells, 1)
            if text
        }


def differences(before: Mapping[tuple[str, int, int], object], after: Shown) -> set[tuple[str, int, int]]:
    """The cells that do not show the same."""
    return {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
