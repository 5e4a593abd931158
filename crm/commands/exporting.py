"""What comes out of a workbook on the command line: one file, in one of several formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from crm.actions import printing
from crm.analytics.frames import from_snapshot
from crm.commands.answers import Arguments, Said, opened
from crm.model.errors import CannotOpen, InvalidInput
from crm.model.snapshot import Snapshot


@dataclass(frozen=True)
class Format:
    """A kind of file: the end of its name, what is in it, and what makes it of a snapshot."""

    suffix: str
    about: str
    make: Callable[[Snapshot], bytes]


def _cards(snapshot: Snapshot) -> bytes:
    there = snapshot.contacts["status"].ne("Archived") | snapshot.contacts["status"].isna()
    return printing.cards(snapshot, snapshot.contacts.index[there])


def _day_sheet(snapshot: Snapshot) -> bytes:
    return printing.day_sheet(snapshot, from_snapshot(snapshot, as_of=snapshot.rules.today))


def _calls(snapshot: Snapshot) -> bytes:
    return printing.call_list(snapshot, from_snapshot(snapshot, as_of=snapshot.rules.today))


def _birthdays(snapshot: Snapshot) -> bytes:
    return printing.birthdays(snapshot, from_snapshot(snapshot, as_of=snapshot.rules.today))


FORMATS: Mapping[str, Format] = {
    "cards": Format(".pdf", "cards of everybody, to be printed and cut", _cards),
    "daysheet": Format(".pdf", "what waits today, to be printed", _day_sheet),
    "calls": Format(".pdf", "whom to ring, to be printed", _calls),
    "birthdays": Format(".pdf", "birthdays by month, to be printed", _birthdays),
}


def export(given: Arguments) -> Said:
    """Write what is in a workbook into a new file: cards, lists to print."""
    wanted = FORMATS.get(given.to)
    if wanted is None:
        raise InvalidInput("to", f"There is no format “{given.to}”. There are {', '.join(FORMATS)}.")
    with opened(given.location) as store:
        snapshot = store.snapshot()
        name = f"{given.to}-{snapshot.rules.today:%Y-%m-%d}{wanted.suffix}"
        path = Path(given.file or name).expanduser()
        data = wanted.make(snapshot)
    _write(path, data)
    return Said({"file": str(path), "format": given.to, "bytes": len(data)}, [f"Made {path}."])


def _write(path: Path, data: bytes) -> None:
    """A new file, whole or not at all. Raises CannotOpen when there is one."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise CannotOpen(f"{path} is there already. It was left as it is. Name another file with --file.") from error
    except OSError:
        if path.is_file() and path.stat().st_size < len(data):
            path.unlink()
        raise
