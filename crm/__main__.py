"""python -m crm: Kith without a screen, for scripts and for tests.

A command answers in plain lines, with --json in one JSON value. What cannot be done is said in one sentence on stderr,
with exit code 2, and nothing is half done. Exit code 1 says that something is left to do: by `check` that something is
to tidy, by `duplicates` that somebody may be there twice, by `undo --dry-run` that a cell would be left alone, by
`restore NAME`, `adopt`, `log-it` and `merge` without --yes that nothing was done yet, by `log --verify` that the
history was changed afterwards.
"""

import argparse
import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from crm.commands.adopting import adopt
from crm.commands.answers import Arguments, Said
from crm.commands.daily import summary, today
from crm.commands.duplicates import duplicates, merge
from crm.commands.exporting import FORMATS, export
from crm.commands.finding import as_words, find
from crm.commands.groups import segment
from crm.commands.importing import import_
from crm.commands.lines import log_it
from crm.commands.moving import move
from crm.commands.past import answer, conflicts, log, restore, status, undo
from crm.commands.rows import add, copy, new, show
from crm.commands.tidying import check
from crm.model.errors import InvalidInput, KithError
from crm.store.logs import keep_words_out

Commands = Mapping[str, argparse.ArgumentParser]


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
        one = commands.add_parser(
            does.__name__.strip("_").replace("_", "-"), help=does.__doc__, description=does.__doc__
        )
        one.add_argument("--json", action="store_true", help="answer with JSON")
        one.set_defaults(does=does)
        return one

    made = command(new)
    made.add_argument("path", metavar="PATH")
    made.add_argument("--demo", action="store_true", help="with sample data")
    for does in (
        copy, check, add, log_it, show, find, duplicates, merge, segment, log, undo, restore, conflicts, answer, today,
        summary,
    ):  # fmt: skip
        command(does).add_argument("location", metavar="LOCATION")
    command(status).add_argument("location", metavar="LOCATION", nargs="?")
    adopting = command(adopt)
    adopting.add_argument("location", metavar="LOCATION")
    adopting.add_argument("--look", action="store_true", help="only look at it, and remember how it is read")
    adopting.add_argument("--yes", action="store_true", help="add what is listed, and work in it")
    adopting.add_argument("--undo", action="store_true", help="take out again what was added")
    moving = command(move)
    moving.add_argument("location", metavar="FROM")
    moving.add_argument("to", metavar="TO", help="the path of a workbook, or the link of a Google Sheet")
    moving.add_argument("--dry-run", action="store_true", help="only say what would be moved")
    importing = command(import_)
    importing.add_argument("location", metavar="LOCATION")
    importing.add_argument("file", metavar="FILE")
    importing.add_argument("--sheet", metavar="TITLE", default="", help="of a workbook with several: the largest")
    importing.add_argument("--yes", action="store_true", help="bring them in")
    exporting = command(export)
    exporting.add_argument("location", metavar="LOCATION")
    told = f"one of {', '.join(FORMATS)}; and the file to be made"
    exporting.add_argument("--to", metavar=("FORMAT", "FILE"), nargs="+", default=[], help=told)
    exporting.add_argument("--everything-of", metavar="WHO", default="", help="a name or ID; --to names the file")
    about_rows(commands.choices)
    about_the_past(commands.choices)
    about_the_day(commands.choices)
    return whole


def about_rows(known: Commands) -> None:
    """What the commands about rows take besides a location."""
    known["copy"].add_argument("--apart", action="store_true", help="a workbook of its own")
    known["copy"].add_argument("--instead", action="store_true", help="in the place of the one it was copied from")
    known["check"].add_argument(
        "--heal", action="store_true", help="put right what is sure; it can be undone like any other change"
    )
    known["add"].add_argument("sheet", metavar="SHEET")
    known["add"].add_argument("values", metavar="field=value", nargs="+")
    known["log-it"].add_argument("line", metavar="LINE", help='such as "called Ann Lee, wants a quote, ring Friday"')
    known["log-it"].add_argument(
        "--with", dest="people", metavar="WHO", action="append", default=[], help="a name or ID"
    )
    known["log-it"].add_argument("--to-sort", action="store_true", help="keep it without a person, to be sorted later")
    known["log-it"].add_argument("--yes", action="store_true", help="save what was understood")
    known["show"].add_argument("id", metavar="ID")
    known["find"].add_argument("words", metavar="WORDS", nargs="+")
    known["duplicates"].add_argument(
        "--not-the-same", metavar=("WHO", "OTHER"), nargs=2, help="say of two that they are not one person"
    )
    known["merge"].add_argument("keep", metavar="WHO", help="a name or ID: the row that stays")
    known["merge"].add_argument("drop", metavar="OTHER", help="the row that goes into it")
    known["merge"].add_argument(
        "--take", metavar="FIELD", action="append", default=[], help="take this field from OTHER"
    )
    known["merge"].add_argument("--yes", action="store_true", help="do it")
    known["segment"].add_argument("rule", metavar="RULE|NAME", nargs="+", help="such as 'City = Leeds', or its name")
    known["segment"].add_argument("--csv", metavar="FILE", help="write the list of those who may be written to")
    known["segment"].add_argument("--channel", default="Email", help="Email, WhatsApp or Letter")


def about_the_past(known: Commands) -> None:
    """What the commands about the history take besides a location."""
    known["log"].add_argument("--by", metavar="WHO", help="only what this person did; 'in the sheet' for edits there")
    known["log"].add_argument("--id", metavar="ID", help="only what happened to this row")
    known["log"].add_argument("--sheet", metavar="SHEET", help="only what happened in this sheet")
    known["log"].add_argument("--verify", action="store_true", help="check that the history was not changed afterwards")
    known["undo"].add_argument("batch", metavar="BATCH", nargs="+")
    known["undo"].add_argument("--dry-run", action="store_true", help="only say what would be left alone")
    known["restore"].add_argument("name", metavar="NAME", nargs="?")
    known["restore"].add_argument("--later", action="store_true", help="bring back the changes made after it too")
    known["restore"].add_argument("--yes", action="store_true", help="do it")
    known["conflicts"].add_argument("seq", metavar="NUMBER", type=int, nargs="?")
    known["conflicts"].add_argument("--keep", action="store_true", help="keep what stands in the sheet")
    known["conflicts"].add_argument("--mine", action="store_true", help="use what was typed here")
    known["conflicts"].add_argument("--other", metavar="VALUE", help="write something else")
    known["answer"].add_argument("choice", metavar="CHOICE", nargs="?")


def about_the_day(known: Commands) -> None:
    """What the commands about the daily work take besides a location."""
    known["today"].add_argument("--owner", metavar="WHO", help="what this person looks after, and what is nobody's")


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
        given = parser().parse_args(as_words(sys.argv[1:] if arguments is None else arguments))
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
    keep_words_out()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())
