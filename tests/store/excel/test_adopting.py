"""A spreadsheet of a team's own as the record: looked at without a trace, or worked in with exactly what was agreed."""

import os
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from crm.actions.contacts import add_contact, edit_contact
from crm.actions.interactions import log_interaction
from crm.exchange.adopting import guess, layout_of
from crm.model.errors import CannotOpen, NotYetKiths, ReadOnly
from crm.store import adopting, adoption, looking
from crm.store.adopted import told
from crm.store.adopting import Chosen, proposed
from crm.store.excel.adopting import adopt, go_back
from crm.store.excel.reading import tabs_of
from crm.store.opening import open_store
from tests.store.conftest import NOW, TODAY, owner_file
from tests.store.excel.conftest import names
from tests.store.excel.messy import messy
from tests.xlsx.fidelity import load

KIND = pytest.mark.parametrize("table", [False, True], ids=["plain cells", "a table"])
ADDED = ["Kith ID", "Kind", "Relationship", "Status", "WhatsApp", "Owner", "Notes", "Do not contact"]


@pytest.fixture
def state(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Kundenliste.xlsx"


def layout_at(path):
    return layout_of(guess(tabs_of(path)))


def opened(path, state):
    return open_store(str(path), state=state, now=lambda: NOW)


def adopted(path, state, left=()):
    layout = layout_at(path)
    additions = adopting.without(proposed(layout, {}), left)
    adopt(path, layout, additions, Chosen(), today=TODAY, folder=state)
    return additions


def can_go_back(path, state, store):
    known = told(state, str(path))
    return known is not None and known.is_untouched(store.snapshot().contents)


def cells(path, tab="Kunden 2024"):
    return {
        (cell.row, cell.column): cell.value
        for row in openpyxl.load_workbook(path)[tab].iter_rows()
        for cell in row
        if cell.value is not None
    }


def names_in(store):
    return list(store.snapshot().contacts["name"])


# only looked at -------------------------------------------------------------------------------------------------------


def test_a_spreadsheet_that_nobody_decided_about_is_not_opened(path, state):
    messy(path)
    with pytest.raises(NotYetKiths, match="not yet one of Kith's"):
        opened(path, state)
    assert names(state) == []


def test_looking_reads_the_people_and_leaves_no_trace(path, state):
    """Not a byte, not the file's time, nothing beside it; titles, a section and totals are no people."""
    before, stat = messy(path).read_bytes(), path.stat()
    looking.look_at(state, str(path), layout_at(path))
    store = opened(path, state)
    snapshot = store.snapshot()
    assert list(snapshot.contacts["name"]) == ["Anna Müller", "Bob Stone", "Cleo Adeyemi"]
    assert list(snapshot.contacts["birthday"]) == ["1984-03-14", "1990-05-02", "1975-04-03"]
    assert list(snapshot.contacts["reference"]) == ["101", "102", "103"]
    assert [column.heading for column in snapshot.own_columns("Contacts")] == ["Schuhgröße", "Umsatz"]
    assert {problem.row for problem in snapshot.problems if problem.code in ("totals_row", "section_row")} == {
        7,
        10,
        11,
    }
    assert store.status().is_looked_at and store.status().question is None
    store.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stat.st_mtime_ns)
    assert names(path.parent) == [path.name]


def test_nothing_can_be_saved_while_looking(path, state):
    looking.look_at(state, str(messy(path)), layout_at(path))
    before, store = path.read_bytes(), opened(path, state)
    with pytest.raises(ReadOnly, match="writes nothing"):
        store.save(add_contact(store.snapshot(), {"name": "Dora"}))
    for backup in store.backups():
        with pytest.raises(CannotOpen):
            store.restore(backup.name)
    store.close()
    assert path.read_bytes() == before


def test_what_is_typed_in_the_sheet_shows_while_looking(path, state):
    """Rows that go at once are no question: nothing could be put back anyway. Nobody's ID moves to another row."""
    looking.look_at(state, str(messy(path)), layout_at(path))
    store = opened(path, state)
    ids = dict(zip(store.snapshot().contacts["name"], store.snapshot().contacts.index, strict=True))
    book = openpyxl.load_workbook(path)
    page = book["Kunden 2024"]
    for place in range(1, 11):
        page.cell(5, place).value = None
    page["K4"], page["K8"] = "Notes", "likes tea"
    book.save(path)
    os.utime(path, (1, 1))
    now = store.snapshot().contacts
    assert list(now["name"]) == ["Bob Stone", "Cleo Adeyemi"] and "likes tea" in list(now["notes"])
    assert list(now.index) == [ids["Bob Stone"], ids["Cleo Adeyemi"]]
    before = path.read_bytes()
    store.close()
    assert path.read_bytes() == before


# worked in ------------------------------------------------------------------------------------------------------------


@KIND
def test_exactly_what_was_agreed_is_added(path, state, table):
    """Right of their columns and behind their sheets; every cell they had keeps its place, its value and its looks."""
    before = load(messy(path, table=table).read_bytes())
    had = cells(path)
    assert adopted(path, state).headings("Contacts") == ADDED
    now = cells(path)
    assert {place: now[place] for place in had} == had
    assert [now[4, 11 + number] for number in range(len(ADDED))] == ADDED
    assert {place for place in now if place not in had} == {(4, 11 + number) for number in range(len(ADDED))}
    book = openpyxl.load_workbook(path)
    new = ["Lists", "Interactions", "Follow-ups", "Sales", "Satisfaction", "Settings", "_crm"]
    assert book.sheetnames == ["Kunden 2024", "Notizen", *new] and book["_crm"].sheet_state == "hidden"
    after = load(path.read_bytes())
    kept = [name for name in before if "chart" in name or "drawing" in name or name.endswith("sheet2.xml")]
    assert kept and all(after[name] == before[name] for name in kept)
    assert [str(block) for block in book["Kunden 2024"].merged_cells.ranges][:1] == ["A1:J1"]
    if table:
        assert book["Kunden 2024"].tables["Kunden"].ref == "A4:R7"


def test_what_is_added_can_be_read_and_their_columns_stay_as_wide_as_they_were(path, state):
    messy(path)
    book = openpyxl.load_workbook(path)
    book["Kunden 2024"].column_dimensions["B"].width = 31
    book.save(path)
    adopted(path, state)
    wide = {
        letter: each.width for letter, each in openpyxl.load_workbook(path)["Kunden 2024"].column_dimensions.items()
    }
    assert wide.pop("B") == 31 and list(wide) == list("KLM")  # a chart lies over the others, and keeps its size
    assert all(width > len(heading) for width, heading in zip(wide.values(), ADDED, strict=False))


@KIND
def test_an_adopted_workbook_is_worked_in_like_any_other(path, state, table):
    """Read by what it says of itself; people change and come, in their own columns."""
    messy(path, table=table)
    adopted(path, state)
    store = opened(path, state)
    snapshot = store.snapshot()
    assert names_in(store) == ["Anna Müller", "Bob Stone", "Cleo Adeyemi"]
    anna = snapshot.contacts.index[0]
    store.save(edit_contact(snapshot, anna, {"phone": "0351 555", "owner": "Maya", "own:Schuhgröße": 42}))
    store.save(add_contact(store.snapshot(), {"name": "Dora", "city": "Bonn"}))
    assert store.flush()
    store.close()
    now, row = cells(path), 5
    assert (now[row, 4], now[row, 9], now[row, 16], now[row, 11]) == ("0351 555", 42, "Maya", anna)
    again = opened(path, state)
    assert names_in(again) == ["Anna Müller", "Bob Stone", "Cleo Adeyemi", "Dora"]
    assert list(again.snapshot().contacts["city"])[-1] == "Bonn"
    assert not [problem for problem in again.snapshot().problems if problem.code == "duplicate_id"]
    again.close()


def test_a_person_added_below_the_totals_makes_no_person_of_them(path, state):
    messy(path)
    adopted(path, state)
    store = opened(path, state)
    store.save(add_contact(store.snapshot(), {"name": "Dora"}))
    store.flush()
    store.save(add_contact(store.snapshot(), {"name": "Emil"}))
    store.flush()
    store.close()
    assert cells(path)[11, 10] == "=SUM(J5:J9)" and (11, 11) not in cells(path)
    assert len(names_in(opened(path, state))) == 5


def test_columns_that_are_not_wanted_stay_away(path, state):
    messy(path)
    additions = adopted(path, state, left={("Contacts", name) for name in ("kind", "whatsapp", "owner")})
    assert additions.headings("Contacts") == ["Kith ID", "Relationship", "Status", "Notes", "Do not contact"]
    store = opened(path, state)
    assert "owner" not in {column.field for column in store.snapshot().columns("Contacts")}
    store.close()


def test_headings_are_found_again_when_people_move_things(path, state):
    """A renamed tab, a row above the headings, columns in another order: nothing of it is told to Kith."""
    messy(path, table=False)
    adopted(path, state)
    book = openpyxl.load_workbook(path)
    page = book["Kunden 2024"]
    page.title = "Alle Kunden"
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    page.unmerge_cells("A10:J10")
    for number, row in enumerate(rows):
        for place, cell in enumerate(reversed(row), 1):
            page.cell(5 + number, place).value = cell
    for place in range(1, len(rows[0]) + 1):
        page.cell(4, place).value = None
    book.save(path)
    store = opened(path, state)
    assert names_in(store)[:3] == ["Anna Müller", "Bob Stone", "Cleo Adeyemi"]
    assert list(store.snapshot().contacts["city"])[:2] == ["Dresden", "Berlin"]
    store.close()


# what stands in the way -----------------------------------------------------------------------------------------------


@KIND
def test_something_beside_the_list_stops_it(path, state, table):
    before = messy(path, table=table, beside="ask Bob first").read_bytes()
    with pytest.raises(CannotOpen, match="Column K of “Kunden 2024” is not free"):
        adopt(path, *_at_ten_columns(path), Chosen(), today=TODAY, folder=state)
    assert path.read_bytes() == before and names(path.parent) == [path.name]


def _at_ten_columns(path):
    layout = layout_at(path)
    return layout, proposed(layout, {})


def test_a_sheet_of_theirs_with_a_name_of_ours_stops_it(path, state):
    messy(path)
    book = openpyxl.load_workbook(path)
    book["Notizen"].title = "Settings"
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(CannotOpen, match="has a sheet “Settings” of its own"):
        adopted(path, state)
    assert path.read_bytes() == before


def test_a_workbook_that_is_open_elsewhere_is_left_alone(path, state):
    before = messy(path).read_bytes()
    path.with_name(f"~${path.name}").write_bytes(b"\x05Maria".ljust(55, b" ") + b"\x05\0" + "Maria".encode("utf-16-le"))
    with pytest.raises(CannotOpen, match="open"):
        adopted(path, state)
    assert path.read_bytes() == before


def test_a_write_protected_one_can_only_be_looked_at(path, state):
    messy(path).chmod(0o444)
    with pytest.raises(CannotOpen, match="write-protected"):
        adopted(path, state)
    looking.look_at(state, str(path), layout_at(path))
    store = opened(path, state)
    assert len(names_in(store)) == 3
    store.close()


# and back -------------------------------------------------------------------------------------------------------------


@KIND
def test_one_undo_takes_all_of_it_out_again(path, state, table):
    """The very same bytes; from then on it is looked at as before."""
    before = messy(path, table=table).read_bytes()
    adopted(path, state)
    store = opened(path, state)
    assert path.read_bytes() != before and can_go_back(path, state, store)
    store.close()
    go_back(path, today=TODAY, folder=state)
    assert path.read_bytes() == before and names(path.parent) == [path.name]
    store = opened(path, state)
    assert store.status().is_looked_at and len(names_in(store)) == 3
    assert not can_go_back(path, state, store)
    store.close()
    adopted(path, state)  # and once more
    again = opened(path, state)
    assert can_go_back(path, state, again)
    again.close()


@KIND
def test_what_was_saved_through_kith_in_their_own_columns_stays_when_the_rest_goes(path, state, table):
    """Kith wrote its IDs with it; those go. Every part of the file but their sheet is what it was before."""
    before = load(messy(path, table=table).read_bytes())
    adopted(path, state)
    store = opened(path, state)
    anna, bob, _ = store.snapshot().contacts.index
    store.save(edit_contact(store.snapshot(), anna, {"phone": "0351 555", "own:Schuhgröße": 42}))
    store.flush()
    store.save(edit_contact(store.snapshot(), bob, {"city": "Bonn"}))
    assert store.flush() and can_go_back(path, state, store)
    store.close()
    assert cells(path)[5, 11] == anna
    go_back(path, today=TODAY, folder=state)
    now, after = cells(path), load(path.read_bytes())
    row = 6 if table else 8
    assert (now[5, 4], now[5, 9], now[row, 7], now[row, 2]) == ("0351 555", 42, "Bonn", "Bob Stone")
    assert {column for _, column in now} == set(range(1, 11)) and openpyxl.load_workbook(path).sheetnames[1:] == [
        "Notizen"
    ]
    assert {name for name in before if before[name].content != after[name].content} <= {
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",  # formulas are counted anew when it is opened
        "docProps/custom.xml",
    }
    assert before.keys() >= after.keys() - {"docProps/custom.xml"}


def test_an_edit_that_was_taken_back_leaves_nothing(path, state):
    before = messy(path).read_bytes()
    adopted(path, state)
    store = opened(path, state)
    receipt = store.save(edit_contact(store.snapshot(), store.snapshot().contacts.index[0], {"city": "Bonn"}))
    store.flush()
    store.undo(receipt.batch)
    store.flush()
    store.close()
    go_back(path, today=TODAY, folder=state)
    assert cells(path)[5, 7] == "Dresden"
    assert path.read_bytes() == before


def in_an_added_column(path, state):
    store = opened(path, state)
    store.save(edit_contact(store.snapshot(), store.snapshot().contacts.index[0], {"owner": "Maya"}))
    store.flush()
    store.close()


def in_an_added_sheet(path, state):
    store = opened(path, state)
    store.save(log_interaction(store.snapshot(), store.snapshot().contacts.index[0], {"what": "a quote"}))
    store.flush()
    store.close()


def by_another_program(path, state):
    book = openpyxl.load_workbook(path)
    book["Kunden 2024"]["D5"].font = Font(bold=True)
    book.save(path)


@pytest.mark.parametrize(
    ("save", "sentence"),
    [
        (in_an_added_column, r"“Maya” stands in P5 of “Kunden 2024”, which Kith added"),
        (in_an_added_sheet, r"of “Interactions”, which Kith added"),
        (by_another_program, "was saved since by another program"),
    ],
)
def test_what_was_typed_into_what_was_added_is_never_taken_out(path, state, save, sentence):
    messy(path)
    adopted(path, state)
    save(path, state)
    before = path.read_bytes()
    with pytest.raises(CannotOpen, match=sentence):
        go_back(path, today=TODAY, folder=state)
    assert path.read_bytes() == before


def test_what_waits_to_go_in_is_never_left_behind(path, state, monkeypatch):
    monkeypatch.setenv("KITH_STATE", str(state))
    messy(path)
    adopted(path, state)
    store = opened(path, state)
    with owner_file(path):
        store.save(edit_contact(store.snapshot(), store.snapshot().contacts.index[0], {"city": "Bonn"}))
        store.close()
    before = path.read_bytes()
    with pytest.raises(CannotOpen, match="1 change still waits to go into"):
        adoption.go_back(str(path), TODAY)
    assert path.read_bytes() == before


def test_the_version_before_is_kept(path, state):
    before = messy(path).read_bytes()
    adopted(path, state)
    assert before in [kept.read_bytes() for kept in Path(state).rglob("*.xlsx")]
