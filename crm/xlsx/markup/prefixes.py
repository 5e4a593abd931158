"""One namespace, one prefix: elements of a sheet's own namespace named alike, whatever prefix each was written with."""

import re
from collections.abc import Iterable

from crm.xlsx.markup.xmltext import MARK, attributes

_NAME = rb"[^\s<>/:=!?]+"
_TAG = re.compile(
    rb"(?P<mark>" + MARK + rb")|<(?P<end>/?)(?:(?P<prefix>%b):)?(?P<name>%b)(?P<rest>[^<>]*)>" % (_NAME, _NAME)
)


def one_prefix(xml: bytes) -> bytes:
    """The same XML with the prefix of its first element on all elements of that namespace, where it reaches.

    Nothing hides a tag in it. Only XML that declares the namespace twice is looked at tag by tag, some 1 µs each.
    """
    root = next((tag for tag in _TAG.finditer(xml) if not tag["mark"]), None)
    if not root:
        return xml
    prefix = root["prefix"] or b""
    own = _declared(root["rest"]).get(prefix)
    if not own or len(re.findall(rb"""\sxmlns(?::%b)?\s*=\s*["']%b["']""" % (_NAME, re.escape(own)), xml)) < 2:
        return xml
    return _TAG.sub(_Renaming(prefix, own), xml)


def _declared(tag: bytes) -> dict[bytes, bytes]:
    """The namespaces that a tag declares, by prefix; the default one by b""."""
    if b"xmlns" not in tag:
        return {}
    found = ((name.partition(":"), value) for name, value in attributes(tag).items())
    return {name.encode(): value.encode() for (first, _, name), value in found if first == "xmlns"}


class _Renaming:
    """Renames tags one after the other; `bound` says what each prefix stood for so far, its present meaning last."""

    def __init__(self, prefix: bytes, own: bytes):
        self._prefix, self._own = prefix, own
        self._bound: dict[bytes, list[bytes]] = {}
        self._open: list[tuple[bytes, Iterable[bytes]]] = []  # new names of open elements, and the prefixes they bind

    def __call__(self, tag: re.Match[bytes]) -> bytes:
        if tag["mark"]:
            return tag[0]
        if tag["end"]:
            return b"</" + self._close() + tag["rest"] + b">"
        declared = _declared(tag["rest"])
        for prefix, namespace in declared.items():
            self._bound.setdefault(prefix, []).append(namespace)
        prefix = tag["prefix"] or b""
        if self._is_own(prefix) and self._is_own(self._prefix):
            prefix = self._prefix
        name = prefix + b":" + tag["name"] if prefix else tag["name"]
        self._open.append((name, declared))
        if tag["rest"].endswith(b"/"):
            self._close()
        return b"<" + name + tag["rest"] + b">"

    def _is_own(self, prefix: bytes) -> bool:
        bound = self._bound.get(prefix)
        return bool(bound and bound[-1] == self._own)

    def _close(self) -> bytes:
        name, declared = self._open.pop()
        for prefix in declared:
            self._bound[prefix].pop()
        return name
