#!/usr/bin/env python3
"""Set Kith up and start it: `python3 start.py`, or a double click. `python3 start.py test` runs every check.

Only the standard library, and only the syntax of Python 2.7: an old Python must be able to read this file to the
end before it can say that it is too old.
"""
# ruff: noqa: RUF005, UP031, UP036

import sys

if sys.version_info < (3, 11):
    sys.stderr.write("Kith needs Python 3.11 or newer; this is Python %d.%d. " % tuple(sys.version_info[:2]))
    sys.stderr.write("Get a newer one from https://www.python.org/downloads/ and start again.\n")
    if sys.platform == "win32" and sys.stdin.isatty():
        sys.stdin.readline()  # a double click opened this window: it must not close before it is read
    sys.exit(1)

import contextlib
import hashlib
import http.client
import json
import os
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import webbrowser
from pathlib import Path

WINDOWS, MAC = sys.platform == "win32", sys.platform == "darwin"
HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if WINDOWS else "bin/python"))
BASE = getattr(sys, "_base_executable", None) or sys.executable  # not the .venv that we may have to rebuild
ADDRESS = "127.0.0.1"
WORKERS = str(min(4, (os.cpu_count() or 1) + 1))  # one more than processors: a browser's tests mostly wait
CHECKS = (
    ("formatted", ["-m", "ruff", "format", "--check", "."]),
    ("tidy", ["-m", "ruff", "check", "."]),
    ("typed", ["-m", "mypy", "--strict", "-p", "crm"]),
    ("layered", ["-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"]),
    ("tested", ["-m", "pytest", "-n", WORKERS, "--dist", "loadfile", "--durations", "40"]),
)


class StartError(Exception):
    """Kith cannot go on; the message is a sentence for the person at the screen, with the next step."""


def say(sentence):
    """Print a sentence at once. A window that was closed meanwhile is no reason to fail."""
    with contextlib.suppress(OSError):
        sys.stdout.write(sentence + "\n")
        sys.stdout.flush()


def quiet(command, **options):
    """Run a command to its end and answer its exit code and what it said; code 127 when it could not be run."""
    into = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": str(HERE)}
    try:
        done = subprocess.run(command, check=False, **dict(into, **options))
    except (OSError, subprocess.TimeoutExpired) as problem:
        return 127, str(problem)
    return done.returncode, done.stdout.decode("utf-8", "replace").strip()


def settle_environment():
    """Make paths absolute, as the server runs in another folder, and drop what would lead pip or Python astray."""
    for name in ("KITH_STATE", "KITH_WORKBOOK"):
        place = os.environ.get(name, "")
        if place and "://" not in place and not place.startswith(":"):
            os.environ[name] = str(Path(place).expanduser().absolute())
    for name in ("PYTHONHOME", "PYTHONPATH"):
        os.environ.pop(name, None)
    os.environ["PIP_USER"] = "0"


def state_folder():
    """Where Kith keeps its own files: KITH_STATE, or platformdirs' user_state_dir("kith", appauthor=False)."""
    if os.environ.get("KITH_STATE"):
        return Path(os.environ["KITH_STATE"])
    if WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "kith"
    if MAC:
        return Path.home() / "Library" / "Application Support" / "kith"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "kith"


@contextlib.contextmanager
def one_at_a_time():
    """Two double clicks: the second waits here until the first has set up and is running.

    An SQLite file is the one lock of the standard library that every system frees when its holder dies.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError, sqlite3.Error):  # the app itself says that this folder cannot be written
            state_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = sqlite3.connect(str(state_folder() / "start.lock"), timeout=0.5, isolation_level=None)
            stack.callback(lock.close)
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                say("Kith is being started in another window already; one moment.")
                lock.execute("PRAGMA busy_timeout = 900000")
                lock.execute("BEGIN EXCLUSIVE")
        yield


# Setting up


def set_up(name, make=False):
    """See to it that .venv holds what NAME lists, whole. What is ready is left alone and needs no network.

    The mark is a hash of all that .venv was made for and is written last: an install that was cut short has none.
    """
    mark = VENV / ("ready" if make else "ready-dev")
    wanted = [(HERE / name).read_text(encoding="utf-8"), str(sys.version_info[:2]), sys.base_prefix, str(HERE)]
    fingerprint = hashlib.sha256("\n".join(wanted).encode("utf-8", "surrogateescape")).hexdigest()
    if Path(PYTHON).exists() and mark.exists() and mark.read_text() == fingerprint:
        return
    say("Setting Kith up, once: this takes a minute or two." if make else "Installing what the tests need.")
    if make:
        make_venv()
    code, output = quiet(installer() + ["--quiet", "-r", str(HERE / name)])
    if code:
        reason = "\n".join(output.splitlines()[-6:])
        raise StartError("Kith could not be set up. Is there an internet connection? Then start again.\n\n" + reason)
    mark.write_text(fingerprint)


def make_venv():
    """Make .venv anew. Debian's Python may come without ensurepip, hence more than one way."""
    for mark in ("ready", "ready-dev"):
        with contextlib.suppress(OSError):
            (VENV / mark).unlink()
    for way in (["venv"], ["virtualenv"], ["venv", "--without-pip"]):
        code, output = quiet([BASE, "-m"] + way + ["--clear", str(VENV)])
        if code == 0 and installer():
            return
    if code:
        raise StartError("The folder %s could not be made. %s" % (VENV, output))
    command = "sudo apt install python3-venv" if shutil.which("apt") else BASE + " -m ensurepip --user"
    raise StartError("This Python came without pip. Type this one command, then start again:\n\n    " + command)


def installer():
    """The command that installs into .venv: with its own pip, the pip of the Python that runs us, or uv; else None."""
    own, ours = [PYTHON, "-m", "pip", "install"], [BASE, "-m", "pip", "--python", PYTHON, "install"]
    ways = (own, ours, ["uv", "pip", "install", "--python", PYTHON])
    return next((way for way in ways if quiet(way + ["--help"])[0] == 0), None)


# Running


def serve():
    """Open Kith in the browser and stay until it is stopped. Answers the exit code."""
    with one_at_a_time():
        port = running()
        if port:
            say("Kith is open already.")
            show(port)
            return 0
        set_up("requirements.txt", make=True)
        with claimed() as port:
            server = start_server(port)
    try:
        show(port)
        say("Close this window to stop Kith. Everything saved is kept.")
        offer_shortcut()
        if server.wait():
            raise StartError("Kith ended by itself; the lines above say why. Everything saved is kept.")
    except KeyboardInterrupt:
        say("\nStopping Kith.")
    finally:
        stop(server)
    say(waiting())
    return 0


def record():
    """The file that says on which port Kith runs with this workbook."""
    place = os.environ.get("KITH_WORKBOOK", "")
    name = os.path.realpath(place) if place and "://" not in place else place
    return state_folder() / ("running-%s.json" % hashlib.sha256(os.fsencode(name)).hexdigest()[:16])


def running():
    """The port on which Kith runs with this workbook already, or None."""
    try:
        known = json.loads(record().read_text(encoding="utf-8"))
        if not WINDOWS:  # there, this would end the process; its answer has to do
            os.kill(known["pid"], 0)
        return known["port"] if is_healthy(known["port"]) else None
    except (OSError, ValueError, KeyError):
        return None


def is_healthy(port):
    """Whether Streamlit answers on this port of this computer."""
    with contextlib.closing(http.client.HTTPConnection(ADDRESS, port, timeout=2)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


@contextlib.contextmanager
def claimed():
    """The first free port, kept from every other Kith that starts at this moment until ours answers there.

    The claim is a second port, a hundred further on: the system gives it back however we end.
    """
    for port in range(8501, 8600):
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(socket.create_server((ADDRESS, port + 100)))
                socket.create_server((ADDRESS, port)).close()
            except OSError:
                continue
            yield port
            return
    raise StartError("No free port was found between 8501 and 8599. Close some programs and start again.")


def start_server(port):
    """Start Streamlit, wait until it answers, and write down where it runs."""
    options = "--server.address %s --server.port %d --server.headless true --logger.level warning" % (ADDRESS, port)
    command = [PYTHON, "-m", "streamlit", "run", "app.py"] + options.split()
    into = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "cwd": str(HERE)}
    server = subprocess.Popen(command, start_new_session=True, **into)  # so that it is we who end it, gently
    try:
        while not is_healthy(port):
            if server.poll() is not None:
                raise StartError("Kith did not start. The lines above say why.")
            time.sleep(0.1)
        known = {"port": port, "pid": server.pid, "workbook": os.environ.get("KITH_WORKBOOK", "")}
        with contextlib.suppress(OSError):
            record().write_text(json.dumps(known), encoding="utf-8")
    except BaseException:
        stop(server)
        raise
    return server


def stop(server):
    """End the server; a save under way is finished first. Everything confirmed is in the journal anyway."""
    for name in {"SIGINT", "SIGTERM", "SIGHUP"} & set(dir(signal)):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    if not WINDOWS:  # there, this would be a kill, and Ctrl-C has reached the server as well
        server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    with contextlib.suppress(OSError):
        record().unlink()


def show(port):
    """Say where Kith is, and open it when there is a screen to open it on."""
    url = "http://%s:%d" % (ADDRESS, port)
    say("Kith is at " + url)
    if WINDOWS or MAC or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        webbrowser.open(url)


def waiting():
    """What still waits for the workbook, as a sentence."""
    code, output = quiet([PYTHON, "-m", "crm", "status", "--json"], stderr=subprocess.DEVNULL, timeout=20)
    try:
        status = json.loads(output) if code == 0 else {}
        place, count = status["location"], status["waiting"]
    except (ValueError, KeyError, TypeError):
        place, count = None, 0
    if not place or not count:
        return "Kith has stopped. Everything saved is kept."
    changes = "1 saved change still waits" if count == 1 else "%d saved changes still wait" % count
    return "%s for %s. Nothing is lost: it is written when Kith next runs." % (changes, place)


# A shortcut


def offer_shortcut():
    """Ask once, and only a person at a terminal, whether a double click shall start Kith."""
    asked = state_folder() / "shortcut-asked"
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()) or asked.exists():
        return
    try:
        asked.write_text("")
        if input("Add a shortcut that starts Kith with a double click? (y/n) ").strip().lower() in ("y", "yes"):
            say("The shortcut is here: %s" % make_shortcut(str(HERE / "start.py")))
    except (OSError, EOFError) as problem:
        say("No shortcut was made. %s" % problem)


def make_shortcut(start):
    """Put a shortcut to the file `start` where this system keeps them and answer where that is."""
    if WINDOWS:
        make = (
            "$s = (New-Object -ComObject WScript.Shell).CreateShortcut($env:KITH_LINK); $s.TargetPath = $env:KITH_BASE;"
        )
        make += "$s.Arguments = [char]34 + $env:KITH_START + [char]34; $s.Save(); $env:KITH_LINK"
        make = "$env:KITH_LINK = [Environment]::GetFolderPath('Desktop') + '\\Kith.lnk';" + make
        code, output = quiet(["powershell", "-Command", make], env=dict(os.environ, KITH_BASE=BASE, KITH_START=start))
        if code:
            raise OSError(output)
        return output
    if MAC:
        file = Path.home() / "Desktop" / "Kith.command"
        text = "#!/bin/sh\nexec %s %s\n" % (shlex.quote(BASE), shlex.quote(start))
    else:
        file = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "applications" / "kith.desktop"
        text = "[Desktop Entry]\nType=Application\nName=Kith\nTerminal=true\nExec=%s %s\n"
        text %= (desktop_quote(BASE), desktop_quote(start))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


def desktop_quote(word):
    """One word of an Exec line. Source: Desktop Entry Specification 1.5, "The Exec key"; string escapes come on top."""
    for character in '\\"`$':
        word = word.replace(character, "\\" + character)
    return '"%s"' % word.replace("\\", "\\\\").replace("%", "%%")


# Testing, and the whole


def test():
    """Run every check in order and stop at the first that fails. Answers the exit code."""
    with one_at_a_time():
        set_up("requirements.txt", make=True)
        set_up("requirements-dev.txt")
    for word, command in CHECKS:
        say("Is everything %s?" % word)
        if subprocess.call([PYTHON] + command, cwd=str(HERE)):
            raise StartError("No: not everything is %s. The lines above say what to mend." % word)
    say("Yes: everything is formatted, tidy, typed, layered and tested.")
    return 0


def interrupted(number, frame):
    """A polite signal is answered like Ctrl-C."""
    raise KeyboardInterrupt


def main(arguments):
    """Do what the command line says; any trouble is a sentence on stderr and exit code 1."""
    for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):
        signal.signal(getattr(signal, name), interrupted)
    settle_environment()
    try:
        if arguments not in ([], ["test"]):
            raise StartError("Type `python3 start.py` to start Kith, or `python3 start.py test` to run the tests.")
        return test() if arguments else serve()
    except (StartError, OSError) as problem:
        sys.stderr.write("%s\n" % problem)
        if WINDOWS and sys.stdin.isatty():
            input("Press Enter to close this window.")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Start again whenever you like.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
