"""What stands in a sheet and what Kith takes it for, kind by kind, and what is sent for it."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions.contacts import edit_contact
from crm.model.cells import Cell, Rules
from crm.model.changes import AddRow, ChangeSet, SetSetting, UpdateRow
from crm.model.errors import CannotOpen
from crm.model.snapshot import Snapshot
from crm.store.google import GoogleWorkbook
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from crm.store.workbook import Edit, Ok
from tests.sheets_emulator.a1 import letters
from tests.store.conftest import NOW, TODAY
from tests.store.google.at_google import AtGoogle
from tests.store.test_every_workbook import by_heading, write

ADA = "C-ADA11A"
PHONES = ["+44 20 7946 0112", "020 7946 0112", "02079460112", "00442079460112", "+442079460112"]
POSTCODES = ["01067", "00501", "0600", "1e5"]
FORMULAS = ["=1+1", "+1-2", "-5", "@home", "=HYPERLINK(A1)", "+447700900123"]


def snapshot(google: AtGoogle) -> Snapshot:
    return Snapshot(google.workbook.read(), Rules(TODAY))


def kept(google: AtGoogle, field: str, id: str = ADA) -> Cell:
    return snapshot(google).cell("Contacts", id, field)


def troubles(google: AtGoogle) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in snapshot(google).problems_of("Contacts", ADA)]


def in_sheet(google: AtGoogle, heading: str, row: int = 1) -> Cell:
    """What stands in a cell there, as Google keeps it; formulas as they were typed."""
    return google.rows()[row][by_heading(google.rows(), heading)]


def types(google: AtGoogle, heading: str, text: str) -> None:
    """A person types into Ada's row."""
    google.emulator.person.edit(f"Contacts!{letters(by_heading(google.rows(), heading))}2", text)


def puts(google: AtGoogle, heading: str, value: Cell) -> None:
    """A value comes into Ada's row as it is, by whatever program."""
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, heading), value))


def sends(google: AtGoogle, field: str, value: Cell) -> None:
    """Kith writes into Ada's row, and into a new one."""
    edits: list[Edit] = [UpdateRow("Contacts", ADA, {field: value}), AddRow("Contacts", "C-NEW55N", {field: value})]
    assert write(google, *edits).outcomes == (Ok(), Ok())


@pytest.fixture
def adopted(google: AtGoogle, tmp_path: Path) -> GoogleWorkbook:
    """A sheet that the team made: no column of it has a format of ours."""
    id = google.id = google.emulator.spreadsheet("Theirs")
    person = google.emulator.person_at(id)
    person.rename_tab("Sheet1", "Contacts")
    person.put("Contacts!A1", [["ID", "Name", "Phone", "Postcode", "Notes"], [ADA, "Ada", "020", "01067", "a note"]])
    google.workbook = google.kith("adopted")
    return google.workbook


# texts, phones, postcodes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_like_a_formula_arrives_as_text(google: AtGoogle, text: str) -> None:
    sends(google, "notes", text)
    assert [in_sheet(google, "Notes", row) for row in (1, 4)] == [text, text] == [kept(google, "notes")] * 2
    assert snapshot(google).contents.sheets["Contacts"].formulas == {}


@pytest.mark.parametrize("text", FORMULAS)
def test_it_arrives_as_text_in_a_sheet_that_nobody_formatted(
    adopted: GoogleWorkbook, google: AtGoogle, text: str
) -> None:
    edits: list[Edit] = [UpdateRow("Contacts", ADA, {"notes": text}), AddRow("Contacts", "C-NEW55N", {"notes": text})]
    write(google, *edits)
    sheet = adopted.read().sheets["Contacts"]
    assert sheet.columns["notes"] == [text, text] and sheet.formulas == {}


@pytest.mark.parametrize(("field", "heading"), [("phone", "Phone"), ("phone_2", "Phone 2"), ("whatsapp", "WhatsApp")])
@pytest.mark.parametrize("phone", PHONES)
def test_a_phone_keeps_its_zeros_and_plus(google: AtGoogle, field: str, heading: str, phone: str) -> None:
    sends(google, field, phone)
    assert [in_sheet(google, heading, row) for row in (1, 4)] == [phone, phone] == [kept(google, field)] * 2


@pytest.mark.parametrize("postcode", POSTCODES)
def test_a_postcode_keeps_its_zeros(google: AtGoogle, postcode: str) -> None:
    sends(google, "postcode", postcode)
    assert in_sheet(google, "Postcode") == postcode == kept(google, "postcode", "C-NEW55N")


def test_phones_and_postcodes_keep_their_zeros_in_a_sheet_that_nobody_formatted(
    adopted: GoogleWorkbook, google: AtGoogle
) -> None:
    write(google, UpdateRow("Contacts", ADA, {"phone": "+442079460112", "postcode": "00501"}))
    write(google, AddRow("Contacts", "C-NEW55N", {"phone": "02079460112", "postcode": "01067"}))
    columns = adopted.read().sheets["Contacts"].columns
    assert columns["phone"] == ["+442079460112", "02079460112"] and columns["postcode"] == ["00501", "01067"]


@pytest.mark.parametrize(
    ("heading", "field", "text"), [("Phone", "phone", "02079460112"), ("Postcode", "postcode", "01067")]
)
def test_what_a_person_types_there_keeps_its_zeros_too(google: AtGoogle, heading: str, field: str, text: str) -> None:
    types(google, heading, text)
    assert kept(google, field) == text


def test_a_phone_that_became_a_number_is_shown_and_said_to_be_damaged(google: AtGoogle) -> None:
    puts(google, "Phone", 2079460112)
    assert snapshot(google).contacts.at[ADA, "phone"] == "2079460112"
    assert troubles(google) == [("phone_as_number", "phone")]


def test_a_number_that_is_a_whole_phone_is_not_said_to_be_damaged(google: AtGoogle) -> None:
    write(google, SetSetting("country", "US"))
    puts(google, "Phone", 2125550123)
    assert troubles(google) == []


# days -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin"])
def elsewhere(google: AtGoogle, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The sheet lives in one time zone, this computer in another."""
    google.emulator.book(google.id).properties["timeZone"] = request.param
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="uses the signals and links of POSIX")
def test_days_and_moments_are_right_in_a_sheet_of_another_time_zone(google: AtGoogle, elsewhere: str) -> None:
    day, moment = dt.date(2026, 3, 29), dt.datetime(2026, 3, 29, 2, 30)  # clocks change that night
    write(google, UpdateRow("Contacts", ADA, {"since": day, "changed_on": moment}))
    assert (in_sheet(google, "Customer since"), in_sheet(google, "Changed on")) == (46110, 46110 + 2.5 / 24)
    assert (kept(google, "since"), kept(google, "changed_on")) == (day, moment)


@pytest.mark.parametrize(
    ("locale", "text", "day"),
    [
        ("en_US", "1/31/2020", dt.date(2020, 1, 31)),
        ("en_US", "3/4/2020", dt.date(2020, 3, 4)),
        ("en_GB", "3/4/2020", dt.date(2020, 4, 3)),
        ("de_DE", "31.1.2020", dt.date(2020, 1, 31)),
        ("sv_SE", "2020-04-03", dt.date(2020, 4, 3)),
    ],
)
def test_a_day_typed_as_the_country_writes_it_is_that_day(
    google: AtGoogle, locale: str, text: str, day: dt.date
) -> None:
    google.emulator.person.set_locale(locale)
    types(google, "Customer since", text)
    assert kept(google, "since") == day and troubles(google) == []


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "ja_JP"])
def test_a_day_that_kith_writes_is_that_day_in_every_country(google: AtGoogle, locale: str) -> None:
    google.emulator.person.set_locale(locale)
    sends(google, "since", dt.date(2020, 4, 3))
    assert in_sheet(google, "Customer since") == 43924 and kept(google, "since", "C-NEW55N") == dt.date(2020, 4, 3)


def test_a_day_that_google_took_for_a_text_is_read_all_the_same(google: AtGoogle) -> None:
    types(google, "Customer since", "31/12/2024")  # in a sheet of the United States
    assert in_sheet(google, "Customer since") == "31/12/2024"
    assert str(snapshot(google).contacts.at[ADA, "since"])[:10] == "2024-12-31"


def test_a_day_that_nobody_can_be_sure_of_is_said_to_be_none(google: AtGoogle) -> None:
    types(google, "Customer since", "31/13/2024")
    assert troubles(google) == [("not_a_date", "since")] and kept(google, "since") == "31/13/2024"


def test_a_birthday_stays_as_it_was_written(google: AtGoogle) -> None:
    sends(google, "birthday", "14 March")
    assert in_sheet(google, "Birthday") == "14 March" and kept(google, "birthday") == "14 March"


# numbers, checkboxes, errors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "number"), [("12%", 0.12), ("$100.15", 100.15), ("2.0", 2), ("1,234.5", 1234.5)])
def test_a_percentage_a_price_and_a_number_are_numbers(google: AtGoogle, text: str, number: float) -> None:
    google.edit(lambda grid: grid[0].append("Worth"))
    types(google, "Worth", text)
    assert kept(google, "own:Worth") == number


@pytest.mark.parametrize("ticked", [True, False])
def test_a_checkbox_is_read_as_yes_or_no(google: AtGoogle, ticked: bool) -> None:
    puts(google, "Do not contact", ticked)
    assert kept(google, "do_not_contact") is ticked
    assert bool(snapshot(google).contacts.at[ADA, "do_not_contact"]) is ticked and troubles(google) == []


def test_a_checkbox_stays_one_when_kith_changes_it(google: AtGoogle) -> None:
    puts(google, "Do not contact", False)
    write(google, edit_contact(snapshot(google), ADA, {"do_not_contact": "Yes"}).changes[0])
    assert in_sheet(google, "Do not contact") is True


def test_a_checkbox_that_nobody_changed_is_not_written(google: AtGoogle) -> None:
    puts(google, "Do not contact", True)
    assert edit_contact(snapshot(google), ADA, {"do_not_contact": "Yes"}).changes == ()


@pytest.mark.parametrize(("formula", "error"), [("=1/0", "#DIV/0!"), ("=NA()", "#N/A"), ("=#REF!", "#REF!")])
def test_an_error_is_blank_and_named(google: AtGoogle, formula: str, error: str) -> None:
    types(google, "Keep in touch (days)", formula)
    (problem,) = snapshot(google).problems_of("Contacts", ADA)
    assert kept(google, "keep_in_touch") is None
    assert (problem.code, problem.text) == ("error_cell", error)


@pytest.mark.parametrize("formula", ["=6*7", "=1/0"])
def test_a_formula_and_an_error_are_never_written_over(google: AtGoogle, tmp_path: Path, formula: str) -> None:
    types(google, "Keep in touch (days)", formula)
    store = Store(Record(google.workbook, Journal(tmp_path / "journal.sqlite", google.id), lambda: NOW), "", Actor("A"))
    store.save(ChangeSet("more often", (UpdateRow("Contacts", ADA, {"keep_in_touch": 5, "city": "Rome"}),)))
    store.flush(10)
    store.close()
    assert in_sheet(google, "Keep in touch (days)") == formula


# what is not there, and what is merged --------------------------------------------------------------------------------


def test_rows_that_end_early_and_blank_cells_between_are_blank(google: AtGoogle) -> None:
    google.emulator.person.clear("Contacts!C3:AZ3")
    google.emulator.person.clear("Contacts!B4")
    row, other = (google.workbook.read().sheets["Contacts"].row(id) for id in ("C-BOB22B", "C-CLE33C"))
    assert row is not None and {name: cell for name, cell in row.items() if cell} == {
        "id": "C-BOB22B",
        "name": "Bob Stone",
    }
    assert other is not None and (other["name"], other["city"]) == (None, "Lagos")


def test_a_blank_row_between_is_nobody_and_rows_below_keep_their_places(google: AtGoogle) -> None:
    google.emulator.person.insert_rows("Contacts", 3, 2)
    sheet = google.workbook.read().sheets["Contacts"]
    assert dict(zip(sheet.columns["id"], sheet.rows, strict=True)) == {ADA: 2, "C-BOB22B": 5, "C-CLE33C": 6}
    write(google, UpdateRow("Contacts", "C-CLE33C", {"city": "Rome"}))
    assert in_sheet(google, "City", 5) == "Rome"


def test_a_cell_that_kith_clears_is_empty_there_and_its_neighbours_stay(google: AtGoogle) -> None:
    write(google, UpdateRow("Contacts", ADA, {"city": None}, {"city": "London"}))
    assert in_sheet(google, "City") is None and in_sheet(google, "Phone") == "020 7946 0112"


@pytest.mark.parametrize("cells", ["Contacts!B1:C1", "Contacts!C2:C4", "Contacts!A2:D3"])
def test_merged_headings_and_merged_records_are_not_guessed_at(google: AtGoogle, cells: str) -> None:
    google.emulator.person.merge(cells)
    with pytest.raises(CannotOpen, match="some cells are merged"):
        google.kith("another").read()


def test_merged_cells_elsewhere_are_nobodys_business(google: AtGoogle) -> None:
    google.emulator.person.add_tab("Rota")
    google.emulator.person.merge("Rota!A1:C2")
    assert ADA in google.kith("another").read().sheets["Contacts"].places


def test_records_that_are_merged_while_kith_is_open_lose_only_what_google_took(google: AtGoogle) -> None:
    google.workbook.read()
    google.emulator.person.merge("Contacts!J2:J3")
    heading = google.rows()[0][9]
    write(google, UpdateRow("Contacts", "C-BOB22B", {"notes": "seen"}))
    assert (heading, in_sheet(google, "City"), in_sheet(google, "City", 2)) == ("City", "London", None)
    assert in_sheet(google, "Notes", 2) == "seen"
