"""What was added to which spreadsheet, remembered on this computer as long as it can be taken out again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crm.model.cells import written
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.layout import Layout, as_lines, from_lines
from crm.model.sheets import SHEETS
from crm.store import places
from crm.store.adopting import Additions
from crm.store.excel.lock import held

ADOPTED = "adopted.json"  # in the state folder: location -> how it was read, what was added, and what else to know


@dataclass(frozen=True)
class Adopted:
    """How a spreadsheet was read, what was added to it, and what else its kind must know to take that out again."""

    layout: Layout
    additions: Additions
    more: Mapping[str, str] = field(default_factory=dict)

    def is_untouched(self, contents: Contents) -> bool:
        """Whether nobody wrote anything into the columns and the sheets of records that were added; IDs are Kith's."""
        columns = (
            cell
            for name, fields in self.additions.columns.items()
            for each in fields
            if each != "id" and (sheet := contents.sheets.get(name))
            for cell in sheet.columns.get(each, ())
        )
        rows = (sheet.rows for name in self.additions.sheets if (sheet := contents.sheets.get(name)))
        return not any(map(written, columns)) and not any(rows)


def told(folder: Path, location: str) -> Adopted | None:
    """What was added to the spreadsheet at a location; None where nothing was, as far as is known here."""
    try:
        lines = json.loads(places.read(folder, ADOPTED).get(location, "{}"))
        whole = {str(name): str(text) for name, text in lines.items()}
        columns, sheets = json.loads(whole.pop("columns")), json.loads(whole.pop("sheets"))
        fields = {str(name): tuple(map(str, each)) for name, each in columns.items() if name in SHEETS}
        return Adopted(from_lines(whole), Additions(fields, tuple(map(str, sheets))), whole)
    except (ValueError, AttributeError, KeyError, TypeError):
        return None


def require(folder: Path, location: str) -> Adopted:
    """What was added to the spreadsheet at a location. Raises CannotOpen where nothing was."""
    if (found := told(folder, location)) is None:
        raise CannotOpen("Kith added nothing to this spreadsheet that could be taken out. Nothing was changed.")
    return found


def remember(folder: Path, location: str, adopted: Adopted) -> None:
    """Remember what was added to the spreadsheet at a location."""
    additions = adopted.additions
    kept = {"columns": json.dumps(additions.columns), "sheets": json.dumps(additions.sheets)}
    _put(folder, location, json.dumps({**adopted.more, **as_lines(adopted.layout), **kept}, ensure_ascii=False))


def forget(folder: Path, location: str) -> None:
    """It was taken out again."""
    _put(folder, location, "")


def _put(folder: Path, location: str, text: str) -> None:
    with held(folder / f"{ADOPTED}.lock"):
        known = {**places.read(folder, ADOPTED), location: text}
        places.write(folder, ADOPTED, {where: told for where, told in known.items() if told})
