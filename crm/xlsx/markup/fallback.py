"""The slow, exact path: the XML of one part written as usual, so that a byte search finds all that is in it.

Only what hides something is written anew: another encoding, CDATA, a comment that holds a tag or stands inside a text,
a `>` in an attribute. All else keeps its bytes, so the part says what it said before (equal in canonical XML).
"""

import codecs
import re

from crm.xlsx.errors import damaged, unusual
from crm.xlsx.markup.naming import named
from crm.xlsx.markup.prefixes import one_prefix
from crm.xlsx.markup.xmltext import MARK, forbid_doctype, hides_ends, hides_tags, is_utf8, well_formed

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_DECLARATION = re.compile(rb"""\s*<\?xml\s[^<>]*?\bencoding\s*=\s*(["'][\w.:-]+["'])[^<>]*\?>""")
_ONE_BYTE = re.compile(r"(?:iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|us-ascii|ascii|koi8-[ru])", re.IGNORECASE)
_QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")
_HIDING = re.compile(
    rb"""<(?: (?P<mark> !--.*?--> | \?.*?\?> )
    | !\[CDATA\[ (?P<text>.*?) \]\]>
    | (?P<tag> [^\s<>!?/] [^<>"']*+ (?:"[^"<>]*+"[^<>"']*+ | '[^'<>]*+'[^<>"']*+)*+  # up to a value that holds a >
        (?:"[^"]*+" | '[^']*+') [^<>"']*+ (?:"[^"]*+"[^<>"']*+ | '[^']*+'[^<>"']*+)*+ > ) )""",
    re.VERBOSE | re.DOTALL,
)
_LEAF_WITH_MARKS = re.compile(rb"(<([^\s<>!?/]+)[^<>]*(?<!/)>)([^<]*+(?:" + MARK + rb"[^<]*+)++)(</\2\s*>)")
_MARK = re.compile(MARK)


def editable(xml: bytes, part: str) -> bytes:
    """A small part whose tags can be searched as bytes: itself, or, where something hides them, written as usual.

    Raises RefusedWorkbook.
    """
    return xml if is_utf8(xml) and not (hides_tags(xml) or hides_ends(xml)) else usual(xml, part)


def usual_sheet(xml: bytes, part: str, title: str) -> bytes:
    """A whole sheet written as usual: nothing hides a tag, one prefix, rows and cells that say their places, in order.

    Raises RefusedWorkbook where that would be a guess. `title` is for sentences.
    """
    text = named(one_prefix(editable(xml, part)), title)
    if not well_formed(text):
        raise damaged(part)
    return text


def usual(xml: bytes, part: str) -> bytes:
    """The same XML in UTF-8 in which `<` and `>` are the ends of tags alone, but for comments between elements.

    100 MB take some seconds. Raises RefusedWorkbook for a part that is damaged, or in an encoding we do not know.
    """
    forbid_doctype(xml, part)
    text = in_utf8(xml, part)
    forbid_doctype(text, part)
    if not well_formed(text):
        raise damaged(part)
    text = _HIDING.sub(_shown, text)
    return _LEAF_WITH_MARKS.sub(_marks_behind, text) if hides_tags(text) else text


def in_utf8(xml: bytes, part: str) -> bytes:
    """The same text in UTF-8, with a declaration that says so. Raises RefusedWorkbook."""
    if is_utf8(xml):
        return xml
    encoding = _encoding_of(xml)
    try:
        text = xml.decode(encoding).removeprefix("\ufeff").encode()
    except (UnicodeError, LookupError):
        raise unusual(f"the text of “{part}” is not in the encoding that it names") from None
    declared = _DECLARATION.match(text)
    return text[: declared.start(1)] + b'"UTF-8"' + text[declared.end(1) :] if declared else text


def _encoding_of(xml: bytes) -> str:
    """The encoding that the first bytes show (XML 1.0, appendix F), or that the declaration names."""
    if encoding := _UTF_16.get(xml[:2]):
        return encoding
    declared = _DECLARATION.match(xml[:1000])
    name = declared[1][1:-1].decode() if declared else "?"
    if not _ONE_BYTE.fullmatch(name):
        raise unusual(f"a part of it is in the encoding “{name}”")
    return name


def _shown(found: re.Match[bytes]) -> bytes:
    """A comment without `<`, CDATA as text, a tag without `>` in its attributes."""
    if found["mark"] is not None:
        return found[0][:2] + found[0][2:].replace(b"<", b"&lt;")
    if found["text"] is not None:
        return found["text"].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return _QUOTED.sub(lambda value: value[0].replace(b">", b"&gt;"), found[0])


def _marks_behind(found: re.Match[bytes]) -> bytes:
    """An element that holds text alone, and behind it the comments that stood in the text."""
    return found[1] + _MARK.sub(b"", found[3]) + found[4] + b"".join(_MARK.findall(found[3]))
