"""Formulas that come from another workbook: what they name must be there, be copied with them, or they are refused."""

import html
import re
from collections.abc import Mapping

from crm.xlsx.contents.known import Known
from crm.xlsx.contents.names import DefinedName
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas.references import Token, owner_of, quoted, tokens

_FORMULA = re.compile(
    rb"(<(?:[\w.-]+:)?(?:f|formula[12]?|calculatedColumnFormula|totalsRowFormula)(?:\s[^<>]*)?(?<!/)>)([^<]+)"
)


class Translation:
    """Formulas of one sheet of a workbook (`source`) as they read in another (`target`).

    References to the sheet itself follow its title, those to its tables follow their names. `needed` collects the
    defined names of the source that the formulas use and the target lacks, as they read there.
    """

    def __init__(self, source: Known, target: Known, titles: tuple[str, str], tables: Mapping[str, str]):
        """`titles` of the sheet there and here; `tables` {old name: new name} of the sheet's own tables."""
        self._source, self._target = source, target
        self._old, self._new = titles
        self._tables = {old.casefold(): new for old, new in tables.items()}
        self.needed: dict[str, DefinedName | None] = {}

    def local_names(self, tab: int) -> list[DefinedName]:
        """The names that the sheet alone knows, for the tab that it becomes. Raises RefusedEdit."""
        own = self._source.tab(self._old)
        return [name._replace(text=self.formula(name.text), tab=tab) for name in self._source.names if name.tab == own]

    def xml(self, xml: bytes) -> bytes:
        """XML with all formulas in it translated; those that stay the same keep their bytes. Raises RefusedEdit."""
        return _FORMULA.sub(lambda found: found[1] + self._bytes(found[2]), xml)

    def _bytes(self, text: bytes) -> bytes:
        old = html.unescape(text.decode())
        new = self.formula(old)
        return text if new == old else html.escape(new, quote=False).encode()

    def formula(self, text: str) -> str:
        """One formula. Raises RefusedEdit when it names what is not there."""
        pieces, owner = [], ""
        for token in tokens(text):
            pieces.append(self._piece(token, owner))
            owner = owner_of(token.text).title if token.kind == "sheet" else ""
        return "".join(pieces)

    def place(self, text: str) -> str:
        """Where a link leads: to another sheet as before, even if it is not there yet, to the sheet itself by title."""
        return "".join(self._own(token.text) if token.kind == "sheet" else token.text for token in tokens(text))

    def _own(self, text: str) -> str:
        owner = owner_of(text)
        is_own = owner.title.casefold() == self._old.casefold() and not owner.last and not owner.book
        return f"{quoted(self._new)}!" if is_own and self._new != self._old else text

    def _piece(self, token: Token, owner: str) -> str:
        if token.kind == "sheet":
            return self._sheet(token.text)
        if token.kind in ("table", "name", "function"):
            return self._named(token.text, owner)
        return token.text

    def _sheet(self, text: str) -> str:
        owner = owner_of(text)
        if owner.book:
            raise RefusedEdit(f"“{self._old}” computes with cells of another file, so it cannot be copied.")
        if owner.last:
            raise RefusedEdit(f"“{self._old}” computes over several sheets at once ({text}), so it cannot be copied.")
        if owner.title.casefold() != self._old.casefold() and not self._target.has_sheet(owner.title):
            raise RefusedEdit(
                f"“{self._old}” refers to the sheet “{owner.title}”, which this workbook does not have. "
                "Add that sheet first."
            )
        return self._own(text)

    def _named(self, name: str, owner: str) -> str:
        if name.casefold() in self._tables:
            return self._tables[name.casefold()]
        if self._source.table(name) and not self._target.table(name):
            raise RefusedEdit(
                f"“{self._old}” refers to the table “{name}”, which this workbook does not have. Add its sheet first."
            )
        if owner and owner.casefold() != self._old.casefold():
            self._require_local(name, owner)
        elif not self._source.name(name, self._source.tab(self._old)):
            self._need(name)
        return name

    def _require_local(self, name: str, owner: str) -> None:
        if not self._source.has_sheet(owner) or not self._source.name(name, self._source.tab(owner)):
            return
        if not self._target.name(name, self._target.tab(owner)):
            raise RefusedEdit(f"“{self._old}” refers to the name “{owner}!{name}”, which this workbook does not have.")

    def _need(self, name: str) -> None:
        """Take over a name of the whole workbook, unless the target has one: then that one counts."""
        found = self._source.name(name)
        if found is None or self._target.name(name) or name.casefold() in self.needed:
            return
        if self._target.table(name):
            raise RefusedEdit(f"“{self._old}” needs the name “{name}”, which is that of a table in this workbook.")
        self.needed[name.casefold()] = None  # a name that leads back to itself ends here
        self.needed[name.casefold()] = found._replace(text=self.formula(found.text))
