"""A field is declared once: one more line in SHEETS, and it stands in form, list, workbook and README."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from crm.model.cells import TEXT, Rules
from crm.model.headings import Tab
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand
from crm.store.excel import template
from crm.ui import forms, tables
from docs import tables as readme

TODAY = dt.date(2026, 3, 2)
NEW = Column("shoe", "Shoe size", TEXT, aliases="Size of shoe", help="In whole sizes.")


@pytest.fixture(autouse=True)
def one_line_more(monkeypatch: pytest.MonkeyPatch) -> None:
    contacts = SHEETS["Contacts"]
    monkeypatch.setitem(SHEETS, "Contacts", replace(contacts, columns=(*contacts.columns, NEW)))


def test_a_new_field_is_in_the_form_and_the_list_and_is_found_by_its_alias() -> None:
    cells = [["ID", "Name", "Size of shoe"], ["C-7K3Q9F", "Ann Lee", "41"]]
    rules = Rules(TODAY)
    snapshot = Snapshot(understand([Tab("Contacts", cells, {}, {})], rules, revision="1", stamp=None), rules)
    assert snapshot.contacts["shoe"]["C-7K3Q9F"] == "41"
    assert NEW in forms.entry_columns(snapshot, "Contacts")
    assert NEW in tables.listed(snapshot)


def test_a_new_field_is_in_a_new_workbook_and_in_the_readme(tmp_path: Path) -> None:
    template.write(tmp_path / "new.xlsx", book_id="b1", today=TODAY)
    headings = [cell.value for cell in openpyxl.load_workbook(tmp_path / "new.xlsx")["Contacts"][1]]
    assert "Shoe size" in headings
    assert "Shoe size" in readme.columns()
