"""A real server of Kith on a free port, for as long as a journey lasts."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.canaries import named_in

ROOT = Path(__file__).parents[2]
PROPOSED = Path("Kith") / "Contacts.xlsx"  # below a home folder that has no folder for documents
PATIENCE = 60.0  # seconds for a server to answer


@dataclass(frozen=True)
class Served:
    """A running Kith: its address, the folder it lives in, the workbook it opens, what it says on its terminal, and the
    address of the server that stands in for Google."""

    url: str
    folder: Path
    workbook: Path
    terminal: Path
    google: str = ""

    @property
    def bugs(self) -> str:
        """The terminal, when it tells of anything that nobody foresaw, or of anybody by name."""
        said = self.terminal.read_text("utf-8", "replace")
        return said if "bug " in said or "Traceback" in said or named_in(said) else ""

    def command(self, *arguments: str) -> str:
        """What `python -m crm` answers, on the same computer with the same journal."""
        run = [sys.executable, "-m", "crm", *arguments]
        env = environment(self.folder, google=self.google)
        done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        return done.stdout


@contextmanager
def serving(folder: Path, workbook: Path | None = None, google: str = "", link: str = "") -> Iterator[Served]:
    """Kith with its own home and state folder; without a workbook it begins as on a fresh computer. `google` is the
    address of a server that stands in for Google, `link` a sheet there as the workbook."""
    port = free_port()
    terminal = folder / f"terminal-{port}.txt"  # a folder may have two servers
    run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    with terminal.open("wb") as file:
        process = subprocess.Popen(
            run, cwd=ROOT, env=environment(folder, link or workbook, google), stdout=file, stderr=file
        )
        try:
            wait_for_health(port, process)
            yield Served(f"http://127.0.0.1:{port}", folder, workbook or folder / PROPOSED, terminal, google)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def environment(folder: Path, workbook: Path | str | None = None, google: str = "") -> dict[str, str]:
    """The environment of a person who has nothing but this folder."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("KITH_", "STREAMLIT_"))}
    mine = {"HOME": str(folder), "KITH_STATE": str(folder / "state"), "PYTHONPATH": str(ROOT)}
    given = {"KITH_WORKBOOK": str(workbook or ""), "KITH_SHEETS_URL": google}
    return kept | mine | {name: text for name, text in given.items() if text}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_health(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers. Raises RuntimeError when it ended, or never does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Kith's server did not come up")
