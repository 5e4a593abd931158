"""Whether the day or the month comes first in a column of days: what its cells settle counts for all of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm.exchange.mapped import Mapped
from crm.exchange.synonyms import LAST_VISIT
from crm.exchange.table import Table
from crm.model.cells import DATE, MONTH_DAY, STAMP, Rules
from crm.model.dates import numeric_order, parse_day
from crm.model.sheets import SHEETS
from crm.model.text import squash

_SAMPLES = 3
OF_DAYS = {column.field for column in SHEETS["Contacts"].columns if column.kind in (DATE, MONTH_DAY, STAMP)}


def orders(table: Table, mapping: Sequence[Mapped], rules: Rules, day_first: Mapping[str, bool]) -> dict[int, Rules]:
    """Number of a column of days -> the rules to read it by: as its cells settle it, else as somebody answered for its
    heading, else as the team writes days."""
    found: dict[int, Rules] = {}
    for place, votes in _votes(table, mapping).items():
        if votes["dmy"] != votes["mdy"]:
            found[place] = replace(rules, day_first=votes["dmy"] > votes["mdy"])
        else:
            found[place] = replace(rules, day_first=day_first.get(mapping[place].heading, rules.day_first))
    return found


def undecided(table: Table, mapping: Sequence[Mapped], rules: Rules) -> dict[str, tuple[str, str]]:
    """Heading -> three of its cells, read day first and month first: of columns whose cells leave open which it is."""
    found = {}
    for place, votes in _votes(table, mapping).items():
        if votes["dmy"] == votes["mdy"]:
            texts = (squash(cell) for _, row in table.body() if isinstance(cell := row[place], str))
            either = [text for text in texts if _is_either(text, rules)][:_SAMPLES]
            if either:
                found[mapping[place].heading] = (_read(either, rules, "dmy"), _read(either, rules, "mdy"))
    return found


def _is_either(text: str, rules: Rules) -> bool:
    days = {parse_day(text, today=rules.today, order=order) for order in ("dmy", "mdy")}
    return len(days) == 2 and None not in days


def _read(texts: Sequence[str], rules: Rules, order: str) -> str:
    days = (parse_day(text, today=rules.today, order=order) for text in texts)
    return "; ".join(f"{text} is {day.day} {day:%b} {day.year}" for text, day in zip(texts, days, strict=True) if day)


def _votes(table: Table, mapping: Sequence[Mapped]) -> dict[int, Counter[str]]:
    """Column of days -> how many of its cells can only be read day first, and how many only month first."""
    places = [n for n, mapped in enumerate(mapping) if mapped.target == LAST_VISIT or mapped.target in OF_DAYS]
    votes: dict[int, Counter[str]] = {place: Counter() for place in places}
    for _, row in table.body() if places else ():
        for place in places:
            if isinstance(row[place], str) and (order := numeric_order(str(row[place]))):
                votes[place][order] += 1
    return votes
