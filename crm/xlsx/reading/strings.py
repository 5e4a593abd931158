"""The shared strings of a workbook as most programs write them, by one pattern instead of a tree of each."""

import re

from crm.xlsx.cells import unescape
from crm.xlsx.markup.xmltext import is_utf8

_TEXT = r'<t(?: xml:space="preserve")?>([^<]*)</t>'
_ITEM = re.compile(rf"<si>(?:{_TEXT}</si>|((?:(?!</?si[\s/>]).)*+)</si>)|<si\s*/>", re.DOTALL)
_RUNS = re.compile(rf"(?:<r>(?:<rPr>(?:(?!</rPr>).)*+</rPr>)?{_TEXT}</r>)++", re.DOTALL)
_RUN = re.compile(rf"{_TEXT}</r>")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));|&")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def shared_texts(xml: bytes) -> list[str] | None:
    """All shared strings; None where any of them is written in a way that only an XML parser can tell."""
    items = xml[max(0, xml.find(b"<sst")) :]
    if not items.startswith(b"<sst") or b":si" in items:  # tags with a prefix
        return None
    if not is_utf8(xml) or b"<!" in xml or b"\r" in items or b"\0" in items:
        return None
    try:
        text = items.decode()
        found = _ITEM.findall(text)
        if len(found) != text.count("<si>") + text.count("<si/") + text.count("<si "):
            return None
        texts = [plain if not rich else _joined(rich) for plain, rich in found]
        return apart(unescape(without_entities("\0".join([*texts, ""]))), len(texts))
    except ValueError:
        return None


def _joined(runs: str) -> str:
    """A text in several formats as one."""
    if not _RUNS.fullmatch(runs):
        raise ValueError("runs that are not only texts")
    return "".join(_RUN.findall(runs))


def without_entities(text: str) -> str:
    """Text without the escapes of XML. Raises ValueError for one that XML does not know."""
    return _ENTITY.sub(_sign, text) if "&" in text else text


def _sign(found: re.Match[str]) -> str:
    if found[3]:
        return _ENTITIES[found[3]]
    code = int(found[1] or 0) or int(found[2] or "0", 16)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        raise ValueError("an escape that XML does not know")
    return chr(code)


def apart(whole: str, count: int) -> list[str]:
    """Texts that each end in a zero character. Raises ValueError when one of them holds such a character."""
    found = whole.split("\0")
    if len(found) != count + 1:
        raise ValueError("a text with a zero character")
    found.pop()
    return found
