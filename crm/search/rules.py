"""Groups in words: `Relationship = Customer; City = Leeds, York; Last contact > 60 days`.

Conditions are parted by semicolons and must all hold; a comma means any of. What holds `;`, `,`, a quotation mark or a
sign stands in quotes, a quotation mark in it twice. A part may also be written as in the search box: `city:leeds`.
"""

import re
from collections.abc import Sequence

from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.text import brief, key, squash
from crm.search import query
from crm.search.keys import (
    AT_LEAST,
    AT_MOST,
    EMPTY,
    FILLED,
    UNEQUAL,
    Condition,
    Rule,
    all_columns,
    keys,
    name_of_key,
    nearest,
)

_QUOTED = r'"(?:[^"]|"")*"'
_PARTS = re.compile(rf"(?:{_QUOTED}|[^;])+")
_VALUES = re.compile(rf"(?:{_QUOTED}|[^,])+")
_WORDS = "is not empty|is empty|does not contain|contains|does not begin with|begins with"
_SIGN = rf"<=|>=|!=|<>|≤|≥|≠|=|<|>|(?<=[\s\"])(?:{_WORDS})(?=[\s\"]|$)"
_CONDITION = re.compile(rf'({_QUOTED}\s*|[^"].*?)({_SIGN})(.*)$', re.IGNORECASE | re.DOTALL)
_MEANT = {"≤": AT_MOST, "≥": AT_LEAST, "≠": UNEQUAL, "<>": UNEQUAL}
_PLAIN = re.compile(rf'(?!.*(?:[;,"<>=≤≥≠:]|\b(?:{_WORDS})\b))\S(?:.*\S)?$', re.IGNORECASE)
_HOW = "Write it as City = Leeds, Birthday is empty or Last contact > 60 days."


def parse_rule(text: str, columns: Sequence[Column] = SHEETS["Contacts"].columns) -> Rule:
    """The conditions of a rule. `columns`: those of the workbook, so that its own ones are known.

    Raises InvalidInput("rule") with a sentence for a part that is no condition or names a heading that is not there.

    >>> parse_rule("relationship = Customer; ort = Leeds, York; last contact > 60 days")
    (Condition(field='relationships', sign='=', values=('Customer',)),
        Condition(field='city', sign='=', values=('Leeds', 'York')),
        Condition(field='last_contact', sign='>', values=('60 days',)))
    """
    known = keys(columns)
    found: list[Condition] = []
    for part in _PARTS.findall(text):
        if part.strip():
            found += _conditions(part, known, columns)
    if text.count('"') % 2:
        raise InvalidInput("rule", "A quotation mark is opened and not closed.")
    if not found:
        raise InvalidInput("rule", "Write a rule, such as: Relationship = Customer; Last contact > 60 days.")
    return tuple(dict.fromkeys(found))


def format_rule(rule: Sequence[Condition], columns: Sequence[Column] = SHEETS["Contacts"].columns) -> str:
    """A rule as it is written in the sheet; reading it gives the same conditions.

    >>> format_rule((Condition("city", "=", ("Leeds", "Bury, North")), Condition("birthday", "is empty")))
    'City = Leeds, "Bury, North"; Birthday is empty'
    """
    known = keys(columns)
    by_field = {column.field: column for column in all_columns(columns)}
    return "; ".join(_written(one, name_of_key(by_field[one.field], known)) for one in rule)


def _written(one: Condition, heading: str) -> str:
    values = ", ".join(map(quoted, one.values))
    return f"{quoted(heading)} {one.sign} {values}".rstrip()


def quoted(text: str) -> str:
    """A text as it stands in a rule: in quotes where it would be read as something else."""
    return text if _PLAIN.match(text) and squash(text) == text else '"' + text.replace('"', '""') + '"'


def _bare(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return squash(text)


def _conditions(part: str, known: dict[str, Column], columns: Sequence[Column]) -> list[Condition]:
    """The condition that a part of a rule is; several where it is written as in the search box."""
    match = _CONDITION.match(part.strip())
    searched = query.parse(part, columns)
    if searched.conditions and not searched.words and not searched.without:
        return list(searched.conditions)
    if match is None:
        raise InvalidInput("rule", f"“{brief(part)}” is no condition. {_HOW}")
    name, sign = _bare(match[1]), squash(match[2].casefold())
    sign = _MEANT.get(sign, sign)
    column = known.get(key(name))
    if column is None:
        near = nearest(name, known)
        meant = f" Did you mean {near}?" if near else ""
        raise InvalidInput("rule", f"There is no heading “{brief(name)}”.{meant}")
    values = tuple(dict.fromkeys(value for one in _VALUES.findall(match[3]) if (value := _bare(one))))
    if sign in (EMPTY, FILLED):
        if values:
            raise InvalidInput("rule", f"“{brief(name)} {sign}” stands alone; “{brief(match[3])}” is too much there.")
        return [Condition(column.field, sign)]
    if not values:
        raise InvalidInput("rule", f"“{brief(name)} {sign}” needs a value behind it, or “{brief(name)} is empty”.")
    return [Condition(column.field, sign, values)]
