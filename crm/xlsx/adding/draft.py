"""Parts that are about to change or to come, seen by all who add more: nothing reaches the workbook before the end."""

import posixpath
import re
from collections.abc import Iterable

from crm.xlsx.contents.parts import Read, rels_name, with_link, with_type
from crm.xlsx.errors import unusual
from crm.xlsx.markup.fallback import editable

STRICT, TRANSITIONAL = "http://purl.oclc.org/ooxml", "http://schemas.openxmlformats.org"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Draft:
    """The parts of a workbook with `changes` over them. A refusal half way leaves the workbook as it was."""

    def __init__(self, read: Read, names: Iterable[str], document: str):
        """`document` is the name of the workbook part, `names` are those of all parts."""
        self._read = read
        self._taken = {name.lower() for name in names}
        self.document = document
        self.changes: dict[str, bytes] = {}

    def read(self, part: str) -> bytes | None:
        """A part as it would be."""
        return self.changes[part] if part in self.changes else self._read(part)

    def require(self, part: str) -> bytes:
        """The same for a part that must be there. Raises RefusedWorkbook."""
        xml = self.read(part)
        if xml is None:
            raise unusual(f"the part “{part}” is missing")
        return xml

    def text(self, part: str) -> bytes:
        """The same for XML whose tags are searched as bytes."""
        return editable(self.require(part), part)

    @property
    def is_strict(self) -> bool:
        """Whether the workbook is of the Strict kind of ISO 29500, with names of its own for everything."""
        return STRICT.encode() in self.text(self.document)[:4_000]

    @property
    def main(self) -> str:
        """The namespace of sheets, styles and tables."""
        return f"{STRICT}/spreadsheetml/main" if self.is_strict else f"{TRANSITIONAL}/spreadsheetml/2006/main"

    @property
    def office(self) -> str:
        """What the types of relationships begin with; the namespace of `r:id`."""
        root = STRICT if self.is_strict else TRANSITIONAL
        return f"{root}/officeDocument/relationships" if self.is_strict else f"{root}/officeDocument/2006/relationships"

    def unused(self, like: str) -> str:
        """The name of a new part beside others of its sort.

        >>> Draft(lambda name: None, ["xl/Tables/table1.xml"], "").unused("xl/tables/table7.xml")
        'xl/tables/table2.xml'
        """
        stem, extension = posixpath.splitext(like)
        stem = re.sub(r"[^\w/.-]", "", re.sub(r"\d+$", "", stem), flags=re.ASCII)
        number = 1
        while {(name := f"{stem}{number}{extension}").lower(), rels_name(name).lower()} & self._taken:
            number += 1
        self._taken.add(name.lower())
        return name

    def put(self, part: str, content: bytes) -> None:
        """Give a part its content."""
        self.changes[part] = content

    def add(self, part: str, content: bytes, type_: str) -> None:
        """Add a part and say what it holds."""
        self.changes.update(with_type(self.read, part, type_))
        self.put(part, content)

    def add_related(self, source: str, part: str, content: bytes, type_: str, kind: str) -> str:
        """Add a part that `source` is related to, and return its id; `kind` is the last word of the type."""
        self.add(part, content, type_)
        changes, id_ = with_link(self.read, source, part, f"{self.office}/{kind}")
        self.changes.update(changes)
        return id_
