"""What a formula refers to by a name: sheets, tables with their columns, defined names (ECMA-376 part 1, 18.17).

A formula is cut into tokens that give it back when they are joined, so what is not understood stays as it is.
"""

import re
from typing import NamedTuple

_BRACKETS = r"\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*+\])*+"  # without the last one
_TOKEN = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*+"?)
    | (?P<error>\#[A-Z]+(?:/[A-Z0-9]+)?[!?]?)
    | (?P<sheet>(?:'(?:[^']|'')*+' | \[\d+\]
        | (?:\[[^\[\]]*+\])?(?!\$?[A-Za-z]{{1,3}}\$?\d+:)[\w.?\\]++(?::[\w.?\\]++)?)!)
    | (?P<columns>{_BRACKETS}\])
    | (?P<cell>\$?[A-Za-z]{{1,3}}\$?[1-9]\d{{0,6}}(?![\w.?\\(\[]) | \$[A-Za-z]{{1,3}}(?!\w)
        | [A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}(?![\w.?\\(\[]))
    | (?P<word>(?:[^\W\d]|\\)[\w.?\\]*)
    | (?P<other>[\d.]+(?:[Ee][+-]?\d+)?|'(?:[^']|'')*+'?|{_BRACKETS}|.)""",
    re.VERBOSE | re.DOTALL,
)
_ITEM = re.compile(r"'.|\[((?:'.|[^\[\]'])*+)\]", re.DOTALL)
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*(?:[Cc]\d*)?|[Cc]\d*|true|false", re.IGNORECASE)
_TO_QUOTE = re.compile(r"['\[\]#@]")


class Token(NamedTuple):
    """A piece of a formula. `kind`: text, error, sheet (with its "!"), columns (of a table, with brackets), cell,
    table, function, name or other."""

    kind: str
    text: str


def tokens(formula: str) -> list[Token]:
    """A formula cut into pieces.

    >>> [token.text for token in tokens("SUM('My list'!A1,T[[#This Row],[a ']b]],rate)") if token.kind != "other"]
    ['SUM', "'My list'!", 'A1', 'T', "[[#This Row],[a ']b]]", 'rate']
    """
    found = []
    for match in _TOKEN.finditer(formula):
        kind = match.lastgroup or "other"
        if kind == "word":
            kind = {"(": "function", "[": "table"}.get(formula[match.end() : match.end() + 1], "name")
        found.append(Token(kind, match[0]))
    return found


class Owner(NamedTuple):
    """What stands before a "!": another workbook ("" for this one), a sheet, and the last sheet of several."""

    book: str
    title: str
    last: str


def owner_of(token: str) -> Owner:
    """The sheet that a token of kind sheet names.

    >>> owner_of("'It''s'!"), owner_of("[1]Jan:Mar!")
    (Owner(book='', title="It's", last=''), Owner(book='1', title='Jan', last='Mar'))
    """
    text = token[:-1]
    if text.startswith("'"):
        text = text[1:-1].replace("''", "'")
    before, bracket, after = text.rpartition("]")
    title, _, last = after.partition(":")
    return Owner(before.rpartition("[")[2] if bracket else "", title, last)


def quoted(title: str) -> str:
    """A sheet's title as formulas write it, without "!".

    >>> quoted("Lists"), quoted("It's 2024"), quoted("Q1")
    ('Lists', "'It''s 2024'", "'Q1'")
    """
    if _PLAIN_TITLE.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def with_column_renamed(columns: str, old: str, new: str) -> str:
    """The brackets of a table reference with another name for one column.

    >>> with_column_renamed("[[#This Row],[Old]:[Other]]", "old", "new #"), with_column_renamed("[@Old]", "Old", "A b")
    ("[[#This Row],[new '#]:[Other]]", '[@[A b]]')
    """
    inner = columns[1:-1]
    name = _TO_QUOTE.sub(lambda found: "'" + found[0], new)
    if "[" in re.sub(r"'.", "", inner):
        return "[" + _ITEM.sub(lambda item: f"[{name}]" if _names(item[1] or "", old) else item[0], inner) + "]"
    if inner.startswith("@") and _names(inner[1:], old):
        return f"[@[{name}]]"
    return f"[{name}]" if _names(inner, old) or _names(inner.strip(), old) else columns


def _names(item: str, column: str) -> bool:
    return re.sub(r"'(.)", r"\1", item, flags=re.DOTALL).casefold() == column.casefold()
