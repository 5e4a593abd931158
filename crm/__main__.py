"""python -m crm: Kith without a screen, for scripts and for tests.

A command answers in plain lines, with --json in one JSON value. What cannot be done is said in one sentence on stderr,
with exit code 2, and nothing is half done. `check` answers 1 when there is something to tidy.
"""

import argparse
import datetime as dt
import io
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from crm.actions.contacts import add_contact, linked_rows
from crm.actions.follow_ups import add_follow_up
from crm.actions.interactions import EXTRA, log_interaction
from crm.actions.rows import full_name
from crm.actions.satisfaction import record_answer
from crm.model import ids
from crm.model.cells import written
from crm.model.changes import AddRow, ChangeSet
from crm.model.errors import CannotOpen, InvalidInput, KithError, NoSuchRow
from crm.model.problems import Problem
from crm.model.schema import SHOWN, Column, Sheet
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash
from crm.store import places
from crm.store.opening import open_store
from crm.store.receipt import Receipt
from crm.store.store import Store

CHOSEN = "chosen.json"  # in the state folder: {"location": the workbook that was opened last}
PATIENCE = 30.0  # seconds that a command waits for its change to be in the workbook
_FOUND = 50  # people that `find` names at most


@dataclass(frozen=True)
class Said:
    """What a command answers: a value for scripts, lines for people, and the exit code."""

    data: object
    lines: Sequence[str]
    code: int = 0


Arguments = argparse.Namespace


@contextmanager
def opened(location: str) -> Iterator[Store]:
    """The Store of a location, let go of afterwards; what is confirmed goes into the workbook first if it can."""
    store = open_store(location)
    try:
        yield store
    finally:
        store.close()


# commands -----------------------------------------------------------------------------------------------------------


def new(given: Arguments) -> Said:
    """Make a workbook where there is none."""
    from crm import demo
    from crm.store.excel import template

    path, book, today = Path(given.path).expanduser(), secrets.token_hex(8), dt.date.today()
    if path.suffix.lower() != ".xlsx":
        raise CannotOpen(f"The name of a workbook ends in .xlsx; {path.name} does not.")
    try:
        if given.demo:
            demo.write(path, today, book_id=book)
        else:
            template.write(path, book_id=book, today=today)
    except FileExistsError as error:
        raise CannotOpen(f"{path} is there already. It was left as it is.") from error
    return Said({"location": str(path), "book_id": book}, [f"Made {path}."])


def check(given: Arguments) -> Said:
    """Everything in a workbook that could not be understood."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
    problems = snapshot.problems
    lines = [f"{place_of(problem)}: {problem.sentence} {problem.action}".rstrip() for problem in problems]
    return Said([asdict(problem) for problem in problems], lines or ["Nothing to tidy."], int(bool(problems)))


def add(given: Arguments) -> Said:
    """A new row, by the same action as on the page."""
    with opened(given.location) as store:
        snapshot, sheet = store.snapshot(), sheet_named(given.sheet)
        return saved(store, changes_for(snapshot, sheet, named_values(snapshot, sheet, given.values)))


def show(given: Arguments) -> Said:
    """One row, and for a contact what belongs to it."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
    sheet, id = row_called(snapshot, given.id)
    cells, columns = snapshot.row(sheet, id), snapshot.columns(sheet)
    linked = linked_rows(snapshot, id) if sheet == "Contacts" else {}
    problems = [problem.sentence for problem in snapshot.problems_of(sheet, id)]
    lines = [f"{column.heading}: {written(cells[column.field])}" for column in columns if written(cells[column.field])]
    lines += [f"{name}: {line_of(snapshot, name, row)}" for name, rows in linked.items() for row in rows]
    data = {"sheet": sheet, "id": id, "cells": cells, "linked": linked, "problems": problems}
    return Said(data, [*lines, *(f"To tidy: {sentence}" for sentence in problems)])


def find(given: Arguments) -> Said:
    """The people whom some words mean, best first."""
    from crm.search import query
    from crm.search.index import Index

    with opened(given.location) as store:
        snapshot = store.snapshot()
    hits = query.find(snapshot, Index.build(snapshot), " ".join(given.words), _FOUND)
    found = [{"id": hit.id, "name": name_of(snapshot, hit.id), "found_in": hit.snippet} for hit in hits]
    lines = [f"{one['id']}  {one['name']}  {one['found_in']}".rstrip() for one in found]
    return Said(found, lines or ["Nobody was found."])


def log(given: Arguments) -> Said:
    """What was saved, newest first."""
    with opened(given.location) as store:
        batches = store.history()
    marks = {"pending": ", waits", "conflict": ", to be decided"}
    lines = [
        f"{batch.at.astimezone():%Y-%m-%d %H:%M}  {batch.batch}  {batch.summary} "
        f"({batch.actor}{marks.get(batch.state, '')}{', undone' if batch.undone else ''})"
        for batch in batches
    ]
    return Said([asdict(batch) for batch in batches], lines or ["Nothing was saved yet."])


def undo(given: Arguments) -> Said:
    """Take back what was saved at once."""
    with opened(given.location) as store:
        return told(store, store.undo(given.batch))


def status(given: Arguments) -> Said:
    """How many changes are kept beside the workbook because it could not be written yet."""
    folder = places.state_folder(os.environ)
    location = given.location or os.environ.get("KITH_WORKBOOK") or places.read(folder, CHOSEN).get("location")
    if not location:
        raise CannotOpen("No workbook has been chosen yet. Name one, or set KITH_WORKBOOK.")
    with opened(location) as store:
        now = store.status()
    return Said({"location": now.location, "waiting": now.waiting}, [f"{now.location}: {now.sentence}"])


# what was typed -----------------------------------------------------------------------------------------------------


def sheet_named(word: str) -> Sheet:
    """The sheet that somebody means: by its name, as in code, or by another word for it."""
    wanted = key(word)
    for sheet in SHEETS.values():
        if wanted in (*sheet.names, key(sheet.frame)):
            return sheet
    raise InvalidInput("sheet", f"There is no sheet “{word}”. There are {', '.join(SHEETS)}.")


def named_values(snapshot: Snapshot, sheet: Sheet, pairs: Sequence[str]) -> dict[str, object]:
    """`field=value` pairs by field. Raises InvalidInput for what is no pair, or a column that is not there."""
    values: dict[str, object] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise InvalidInput("values", f"“{pair}” is no field=value.")
        field = name if sheet.key == "Interactions" and name in EXTRA else column_named(snapshot, sheet, name).field
        if field in values:
            raise InvalidInput(field, f"“{name.strip()}” is given twice.")
        values[field] = value
    return values


def column_named(snapshot: Snapshot, sheet: Sheet, name: str) -> Column:
    """The column that somebody means: by field, by heading, or by another word for it."""
    columns, wanted = snapshot.columns(sheet.key), key(name)
    exact = [column for column in columns if wanted in (key(column.field), key(column.heading))]
    found = exact or [column for column in columns if wanted in column.names]
    if len(found) > 1:
        raise InvalidInput(name, f"“{name}” could mean {' or '.join(column.heading for column in found)}.")
    if not found:
        raise InvalidInput(name, f"The sheet {sheet.key} has no column “{name}”.")
    if found[0].by == "A" or found[0].field == "contact_id":
        raise InvalidInput(name, f"Kith fills the column “{found[0].heading}” itself.")
    return found[0]


def contact_called(snapshot: Snapshot, text: str) -> str:
    """The ID of a contact, from an ID or from a name that only one contact has."""
    people, name = snapshot.people, fold(squash(text))
    found = people.ids.get(text.strip()) or people.ids.get(ids.normal(text)) or people.names.get(name)
    if found:
        return found
    if name not in people.names:
        raise NoSuchRow(f"Nobody called “{squash(text)}” is among the contacts.")
    same = [id for id in snapshot.contacts.index if fold(name_of(snapshot, id)) == name]
    raise NoSuchRow(f"Several contacts are called “{squash(text)}”: {', '.join(same)}. Give the ID of one.")


def row_called(snapshot: Snapshot, text: str) -> tuple[str, str]:
    """The sheet and the ID of a row, from its ID however it was typed; an ID that was merged means who it is now."""
    for id in (text.strip(), ids.normal(text)):
        id = snapshot.people.ids.get(id, id)
        for sheet in SHEETS:
            if snapshot.row(sheet, id):
                return sheet, id
    raise NoSuchRow(f"No row has the ID {text.strip()}.")


# what is done -------------------------------------------------------------------------------------------------------

_WITH_A_CONTACT: Mapping[str, Callable[[Snapshot, str, dict[str, object]], ChangeSet]] = {
    "Interactions": log_interaction,
    "Follow-ups": add_follow_up,
    "Satisfaction": record_answer,
}


def changes_for(snapshot: Snapshot, sheet: Sheet, values: dict[str, object]) -> ChangeSet:
    """The changes that add a row with these values, by the action for its sheet."""
    if sheet.key == "Contacts":
        return add_contact(snapshot, values)
    action = _WITH_A_CONTACT.get(sheet.key)
    if action is None:
        raise InvalidInput("sheet", f"Rows of the sheet {sheet.key} cannot be added here; type them into the sheet.")
    who = str(values.pop("contact", ""))
    if not who.strip():
        raise InvalidInput("contact", "Say with whom: contact= and an ID, or a name that only one contact has.")
    return action(snapshot, contact_called(snapshot, who), values)


def saved(store: Store, changes: ChangeSet) -> Said:
    """Save, and say which row is new."""
    said = told(store, store.save(changes))
    added = next((change.id for change in changes.changes if isinstance(change, AddRow)), None)
    assert isinstance(said.data, dict)
    return Said({"id": added, **said.data}, [f"{said.lines[0]} ID: {added}", *said.lines[1:]])


def told(store: Store, receipt: Receipt) -> Said:
    """Wait until a confirmed change is in the workbook, and say whether it is; if it waits, why."""
    if not store.flush(PATIENCE / 10) and not store.receipt(receipt.batch).waiting:
        store.flush(PATIENCE)  # no reason to wait for: it is only slow
    now = store.receipt(receipt.batch)
    where = "It is in the workbook."
    if not now.in_workbook:
        where = f"It is kept and goes into the workbook by itself. {now.waiting}".rstrip()
    kept = [
        f"{SHEETS[fight.sheet].column(fight.field).heading if fight.field else fight.id} was changed again since, "
        f"so it stays “{written(fight.theirs)}”."
        for fight in receipt.conflicts
    ]
    conflicts = [asdict(fight) for fight in receipt.conflicts]
    data = {"batch": now.batch, "summary": now.summary, "in_workbook": now.in_workbook, "waiting": now.waiting}
    return Said({**data, "conflicts": conflicts}, [f"{now.summary}. {where}", *kept])


def place_of(problem: Problem) -> str:
    """Where a problem is; a row that is not in the sheet yet has no number."""
    return f"{problem.sheet}, row {problem.row}" if problem.row else problem.sheet


def name_of(snapshot: Snapshot, id: str) -> str:
    """The name of a contact."""
    return full_name(snapshot.row("Contacts", id))


def line_of(snapshot: Snapshot, sheet: str, id: str) -> str:
    """A row in one line: what stands in its columns in view, but for the contact."""
    shown = [c for c in snapshot.columns(sheet) if c.place == SHOWN and c.field not in ("id", "contact")]
    return " · ".join(text for c in shown if (text := written(snapshot.cell(sheet, id, c.field))))


# the command line ---------------------------------------------------------------------------------------------------


class Parser(argparse.ArgumentParser):
    """A parser that raises one sentence instead of printing how it is used."""

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed."""
        raise InvalidInput("arguments", f"{message[:1].upper()}{message[1:]}. See python -m crm --help.")


def parser() -> Parser:
    """The commands and what each takes."""
    whole = Parser(prog="python -m crm", description="Kith without a screen.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    def command(does: Callable[[Arguments], Said]) -> argparse.ArgumentParser:
        one = commands.add_parser(does.__name__, help=does.__doc__, description=does.__doc__)
        one.add_argument("--json", action="store_true", help="answer with JSON")
        one.set_defaults(does=does)
        return one

    made = command(new)
    made.add_argument("path", metavar="PATH")
    made.add_argument("--demo", action="store_true", help="with sample data")
    for does in (check, add, show, find, log, undo):
        command(does).add_argument("location", metavar="LOCATION")
    known = commands.choices
    known["add"].add_argument("sheet", metavar="SHEET")
    known["add"].add_argument("values", metavar="field=value", nargs="+")
    known["show"].add_argument("id", metavar="ID")
    known["find"].add_argument("words", metavar="WORDS", nargs="+")
    known["undo"].add_argument("batch", metavar="BATCH")
    command(status).add_argument("location", metavar="LOCATION", nargs="?")
    return whole


def printable(line: str) -> str:
    """A line that cannot steer the terminal: a sheet may hold anything."""
    return "".join(sign if sign.isprintable() else " " for sign in line)


def as_json(data: object) -> str:
    """JSON with days and moments as ISO texts."""
    return json.dumps(
        data, ensure_ascii=False, indent=1, default=lambda other: getattr(other, "isoformat", other.__str__)()
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and answer its exit code."""
    try:
        given = parser().parse_args(arguments)
        said: Said = given.does(given)
    except KithError as error:
        print(printable(str(error)), file=sys.stderr)
        return 2
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        print(printable(f"{what}{error.strerror or error}. Nothing was changed."), file=sys.stderr)
        return 2
    print(as_json(said.data) if given.json else "\n".join(map(printable, said.lines)))
    return said.code


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
