"""What cells at Google are to Kith, and one look at everything."""

import datetime as dt
import threading

import pytest

from crm.model.changes import AddRow, UpdateRow
from crm.model.errors import CannotOpen
from crm.store.google.calls import Spreadsheet
from crm.store.google.poll import Looker
from crm.store.google.transport import Transport
from tests.store.google.at_google import UNHURRIED, AtGoogle
from tests.store.test_every_workbook import by_heading, write

DAYS = "Keep in touch (days)"  # a column of numbers: in one of texts, a formula stays a text


def cell(google: AtGoogle, field: str, id: str = "C-ADA11A") -> object:
    row = google.workbook.read().sheets["Contacts"].row(id)
    assert row is not None
    return row[field]


def type_in(google: AtGoogle, heading: str, text: str, sheet: str = "Contacts") -> None:
    """What a person types into Ada's row, as they type it."""
    column = google.rows(sheet)[0].index(heading)
    google.emulator.person.edit(f"{sheet}!{_letter(column)}2", text)


def _letter(column: int) -> str:
    return chr(65 + column) if column < 26 else f"A{chr(65 + column - 26)}"


def looker(google: AtGoogle) -> Looker:
    return Looker(Spreadsheet(Transport(base=google.emulator.url, per_minute=UNHURRIED), google.id))


# cells ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "en_GB"])
def test_a_day_is_right_in_a_sheet_of_any_country(google: AtGoogle, locale: str) -> None:
    google.emulator.person.set_locale(locale)
    write(google, UpdateRow("Contacts", "C-ADA11A", {"since": dt.date(2026, 2, 1)}))
    assert cell(google, "since") == dt.date(2026, 2, 1)


def test_a_day_that_a_person_types_is_a_day(google: AtGoogle) -> None:
    type_in(google, "Customer since", "2020-01-31")
    assert cell(google, "since") == dt.date(2020, 1, 31)


def test_a_moment_keeps_its_time_of_day(google: AtGoogle) -> None:
    moment = dt.datetime(2026, 11, 12, 9, 30, 5)
    write(google, UpdateRow("Contacts", "C-ADA11A", {"changed_on": moment}))
    assert cell(google, "changed_on") == moment


def test_a_number_in_a_column_of_words_is_no_day(google: AtGoogle) -> None:
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), 45000))
    assert cell(google, "city") == 45000


@pytest.mark.parametrize("text", ["=1+1", "+447700900123", "-5", "@home", "007", "1-2", "TRUE", "5.10", "'quoted"])
def test_a_text_arrives_as_it_was_typed_in_kith(google: AtGoogle, text: str) -> None:
    write(google, UpdateRow("Contacts", "C-ADA11A", {"city": text}))
    write(google, AddRow("Contacts", "C-NEW55N", {"name": text}))
    assert (cell(google, "city"), cell(google, "name", "C-NEW55N")) == (text, text)


@pytest.mark.parametrize("text", ["=1+1", "007", "1-2", "$100.15", "TRUE"])
def test_a_text_stays_one_in_a_column_that_nobody_formatted(google: AtGoogle, text: str) -> None:
    google.edit(lambda grid: grid[0].append("Shoe"))
    write(google, UpdateRow("Contacts", "C-ADA11A", {"own:Shoe": text}))
    write(google, AddRow("Contacts", "C-NEW55N", {"own:Shoe": text}))
    assert (cell(google, "own:Shoe"), cell(google, "own:Shoe", "C-NEW55N")) == (text, text)


def test_a_text_that_looks_like_a_formula_can_be_written_over(google: AtGoogle) -> None:
    write(google, UpdateRow("Contacts", "C-ADA11A", {"city": "=1+1"}))
    written = write(google, UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}, {"city": "=1+1"}))
    assert cell(google, "city") == "Rome" and written.now is not None


def test_what_a_formula_comes_to_is_read_and_the_formula_known(google: AtGoogle) -> None:
    type_in(google, DAYS, "=6*7")
    sheet = google.workbook.read().sheets["Contacts"]
    assert cell(google, "keep_in_touch") == 42 and sheet.formulas == {(2, "keep_in_touch"): "6*7"}


def test_a_formula_that_fails_is_an_error_and_no_value(google: AtGoogle) -> None:
    type_in(google, DAYS, "=1/0")
    sheet = google.workbook.read().sheets["Contacts"]
    assert cell(google, "keep_in_touch") is None and list(sheet.errors) == [(2, "keep_in_touch")]


def test_a_checkbox_is_yes_or_no(google: AtGoogle) -> None:
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "Do not contact"), True))
    assert cell(google, "do_not_contact") is True


def test_a_text_that_no_cell_holds_is_refused_and_the_rest_goes_in(google: AtGoogle) -> None:
    long = UpdateRow("Contacts", "C-ADA11A", {"notes": "x" * 40_000})
    written = write(google, long, AddRow("Contacts", "C-NEW55N", {"name": "Eve"}))
    assert [type(outcome).__name__ for outcome in written.outcomes] == ["Failed", "Ok"]


# looks ----------------------------------------------------------------------------------------------------------------


def test_a_look_at_everything_is_one_call_while_nothing_changes(google: AtGoogle) -> None:
    google.workbook.read()
    before = len(google.emulator.log)
    google.workbook.revision()
    assert [call.method for call in google.emulator.log[before:]] == ["values.batchGet"]


def test_everybody_shares_a_look_for_some_seconds(google: AtGoogle) -> None:
    kith = google.kith("shared", look=5.0)
    kith.read()
    before = len(google.emulator.log)
    for _ in range(50):
        kith.revision()
        kith.read()
    assert len(google.emulator.log) == before
    google.clock.now += 6
    for _ in range(50):
        kith.revision()
    for thread in threading.enumerate():
        if thread.name == "kith-look":
            thread.join()
    assert len(google.emulator.log) == before + 1


def test_a_sheet_that_was_renamed_is_found_and_written(google: AtGoogle) -> None:
    google.workbook.read()
    google.emulator.person.rename_tab("Contacts", "Unsere Leute")
    assert google.workbook.read().sheets["Contacts"].title == "Unsere Leute"
    write(google, UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}))
    assert cell(google, "city") == "Rome"


def test_a_column_that_was_renamed_is_found_by_its_anchor(google: AtGoogle) -> None:
    google.workbook.read()
    google.edit(lambda grid: grid[0].__setitem__(by_heading(grid, "City"), "Where from"))
    write(google, UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}))
    assert google.rows()[1][google.rows()[0].index("Where from")] == "Rome"
    assert cell(google, "city") == "Rome"


def test_a_column_of_the_teams_own_asks_about_anchors_only_once(google: AtGoogle) -> None:
    google.edit(
        lambda grid: [row.append(cell) for row, cell in zip(grid, ["Shoe size", "38", None, None], strict=True)]
    )  # type: ignore[func-returns-value]
    google.workbook.read()
    before = len(google.emulator.log)
    type_in(google, "Shoe size", "39")
    assert google.workbook.read().sheets["Contacts"].columns["own:Shoe size"][0] == 39
    assert "developerMetadata.search" not in [call.method for call in google.emulator.log[before:]]


def test_a_hidden_row_is_read_like_any_other(google: AtGoogle) -> None:
    google.emulator.person.hide_rows("Contacts", 3)
    assert "C-BOB22B" in google.workbook.read().sheets["Contacts"].places


def test_ragged_rows_and_blank_cells_at_the_ends_are_blank(google: AtGoogle) -> None:
    google.emulator.person.clear("Contacts!B4:Z4")
    assert cell(google, "name", "C-CLE33C") is None


def test_formulas_and_values_are_of_one_moment(google: AtGoogle) -> None:
    """Somebody sorts between the two calls of a look: then it is made again."""
    type_in(google, DAYS, "=6*7")
    looks, calls = looker(google), []
    looks.look()

    def sorts(call: object) -> None:
        calls.append(call)
        if len(calls) == 2:
            google.emulator.person.sort("Contacts!A2:AZ10", by="B", descending=True)

    google.emulator.person.edit("Contacts!B2", "Zoe")
    google.emulator.before_each(sorts)
    grid = looks.look().grid("Contacts")
    assert grid is not None and [grid.cell(*place) for place in grid.formulas] == [42] and len(calls) == 4


def test_a_sheet_that_cannot_be_read_is_not_taken_for_an_empty_one(google: AtGoogle) -> None:
    google.workbook.read()
    google.emulator.faults.add("broken_json_after")
    with pytest.raises(CannotOpen):
        google.workbook.read()
    assert google.workbook.revision() == "gone"


def test_once_google_answers_again_the_look_is_the_one_before(google: AtGoogle) -> None:
    revision = google.workbook.read().revision
    with google.has_it_open():
        assert google.workbook.revision() == "gone"
    assert google.workbook.revision() == revision
