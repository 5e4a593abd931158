"""XML as bytes: refusing what is dangerous, parsing small parts, finding tags in text that is kept as it is."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from crm.xlsx.errors import RefusedWorkbook, unusual

_FORBIDDEN = ("<!DOCTYPE", "<!ENTITY")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_HARMLESS = re.compile(rb"<!--[^<]*?-->|<\?[^<]*?\?>")
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


def parse(xml: bytes, part: str) -> ElementTree.Element:
    """The tree of a small part. Raises RefusedWorkbook."""
    forbid_doctype(xml, part)
    try:
        return ElementTree.fromstring(xml)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise RefusedWorkbook(
            f"The part “{part}” of this workbook is damaged. Take your latest backup, or let Excel repair it."
        ) from None


def local(name: str) -> str:
    """A tag or attribute without its namespace."""
    return name.rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The children of that name in any namespace, so that Strict workbooks work too."""
    return (child for child in element if local(child.tag) == name)


def attributes(text: bytes) -> dict[str, str]:
    """The attributes inside a start tag, as they are written (escapes stay)."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(text.decode())}


def is_utf8(xml: bytes) -> bool:
    """Whether the bytes of a part can be searched as they are."""
    declared = _DECLARED.match(xml[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"utf8"):
        return False
    return not xml.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0"))


def require_editable(xml: bytes, part: str) -> None:
    """Raise RefusedWorkbook for a small part whose bytes cannot be searched safely for tags."""
    if not is_utf8(xml) or b"<!--" in xml or b"<![CDATA[" in xml:
        raise unusual(f"the text of “{part}”")


def hides_tags(xml: bytes) -> bool:
    """Whether a comment, CDATA section or instruction holds a `<`, so that not every `<` begins a tag."""
    if not has(xml, b"<!") and not has(xml, b"<?"):
        return False
    return xml.count(b"<!") + xml.count(b"<?") != len(_HARMLESS.findall(xml))


def without_marks(xml: bytes) -> bytes:
    """The text without comments and instructions that hide no tags."""
    return _HARMLESS.sub(b"", xml)


def set_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with that attribute replaced, or added at its end."""
    pattern = re.compile(rb"""(\s""" + re.escape(name.encode()) + rb"""\s*=\s*)(?:"[^"]*"|'[^']*')""")
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
