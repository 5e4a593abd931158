"""Columns that a spreadsheet lacks: right of all others, under its filter, once; looking changes nothing."""

from crm.model.cells import NUMBER
from crm.model.schema import Column
from crm.store.google.calls import Spreadsheet
from crm.store.google.transport import Transport
from crm.store.google.widening import look, widen
from tests.store.conftest import TODAY
from tests.store.google.at_google import ID, UNHURRIED, AtGoogle

SIZE, NUTS = Column("own:Size", "Size", NUMBER), Column("own:Nuts", "Nuts")


def spreadsheet(google: AtGoogle) -> Spreadsheet:
    return Spreadsheet(Transport(base=google.emulator.url, per_minute=UNHURRIED), ID)


def filter_end(google: AtGoogle) -> int:
    about = spreadsheet(google).about("sheets(properties(title),basicFilter)")["sheets"]
    (found,) = [each["basicFilter"]["range"] for each in about if each["properties"]["title"] == "Contacts"]
    return int(found["endColumnIndex"])


def test_looking_at_a_spreadsheet_writes_nothing(google: AtGoogle) -> None:
    calls = len(google.emulator.log.write_calls)
    assert len(look(spreadsheet(google), TODAY).sheets["Contacts"].rows) == 3
    assert len(google.emulator.log.write_calls) == calls


def test_new_columns_come_right_of_all_others_and_the_filter_reaches_over_them(google: AtGoogle) -> None:
    before = google.rows()[0]
    widen(spreadsheet(google), TODAY, {"Contacts": [SIZE, NUTS]})
    assert google.rows()[0] == [*before, "Size", "Nuts"]
    assert filter_end(google) == len(before) + 2


def test_a_column_that_is_there_already_is_not_added_again(google: AtGoogle) -> None:
    widen(spreadsheet(google), TODAY, {"Contacts": [SIZE]})
    before = google.rows()[0]
    widen(spreadsheet(google), TODAY, {"Contacts": [Column("own:SIZE", "SIZE"), NUTS]})
    assert google.rows()[0] == [*before, "Nuts"]


def test_a_list_gets_its_columns_right_of_all_others_once(google: AtGoogle) -> None:
    before = google.rows("Lists")[0]
    for _ in range(2):
        widen(spreadsheet(google), TODAY, {"Lists": [Column("own:Colours", "Colours"), Column("own:stages", "stages")]})
    assert google.rows("Lists")[0] == [*before, "Colours"]


def test_a_text_that_is_typed_into_a_new_column_stays_a_text(google: AtGoogle) -> None:
    widen(spreadsheet(google), TODAY, {"Contacts": [NUTS]})
    column = len(google.rows()[0])
    letters = chr(64 + (column - 1) // 26) + chr(65 + (column - 1) % 26)
    google.emulator.person.edit(f"Contacts!{letters}2", "007")
    assert look(spreadsheet(google), TODAY).sheets["Contacts"].columns["own:Nuts"][0] == "007"
