"""Elements taken from one part and written into another: with the tag prefix of that part, and compared by content."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from crm.xlsx.errors import unusual
from crm.xlsx.markup.xmltext import local

_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")
_XML = "http://www.w3.org/XML/1998/namespace"
_NUMBERS = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}
_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}

Key = tuple[str, tuple[tuple[str, str], ...], str, tuple[object, ...]]


def number(written: str) -> int:
    """A small number as it is written in an attribute. Raises RefusedWorkbook for what is none.

    >>> number("12")
    12
    """
    if not _NUMBER.fullmatch(written):
        raise unusual(f"“{written[:20]}” stands where a number should")
    return int(written)


def key_of(element: Element) -> Key:
    """What two elements that mean the same have in common."""
    defaults = _NUMBERS if local(element.tag) == "xf" else {}
    return (
        local(element.tag),
        tuple(sorted({**defaults, **element.attrib}.items())),
        (element.text or "").strip(),
        tuple(key_of(child) for child in element),
    )


def written(element: Element, prefix: bytes, *, inside: bool = False) -> bytes:
    """An element as XML. Tags of its own namespace get `prefix`, which is declared where the bytes will stand.

    Other namespaces are declared in place. `inside`: its content alone.
    """
    own = _namespace(element.tag)
    others = {_namespace(name) for name in _names(element)} - {own, "", _XML}
    prefixes = {own: prefix.decode(), "": "", _XML: "xml:"}
    prefixes |= {space: f"n{number}:" for number, space in enumerate(sorted(others), 1)}
    declared = "".join(f' xmlns:{prefixes[space][:-1]}="{space}"' for space in sorted(others))
    if inside:
        return "".join(_written(child, prefixes, declared) for child in element).encode()
    return _written(element, prefixes, declared).encode()


def _written(element: Element, prefixes: dict[str, str], declared: str = "") -> str:
    def named(name: str) -> str:
        return prefixes[_namespace(name)] + local(name)

    tag = named(element.tag)
    attributes = "".join(f' {named(name)}="{escape(value, _IN_ATTRIBUTES)}"' for name, value in element.items())
    text = escape(element.text or "", {"\r": "&#13;"})
    if len(element) and not text.strip():
        text = ""
    content = text + "".join(_written(child, prefixes) for child in element)
    return f"<{tag}{declared}{attributes}>{content}</{tag}>" if content else f"<{tag}{declared}{attributes}/>"


def _names(element: Element) -> Iterator[str]:
    for child in element.iter():
        yield child.tag
        yield from child.attrib


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""
