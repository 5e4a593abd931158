"""References to the cells of a sheet, as text: `'My sheet'!$A$2:$B$9`, alone, divided by commas, or in a formula."""

import html
import re

from crm.xlsx.editing.steps import Grown, Step

_QUOTE = r"(?:'|&apos;|&\#39;)"
_TITLE = rf"(?:{_QUOTE}(?P<quoted>(?:(?!{_QUOTE}).|{_QUOTE}{_QUOTE})*+){_QUOTE}!|(?P<plain>[\w.?\\]++)!)?+"
_CELLS = r"\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?"
_LINES = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d{1,7}:\$?\d{1,7}"
_AREA = re.compile(rf"(?<![^\s,(]){_TITLE}(?P<ref>{_CELLS}|{_LINES}|\#REF!)")
_ANY = "(?:" + re.sub(r"\?P<\w+>", "?:", _AREA.pattern) + ")"
_LIST = re.compile(rf"\s*+(?:\(\s*+)?{_ANY}(?:\s*+,\s*+{_ANY})*+\s*+(?:\)\s*+)?")
_IN_FORMULA = re.compile(
    rf"""(?P<keep>"(?:[^"]|"")*" | \[(?:[^\[\]]|\[[^\]]*\])*\])
    | (?<![\w.$:\\!']){_TITLE}(?P<ref>{_CELLS}|\$?\d{{1,7}}:\$?\d{{1,7}})(?![\w.(!:])""",
    re.VERBOSE,
)
_NAME = re.compile(rb"(<(?:[\w.-]+:)?definedName\s[^<>]*>)([^<]*)(?=</)")


def grow_areas(text: str, title: str, grown: Grown, bare: bool = False) -> str:
    """References divided by commas, those to the sheet as `grown` gives them; anything else, such as a formula, stays.

    `bare`: a reference without a title is to this sheet. What XML escapes stays as it is written.

    >>> grow_areas("'Ann&apos;&apos;s'!$A$2:$A$9,Ann!A2:A9", "Ann's", Step(2, 9, 10).grown)
    "'Ann&apos;&apos;s'!$A$2:$A$10,Ann!A2:A9"
    """

    def changed(found: re.Match[str]) -> str:
        if not _is_of(found, title, bare):
            return found[0]
        return found[0][: -len(found["ref"])] + grown(found["ref"])

    return _AREA.sub(changed, text) if _LIST.fullmatch(text) else text


def _is_of(found: re.Match[str], title: str, bare: bool) -> bool:
    """Whether a reference is to the sheet; Excel does not tell titles apart by case."""
    if found["quoted"] is None and found["plain"] is None:
        return bare
    named = found["plain"] or html.unescape(found["quoted"]).replace("''", "'")
    return named.casefold() == title.casefold()


def grow_names(workbook: bytes, title: str, step: Step) -> bytes:
    """Names of one block of that sheet or several: the hidden one of its filter, the print area, people's own."""
    if b"%d" % step.last not in workbook:
        return workbook

    def grown(found: re.Match[bytes]) -> bytes:
        if not (step.has_data or b"_FilterDatabase" in found[1]):
            return found[0]
        return found[1] + grow_areas(found[2].decode(), title, step.grown).encode()

    return _NAME.sub(grown, workbook)


def _map_formula(formula: str, title: str, change: Grown) -> str:
    """A formula of a cell of the sheet, its references to cells and rows of the sheet as `change` gives them.

    >>> _map_formula('SUM(B2:B9)+LOG10(T[B2])+Other!B2+"B2"', "People", str.lower)
    'SUM(b2:b9)+LOG10(T[B2])+Other!B2+"B2"'
    """

    def changed(found: re.Match[str]) -> str:
        if found["keep"] or not _is_of(found, title, bare=True):
            return found[0]
        return found[0][: -len(found["ref"])] + change(found["ref"])

    return _IN_FORMULA.sub(changed, formula)


def grow_formula(formula: str, title: str, step: Step) -> str:
    """A formula over the rows of the sheet that reaches the new one; a reference to a single cell stays.

    >>> grow_formula("SUM(B2:B9)/B9+SUM(B2:B8)", "People", Step(2, 9, 10))
    'SUM(B2:B10)/B9+SUM(B2:B8)'
    """
    return _map_formula(formula, title, lambda ref: step.grown(ref) if ":" in ref else ref)


def references(formula: str, title: str) -> list[str]:
    """The references of a formula to cells and rows of the sheet on which it stands.

    >>> references("SUM(B2:B9)*People!C1+Other!D1", "People")
    ['B2:B9', 'C1']
    """
    found: list[str] = []

    def noted(ref: str) -> str:
        found.append(ref)
        return ref

    _map_formula(formula, title, noted)
    return found
