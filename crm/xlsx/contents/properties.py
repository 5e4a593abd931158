"""Custom document properties, small texts kept with a workbook (ECMA-376 part 1, 15.2.12.2 and 22.3)."""

import re
from xml.sax.saxutils import escape, quoteattr

from crm.xlsx.contents.parts import Read, relationships, with_part
from crm.xlsx.errors import unusual
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.xmltext import MARK, children, local, parse

PART = "docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one that [MS-OLEPS] gives to custom properties
_NEW = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
)
_PROPERTY = re.compile(rb"<((?:[\w.-]+:)?)property(?=[\s/>])[^<>]*?(?:/>|>.*?</\1property\s*>)", re.DOTALL)
_EMPTY = re.compile(rb"(<((?:[\w.-]+:)?Properties)(?=[\s/])[^<>]*?)/>")
_END = re.compile(rb"</((?:[\w.-]+:)?)Properties\s*>(?:\s|" + MARK + rb")*$")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def _part(read: Read) -> str | None:
    return next((link.target for link in relationships(read, "") if link.kind == "custom-properties"), None)


def read_properties(read: Read) -> dict[str, str]:
    """All custom properties as text: {name: value}."""
    part = _part(read)
    xml = read(part) if part else None
    if part is None or xml is None:
        return {}
    return {entry.get("name", ""): "".join(entry.itertext()) for entry in children(parse(xml, part), "property")}


def write_property(read: Read, name: str, value: str) -> dict[str, bytes]:
    """The parts that change when a property is added or replaced: {part: content}.

    Raises ValueError for text that no workbook can store, RefusedWorkbook.
    """
    if _UNSTORABLE.search(name + value):
        raise ValueError("A property holds a character that no workbook can store.")
    part = _part(read)
    xml = read(part) if part else None
    if part is not None and xml is not None:
        return {part: _put(xml, part, name, value)}
    return {PART: _put(_NEW, PART, name, value), **with_part(read, PART, _TYPE, _LINK)}


def _put(xml: bytes, part: str, name: str, value: str) -> bytes:
    xml = editable(xml, part)
    root = parse(xml, part)
    if local(root.tag) != "Properties":
        raise unusual(f"the text of “{part}”")
    entries = list(children(root, "property"))
    numbers = [_number(entry.get("pid", "1")) for entry in entries]
    xml = _EMPTY.sub(rb"\1></\2>", xml, count=1)
    spans, end = list(_PROPERTY.finditer(xml)), _END.search(xml)
    if not end or len(spans) != len(entries):
        raise unusual(f"the text of “{part}”")
    unused = max([1, *numbers]) + 1
    for span, entry, number in zip(spans, entries, numbers, strict=True):
        if entry.get("name") == name:
            new = _element(span[1].decode(), name, value, number if number > 1 else unused)
            return xml[: span.start()] + new + xml[span.end() :]
    return xml[: end.start()] + _element(end[1].decode(), name, value, unused) + xml[end.start() :]


def _number(written: str) -> int:
    """The number of a property, as a small number from 1 on; 1, which none has, for what is none."""
    return int(written) if re.fullmatch(r"[0-9]{1,9}", written) else 1


def _element(prefix: str, name: str, value: str, number: int) -> bytes:
    return (
        f'<{prefix}property fmtid="{_FORMAT}" pid="{number}" name={quoteattr(name)}>'
        f'<vt:lpwstr xmlns:vt="{_VALUES}">{escape(value)}</vt:lpwstr></{prefix}property>'
    ).encode()
