"""What each contender of the engine's trial does in one round, in a process of its own.

    python -m bench.xlsxwork WORK PATH NUMBER

Nothing but the contender is loaded here, so that its memory is its own.
"""

import datetime as dt
import hashlib
import importlib
import json
import os
import resource
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench import xlsxrows
from bench.common import Clock

REPEATS = 3  # later saves of a book that is still open, a round
ASKS = 20  # looks at an unchanged file, a round
_DATA = frozenset(range(len(xlsxrows.COLUMNS))) - xlsxrows.COMPUTED


class Answer(NamedTuple):
    """Seconds of each thing that was timed, the peak memory in bytes, and a digest of what was read."""

    seconds: list[float]
    memory: int
    seen: str = ""


def with_kith(path: Path, number: int) -> Answer:
    """A first save, later ones of the still open book, and one more after opening it again. Each version is kept."""
    from crm.xlsx import Workbook

    _load("isal.isal_zlib")
    book: Workbook | None = None
    seconds, memory = [], 0
    for save in range(REPEATS + 2):
        if save == REPEATS + 1:
            book = None
        clock = Clock()
        book = book or Workbook.open(path)
        _edit(book, path, number * 100 + save)
        seconds.append(clock.seconds)
        memory = memory or (0 if save < REPEATS else peak_memory())
        _keep(path, path.with_suffix(f".{number * 100 + save}.xlsx"))
    return Answer(seconds, memory)


def _keep(path: Path, copy: Path) -> None:
    """Set a version aside for the check, on disk before the next clock starts. (A link would keep its place on the
    disk and in memory from the next save, which the bare disk beside us has.)"""
    shutil.copyfile(path, copy)
    _flush(copy)


def _load(*modules: str) -> None:
    """Load what Kith loads at the first use: loading is not timed for anybody."""
    for name in modules:
        importlib.import_module(name)


def _edit(book: Any, path: Path, number: int) -> None:
    sheet = book.sheet(xlsxrows.SHEET)
    last = int(sheet.table_ref().partition(":T")[2])
    sheet.set_cell(_middle(last, number), xlsxrows.NOTES, f"Changed {number}")
    sheet.append_row({column: value for column, value in enumerate(xlsxrows.newcomer(number), 1) if value != ""})
    book.save(path)


def _middle(last: int, number: int) -> int:
    """The row in the middle of the rows that were there in the beginning; `number` ends with the count of saves."""
    return xlsxrows.middle(last - 1 - number % 100)


def with_openpyxl(path: Path, number: int) -> Answer:
    """The same with openpyxl, which reads and writes the whole workbook."""
    import openpyxl

    return _with_peer(openpyxl.load_workbook, path, number)


def with_wolfxl(path: Path, number: int) -> Answer:
    """The same with wolfxl, which reads the workbook and patches it."""
    import wolfxl

    return _with_peer(lambda place: wolfxl.load_workbook(place, modify=True), path, number)


def _with_peer(load: Callable[[Path], Any], path: Path, number: int) -> Answer:
    """Peers let neither the table nor its formulas grow, so that is done for them."""
    clock = Clock()
    opened = load(path)
    page = opened[xlsxrows.SHEET]
    last = page.max_row
    page.cell(xlsxrows.middle(last - 1), xlsxrows.NOTES).value = f"Changed {number}"
    for column, value in enumerate(xlsxrows.newcomer(number), 1):
        page.cell(last + 1, column).value = xlsxrows.formula_texts().get(column, value)
    for table in page.tables.values():
        table.ref = xlsxrows.table_ref(last)
    beside = path.with_suffix(".new.xlsx")
    opened.save(beside)
    _flush(beside)
    _swap(beside, path)
    return Answer([clock.seconds], peak_memory())


def with_the_disk(path: Path, number: int) -> Answer:
    """Read the file, write its bytes into another one, flush: no program that saves can do less."""
    return Answer([_rewrite(path, swaps=False) for _ in range(REPEATS)], peak_memory())


def with_the_disk_and_a_swap(path: Path, number: int) -> Answer:
    """The same, with the new file in the place of the old one."""
    return Answer([_rewrite(path, swaps=True) for _ in range(REPEATS)], peak_memory())


def _rewrite(path: Path, *, swaps: bool) -> float:
    beside = path.with_suffix(".beside")
    clock = Clock()
    data = path.read_bytes()
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(handle, data)
    os.fsync(handle)
    os.close(handle)
    if swaps:
        _swap(beside, path)
    seconds = clock.seconds
    beside.unlink(missing_ok=True)
    return seconds


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _swap(beside: Path, path: Path) -> None:
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def grid_with_kith(path: Path, number: int) -> Answer:
    """All values at once."""
    from crm.xlsx import Workbook

    _load("isal.isal_zlib", "python_calamine", "numpy")
    clock = Clock()
    grid = Workbook.open(path).sheet(xlsxrows.SHEET).grid()
    return _read(clock, lambda: grid.cells[1:])


def read_with_calamine(path: Path, number: int) -> Answer:
    """The same with calamine, which measures nothing first and knows no formulas and errors."""
    import python_calamine

    clock = Clock()
    found = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(xlsxrows.SHEET).to_python()
    return _read(clock, lambda: found[1:])


def read_with_openpyxl(path: Path, number: int) -> Answer:
    """The same with openpyxl in its fastest mode."""
    import openpyxl

    clock = Clock()
    found = list(
        openpyxl.load_workbook(path, read_only=True, data_only=True)[xlsxrows.SHEET].iter_rows(values_only=True)
    )
    return _read(clock, lambda: found[1:])


def rows_with_kith(path: Path, number: int) -> Answer:
    """Every row as a dict by column, formulas and their results included."""
    from crm.xlsx import Workbook

    _load("isal.isal_zlib", "python_calamine", "numpy")
    clock = Clock()
    found = list(Workbook.open(path).sheet(xlsxrows.SHEET).rows())
    return _read(clock, lambda: (_in_order(row) for _, row in found[1:]))


def rows_with_openpyxl(path: Path, number: int) -> Answer:
    """The same with openpyxl in its fastest mode; of a formula it gives the text alone."""
    import openpyxl

    clock = Clock()
    page = openpyxl.load_workbook(path, read_only=True)[xlsxrows.SHEET]
    found = [{cell.column: cell.value for cell in row if cell.value is not None} for row in page.iter_rows()]
    return _read(clock, lambda: map(_in_order, found[1:]))


def _in_order(row: dict[int, Any]) -> list[Any]:
    return [row.get(column) for column in range(1, len(xlsxrows.COLUMNS) + 1)]


def _read(clock: Clock, rows: Callable[[], Iterable[Sequence[Any]]]) -> Answer:
    seconds, memory = clock.seconds, peak_memory()
    return Answer([seconds], memory, digest(rows()))


def ask_by_date(path: Path, number: int) -> Answer:
    """Whether a file that was left alone for a while is still the one that was read."""
    from crm.xlsx import changed

    long_ago = path.stat().st_mtime_ns - 10**10
    os.utime(path, ns=(long_ago, long_ago))
    seen = changed.look(path)
    return _ask(path, lambda: changed.look(path, seen) is seen)


def ask_by_parts(path: Path, number: int) -> Answer:
    """The same for a file whose date says nothing: each of its parts is compared by its checksum."""
    from crm.xlsx import changed

    seen = changed.look(path)
    return _ask(path, lambda: not changed.parts_changed(path, seen.parts))


def _ask(path: Path, is_same: Callable[[], bool]) -> Answer:
    seconds = []
    for _ in range(ASKS):
        clock = Clock()
        if not is_same():
            raise RuntimeError(f"{path} seems to have changed")
        seconds.append(clock.seconds)
    return Answer(seconds, peak_memory())


def peak_memory() -> int:
    """The most memory that this process has had, in bytes. Linux counts a parent's peak in getrusage, not in VmHWM."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def digest(rows: Iterable[Sequence[Any]]) -> str:
    """One short text for the values of many rows, formulas aside; what a program calls a number or day is no matter."""
    found = hashlib.sha256()
    for row in rows:
        found.update("\x1f".join(str(_plain(row[column])) for column in sorted(_DATA)).encode())
    return found.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date()
    return float(value) if isinstance(value, int | float) else value


CONTENDERS: dict[str, Callable[[Path, int], Answer]] = {
    "kith": with_kith,
    "openpyxl": with_openpyxl,
    "wolfxl": with_wolfxl,
    "floor": with_the_disk,
    "floor-swap": with_the_disk_and_a_swap,
    "grid": grid_with_kith,
    "calamine": read_with_calamine,
    "read-only": read_with_openpyxl,
    "rows": rows_with_kith,
    "dicts": rows_with_openpyxl,
    "date": ask_by_date,
    "parts": ask_by_parts,
}


if __name__ == "__main__":
    print(json.dumps(CONTENDERS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))._asdict()))
