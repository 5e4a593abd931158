"""Amounts that can be read two ways (23)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm.actions.tidying.finding import Finding, Fix, Looked, look
from crm.model.cells import INTEGER, MONEY, NUMBER, Cell, Unreadable, written
from crm.model.changes import Change
from crm.model.snapshot import Snapshot
from crm.model.text import brief

SAMPLES = 3
_TWO_WAYS = re.compile(r"(?<![\d.,])(\d{1,3})([.,])(\d{3})(?![\d.,])")
_DECIMALS = re.compile(r"\d([.,])\d{1,2}\D*$")


def thousands(snapshot: Snapshot) -> Iterator[Finding]:
    """One finding a column: all its amounts such as 1.234, with what the others of the column say first."""
    for column in look(snapshot, MONEY, NUMBER, INTEGER):
        texts = [(place, cell) for place, cell in enumerate(column.cells) if isinstance(cell, str) and cell.strip()]
        unsure = [(place, text) for place, text in texts if is_unsure(column, text, snapshot)]
        if not unsure:
            continue
        samples = ", ".join(brief(text, 20) for _, text in unsure[:SAMPLES])
        more = f" and {len(unsure) - SAMPLES} more" if len(unsure) > SAMPLES else ""
        fixes = [_all_of(column, unsure, True), _all_of(column, unsure, False)]
        if _says_fraction([text for _, text in texts], unsure[0][1]):
            fixes.reverse()
        sentence = f"{column.column.heading}: {samples}{more}. Are these thousands, or fractions?"
        found = column.finding(unsure[0][0], "thousands", sentence, *fixes)
        yield replace(found, text=samples + more, cells=len(unsure))


def is_unsure(column: Looked, cell: Cell, snapshot: Snapshot) -> bool:
    """Whether a text is a number that can be a thousand and a fraction."""
    return (
        isinstance(cell, str)
        and len(_TWO_WAYS.findall(cell)) == 1
        and isinstance(column.column.kind.parse(cell, snapshot.rules), Unreadable)
        and not isinstance(column.column.kind.parse(_read(cell, True), snapshot.rules), Unreadable)
    )


def _read(text: str, is_thousand: bool) -> str:
    return _TWO_WAYS.sub(
        lambda found: found[1] + ("" if is_thousand else ".") + found[3][: 3 if is_thousand else 2], text
    )


def _number(text: str, is_thousand: bool) -> float:
    """The number in it, read one way or the other; a minus or parentheses make it negative."""
    whole, _, part = _TWO_WAYS.findall(text)[0]
    number = float(whole + part) if is_thousand else float(f"{whole}.{part}")
    return -number if re.search(r"[-−(]", text[: text.index(whole)]) else number


def _all_of(column: Looked, texts: Sequence[tuple[int, str]], is_thousand: bool) -> Fix | None:
    changes, after = list[Change](), list[str]()
    for place, text in texts:
        number = _number(text, is_thousand)
        if column.column.kind is INTEGER and not number.is_integer():
            return None
        cell: Cell = int(number) if number.is_integer() else number
        after.append(written(cell))
        if change := column.change(place, cell):
            changes.append(change)
    label = "They are thousands" if is_thousand else "They are fractions"
    return Fix(label, tuple(changes), ", ".join(after[:SAMPLES])) if changes else None


def _says_fraction(texts: Sequence[str], unsure: str) -> bool:
    """Whether the other texts of the column use the sign of this one as a decimal mark."""
    sign = _TWO_WAYS.findall(unsure)[0][1]
    marks = [match[1] for text in texts if not _TWO_WAYS.search(text) and (match := _DECIMALS.search(text))]
    return bool(marks) and marks.count(sign) * 2 > len(marks)
