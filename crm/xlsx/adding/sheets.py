"""A new sheet behind the others: its title, its part, its entry in the workbook (ECMA-376 part 1, 18.2.19)."""

import html
import posixpath
import re
from collections.abc import Callable, Iterable
from xml.sax.saxutils import quoteattr

from crm.xlsx.adding.draft import KIND, Draft
from crm.xlsx.contents.parts import read_contents, relationships
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.markup.elements import number
from crm.xlsx.markup.xmltext import attributes

_SHEET = re.compile(rb"<((?:[\w.-]+:)?)sheet(\s[^<>]*?)(?:/>|>\s*</\1sheet\s*>)")
_END = re.compile(rb"</(?:[\w.-]+:)?sheets\s*>")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?workbook(\s[^<>]*)>")
_LOCKED = re.compile(rb"""<(?:[\w.-]+:)?workbookProtection\s[^<>]*?\blockStructure\s*=\s*["'](?:1|true|on)["']""")
_FORBIDDEN = re.compile(r"[:\\/?*\[\]\x00-\x1f]")
_LONGEST = 31
WORKSHEET = f"{KIND}.worksheet+xml"


def check_title(title: str, taken: Iterable[str]) -> None:
    """Raise ValueError for what Excel does not take as a title, RefusedEdit for one that a sheet has already."""
    if not title or len(title) + sum(char > "\uffff" for char in title) > _LONGEST or not title.strip():
        raise ValueError(f"The title of a sheet has 1 to {_LONGEST} characters; “{title[:60]}” has another length.")
    if _FORBIDDEN.search(title) or title.startswith("'") or title.endswith("'") or title.casefold() == "history":
        raise ValueError(f"“{title}” cannot be the title of a sheet: Excel forbids : \\ / ? * [ ] and ' at the ends.")
    if title.casefold() in {other.casefold() for other in taken}:
        raise RefusedEdit(f"There is a sheet “{title}” already. Choose another title.")


def tab_titles(workbook: bytes) -> list[str]:
    """The titles of all tabs in their order, whatever they hold: `localSheetId` is a place in this list."""
    return [html.unescape(attributes(found[2]).get("name", "")) for found in _SHEET.finditer(workbook)]


def tab_states(workbook: bytes) -> dict[str, str]:
    """{title: "", hidden or veryHidden} of all tabs."""
    tags = [attributes(found[2]) for found in _SHEET.finditer(workbook)]
    states = {html.unescape(tag.get("name", "")): tag.get("state", "") for tag in tags}
    return {title: "" if state == "visible" else state for title, state in states.items()}


def _refuse_locked(draft: Draft, workbook: bytes) -> None:
    """Raise RefusedEdit when the number of sheets is protected, or Excel writes down each change to them."""
    if any(link.kind == "revisionHeaders" for link in relationships(draft.read, draft.document)):
        raise RefusedEdit(
            "This workbook is shared and keeps a history of changes, so no sheet can be added. "
            "Stop sharing it in Excel (Review, Share Workbook), and try again."
        )
    if _LOCKED.search(workbook):
        raise RefusedEdit(
            "The structure of this workbook is protected, so no sheet can be added. "
            "Take the protection away in Excel (Review, Protect Workbook), and try again."
        )


def add(draft: Draft, title: str, copy: Callable[[Draft, str], None] | None) -> None:
    """Put an empty sheet, or what `copy` makes, into a draft. Raises ValueError, RefusedWorkbook."""
    workbook = draft.text(draft.document)
    check_title(title, tab_titles(workbook))
    _refuse_locked(draft, workbook)
    if copy:
        copy(draft, title)
    else:
        add_tab(draft, new_part(draft), empty(draft), title)


def empty(draft: Draft) -> bytes:
    """The XML of a sheet without anything."""
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + f'<worksheet xmlns="{draft.main}"><sheetData/></worksheet>'.encode()


def new_part(draft: Draft) -> str:
    """A name for the part of a new sheet, in the folder of the first one."""
    folder = posixpath.dirname(read_contents(draft.read).sheets[0].part)
    return draft.unused(posixpath.join(folder, "sheet1.xml"))


def add_tab(draft: Draft, part: str, xml: bytes, title: str, state: str = "") -> None:
    """Put a sheet's part into the draft and its tab behind the others. `state`: "", hidden or veryHidden."""
    id_ = draft.add_related(draft.document, part, xml, WORKSHEET, "worksheet")
    workbook = draft.text(draft.document)
    tabs, end, root = list(_SHEET.finditer(workbook)), _END.search(workbook), _ROOT.search(workbook)
    if not tabs or not end or not root:
        raise unusual(f"the text of “{draft.document}”")
    numbers = [number(attributes(found[2]).get("sheetId", "0")) for found in tabs]
    link = _prefix(root[1], draft.office)
    declared = "" if link else f' xmlns:r="{draft.office}"'
    tag = f'<{tabs[-1][1].decode()}sheet name={quoteattr(title)} sheetId="{max(numbers) + 1}"'
    tag += (f' state="{state}"' if state else "") + f'{declared} {link or "r"}:id="{id_}"/>'
    draft.put(draft.document, workbook[: end.start()] + tag.encode() + workbook[end.start() :])


def _prefix(root: bytes, namespace: str) -> str:
    """The prefix that the root tag declares for a namespace, "" for none."""
    declared = attributes(root)
    return next((name[6:] for name, value in declared.items() if value == namespace and name.startswith("xmlns:")), "")
