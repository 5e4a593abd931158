"""What the formulas of a workbook may name: its sheets, tables and defined names."""

from collections.abc import Iterator
from dataclasses import dataclass

from crm.xlsx.adding.sheets import tab_titles
from crm.xlsx.contents.names import DefinedName, check_name, check_text, read_names
from crm.xlsx.contents.parts import Read, Table, read_contents, read_tables
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.markup.fallback import editable


@dataclass(frozen=True)
class Known:
    """Titles of all tabs in their order, all defined names, and all tables of all sheets."""

    titles: list[str]
    names: list[DefinedName]
    tables: list[Table]

    def tab(self, title: str) -> int:
        """The number of a tab from 0, as local names give it. Raises ValueError."""
        return [other.casefold() for other in self.titles].index(title.casefold())

    def has_sheet(self, title: str) -> bool:
        """Whether there is a tab of that title; Excel takes capitals for small letters."""
        return title.casefold() in {other.casefold() for other in self.titles}

    def table(self, name: str) -> Table | None:
        """A table by its name."""
        return next((table for table in self.tables if table.name.casefold() == name.casefold()), None)

    def name(self, name: str, tab: int | None = None) -> DefinedName | None:
        """A defined name of the whole workbook, or of one tab."""
        return next((one for one in self.names if one.key == (name.casefold(), tab)), None)


def known(read: Read, document: str) -> Known:
    """Read it from the parts of a workbook. Raises RefusedWorkbook."""
    workbook = editable(read(document) or b"", document)
    return Known(tab_titles(workbook), read_names(workbook, document), list(_tables(read)))


def define(there: Known, wanted: tuple[str, str, str | None]) -> DefinedName:
    """A new name from its text, its formula and the title of its only sheet. Raises ValueError, RefusedEdit."""
    name, formula, title = wanted
    check_name(name, title is not None)
    text = formula.removeprefix("=")
    check_text(text, there.titles, [table.name for table in there.tables])
    if title is not None and not there.has_sheet(title):
        raise RefusedEdit(f"There is no sheet “{title}” in this workbook.")
    if there.table(name):
        raise RefusedEdit(f"“{name}” is the name of a table. Choose another name.")
    return DefinedName(name, text, None if title is None else there.tab(title))


def _tables(read: Read) -> Iterator[Table]:
    for sheet in read_contents(read).sheets:
        yield from read_tables(read, sheet.part)
