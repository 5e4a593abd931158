"""A Google Sheet of a team's own as the record: looked at without a trace, or worked in with exactly what was agreed,
and back."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions.contacts import add_contact, edit_contact
from crm.exchange.adopting import guess, layout_of
from crm.model.errors import CannotOpen, NotYetKiths, ReadOnly
from crm.model.layout import Layout
from crm.store import adopted, adoption, opening
from crm.store.adopting import Chosen, without
from crm.store.store import Store
from tests.sheets_emulator import SheetsEmulator
from tests.store.conftest import NOW, TODAY
from tests.store.google.at_google import ID
from tests.store.google.messy import FREE, HEADINGS, NAMES, TITLE, everything, filtered, messy

LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
ADDED = ["Kith ID", "Kind", "Relationship", "Status", "WhatsApp", "City", "Owner", "Notes", "Do not contact"]
WRITES = ("spreadsheets.batchUpdate", "values.batchUpdateByDataFilter")


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SheetsEmulator]:
    """A team's list at Google, and Kith on a computer where it never ran."""
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(opening, "PROGRAM", tmp_path / "program")
    with SheetsEmulator() as emulator:
        emulator.spreadsheet("Kundenliste", ID)
        monkeypatch.setenv("KITH_SHEETS_URL", emulator.url)
        messy(emulator, ID)
        yield emulator


def opened() -> Store:
    return opening.open_store(LINK, now=lambda: NOW)


def read_as() -> Layout:
    return layout_of(guess(adoption.tabs_of(LINK)))


def adopt(left: tuple[str, ...] = ()) -> None:
    layout = read_as()
    additions = without(adoption.proposed(LINK, layout, {}), {("Contacts", name) for name in left})
    adoption.adopt(LINK, layout, additions, Chosen(), TODAY)


def names_in(store: Store) -> list[str]:
    return list(store.snapshot().contacts["name"])


def headings(google: SheetsEmulator) -> list[object]:
    return list(google.person.values(f"'{TITLE}'!4:4")[0])


def written(google: SheetsEmulator) -> list[str]:
    return [call.method for call in google.log if call.method in WRITES]


# only looked at -------------------------------------------------------------------------------------------------------


def test_a_sheet_that_nobody_decided_about_is_asked_about_and_nothing_is_written(google: SheetsEmulator) -> None:
    before = everything(google, ID)
    with pytest.raises(NotYetKiths, match="not yet one of Kith's"):
        opened()
    assert everything(google, ID) == before and not written(google)


def test_it_is_read_with_samples_as_the_sheet_shows_them(google: SheetsEmulator) -> None:
    (found, _) = guess(adoption.tabs_of(LINK))
    told = {one.heading: (one.target, one.samples) for one in found.columns}
    assert (found.sheet, found.heading_row, list(told)) == ("Contacts", 4, list(HEADINGS))
    assert (found.rows, [row for row, _, _ in found.table.left_out()]) == (3, [7, 9])
    assert told["Geburtstag"][0] == "birthday" and told["Tel. privat"][0] == "phone"
    assert told["Geburtstag"][1] == ("14.3.1984", "1990-05-02", "1975-04-03")
    assert not written(google)


def test_looking_reads_the_people_and_leaves_no_trace(google: SheetsEmulator) -> None:
    before = everything(google, ID)
    adoption.look_at(LINK, read_as())
    store = opened()
    people = store.snapshot().contacts
    assert list(people["name"]) == NAMES
    assert list(people["birthday"]) == ["1984-03-14", "1990-05-02", "1975-04-03"]
    assert store.snapshot().contents.sheets["Contacts"].columns["own:Seit"][0] == dt.date(2020, 1, 5)
    assert store.status().is_looked_at and store.status().name == "Kundenliste"
    with pytest.raises(ReadOnly, match="writes nothing"):
        store.save(add_contact(store.snapshot(), {"name": "Dora"}))
    store.close()
    assert everything(google, ID) == before and not written(google)


# worked in ------------------------------------------------------------------------------------------------------------


def test_exactly_what_was_agreed_is_added(google: SheetsEmulator) -> None:
    before = everything(google, ID)["cells"]
    adopt()
    assert headings(google) == [*HEADINGS, *ADDED]
    assert [sheet.title for sheet in google.book(ID).sheets][:2] == [TITLE, "Notizen"]
    assert {sheet.title for sheet in google.book(ID).sheets if sheet.hidden} == {"_crm", "_crm_undo"}
    now = everything(google, ID)["cells"]
    assert {place: now[place] for place in before} == before
    new = {place[1:] for place, cell in now.items() if place not in before and place[0] == TITLE and cell.has_data}
    assert new == {(3, 9 + number) for number in range(len(ADDED))}


def test_an_adopted_sheet_is_worked_in_like_any_other(google: SheetsEmulator) -> None:
    """People change and come, in the team's own columns; what is no person stays none, merged or not."""
    adopt()
    store = opened()
    assert names_in(store) == NAMES
    anna = store.snapshot().contacts.index[0]
    store.save(edit_contact(store.snapshot(), anna, {"phone": "0351 555", "owner": "Maya", "own:Schuhgröße": 42}))
    store.save(add_contact(store.snapshot(), {"name": "Dora", "birthday": "1 May 1980"}))
    assert store.flush(10)
    store.close()
    (row,) = google.person.values(f"'{TITLE}'!5:5")
    assert (row[3], row[7], row[9], row[HEADINGS.index("Umsatz")]) == ("0351 555", 42, anna, 120)
    again = opened()
    assert names_in(again) == [*NAMES, "Dora"]
    assert list(again.snapshot().contacts["birthday"])[-1] == "1980-05-01"
    again.close()


def test_a_column_that_they_rename_and_a_row_above_are_found_again(google: SheetsEmulator) -> None:
    adopt()
    opened().close()
    google.person.put(f"'{TITLE}'!D4", [["Rufnummer"]])
    google.person.insert_rows(TITLE, 2)
    google.person.rename_tab(TITLE, "Alle Kunden")
    store = opened()
    assert names_in(store) == NAMES and list(store.snapshot().contacts["phone"])[1] == "030 / 12 34"
    store.close()


@pytest.mark.parametrize("is_saved", [True, False], ids=["after a save", "before any"])
def test_a_hidden_sheet_that_somebody_deletes_is_made_again_and_nothing_is_guessed_anew(
    google: SheetsEmulator, is_saved: bool
) -> None:
    """What a person said that the columns are is known still, also to a Kith that never saw the spreadsheet."""
    first = guess(adoption.tabs_of(LINK))[0]
    told = ["needs" if one.heading == "Schuhgröße" else one.target for one in first.columns]
    layout = layout_of([first.with_targets(told)])
    adoption.adopt(LINK, layout, adoption.proposed(LINK, layout, {}), Chosen(), TODAY)
    store = opened()
    if is_saved:
        store.save(edit_contact(store.snapshot(), store.snapshot().contacts.index[0], {"phone": "0351 555"}))
        assert store.flush(10)
    store.close()
    google.person.delete_tab("_crm")
    before = [sheet.title for sheet in google.book(ID).sheets], everything(google, ID)["cells"]
    again = opened()
    assert names_in(again) == NAMES and list(again.snapshot().contacts["needs"]) == ["41", "44", "39"]
    assert again.status().question is None and not again.status().trouble
    again.close()
    cells = everything(google, ID)["cells"]
    assert [sheet.title for sheet in google.book(ID).sheets] == [*before[0], "_crm"]
    assert {place: cells[place] for place in before[1]} == before[1]
    adoption.go_back(LINK, TODAY)
    assert [sheet.title for sheet in google.book(ID).sheets] == [TITLE, "Notizen"] and not google.book(ID).metadata


def test_a_filter_reaches_over_what_was_added_so_that_sorting_takes_whole_rows(google: SheetsEmulator) -> None:
    filtered(google, ID)
    adopt(left=("whatsapp",))
    page = google.person.sheet(TITLE)
    assert page.kept["basicFilter"]["range"]["endColumnIndex"] == len(HEADINGS) + len(ADDED) - 1
    adoption.go_back(LINK, TODAY)
    assert google.person.sheet(TITLE).kept["basicFilter"]["range"]["endColumnIndex"] == len(HEADINGS)


# what stands in the way -----------------------------------------------------------------------------------------------


def test_merged_cells_of_people_stop_it_and_can_be_looked_at(google: SheetsEmulator) -> None:
    google.person.merge(f"'{TITLE}'!C5:C6")
    layout, before = read_as(), everything(google, ID)
    with pytest.raises(CannotOpen, match=r"some cells are merged \(row 5\)"):
        adopt()
    assert everything(google, ID) == before
    adoption.look_at(LINK, layout)
    store = opened()
    assert names_in(store) == NAMES
    store.close()


def test_a_sheet_of_theirs_with_a_name_of_ours_stops_it(google: SheetsEmulator) -> None:
    google.person.rename_tab("Notizen", "Settings")
    before = everything(google, ID)
    with pytest.raises(CannotOpen, match="has a sheet “Settings” of its own"):
        adopt()
    assert everything(google, ID) == before


def test_headings_that_went_since_they_were_shown_stop_it(google: SheetsEmulator) -> None:
    layout = read_as()
    google.person.clear(f"'{TITLE}'!A4:I4")
    with pytest.raises(CannotOpen, match="are not where they were"):
        adoption.adopt(LINK, layout, adoption.proposed(LINK, layout, {}), Chosen(), TODAY)
    assert not written(google)


def test_an_answer_that_is_lost_adds_it_once(google: SheetsEmulator) -> None:
    google.faults.add("503_after", kind="addSheet", times=1)
    adopt()
    assert headings(google) == [*HEADINGS, *ADDED] and names_in(opened()) == NAMES


# and back -------------------------------------------------------------------------------------------------------------


def test_one_undo_takes_all_of_it_out_again_after_ids_were_given(google: SheetsEmulator) -> None:
    """Opened and saved meanwhile: the IDs of Kith's go too, what was changed in the team's own columns stays."""
    before = everything(google, ID)
    adopt()
    store = opened()
    anna = store.snapshot().contacts.index[0]
    store.save(edit_contact(store.snapshot(), anna, {"own:Schuhgröße": 43}))
    assert store.flush(10) and adoption.can_go_back(LINK, store.snapshot().contents)
    store.close()
    assert google.person.values(f"'{TITLE}'!{FREE}5") == [[anna]]
    adoption.go_back(LINK, TODAY)
    google.person.put(f"'{TITLE}'!H5", [[41]])
    assert everything(google, ID) == before
    store = opened()
    assert store.status().is_looked_at and names_in(store) == NAMES
    store.close()
    adopt()  # and once more
    again = opened()
    assert names_in(again) == NAMES and again.status().question is None
    again.save(add_contact(again.snapshot(), {"name": "Dora"}))
    assert again.flush(10)
    again.close()


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("Kunden 2024!K6", "stands in row 6 of “Kunden 2024”"), ("Kunden 2024!J2", "stands in row 2"),
     ("Lists!A40", "typed into the sheet “Lists”"), ("Interactions!C2", "typed into the sheet “Interactions”")],
)  # fmt: skip
def test_what_was_typed_into_it_is_never_taken_out(google: SheetsEmulator, place: str, sentence: str) -> None:
    adopt()
    title, _, cell = place.partition("!")
    google.person.put(f"'{title}'!{cell}", [["call Bob"]])
    before = everything(google, ID)
    with pytest.raises(CannotOpen, match=sentence):
        adoption.go_back(LINK, TODAY)
    assert everything(google, ID) == before


def test_one_that_was_adopted_from_another_computer_meanwhile_is_worked_in(
    google: SheetsEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    adoption.look_at(LINK, layout := read_as())
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "other"))
    adopt()
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    with pytest.raises(CannotOpen, match="one of Kith's already"):
        adoption.adopt(LINK, layout, adoption.proposed(LINK, layout, {}), Chosen(), TODAY)
    store = opened()
    assert not store.status().is_looked_at and names_in(store) == NAMES
    store.close()


def test_what_was_added_from_another_computer_is_not_taken_out_here(google: SheetsEmulator) -> None:
    adopt()
    adopted.forget(Path(adoption._folder()), adoption.place_of(LINK))
    with pytest.raises(CannotOpen, match="Kith added nothing"):
        adoption.go_back(LINK, TODAY)
