"""LibreOffice, running without a window: the other person opens, edits and saves the workbook in it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.journeys.serving import free_port

PYTHON = "/usr/bin/python3"  # LibreOffice's library belongs to the system's Python
SCRIPT = Path(__file__).with_name("colleague.py")
STOP = f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import colleague; colleague.stop(sys.argv[1])"


class Office(Protocol):
    """`office(path, {"do": "sort", ...}, ...)` opens a file, does the steps of colleague.py and saves."""

    def __call__(self, path: Path, *steps: Mapping[str, object], keep: bool = False) -> list:  # type: ignore[type-arg]
        """The answers of the steps; with `keep` nothing is saved."""


def is_there() -> bool:
    """Whether LibreOffice and its Python library are installed."""
    if not shutil.which("soffice") or not Path(PYTHON).exists():
        return False
    return not subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode


@contextmanager
def running(profile: Path) -> Iterator[Office]:
    """One LibreOffice for all journeys; starting it takes seconds."""
    port = str(free_port())
    listen = f"--accept=socket,host=127.0.0.1,port={port};urp;"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", listen]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def work(path: Path, *steps: Mapping[str, object], keep: bool = False) -> list:  # type: ignore[type-arg]
        task = json.dumps({"file": str(path), "steps": steps, "keep": keep})
        run = [PYTHON, str(SCRIPT), port]
        done = subprocess.run(run, input=task, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode:
            sys.stderr.write(done.stderr)
        assert done.returncode == 0, "LibreOffice could not do it"
        return list(json.loads(done.stdout))

    try:
        yield work
    finally:
        subprocess.run([PYTHON, "-c", STOP, port], check=False, capture_output=True, timeout=60)
        process.wait(60)
