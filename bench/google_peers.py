"""Who writes into the shared sheet: Kith, two ways to do it with gspread, and st-gsheets-connection."""

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import IO, Protocol

import gspread
from google.auth.credentials import AnonymousCredentials

from bench.common import ROOT
from bench.google_race import SHEET, Edit
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.sheets import SHEETS
from crm.store.google import Pace
from crm.store.google.link import GOOGLE, link_to
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.store.conftest import NOW
from tests.store.google.at_google import AtGoogle
from tests.store.google.faulty import Fast

KITH, FIND, REMEMBER = "Kith", "gspread: find, then write", "gspread: rows remembered"
ST_VERSION = "0.1.0"
ST = "st-gsheets-connection: update()"
REFRESHED = 10  # writes after which remembered row numbers are read anew
DONE, TOLD, FAILED = "done", "told", "failed"
"""What the person is shown: that it is done, that it cannot be (the row is gone, or there is something to decide), or
that it failed, so that they try again."""
FIELD = {column.heading: column.field for column in SHEETS[SHEET].columns}


class Contender(Protocol):
    """Makes changes in a sheet, one at a time."""

    def change(self, edit: Edit) -> str:
        """Make a change; what the person is shown."""

    def close(self) -> None:
        """Let go of the sheet."""


class Kith:
    """The whole of Kith's store: the change is confirmed on the disk, written, and seen in the sheet."""

    def __init__(self, at: AtGoogle) -> None:
        at.clock = Fast()  # whoever works with Kith looks at a sheet of at most five seconds ago, not of this trial
        pace = Pace(at.clock, look=5.0, settle=10.0, apart=0.0)
        journal = Journal(at.folder / "journal" / "journal.sqlite", at.id)
        self._store = Store(Record(at.kith("bench", pace=pace), journal, lambda: NOW), "here", Actor("Ann"))
        self._store.snapshot()

    def change(self, edit: Edit) -> str:
        """Save, and wait until it is in the sheet, or under To decide."""
        before = len(self._store.conflicts())
        if edit.heading:
            name = FIELD[edit.heading]
            seen = {name: self._store.snapshot().cell(SHEET, edit.id, name)}
            wanted: AddRow | UpdateRow = UpdateRow(SHEET, edit.id, {name: edit.text}, seen)
        else:
            wanted = AddRow(SHEET, edit.id, {"name": edit.name, "city": edit.text})
        receipt = self._store.save(ChangeSet("Trial", (wanted,)))
        is_in = self._store.flush(120)
        if len(self._store.conflicts()) > before:
            return TOLD
        return DONE if receipt.confirmed and is_in else FAILED

    def close(self) -> None:
        """Let go of it."""
        self._store.close()


class Here(gspread.HTTPClient):
    """gspread's own client, asking a server on this computer."""

    address = ""

    def request(self, method: str, endpoint: str, **options: object) -> object:  # type: ignore[override]
        """One call."""
        return super().request(method, endpoint.replace(GOOGLE, self.address, 1), **options)  # type: ignore[arg-type]


class FindThenWrite:
    """What most programs with gspread do: look for the ID, then write into the row where it was found."""

    def __init__(self, at: AtGoogle) -> None:
        client = gspread.authorize(AnonymousCredentials(), http_client=Here)  # type: ignore[no-untyped-call]
        client.http_client.address = at.emulator.url  # type: ignore[attr-defined]
        client.http_client.session.trust_env = False
        self.page = client.open_by_key(at.id).worksheet(SHEET)
        self.headings = self.page.row_values(1)

    def change(self, edit: Edit) -> str:
        """One change."""
        try:
            if not edit.heading:
                self.page.append_row(
                    [edit.id, edit.name, *self._beside(edit)], table_range="A1"
                )  # else it lands beside the last gap
            elif row := self.row(edit.id):
                self.page.update_cell(row, self.headings.index(edit.heading) + 1, edit.text)
            else:
                return TOLD
        except gspread.exceptions.APIError:
            return FAILED
        return DONE

    def _beside(self, edit: Edit) -> list[str]:
        return [edit.text if heading == "City" else "" for heading in self.headings[2:]]

    def row(self, id: str) -> int | None:
        """The row of an ID."""
        found = self.page.find(id, in_column=1)
        return found.row if found else None

    def close(self) -> None:
        """Nothing is kept open."""


class RowsRemembered(FindThenWrite):
    """The same with fewer calls: the row numbers are remembered for some writes."""

    def __init__(self, at: AtGoogle) -> None:
        super().__init__(at)
        self.rows: dict[str, int] = {}
        self.written = 0

    def row(self, id: str) -> int | None:
        """The row where the ID stood when it was looked at last."""
        if self.written % REFRESHED == 0:
            ids = self.page.col_values(1)
            self.rows = {str(found): number for number, found in enumerate(ids, 1)}
        self.written += 1
        return self.rows.get(id)


class StGsheets:
    """st-gsheets-connection in its own process."""

    def __init__(self, at: AtGoogle, python: Path) -> None:
        command = [python, "-P", ROOT / "bench" / "google_st.py", at.emulator.url, link_to(at.id), SHEET]
        self._log = (at.folder / "st-gsheets.log").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            command, text=True, cwd=at.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        self.versions = self._line()

    def change(self, edit: Edit) -> str:
        """One change."""
        wanted = [edit.id, edit.heading, edit.text] if edit.heading else [edit.name, edit.id, edit.text, "add"]
        said = _pipe(self._process.stdin)
        said.write(json.dumps(wanted) + "\n")
        said.flush()
        return str(self._line())

    def _line(self) -> object:
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"st-gsheets-connection ended: {Path(self._log.name).read_text('utf-8')[-2000:]}")
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        _pipe(self._process.stdin).close()
        self._process.wait(30)
        self._log.close()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def python_with_st_gsheets(folder: Path) -> Path:
    """A Python of its own with st-gsheets-connection in it: it cannot live beside Kith, whose gspread is newer.

    Raises CalledProcessError when it cannot be installed."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    command = [
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        f"st-gsheets-connection=={ST_VERSION}",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return python
