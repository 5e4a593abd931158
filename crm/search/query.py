"""What is typed into a search box: words, and conditions as `key:value`.

Words and conditions must all hold; the same key twice means either; `-` in front turns a condition round; a value with
spaces stands in quotes. Keys are the headings and aliases of the sheet, the team's own columns, and what is computed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from crm.model.cells import DATE, INTEGER, MONEY, MONTH_DAY, NUMBER, PERCENT, STAMP, YES_NO
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key
from crm.search.conditions import BLANK, mask
from crm.search.hits import Hit, name_of
from crm.search.index import Index
from crm.search.keys import BEGINS, EMPTY, EQUAL, FILLED, NOT_BEGINS, OPPOSITE, UNEQUAL, Condition, keys, nearest

HAS, NO = "has", "no"
_ADDRESSES = ("mailto", "http", "https", "tel")
_PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s":]+)):(<=|>=|<|>)?(?:"([^"]*)"|(\S+))|\S+')
_MEASURED = (DATE, STAMP, MONTH_DAY, INTEGER, PERCENT, NUMBER, MONEY, YES_NO)


@dataclass(frozen=True)
class Query:
    """A query understood: `words` for the index, and the conditions that people must meet."""

    words: str
    conditions: tuple[Condition, ...] = ()


def parse(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> Query:
    """Understand a query. `columns`: those of the workbook, so that its own ones are known. Never fails.

    What has no known key (`10:30`, `mailto:ann`) is plain words.

    >>> parse('ann city:leeds -tag:"very old" no:phone last:>90d 10:30')
    Query(words='ann 10:30', conditions=(Condition(field='city', sign='begins with', values=('leeds',)),
        Condition(field='tags', sign='does not begin with', values=('very old',)),
        Condition(field='phone', sign='is empty', values=()),
        Condition(field='last_contact', sign='>', values=('90d',))))
    """
    known = keys(columns)
    words: list[str] = []
    found: list[Condition] = []
    for match in _PART.finditer(text):
        name, value = match[2] or match[3], match[5] or match[6]
        one = _condition(key(name), match[4] or "", value, known) if name and value else None
        if one is None:
            words.append(match[0])
        else:
            _join(found, _opposite(one) if match[1] else one)
    return Query(" ".join(words), tuple(found))


def unknown_key(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> str:
    """A sentence about the first `key:` that is none but near to one, "" when there is none such.

    >>> unknown_key("citi:leeds 10:30"), unknown_key("city:leeds mailto:x")
    ('“citi:” is no heading. Did you mean “City:”?', '')
    """
    known = keys(columns)
    for match in _PART.finditer(text):
        name = match[2] or match[3]
        if name and key(name) not in (HAS, NO, *_ADDRESSES, *known) and (near := nearest(name, known)):
            return f"“{name}:” is no heading. Did you mean “{near}:”?"
    return ""


def find(
    snapshot: Snapshot, index: Index, text: str, k: int = 50, *, me: str = "",
    computed: Mapping[str, pd.Series] | None = None,
) -> list[Hit]:  # fmt: skip
    """The best `k` people for a whole query; with conditions alone all they leave, by name; none for an empty query."""
    query = parse(text, snapshot.columns("Contacts"))
    if not query.conditions:
        return index.search(query.words, k, me=me)
    contacts = snapshot.contacts
    left = contacts[mask(snapshot, query.conditions, me=me, computed=computed)]
    if query.words.strip():
        return index.search(query.words, k, me=me, within=set(left.index))
    names = left["name"].fillna("").map(fold).sort_values(kind="stable")
    return [Hit(id, "", False, name_of(snapshot.row("Contacts", id))) for id in names.index[:k]]


def _condition(name: str, sign: str, value: str, known: dict[str, Column]) -> Condition | None:
    if name in (HAS, NO) and not sign:
        column = known.get(key(value))
        return Condition(column.field, FILLED if name == HAS else EMPTY) if column else None
    column = known.get(name)
    if column is None:
        return None
    return Condition(column.field, sign or (EQUAL if column.kind in _MEASURED else BEGINS), (value,))


def _opposite(one: Condition) -> Condition:
    """The condition that exactly those meet who do not meet this one; a blank is neither more nor less."""
    turned = replace(one, sign=OPPOSITE[one.sign])
    is_equal = one.sign in (EQUAL, BEGINS, EMPTY, FILLED)
    return turned if is_equal else replace(turned, values=(*one.values, BLANK))


def _join(found: list[Condition], one: Condition) -> None:
    """Add a condition; one that the same key has already takes the value in, for either is meant."""
    if one.sign in (BEGINS, NOT_BEGINS, EQUAL, UNEQUAL):
        for place, other in enumerate(found):
            either = other.sign == one.sign or (one.sign == EQUAL and one.values == (BLANK,))
            if other.field == one.field and other.values and either:
                found[place] = replace(other, values=tuple(dict.fromkeys((*other.values, *one.values))))
                return
    if one not in found:
        found.append(one)
