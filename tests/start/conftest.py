"""A small Kith to start: start.py itself, a tiny app, a stand-in for Streamlit. So no test needs the network."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

START = Path(__file__).resolve().parents[2] / "start.py"
BASE = getattr(sys, "_base_executable", sys.executable)
SERVER = """
import http.server, pathlib, signal, sys

def option(name):
    return sys.argv[sys.argv.index(name) + 1]

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *words):
        pass

def gently(number, frame):
    pathlib.Path("stopped gently").touch()
    sys.exit(0)

signal.signal(signal.SIGTERM, gently)
exec(pathlib.Path("app.py").read_text())
http.server.ThreadingHTTPServer((option("--server.address"), int(option("--server.port"))), Page).serve_forever()
"""
TOOL = """
import os, pathlib, sys

with pathlib.Path("ran").open("a") as ran:
    ran.write(__package__ + "\\n")
sys.exit(os.environ.get("FAILS") == __package__)
"""
CHECKS = {
    "ruff/__main__.py": TOOL,
    "mypy/__main__.py": TOOL,
    "pytest/__main__.py": TOOL,
    "importlinter/__main__.py": TOOL,
    "importlinter/cli.py": "import runpy\n\ndef lint_imports_command(words):\n    runpy.run_module('importlinter')\n",
}


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> None:
    """Write a wheel of these files. Source: PEP 427."""
    facts = f"{name}-0.0.1.dist-info"
    files = files | {
        f"{facts}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.0.1\n",
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = "".join(f"{file},,\n" for file in [*files, f"{facts}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-0.0.1-py3-none-any.whl", "w") as wheel:
        for file, text in {**files, f"{facts}/RECORD": listed}.items():
            wheel.writestr(file, text)


@dataclass
class Kith:
    """A folder with Kith in it, and the person who starts it there."""

    folder: Path
    logs: Path
    env: dict[str, str]
    python: str = BASE
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def popen(self, *arguments: str, log: str = "log", **env: str) -> subprocess.Popen[bytes]:
        """Start it and go on at once; what it says goes to the log of this name."""
        with (self.logs / log).open("wb") as out:
            process = subprocess.Popen(
                [self.python, "start.py", *arguments],
                cwd=self.folder,
                env=self.env | env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def said(self, log: str = "log") -> str:
        return (self.logs / log).read_text("utf-8")

    def run(self, *arguments: str, **env: str) -> tuple[int, str]:
        """Start it, wait for its end, and answer the exit code and what it said."""
        code = self.popen(*arguments, **env).wait(60)
        return code, self.said()

    def open(self, log: str = "log", **env: str) -> subprocess.Popen[bytes]:
        """Start it and wait until it says that it is open."""
        process = self.popen(log=log, **env)
        wait_for(lambda: process.poll() is not None or "Close this window" in self.said(log))
        assert process.poll() is None, self.said(log)
        return process

    def stop(self, process: subprocess.Popen[bytes], log: str = "log") -> str:
        """Press Ctrl-C and answer all that was said."""
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0, self.said(log)
        return self.said(log)

    def port(self, log: str = "log") -> int:
        return int(re.findall(r"Kith is at http://127\.0\.0\.1:(\d+)", self.said(log))[-1])

    def servers(self) -> list[int]:
        """The ids of the servers that Kith has written down as running."""
        records = Path(self.env["KITH_STATE"]).glob("running-*.json")
        return [json.loads(record.read_text())["pid"] for record in records]

    def end(self) -> None:
        """End everything that a failed test may have left."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                process.wait(120)


@pytest.fixture(scope="session", autouse=True)
def hears_ctrl_c() -> None:
    """A shell that starts the tests in the background makes them, and all that they start, deaf to it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def wait_for(what, seconds: float = 120) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip finds everything that is installed here."""
    folder = tmp_path_factory.mktemp("wheels")
    make_wheel(folder, "streamlit", {"streamlit/__init__.py": "", "streamlit/__main__.py": SERVER})
    make_wheel(folder, "checks", CHECKS)
    return folder


def put_kith(folder: Path, wheels: Path) -> Kith:
    """Put a Kith into this folder, not yet set up."""
    folder.mkdir()
    shutil.copy(START, folder)
    (folder / "app.py").write_text("")
    (folder / "requirements.txt").write_text("streamlit==0.0.1\n")
    (folder / "requirements-dev.txt").write_text("streamlit==0.0.1\nchecks==0.0.1\n")
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("PIP_", "KITH_", "XDG_", "PYTHON"))}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        kept.pop(name, None)
    own = {"HOME": home, "KITH_STATE": folder.parent / "state", "PIP_FIND_LINKS": wheels, "PIP_CONFIG_FILE": os.devnull}
    return Kith(folder, folder.parent, kept | {name: str(path) for name, path in own.items()} | {"PIP_NO_INDEX": "1"})


@pytest.fixture
def new(tmp_path: Path, wheels: Path) -> Iterator[Kith]:
    """Kith as it is after a download: nothing is set up."""
    kith = put_kith(tmp_path / "kith", wheels)
    yield kith
    kith.end()


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Kith:
    """Kith set up and stopped again, in a folder as people name them."""
    kith = put_kith(tmp_path_factory.mktemp("home") / "Kith für Müller & Söhne (neu) 100% 'gut'", wheels)
    kith.open()
    kith.stop(kith.started[0])
    return kith


@pytest.fixture
def ready(set_up_once: Kith, tmp_path: Path) -> Iterator[Kith]:
    """The same Kith, set up already, with a state folder and a home of its own."""
    (tmp_path / "home").mkdir()
    own = {"KITH_STATE": str(tmp_path / "state"), "HOME": str(tmp_path / "home")}
    kith = Kith(set_up_once.folder, tmp_path, set_up_once.env | own)
    (kith.folder / "app.py").write_text("")
    (kith.folder / "stopped gently").unlink(missing_ok=True)
    yield kith
    kith.end()
    shutil.rmtree(kith.folder / "crm", ignore_errors=True)
