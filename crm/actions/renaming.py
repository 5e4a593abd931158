"""New names of many contacts at once, in every row that still shows the old ones."""

from collections.abc import Iterator, Mapping

from crm.analytics.organisations import Organisations
from crm.model.changes import Change, UpdateRow
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot


def renamed_rows(snapshot: Snapshot, names: Mapping[str, str]) -> list[Change]:
    """The new names of contacts, by ID, in the rows that are linked to them, and on the cards of their people where
    they are organisations. Each sheet is looked through once."""
    if not names:
        return []
    linked = [change for sheet in SHEETS.values() for change in _in_sheet(snapshot, sheet.key, names)]
    of = Organisations.of(snapshot)
    people = [
        UpdateRow(
            "Contacts",
            person,
            {"organisation": name},
            {"organisation": snapshot.cell("Contacts", person, "organisation")},
        )
        for id, name in names.items()
        for person in of.people_of(snapshot, id)
        if not snapshot.formula("Contacts", person, "organisation")
    ]
    return [*linked, *people]


def _in_sheet(snapshot: Snapshot, sheet: str, names: Mapping[str, str]) -> Iterator[Change]:
    if "contact_id" not in SHEETS[sheet].fields or not snapshot.has(sheet):
        return
    linked, there = snapshot.frame(sheet)["contact_id"], snapshot.contents.sheets[sheet].columns
    for row, id in linked[linked.isin(list(names))].items():
        before = {field: snapshot.cell(sheet, str(row), field) for field in ("contact", "contact_id")}
        if "contact" in there and not snapshot.formula(sheet, str(row), "contact"):
            yield UpdateRow(sheet, str(row), {"contact": names[id]}, {"contact": before["contact"]})
        if "contact_id" in there and not before["contact_id"]:
            yield UpdateRow(sheet, str(row), {"contact_id": id}, {"contact_id": None})
