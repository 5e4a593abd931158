"""XML read as a stream: an element costs no memory once it is over, and none is deeper or wider than programs write."""

from collections.abc import Callable
from xml.parsers import expat

from crm.xlsx.errors import damaged
from crm.xlsx.markup.weight import refuse_wide_tags
from crm.xlsx.markup.xmltext import forbid_doctype, is_utf8

DEEPEST = 100

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Stream:
    """A part to be read once. `collect` gathers the text from here on, `collected` ends that and gives it."""

    def __init__(self, xml: bytes, part: str):
        """Raises RefusedWorkbook for a document type and for what would cost far more memory than it has bytes."""
        forbid_doctype(xml, part)
        self._part = part
        self._xml = xml if is_utf8(xml) else _as_utf8(xml, part)
        refuse_wide_tags(self._xml, part)
        try:
            self._parser = expat.ParserCreate(None if self._xml is xml else "utf-8")
        except ValueError:
            raise damaged(part) from None
        self._parser.buffer_text = True
        self._pieces: list[str] = []

    def collect(self) -> None:
        """Gather the text from here on."""
        self._pieces = []
        self._parser.CharacterDataHandler = self._pieces.append

    def collected(self) -> str:
        """The text since `collect`."""
        self._parser.CharacterDataHandler = None
        return "".join(self._pieces)

    def read(self, start: Start, end: End) -> None:
        """Call `start(tag, attributes)` and `end(tag)` for each element, without prefix. Raises RefusedWorkbook."""
        depth = 0

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise damaged(self._part)
            start(name.rpartition(":")[2] if ":" in name else name, attributes)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(name.rpartition(":")[2] if ":" in name else name)

        self._parser.StartElementHandler, self._parser.EndElementHandler = opened, closed
        try:
            self._parser.Parse(self._xml, True)
        except (expat.ExpatError, LookupError):
            raise damaged(self._part) from None
        finally:  # the handlers and the parser hold each other
            self._parser.StartElementHandler = self._parser.EndElementHandler = None


def _as_utf8(xml: bytes, part: str) -> bytes:
    """A part in UTF-16 as UTF-8; one in another encoding stays for the parser, which knows some."""
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
    encoding = marks.get(xml[:2])
    try:
        return xml.decode(encoding).encode() if encoding else xml
    except UnicodeError:
        raise damaged(part) from None
