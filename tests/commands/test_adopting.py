"""A spreadsheet of one's own on the command line."""

import json

import openpyxl
import pytest

from tests.sheets_emulator import SheetsEmulator
from tests.store.excel.messy import messy
from tests.store.google.at_google import ID
from tests.store.google.messy import everything
from tests.store.google.messy import messy as messy_at_google
from tests.test_cli import Kith


@pytest.fixture
def path(kith, tmp_path):
    return messy(tmp_path / "Kunden.xlsx")


def test_it_says_how_it_reads_and_what_it_would_add(kith: Kith, path):
    before = path.read_bytes()
    code, said, _ = kith("adopt", str(path))
    assert code == 1 and "  Tel. privat: Phone" in said and "  Row 11 is left out: it is a line of totals" in said
    assert "right of your columns: the columns Kith ID, Kind" in said and said.endswith("Nothing was done yet.\n")
    assert path.read_bytes() == before and kith("check", str(path))[0] == 2


def test_looking_only_reads_and_never_writes(kith: Kith, path):
    before = path.read_bytes()
    assert kith("adopt", str(path), "--look")[0] == 0
    assert "Anna Müller" in kith("find", str(path), "anna")[1]
    code, _, complaint = kith("add", str(path), "contacts", "name=Dora")
    assert code == 2 and "Kith writes nothing into it" in complaint and path.read_bytes() == before


def test_yes_adds_it_and_undo_takes_it_back(kith: Kith, path):
    before = path.read_bytes()
    code, said, _ = kith("adopt", str(path), "--yes", "--json")
    assert code == 0 and json.loads(said)["added"]["Contacts"][0] == "Kith ID"
    assert openpyxl.load_workbook(path)["Kunden 2024"]["K4"].value == "Kith ID"
    assert kith("adopt", str(path), "--undo")[0] == 0 and path.read_bytes() == before
    assert kith("adopt", str(path), "--undo")[0] == 2


def test_what_was_typed_into_what_was_added_stays(kith: Kith, path):
    kith("adopt", str(path), "--yes")
    assert kith("add", str(path), "contacts", "name=Dora", "owner=Maya")[0] == 0
    code, _, complaint = kith("adopt", str(path), "--undo")
    assert code == 2 and "“Maya” stands in" in complaint


def test_a_google_sheet_is_adopted_and_taken_back_too(kith: Kith, monkeypatch):
    with SheetsEmulator() as google:
        google.spreadsheet("Kundenliste", ID)
        monkeypatch.setenv("KITH_SHEETS_URL", google.url)
        messy_at_google(google, ID)
        before, link = everything(google, ID), f"https://docs.google.com/spreadsheets/d/{ID}/edit"
        code, said, _ = kith("adopt", link)
        assert code == 1 and "  Tel. privat: Phone" in said and "two hidden sheets, _crm and _crm_undo" in said
        assert everything(google, ID) == before
        assert kith("adopt", link, "--yes")[0] == 0
        assert "Anna Müller" in kith("find", link, "anna")[1]
        assert kith("adopt", link, "--undo")[0] == 0 and everything(google, ID) == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.xlsx"], "There is no workbook"),
        (["Kunden.xlsx", "--look", "--yes"], "Say one of"),
        (["text.xlsx"], "Nothing was changed"),
        (["empty.xlsx"], "looks like a list of people"),
    ],
)
def test_what_cannot_be_adopted_is_said_in_a_sentence(kith: Kith, path, tmp_path, words, sentence):
    (tmp_path / "text.xlsx").write_text("hello")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    code, _, complaint = kith("adopt", *words)
    assert code == 2 and sentence in complaint and "Traceback" not in complaint
