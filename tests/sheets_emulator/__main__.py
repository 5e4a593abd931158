"""python -m tests.sheets_emulator --port N: the emulator until SIGTERM; its URL is the first line that it prints."""

import argparse
import json
import signal
import sys
from pathlib import Path
from threading import Event

from .emulator import SheetsEmulator
from .world import Switches


def main() -> None:
    """Serve until somebody ends this process."""
    given = options()
    switches = Switches()
    turned = {}
    for text in given.switch:
        name, _, value = text.partition("=")
        turned[name] = switches.read(name, value)
    faults = json.loads(given.faults.read_text("utf-8")) if given.faults else []
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with SheetsEmulator(given.port, given.seed, given.quotas, faults, **turned) as emulator:
        for id in given.spreadsheet:
            emulator.spreadsheet("Kith", id)
        print(emulator.url, flush=True)
        print(f"spreadsheets: {', '.join(given.spreadsheet) or 'none yet'}", file=sys.stderr, flush=True)
        ended.wait()


def options() -> argparse.Namespace:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m tests.sheets_emulator", description="A local Google Sheets for tests."
    )
    found.add_argument("--port", type=int, default=0, help="0 picks a free one")
    found.add_argument("--spreadsheet", action="append", default=[], metavar="ID", help="an empty one at the start")
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE")
    found.add_argument("--faults", type=Path, metavar="FILE", help="a list of faults, JSON")
    found.add_argument("--quotas", action="store_true", help="60 reads and 60 writes a minute")
    return found.parse_args()


if __name__ == "__main__":
    main()
