"""What is typed into a search box: words, and conditions as `key:value`.

Words and conditions must all hold; the same key twice means either; `-` in front turns a condition round; a value with
spaces stands in quotes. Keys are the headings and aliases of the sheet, the team's own columns, and what is computed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from crm.model.cells import DATE, INTEGER, MONEY, MONTH_DAY, NUMBER, PERCENT, STAMP, YES_NO
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key
from crm.search.conditions import BLANK, mask
from crm.search.hits import Hit
from crm.search.index import Index
from crm.search.keys import BEGINS, EMPTY, EQUAL, FILLED, NOT_BEGINS, OPPOSITE, UNEQUAL, Condition, keys, nearest
from crm.search.names import name_of

HAS, NO = "has", "no"
LONGEST = 500  # characters of a query; what is longer is cut
_ADDRESSES = ("mailto", "http", "https", "tel")
_PART = re.compile(r'(-?)(?:"([^"]*)"|([^\s":]+)):(<=|>=|<|>)?(?:"([^"]*)"|(\S+))|-"[^"]+"|\S+')
_BEGUN = re.compile(r'(?:^|\s)-?(?:"([^"]*)"|([^\s":]+)):(?:"([^"]*)|([^\s"<>]*))$')
_SIGN_ALONE = re.compile(r":[<>]=?$")
_MEASURED = (DATE, STAMP, MONTH_DAY, INTEGER, PERCENT, NUMBER, MONEY, YES_NO)


@dataclass(frozen=True)
class Query:
    """A query understood: `words` for the index, the conditions that people must meet, and words they must not have."""

    words: str
    conditions: tuple[Condition, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """A `key:` that is none but near to one: as it was typed, what may be meant, and the query with that in it."""

    typed: str
    meant: str
    instead: str


def parse(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> Query:
    """Understand a query. `columns`: those of the workbook, so that its own ones are known. Never fails.

    What has no known key (`10:30`, `mailto:ann`) is plain words. Of more than LONGEST characters the rest is not read.

    >>> parse('ann city:leeds -tag:"very old" no:phone last:>90d 10:30 -york')
    Query(words='ann 10:30', conditions=(Condition(field='city', sign='begins with', values=('leeds',)),
        Condition(field='tags', sign='does not begin with', values=('very old',)),
        Condition(field='phone', sign='is empty', values=()),
        Condition(field='last_contact', sign='>', values=('90d',))), without=('york',))
    """
    known = keys(columns)
    words: list[str] = []
    without: list[str] = []
    found: list[Condition] = []
    for match in _PART.finditer(text[:LONGEST]):
        name, value = match[2] or match[3], match[5] or match[6]
        one = _condition(key(name), match[4] or "", value, known) if name and value else None
        if one is not None:
            _join(found, _opposite(one) if match[1] else one)
        elif _is_left_out(match[0]):
            without.append(match[0][1:].strip('"'))
        else:
            words.append(match[0])
    return Query(" ".join(words), tuple(found), tuple(dict.fromkeys(without)))


def doubts(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> list[Doubt]:
    """Every `key:` that is none but near to one, behind `has:` and `no:` too.

    >>> doubts("ann citi:leeds 10:30 mailto:x")
    [Doubt(typed='citi', meant='City', instead='ann city:leeds 10:30 mailto:x')]
    >>> doubts("no:emial")
    [Doubt(typed='emial', meant='Email', instead='no:email')]
    """
    known = keys(columns)
    text, found = text[:LONGEST], []
    for match in _PART.finditer(text):
        of_value = key(match[2] or match[3] or "") in (HAS, NO)
        group = next((one for one in ((5, 6) if of_value else (2, 3)) if match[one]), 0)
        name = match[group] if group else ""
        if not name or key(name) in (HAS, NO, *_ADDRESSES, *known) or (of_value and _is_begun(name, known)):
            continue
        if near := nearest(name, known):
            start, end = match.span(group)
            meant = near.casefold() if group in (2, 5) else near.casefold().replace(" ", "-")
            found.append(Doubt(name, near, f"{text[:start]}{meant}{text[end:]}"))
    return found


def _is_begun(name: str, known: Collection[str]) -> bool:
    """Whether a key is about to be typed."""
    return any(one.startswith(key(name)) for one in known)


def begun_value(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> tuple[Column, str, str] | None:
    """The column whose value is being typed at the end of a query, the query before that value, and the value so far.

    >>> column, before, value = begun_value("ann city:le")
    >>> column.heading, before, value
    ('City', 'ann city:', 'le')
    """
    match = _BEGUN.search(text)
    column = keys(columns).get(key(match[1] or match[2])) if match else None
    if match is None or column is None:
        return None
    value = match[3] if match[3] is not None else match[4]
    return column, text[: len(text) - len(value)].removesuffix('"'), value


def settled(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> str:
    """A query while it is typed: a key at its end without a value asks for nothing yet, and a quote is closed.

    >>> settled("ann city:"), settled("ann city:l"), settled('city:"new y'), settled("last:<"), settled("10:")
    ('ann', 'ann city:l', 'city:"new y"', '', '10:')
    """
    text = _SIGN_ALONE.sub(":", text)
    begun, match = begun_value(text, columns), _BEGUN.search(text)
    if match is None or begun is None:
        return text
    if not begun[2]:
        return text[: match.start()]
    return text if match[3] is None else f'{text}"'


def people(
    snapshot: Snapshot, query: Query, *, me: str = "", computed: Mapping[str, pd.Series] | None = None,
    index: Index,
) -> frozenset[str] | None:  # fmt: skip
    """The IDs of those who meet the conditions of a query and have none of the words it leaves out; None: everybody."""
    if not query.conditions and not query.without:
        return None
    met = mask(snapshot, query.conditions, me=me, computed=computed)
    return frozenset(met.index[met]).difference(*(index.having(word) for word in query.without))


def find(
    snapshot: Snapshot, index: Index, text: str, k: int = 50, *, me: str = "",
    computed: Mapping[str, pd.Series] | None = None,
) -> list[Hit]:  # fmt: skip
    """The best `k` people for a whole query; with conditions alone all they leave, by name; none for an empty query."""
    query = parse(text, snapshot.columns("Contacts"))
    left = people(snapshot, query, me=me, computed=computed, index=index)
    if left is None or query.words.strip():
        return index.search(query.words, k, me=me, within=left)
    return by_name(snapshot, left, k)


def by_name(snapshot: Snapshot, ids: Collection[str], k: int) -> list[Hit]:
    """The first `k` of some people by their names."""
    contacts = snapshot.contacts
    names = contacts["name"][contacts.index.isin(ids)].fillna("").map(fold).sort_values(kind="stable")
    rows = {id: snapshot.row("Contacts", id) for id in names.index[:k]}
    return [Hit(id, "name", False, name_of(row), row=("Contacts", id)) for id, row in rows.items()]


def find_matters(
    snapshot: Snapshot, index: Index, text: str, k: int = 20, *, me: str = "",
    computed: Mapping[str, pd.Series] | None = None,
) -> list[Hit]:  # fmt: skip
    """The best `k` deals and requests for the words of a query; its conditions are about the people they are with."""
    query = parse(text, snapshot.columns("Contacts"))
    left = people(snapshot, query, me=me, computed=computed, index=index)
    return index.matters(query.words, k, within=left)


def _is_left_out(part: str) -> bool:
    """Whether a part without a key is a word, or words in quotes, that must not be there; `-0112` ends a number."""
    return part[0] == "-" and part[1:].lstrip('"')[:1].isalpha()


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
