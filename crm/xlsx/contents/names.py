"""Defined names in the workbook part: read, added, replaced (ECMA-376 part 1, 18.2.5 and 18.2.6)."""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from crm.xlsx.adding.sheets import tab_titles
from crm.xlsx.contents.parts import Read
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.formulas.references import Token, owner_of, quoted, tokens
from crm.xlsx.markup.elements import number
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.xmltext import attributes

_GROUP = re.compile(rb"<((?:[\w.-]+:)?)definedNames(?:\s[^<>]*?)?(?:/>|>(.*?)</\1definedNames\s*>)", re.DOTALL)
_NAME = re.compile(rb"<((?:[\w.-]+:)?)definedName(\s[^<>]*?)(?:/>|>([^<]*)</\1definedName\s*>)")
_BEFORE = re.compile(
    rb"<(?:/((?:[\w.-]+:)?)(?:sheets|functionGroups|externalReferences)\s*"
    rb"|((?:[\w.-]+:)?)(?:functionGroups|externalReferences)(?:\s[^<>]*)?/)>"
)
_WELL_NAMED = re.compile(r"(?:[^\W\d]|\\)[\w.?\\]*")
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*(?:c\d*)?|c\d*|true|false", re.IGNORECASE)
_BUILT_IN = {"_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase"}
_LONGEST_NAME, _LONGEST_FORMULA = 255, 8_192


class DefinedName(NamedTuple):
    """A name and the formula it stands for; `tab` is the number of the only sheet that knows it, from 0.

    `further` are its other attributes as they are written.
    """

    name: str
    text: str
    tab: int | None = None
    further: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, int | None]:
        """What no two names of a workbook have in common."""
        return self.name.casefold(), self.tab


def read_names(workbook: bytes, part: str) -> list[DefinedName]:
    """All defined names in their order. Raises RefusedWorkbook."""
    workbook = editable(workbook, part)
    group = _GROUP.search(workbook)
    return [_read(found) for found in _NAME.finditer(group[2] or b"")] if group else []


def all_names(read: Read, part: str) -> dict[str, str]:
    """{name: text} of all defined names; one that a sheet alone knows is called like `Sheet!name`."""
    workbook = editable(read(part) or b"", part)
    titles = tab_titles(workbook)
    return {
        f"{quoted(titles[name.tab])}!{name.name}" if name.tab is not None else name.name: name.text
        for name in read_names(workbook, part)
        if name.tab is None or name.tab < len(titles)
    }


def _read(found: re.Match[bytes]) -> DefinedName:
    tag = attributes(found[2])
    name, tab = html.unescape(tag.pop("name", "")), tag.pop("localSheetId", None)
    text = html.unescape((found[3] or b"").decode())
    return DefinedName(name, text, None if tab is None else number(tab), tuple(tag.items()))


def put_name(workbook: bytes, part: str, new: DefinedName) -> bytes:
    """The workbook part with a name added at the end, or with another text for it. Raises RefusedWorkbook."""
    workbook = editable(workbook, part)
    group = _GROUP.search(workbook)
    if not group:
        place, prefix = _place(workbook, part)
        tag = prefix + b"definedNames"
        return workbook[:place] + b"<" + tag + b">" + _written(new, prefix) + b"</" + tag + b">" + workbook[place:]
    prefix = group[1]
    if group[2] is None:
        tag = prefix + b"definedNames"
        whole = b"<" + tag + b">" + _written(new, prefix) + b"</" + tag + b">"
        return workbook[: group.start()] + whole + workbook[group.end() :]
    for found in _NAME.finditer(workbook, group.start(2), group.end(2)):
        old = _read(found)
        if old.key == new.key:
            replaced = _written(new._replace(name=old.name, further=old.further), prefix)
            return workbook[: found.start()] + replaced + workbook[found.end() :]
    return workbook[: group.end(2)] + _written(new, prefix) + workbook[group.end(2) :]


def _place(workbook: bytes, part: str) -> tuple[int, bytes]:
    """Where the group of names belongs, and the prefix of the tags there."""
    before = list(_BEFORE.finditer(workbook))
    if not before:
        raise unusual("its list of sheets is not where it should be")
    return before[-1].end(), before[-1][1] or before[-1][2] or b""


def _written(name: DefinedName, prefix: bytes) -> bytes:
    p = prefix.decode()
    tab = "" if name.tab is None else f' localSheetId="{name.tab}"'
    further = "".join(f' {key}="{value}"' for key, value in name.further)
    tag = f"{p}definedName name={quoteattr(name.name)}{tab}{further}"
    return f"<{tag}>{escape(name.text)}</{p}definedName>".encode()


def check_name(name: str, local: bool) -> None:
    """Raise ValueError, with a sentence, for what Excel does not take as a name."""
    if name in _BUILT_IN and local:
        return
    if name.lower().startswith("_xlnm") or not _WELL_NAMED.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise ValueError(
            f"“{name[:60]}” cannot be a defined name. It begins with a letter or an underscore and holds letters, "
            "digits, dots and underscores alone."
        )
    if _LIKE_A_CELL.fullmatch(name):
        raise ValueError(f"“{name}” looks like a cell, so it cannot be a defined name.")


def check_text(text: str, titles: Iterable[str], tables: Iterable[str]) -> None:
    """Raise ValueError for what is no formula, RefusedEdit for one about a sheet or table that is not there."""
    if not text.strip() or len(text) > _LONGEST_FORMULA or re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        raise ValueError("A defined name stands for a cell, a range or a formula; this is none.")
    pieces = tokens(text)
    if not _balanced("".join(piece.text for piece in pieces if piece.kind == "other")) or any(map(_is_open, pieces)):
        raise ValueError("A bracket or a quotation mark in this formula is not closed.")
    known, of_tables = {title.casefold() for title in titles}, {table.casefold() for table in tables}
    for piece in pieces:
        if piece.kind == "sheet":
            owner = owner_of(piece.text)
            if owner.book or {owner.title.casefold(), (owner.last or owner.title).casefold()} - known:
                raise RefusedEdit(f"There is no sheet {piece.text[:-1]} in this workbook, so no name can refer to it.")
        if piece.kind == "table" and piece.text.casefold() not in of_tables:
            raise RefusedEdit(f"There is no table “{piece.text}” in this workbook, so no name can refer to it.")


def _balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign in "({") - (sign in ")}")
        if depth < 0 or sign in "[]'":
            return False
    return depth == 0


def _is_open(piece: Token) -> bool:
    """Whether a text in a formula lacks its closing quotation mark."""
    return piece.kind == "text" and (len(piece.text) < 2 or piece.text.count('"') % 2 == 1)
