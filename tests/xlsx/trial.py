"""A process with little memory that opens, reads, edits and packs files, each in a child of its own.

python -m tests.xlsx.trial FILE... prints a line of JSON for each file: what happened, seconds, megabytes.
"""

import datetime as dt
import json
import os
import resource
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from crm.xlsx import RefusedEdit, RefusedWorkbook, Workbook

SECONDS, MEGABYTES = 6, 300


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the step that was refused ("" if none), in which words, what was read, and the cost."""

    file: str
    step: str
    said: str
    read: str
    seconds: float
    megabytes: float

    @property
    def died(self) -> bool:
        """Whether the process ended in a way that no sentence explains."""
        return self.step == "died"


def work(path: Path, say: Callable[[str, str, str], None]) -> None:
    """All that people do with a workbook; `say` hears which step was refused, or that there was none."""
    step, read = "open", ""
    try:
        book = Workbook.open(path)
        step = "read"
        read = digest(book)
        step = "edit"
        refused = edit(book)
        step = "pack"
        again = Workbook.from_bytes(book.pack(), "again.xlsx")
        step = "read again"
        for title in again.sheets[:3]:
            again.sheet(title).grid()
    except RefusedWorkbook as refusal:
        say(step, str(refusal), read)
    else:
        say("", "; ".join(refused), read)


def digest(book: Workbook) -> str:
    """A number for all values of a workbook, and how many there are."""
    checksum = count = 0
    for title in book.sheets:
        for row, cells in book.sheet(title).rows():
            for column, value in cells.items():
                told = f"{title} {row} {column} {type(value)} {str(value)[:1000]}"
                checksum, count = zlib.crc32(told.encode("utf-8", "replace"), checksum), count + 1
    return f"{checksum:x} of {count}"


def edit(book: Workbook) -> list[str]:
    """Each kind of edit on the first sheet; the sentences of those that were refused."""
    sheet, refused = book.sheet(book.sheets[0]), []
    edits: list[Callable[[], object]] = [
        lambda: (sheet.tables, sheet.merged, sheet.protected, book.properties),
        lambda: sheet.set_cell(3, 2, dt.date(2024, 2, 29)),
        lambda: sheet.set_cell(700, 3, "x"),
        lambda: sheet.append_row({1: "Ada", 2: 5}),
        lambda: sheet.clear_row(2),
        lambda: book.set_property("kith", "1"),
    ]
    for one in edits:
        try:
            one()
        except RefusedEdit as refusal:
            refused.append(str(refusal)[:60])
    return refused


def try_file(path: Path) -> Outcome:
    """`work` in a child whose memory is limited and that a signal ends when it takes too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(10 * SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
        try:
            work(path, lambda *words: os.write(writing, json.dumps(words).encode()) and None)
        except BaseException as error:
            os.write(writing, json.dumps(["died", f"{type(error).__name__}: {str(error)[:200]}", ""]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        words = pipe.read()
    _, status, used = os.wait4(child, 0)
    step, said, read = json.loads(words) if words else ("died", f"signal {status & 127}, exit {status >> 8}", "")
    return Outcome(path.name, step, said, read, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def try_all(paths: Iterable[Path]) -> list[Outcome]:
    """Each file's outcome, from a process that has loaded nothing but the engine."""
    command = [sys.executable, "-m", "tests.xlsx.trial", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    return [Outcome(**json.loads(line)) for line in done.stdout.splitlines()]


def main() -> None:
    """Warm up what a server has loaded anyway, then try the files."""
    from tests.xlsx.books import book, row, sheet

    Workbook.from_bytes(book(sheet(row(1, "a"))), "x").sheet("People").grid()
    for name in sys.argv[1:]:
        print(json.dumps(vars(try_file(Path(name)))), flush=True)


if __name__ == "__main__":
    main()
