"""Field masks: "sheets(properties,data.rowData.values/note)" and what they leave of an answer."""

import re

from .errors import refused

# Lists in which whole empty entries at the end are left out, as Google does for cells.
TRIMMED = {"rowData", "values"}


def parsed(text: str) -> dict:
    """A mask as a tree of names: {} below a name is everything.

    >>> parsed("sheets(properties,data/rowData),namedRanges")
    {'sheets': {'properties': {}, 'data': {'rowData': {}}}, 'namedRanges': {}}
    """
    tokens = [token for token in re.findall(r"[\w*]+|[(),./]|\S", text) if token]
    tree, rest = several(tokens)
    if rest or not tree:
        raise refused(f"Invalid field selection {text}")
    return {} if "*" in tree else tree


def several(tokens: list[str]) -> tuple[dict, list[str]]:
    """Paths with commas between them, up to a closing bracket."""
    tree: dict = {}
    while tokens:
        tokens = one(tokens, tree)
        if not tokens or tokens[0] != ",":
            break
        tokens = tokens[1:]
    return tree, tokens


def one(tokens: list[str], tree: dict) -> list[str]:
    """Read one path into the tree; returns what is left."""
    name, tokens = tokens[0], tokens[1:]
    if not re.fullmatch(r"[\w*]+", name):
        raise refused(f"Invalid field selection {name}")
    known, below = name in tree and not tree[name], {}
    if tokens and tokens[0] in "./":
        tokens = one(tokens[1:] or [""], below)
    elif tokens and tokens[0] == "(":
        below, tokens = several(tokens[1:])
        if not tokens or tokens[0] != ")":
            raise refused("Invalid field selection")
        tokens = tokens[1:]
    tree[name] = {} if known or "*" in below else joined(tree.get(name, {}), below)
    return tokens


def joined(first: dict, second: dict) -> dict:
    """Two trees as one."""
    result = dict(first)
    for name, below in second.items():
        both = name in result and result[name] and below
        result[name] = joined(result[name], below) if both else ({} if name in result else below)
    return result


def kept(value: object, tree: dict) -> object:
    """What a mask leaves of a JSON value."""
    if not tree:
        return value
    if isinstance(value, list):
        return [kept(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for name, below in tree.items():
        if name in value:
            item = kept(value[name], below)
            item = trimmed(item) if name in TRIMMED and isinstance(item, list) else item
            if item != []:
                result[name] = item
    return result


def trimmed(items: list) -> list:
    """A list without the empty entries at its end."""
    items = list(items)
    while items and items[-1] == {}:
        items.pop()
    return items


def flat(tree: dict, before: str = "") -> list[str]:
    """The paths of a mask, with dots.

    >>> flat({"gridProperties": {"rowCount": {}}, "title": {}})
    ['gridProperties.rowCount', 'title']
    """
    return [
        path for name, below in tree.items() for path in (flat(below, f"{before}{name}.") if below else [before + name])
    ]
