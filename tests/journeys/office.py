"""LibreOffice, running without a window: the other person opens, edits and saves the workbook in it."""

import json
import os
import shutil
import signal
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

PYTHON = "/usr/bin/python3"  # LibreOffice's library belongs to the system's Python
SCRIPT = Path(__file__).with_name("colleague.py")
ASK = (
    f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r}); import colleague; "
    "colleague.{}(sys.argv[1]); colleague.leave()"
)
STARTS = 3


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
def listening(profile: Path) -> Iterator[str]:
    """A LibreOffice of its own, and the name of the pipe at which it takes orders.

    A pipe and no port: what is free when it is chosen can be somebody else's seconds later, when LibreOffice has
    begun. One that ends while it begins, as it may in a new profile, is begun again.
    """
    pipe = f"kith-{uuid.uuid4().hex}"
    listen = f"--accept=pipe,name={pipe};urp;"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", listen]
    for _ in range(STARTS):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        asked = subprocess.run([PYTHON, "-c", ASK.format("desktop"), pipe], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            break
        _end(process)
    assert asked.returncode == 0, f"LibreOffice did not begin: {asked.stderr}"
    try:
        yield pipe
    finally:
        subprocess.run([PYTHON, "-c", ASK.format("stop"), pipe], check=False, capture_output=True, timeout=120)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and what it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)


@contextmanager
def running(profile: Path) -> Iterator[Office]:
    """One LibreOffice for all journeys; starting it takes seconds."""
    with listening(profile) as pipe:

        def work(path: Path, *steps: Mapping[str, object], keep: bool = False) -> list:  # type: ignore[type-arg]
            task = json.dumps({"file": str(path), "steps": steps, "keep": keep})
            run = [PYTHON, str(SCRIPT), pipe]
            done = subprocess.run(run, input=task, capture_output=True, text=True, check=False, timeout=120)
            assert done.returncode == 0, f"LibreOffice could not do it: {done.stderr}"
            return list(json.loads(done.stdout))

        yield work
