"""XML as bytes: refusing what is dangerous, parsing small parts, finding tags in text that is kept as it is."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from crm.xlsx.errors import RefusedWorkbook, damaged
from crm.xlsx.markup.weight import MOST_TAGS, refuse_heavy_tree

_FORBIDDEN = ("<!DOCTYPE", "<!ENTITY")
_ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
MARK = rb"(?:<!--[^<]*?-->|<\?[^<]*?\?>)"
"""A comment or instruction that holds no `<`."""
_MARK = re.compile(MARK)
GAP = rb"\s*(?:" + MARK + rb"\s*)*"
"""What may stand between elements."""
_GAP = re.compile(GAP)
_MARKS = re.compile(MARK + rb"(?:\s*" + MARK + rb")*")
_BEGIN = re.compile(rb"<[!?]")
_IN_CELL = re.compile(
    rb"""<(?:[\w.-]+:)?c(?:\s[^<>]*)?(?<!/)>(?:<.*)?
    | </?(?:[\w.-]+:)?[fv](?:\s[^<>]*)?/?>  </?(?:[\w.-]+:)?[vc][\s/>].*""",
    re.VERBOSE | re.DOTALL,
)
_END_IN_VALUE = re.compile(
    rb"""<[^\s<>!?/][^<>"']*+(?:"[^"<>]*+"[^<>"']*+|'[^'<>]*+'[^<>"']*+)*+(?:"[^"<>]*+>|'[^'<>]*+>)"""
)
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")


def forbid_doctype(xml: bytes, part: str) -> None:
    """Raise RefusedWorkbook for a DOCTYPE or ENTITY: no workbook needs one, and a parser may be harmed by it."""
    if is_utf8(xml) and not has(xml, b"<!"):
        return
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    if any(mark.encode(encoding) in xml for mark in _FORBIDDEN for encoding in encodings):
        raise RefusedWorkbook(
            f"The part “{part}” of this workbook holds a document type, which no spreadsheet program writes. "
            "It may be meant to do harm, so we did not open it."
        )


def parse(xml: bytes, part: str, most_tags: int = MOST_TAGS) -> ElementTree.Element:
    """The tree of a part of not too many tags. Raises RefusedWorkbook."""
    forbid_doctype(xml, part)
    refuse_heavy_tree(xml, part, most_tags)
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise damaged(part) from None


def local(name: str) -> str:
    """A tag or attribute without its namespace."""
    return name.rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The children of that name in any namespace, so that Strict workbooks work too."""
    return (child for child in element if local(child.tag) == name)


def attributes(text: bytes) -> dict[str, str]:
    """The attributes inside a start tag as they would stand in double quotes: escapes stay."""
    found = _ATTRIBUTE.findall(text.decode())
    return {name: double or single.replace('"', "&quot;") for name, double, single in found}


def is_utf8(xml: bytes) -> bool:
    """Whether the bytes of a part can be searched as they are."""
    head = xml[:1000]
    declared = _DECLARED.match(head)
    if b"<?xml" in head[:8] and b"?>" not in head:
        return False
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"utf8"):
        return False
    return not xml.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0"))


def hides_tags(xml: bytes) -> bool:
    """Whether a search for tags would be misled by a comment, CDATA section or instruction: one that holds a `<`, or
    stands in the middle of a text or of a cell. Those between elements may stay."""
    if not has(xml, b"<!") and not has(xml, b"<?"):
        return False
    at = 0
    while begin := _BEGIN.search(xml, at):
        marks = _MARKS.match(xml, begin.start())
        if not marks or not _stand_apart(xml, *marks.span()):
            return True
        at = marks.end()
    return False


def _stand_apart(xml: bytes, start: int, end: int) -> bool:
    """Whether comments stand between elements, and not beside what makes up a cell."""
    opened, closed = xml.rfind(b"<", 0, start), xml.find(b">", end)
    before = xml[opened:start].rstrip() if opened >= 0 else b""
    after = xml[end : closed + 1].lstrip() if closed >= 0 else b""
    if (
        (before and not before.endswith(b">"))
        or (after and not after.startswith(b"<"))
        or _IN_CELL.fullmatch(before + after)
    ):
        return False
    return not (after.startswith(b"</") and before and before[1:2] != b"/" and not before.endswith(b"/>"))


def hides_ends(xml: bytes) -> bool:
    """Whether an attribute holds a `>`, so that not every `>` ends a tag. It must hide no tags. 1 ms a megabyte."""
    if xml.count(b"<") == xml.count(b">"):
        return False
    return _END_IN_VALUE.search(without_marks(xml)) is not None


def gap_end(xml: bytes, at: int) -> int:
    """Where white space and comments end that begin at `at`."""
    gap = _GAP.match(xml, at)
    assert gap
    return gap.end()


def without_marks(xml: bytes) -> bytes:
    """The text without comments and instructions that hide no tags."""
    return _MARK.sub(b"", xml) if has(xml, b"<!") or has(xml, b"<?") else xml


def set_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with that attribute replaced, or added at its end."""
    pattern = re.compile(rb"""(\s%b\s*=\s*)(?:"[^"]*"|'[^']*')""" % re.escape(name.encode()))
    changed, count = pattern.subn(lambda found: found[1] + b'"' + value.encode() + b'"', tag, count=1)
    if count:
        return changed
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + f' {name}="{value}"'.encode() + tag[end:]


def well_formed(xml: bytes) -> bool:
    """Whether expat reads it to the end."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError:
        return False
    return True


def has(xml: bytes, mark: bytes) -> bool:
    """Whether a mark of two bytes occurs. Its second byte alone is searched: many times faster than both together."""
    at = xml.find(mark[1:])
    for _ in range(10_000):
        if at < 1:
            return False
        if xml[at - 1] == mark[0]:
            return True
        at = xml.find(mark[1:], at + 1)
    return mark in xml
