"""The sheets themselves: headings that stand there twice, copies of a sheet, columns that calculate (9, 27, 33)."""

import re
from collections.abc import Iterator

from crm.actions.tidying.finding import NOTE, SHOW, Finding
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import brief, key

_COPY = re.compile(
    r"^(?:copy of|kopie von|copie de|copia de)\s+(.+)$|^(.+?)\s*(?:\(\d+\)|[-–]?\s*(?:copy|kopie|copie|copia))$"
)


def headings(snapshot: Snapshot) -> Iterator[Finding]:
    """Headings that stand twice in one sheet."""
    for name, contents in snapshot.contents.sheets.items():
        seen: dict[str, int] = {}
        for number, heading in enumerate(contents.headings, start=1):
            if not (folded := key(heading)):
                continue
            if folded in seen:
                sentence = (
                    f"“{brief(heading)}” stands above column {letter(seen[folded])} and above column {letter(number)} "
                    f"of {contents.title}. Give one of them another name."
                )
                yield Finding("heading_twice", name, contents.heading_row, "", "", heading, sentence, way=SHOW)
            seen.setdefault(folded, number)


def letter(number: int) -> str:
    """A column as spreadsheets name it.

    >>> letter(1), letter(28)
    ('A', 'AB')
    """
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def copies(snapshot: Snapshot) -> Iterator[Finding]:
    """Tabs that are named as a program names the copy of a sheet."""
    titles = {key(contents.title): (name, contents.title) for name, contents in snapshot.contents.sheets.items()}
    for tab in snapshot.contents.other_tabs:
        match = _COPY.match(tab.strip().casefold())
        known = titles.get(key(match[1] or match[2])) if match else None
        if known:
            sentence = (
                f"“{brief(tab)}” looks like a copy of {known[1]}. Kith goes on with {known[1]} and leaves the copy "
                "alone. Delete it, or give it another name."
            )
            yield Finding("sheet_copied", known[0], 0, "", "", tab, sentence, way=SHOW)


def formulas(snapshot: Snapshot) -> Iterator[Finding]:
    """One finding a column of ours in which cells calculate."""
    for name, contents in snapshot.contents.sheets.items():
        rows = set(contents.rows)
        fields: dict[str, list[int]] = {}
        for row, field in contents.formulas:
            if row in rows and field in SHEETS[name].fields:
                fields.setdefault(field, []).append(row)
        for field, found in fields.items():
            heading = SHEETS[name].column(field).heading
            many = "1 cell calculates" if len(found) == 1 else f"{len(found):,} cells calculate"
            sentence = f"{heading}: {many}. Change them in the sheet itself."
            yield Finding("formula", name, min(found), "", field, "", sentence, cells=len(found), way=NOTE)
