"""The tables of the README: every sheet and column, and what Kith does so far.

    python -m docs.tables --write     put them into README.md, between their marks
    python -m docs.tables             say whether README.md holds them as they are now

The columns come from SHEETS, what Kith does from the marks `capability(n)` of the tests: what no test shows comes
later.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from crm.model.schema import KITH, MORE, SHOWN, Column, Sheet
from crm.model.sheets import SHEETS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PLACES = {SHOWN: "in view", MORE: "folded under More", KITH: "kept by Kith"}
KINDS = {
    "id": "a number of Kith's", "text": "text", "long text": "long text", "phone": "a phone number",
    "email": "e-mail addresses", "url": "a web address", "choice": "one word", "choices": "several words",
    "link": "a name", "date": "a day", "stamp": "a moment", "month-day date": "a day of the year",
    "integer": "a whole number", "percent": "percent", "number": "a number", "money": "an amount of money",
    "yes/no": "yes or no",
}  # fmt: skip
CAPABILITIES: Mapping[int, tuple[str, str]] = {
    1: ("A card for each person: names, phones, addresses, notes", "Contacts, the card"),
    2: ("A dated note of each call, meeting and delivery", "the card, Log it"),
    3: ("Noted in seconds", "Log it"),
    4: ("Suppliers, partners, volunteers and everybody else", "Contacts"),
    5: ("Your own words: clients, patients, donations", "Workbook: settings and words"),
    6: ("Customers and those who may become some, in one place", "Contacts"),
    7: ("Birthdays and anniversaries in time", "Today"),
    8: ("Call, e-mail, WhatsApp, or a letter", "the card, Segments"),
    9: ("A whole team in one workbook", "everywhere"),
    10: ("Your way of doing things, where all can read it", "beside every page, the sheet Start here"),
    11: ("Plain data that opens without Kith", "the workbook"),
    12: ("Who stayed", "Retention"),
    13: ("How loyal people are", "Insights, the card"),
    14: ("What each customer brings in", "Insights, the card"),
    15: ("How content people are, and whom to ring back", "Satisfaction"),
    16: ("All of these figures on one screen", "Today, Insights"),
    17: ("Purchases and payments", "Money"),
    18: ("One record for the shop front and the office", "the workbook"),
    19: ("Requests for help with promised days", "Tickets"),
    20: ("How fast you answer", "Tickets"),
    21: ("What people need and like", "the card"),
    22: ("The equipment you look after", "the card"),
    23: ("The right message to the right people", "Segments"),
    24: ("What people buy, by kind and over time", "Money, Insights"),
    25: ("Cards that have grown old are shown", "Contacts, the card"),
    26: ("Where new customers come from", "Pipeline, Insights"),
    27: ("Which leads are worth the time, and why", "Pipeline, the card"),
    28: ("What is coming: trends and cash", "Money, Pipeline"),
    29: ("Thousands of people, any country and currency", "everywhere"),
    30: ("Your own columns", "the workbook"),
    31: ("Fast, without losing anything", "everywhere"),
    32: ("Begin small: sheets appear when they are wanted", "Settings"),
    33: ("Goals of the team and of each of you", "Insights"),
    34: ("Every figure leads to the people behind it", "wherever figures stand"),
    35: ("Guidance where it is needed", "every page"),
    36: ("Consent, and people who want to be left alone", "the card, Segments"),
}


# the columns ----------------------------------------------------------------------------------------------------------


def columns(sheets: Mapping[str, Sheet] = SHEETS) -> str:
    """One folded table a sheet: heading, what goes in, what it is for, where it stands."""
    return "\n".join(_sheet(sheet) for sheet in sheets.values())


def _sheet(sheet: Sheet) -> str:
    when = " Appears when you want it." if sheet.module else ""
    rows = [
        f"| {column.heading} | {_kind(column)} | {column.help} | {PLACES[column.place]} |" for column in sheet.created
    ]
    known = [column.heading for column in sheet.columns if column.place not in PLACES]
    also = f"\nAlso understood where a sheet has them: {', '.join(known)}.\n" if known else ""
    head = "| Column | What goes in | What it is for | Where it stands |\n|---|---|---|---|"
    return (
        f"<details><summary><b>{sheet.key}</b> ({len(sheet.created)} columns): {sheet.help}{when}</summary>\n\n"
        + "\n".join([head, *rows])
        + f"\n{also}\n</details>\n"
    )


def _kind(column: Column) -> str:
    needed = ", needed" if column.required else ""
    if column.fixed:
        return f"{', '.join(column.fixed)}{needed}"
    if column.list:
        return f"{KINDS[column.kind.name]} of the list {column.list}{needed}"
    return f"{KINDS[column.kind.name]}{needed}"


# what it does ---------------------------------------------------------------------------------------------------------


def capabilities(tests: Path = ROOT / "tests") -> str:
    """What Kith does and where, on a workbook and on Google Sheets; what no test shows comes later."""
    shown = set(marked(tests))
    head = "| | What it does | Where | With a workbook |\n|---:|---|---|---|"
    rows = [
        f"| {number} | {name} | {where} | {'yes' if number in shown else 'comes later'} |"
        for number, (name, where) in CAPABILITIES.items()
    ]
    return "\n".join([head, *rows]) + "\n"


def marked(tests: Path) -> Iterator[int]:
    """The numbers in all marks `capability(n, ...)` of the test files below a folder."""
    for file in sorted(tests.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "capability":
                yield from (one.value for one in node.args if isinstance(one, ast.Constant) and type(one.value) is int)


# the README -----------------------------------------------------------------------------------------------------------


def filled(text: str) -> str:
    """A text with both tables as they are now between their marks. Raises ValueError where a mark is missing."""
    for name, table in (("columns", columns()), ("capabilities", capabilities())):
        start, end = f"<!-- {name}: made by python -m docs.tables --write -->", f"<!-- end of {name} -->"
        before, found, rest = text.partition(start)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"README.md has no place for its table of {name}")
        text = f"{before}{start}\n\n{table}\n{end}{after}"
    return text


def main(arguments: list[str]) -> int:
    """Write the tables, or say whether they are as they should be; the exit code."""
    now = README.read_text("utf-8")
    wanted = filled(now)
    if arguments == ["--write"]:
        README.write_text(wanted, encoding="utf-8")
    elif now != wanted:
        print("README.md is not as it should be. Run: python -m docs.tables --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
