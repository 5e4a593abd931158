"""A sheet copied from another workbook, with all that belongs to it: its cells as they look, tables, comments, charts.

Shared strings become inline ones, styles are added to those of the target, and whatever leads out of the sheet is
carried through or refused. Parts are walked by their relationships; what is not in the list of known kinds is refused.
"""

import html
import posixpath
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from crm.xlsx.adding.cellcopies import Cells
from crm.xlsx.adding.draft import KIND, Draft
from crm.xlsx.adding.looks import MINIMAL, Looks
from crm.xlsx.adding.sheets import add_tab, new_part, tab_states
from crm.xlsx.adding.translation import Translation
from crm.xlsx.cells import epoch_of
from crm.xlsx.contents.known import Known, known
from crm.xlsx.contents.names import put_name
from crm.xlsx.contents.parts import Relationship, content_type, read_contents, relationships, rels_name
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.markup.fallback import usual_sheet
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.xmltext import attributes, set_attribute, well_formed

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_WITH_FORMULAS = {"table", "chart", "chartEx", "drawing", "chartUserShapes"}
_AS_THEY_ARE = {
    "vmlDrawing", "comments", "image", "chartStyle", "chartColorStyle", "themeOverride", "printerSettings",
    "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
}  # fmt: skip
_REFUSED = {
    "pivotTable": "a pivot table", "queryTable": "the result of a query", "slicer": "a slicer",
    "timeline": "a timeline", "ctrlProp": "a button or another control", "control": "a control",
    "oleObject": "an embedded file", "package": "an embedded file", "threadedComment": "a conversation in comments",
    "tableSingleCells": "cells of an XML map",
}  # fmt: skip
_DAY_RULE = re.compile(rb"""<(?:[\w.-]+:)?dataValidation\s[^<>]*?\btype\s*=\s*["']date["']""")
_VIEWS = re.compile(rb"<((?:[\w.-]+:)?)customSheetViews(?=[\s>]).*?</\1customSheetViews\s*>", re.DOTALL)
_FONT = re.compile(rb"""(<(?:[\w.-]+:)?phoneticPr\s(?:[^<>]*?\s)?fontId\s*=\s*["'])(\d{1,9})""")
_DXF = re.compile(rb"""(\s\w*[dD]xfId\s*=\s*["'])(\d{1,9})""")
_LOCATION = re.compile(rb"""(<(?:[\w.-]+:)?hyperlink\s(?:[^<>]*?\s)?location\s*=\s*)("[^"]*"|'[^']*')""")
_TEXT_LINK = re.compile(rb"""(\stextlink\s*=\s*)("[^"]*"|'[^']*')""")
_MACRO = re.compile(rb"""\smacro\s*=\s*(?:"[^"]+"|'[^']+')""")
_CONTROL = re.compile(rb"""ObjectType\s*=\s*["'](?!Note["'])""")
_TABLE = re.compile(rb"<(?:[\w.-]+:)?table\s[^<>]*>")
_STYLE_INFO = re.compile(rb"<(?:[\w.-]+:)?tableStyleInfo\s[^<>]*>")
_STYLE_NAME = re.compile(rb"""\s\w*CellStyle\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def copy_sheet(like: "Sheet", draft: Draft, title: str) -> None:
    """Put a copy of a sheet, its styles and names into the draft. Raises RefusedWorkbook; the draft is void then."""
    _Copy(like, draft, title).run()


class _Copy:
    """One sheet on its way from its workbook into another one."""

    def __init__(self, like: "Sheet", draft: Draft, title: str):
        self._like, self._draft, self._title = like, draft, title
        self._source = Draft(like.book.part, (), like.book.document)
        self._copied: dict[str, str] = {}
        self._refuse_other_worlds()
        self._text = _usual(like)
        target = known(draft.read, draft.document)
        source = known(self._source.read, self._source.document)
        self._tables = _table_names(like, target)
        self._ids = max([0, *(table.id for table in target.tables)])
        self._tab = len(target.titles)
        self._words = Translation(source, target, (like.title, title), self._tables)
        self._looks, self._styles_part = self._open_styles()

    def _refuse_other_worlds(self) -> None:
        if not self._like.is_worksheet:
            raise RefusedEdit(f"“{self._like.title}” is a chart on a tab of its own, which cannot be copied.")
        if self._source.is_strict != self._draft.is_strict:
            raise RefusedEdit(
                "One of the workbooks is saved as “Strict Open XML”, the other is not. "
                "Save it in Excel as “Excel workbook (.xlsx)”, and try again."
            )

    def _open_styles(self) -> tuple[Looks, str]:
        draft, source = self._draft, self._source
        ours, theirs = read_contents(draft.read).styles, read_contents(source.read).styles
        minimal = MINIMAL.format(draft.main).encode()
        if ours is None:
            ours = draft.unused(posixpath.join(posixpath.dirname(draft.document), "styles.xml"))
            draft.add_related(draft.document, ours, minimal, f"{KIND}.styles+xml", "styles")
        return Looks(source.require(theirs) if theirs else minimal, draft.text(ours), ours), ours

    def run(self) -> None:
        """Copy the sheet, then what came up on the way: styles and names."""
        draft, like = self._draft, self._like
        new = new_part(draft)
        cells = Cells(like, self._text, self._looks, shift=self._shift())
        xml = self._words.xml(cells.head() + cells.rows() + self._tail())
        self._copy_links(like.part, new)
        state = tab_states(self._source.text(self._source.document))[like.title]
        add_tab(draft, new, xml, self._title, state)
        names = [*self._words.local_names(self._tab), *(name for name in self._words.needed.values() if name)]
        for name in dict.fromkeys(names):
            draft.put(draft.document, put_name(draft.text(draft.document), draft.document, name))
        draft.put(self._styles_part, self._looks.xml())

    def _shift(self) -> int:
        """What to add to a day: 0, or what lies between the first days of 1900 and 1904 as Excel counts them."""
        ours, theirs = read_contents(self._draft.read).date1904, self._like.book.date1904
        if ours != theirs and _DAY_RULE.search(self._text.tail):
            raise RefusedEdit(
                f"A rule in “{self._like.title}” speaks of days, and this workbook counts them from another year. "
                "Clear the setting “Use 1904 date system” in Excel first."
            )
        return (theirs - ours) * (epoch_of(True) - epoch_of(False)).days

    def _tail(self) -> bytes:
        """What stands behind the rows."""
        tail = _VIEWS.sub(b"", self._text.tail)
        tail = _FONT.sub(lambda found: found[1] + b"%d" % self._looks.font(int(found[2])), tail)
        return _LOCATION.sub(partial(_in_attribute, self._words.place), self._conditional(tail))

    def _conditional(self, xml: bytes) -> bytes:
        return _DXF.sub(lambda found: found[1] + b"%d" % self._looks.conditional(int(found[2])), xml)

    # Parts that belong to it

    def _copy_links(self, old: str, new: str) -> None:
        """The relationships of a part, with the parts they lead to, for its copy."""
        links = [self._link(link, new) for link in relationships(self._source.read, old)]
        if links:
            xml = f'<Relationships xmlns="{_LINKS}">{"".join(links)}</Relationships>'
            self._draft.put(rels_name(new), xml.encode())

    def _link(self, link: Relationship, new: str) -> str:
        outside = ""
        if link.kind == "hyperlink":
            target = "#" + self._words.place(link.written[1:]) if link.written.startswith("#") else link.written
            outside = ' TargetMode="External"' if link.external else ""
        elif link.kind not in _WITH_FORMULAS | _AS_THEY_ARE or link.external:
            what = _REFUSED.get(link.kind, f"something that we do not know ({link.kind})")
            raise RefusedEdit(f"“{self._like.title}” holds {what}, which cannot be copied to another workbook.")
        else:
            target = posixpath.relpath(self._part(link), posixpath.dirname(new))
        return (
            f"<Relationship Id={quoteattr(link.id)} Type={quoteattr(link.type)} Target={quoteattr(target)}{outside}/>"
        )

    def _part(self, link: Relationship) -> str:
        """The copy of a part, made at the first call."""
        old = link.target
        if old not in self._copied:
            type_ = content_type(self._source.read, old)
            if not type_:
                raise unusual(f"it does not say what “{old}” holds")
            self._copied[old] = new = self._draft.unused(old)
            self._draft.add(new, self._content(link.kind, old), type_)
            self._copy_links(old, new)
        return self._copied[old]

    def _content(self, kind: str, part: str) -> bytes:
        xml = self._source.text(part) if kind in _WITH_FORMULAS else self._source.require(part)
        if kind == "vmlDrawing" and _CONTROL.search(xml):
            raise RefusedEdit(f"“{self._like.title}” holds a button or another control, which cannot be copied.")
        if kind not in _WITH_FORMULAS:
            return xml
        if _MACRO.search(xml):
            raise RefusedEdit(f"A shape in “{self._like.title}” starts a macro, so the sheet cannot be copied.")
        xml = _TEXT_LINK.sub(partial(_in_attribute, self._words.formula), self._words.xml(xml))
        return self._table(xml) if kind == "table" else xml

    def _table(self, xml: bytes) -> bytes:
        """A table with an id, a name and styles that suit its new workbook."""
        self._ids += 1
        tag = _TABLE.search(xml)
        name = self._tables.get(attributes(tag[0]).get("displayName", "")) if tag else None
        if tag is None or name is None:
            raise unusual("the name of a table")
        new = set_attribute(set_attribute(tag[0], "id", str(self._ids)), "displayName", name)
        xml = xml[: tag.start()] + set_attribute(new, "name", name) + xml[tag.end() :]
        for found in _STYLE_NAME.finditer(xml):
            self._looks.named_style(html.unescape((found[1] or found[2] or b"").decode()))
        return _STYLE_INFO.sub(self._style_info, self._conditional(xml))

    def _style_info(self, found: re.Match[bytes]) -> bytes:
        old = attributes(found[0]).get("name")
        if old is None:
            return found[0]
        return set_attribute(found[0], "name", html.escape(self._looks.table_style(html.unescape(old))))


def _usual(like: "Sheet") -> SheetText:
    """The sheet's XML in which a byte search finds all tags. Raises RefusedWorkbook."""
    text = like.text
    if text.trouble:
        text = SheetText([usual_sheet(text.join(), like.part, like.title)], like.part)
    if text.trouble or not well_formed(text.join()):
        raise unusual(f"sheet “{like.title}”: {text.trouble or 'its XML has no end'}")
    return text


def _table_names(like: "Sheet", target: Known) -> dict[str, str]:
    """{name of a table of the sheet: the name of its copy}, which no other table or defined name has."""
    taken = {table.name.casefold() for table in target.tables} | {name.name.casefold() for name in target.names}
    names = {}
    for table in like.tables:
        name, number = table.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{table.name}_{number}"
        taken.add(name.casefold())
        names[table.name] = name
    return names


def _in_attribute(change: Callable[[str], str], found: re.Match[bytes]) -> bytes:
    """An attribute with another value, when it changes; group 1 is all up to the value in its quotes, group 2."""
    old = html.unescape(found[2][1:-1].decode())
    new = change(old)
    return found[0] if new == old else found[1] + quoteattr(new).encode()
