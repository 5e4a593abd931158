"""What stands on the cards and lists that a team prints."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest

from crm.actions import printing
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.today import waiting
from crm.model.cells import Cell, Rules
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from tests.printed import Printed

TODAY = dt.date(2026, 11, 12)
ANN, TOM, SHOP = "C-7K3Q9F", "C-04XT2M", "C-P9Z1HB"
PEOPLE: list[dict[str, Cell]] = [
    {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "whatsapp": "020 7946 0112", "organisation": "Lee & Co",
     "street": "1 High Street", "city": "Leeds", "postcode": "LS1 4AP", "country": "UK", "birthday": "1984-02-29",
     "relationships": "Customer; Donor", "role": "Manager"},
    {"id": TOM, "name": "Łukasz Wójcik", "birthday": "12 November", "do_not_contact": "Yes", "phone": "07700 900417"},
    {"id": SHOP, "name": "Åre Cykel", "kind": "Organisation", "anniversary": "3 May", "status": "Former"},
]  # fmt: skip
STEPS: list[dict[str, Cell]] = [
    {"id": "F-00000A", "due": dt.date(2026, 11, 10), "what": "Send the quote", "contact_id": ANN, "how": "Email"},
    {"id": "F-00000B", "due": TODAY, "what": "Ask about the bell", "contact_id": ANN, "owner": "Maya"},
    {"id": "F-00000C", "due": TODAY, "what": "Thank him", "contact_id": TOM},
    {"id": "F-00000D", "due": dt.date(2026, 11, 13), "what": "Not yet", "contact_id": SHOP},
    {"id": "F-00000E", "due": TODAY, "what": "Order tea"},
]
TOLD: list[dict[str, Cell]] = [
    {"id": f"N-{n:05}A", "date": dt.date(2026, 11, n), "contact_id": ANN, "type": "Call", "what": f"Story {n}"}
    for n in (1, 5, 3, 4)
]
Sheets = Mapping[str, Sequence[Mapping[str, Cell]]]


def seen(rows: Sheets, types: Sequence[Cell] = (), **settings: Cell) -> tuple[Snapshot, Frames]:
    contents = MemoryWorkbook.new(rows, today=lambda: TODAY).read()
    contents.settings.update(settings)
    if types:
        contents.lists["Interaction types"] = list(types)
    snapshot = Snapshot(contents, Rules(TODAY))
    return snapshot, from_snapshot(snapshot, as_of=TODAY)


@pytest.fixture
def team() -> tuple[Snapshot, Frames]:
    return seen({"Contacts": PEOPLE, "Follow-ups": STEPS, "Interactions": TOLD})


def day_sheet(snapshot: Snapshot, frames: Frames) -> Printed:
    return Printed(printing.day_sheet(snapshot, waiting(frames, as_of=TODAY)))


def call_list(snapshot: Snapshot, frames: Frames) -> Printed:
    return Printed(printing.call_list(snapshot, waiting(frames, as_of=TODAY)))


def cards(snapshot: Snapshot) -> Printed:
    return Printed(printing.cards(snapshot, snapshot.contacts.index))


def test_a_card_has_what_one_looks_up(team) -> None:
    shown = cards(team[0]).text
    for told in ("Ann Lee", "Manager · Lee & Co", "Customer; Donor", "1 High Street · Leeds · LS1 4AP", "29 Feb 1984"):
        assert told in shown
    assert shown.count("020 7946 0112") == 1


def test_a_card_has_the_last_three_notes_the_newest_first(team) -> None:
    shown = cards(team[0]).text
    assert [line for line in shown.split("\n") if "Story" in line] == [
        f"{n} Nov 2026 · Call Story {n}" for n in (5, 4, 3)
    ]


def test_a_card_says_who_asked_not_to_be_contacted_and_who_left(team) -> None:
    assert "Do not contact" in cards(team[0]).text
    assert "Former" in cards(team[0]).text


def test_cards_are_by_name_whatever_order_they_are_asked_in(team) -> None:
    shown = Printed(printing.cards(team[0], [TOM, SHOP, ANN, ANN, "C-NOBODY"])).text
    names = ["Ann Lee", "Åre Cykel", "Łukasz Wójcik"]
    assert sorted(names, key=shown.index) == names
    assert len([line for line in shown.split("\n") if line.startswith("C-")]) == 3


def test_nobody_is_no_card(team) -> None:
    with pytest.raises(InvalidInput, match="There is nobody to print a card of"):
        printing.cards(team[0], [])


def test_the_same_people_on_the_same_day_are_the_same_file(team) -> None:
    assert cards(team[0]).data == cards(team[0]).data


def test_the_day_sheet_has_what_is_due_with_phone_and_last_note(team) -> None:
    shown = day_sheet(*team).text
    for told in ("Thursday, 12 November 2026", "Send the quote · Email · due 10 Nov 2026", "020 7946 0112", "Story 5"):
        assert told in shown
    assert "Order tea" in shown
    assert "Not yet" not in shown


def test_the_day_sheet_names_who_has_their_day_unless_they_asked_to_be_left_alone() -> None:
    birthdays = [{**PEOPLE[0], "birthday": "1984-11-12"}, PEOPLE[1]]
    shown = day_sheet(*seen({"Contacts": birthdays})).text
    assert "Birthday today, 42 years" in shown
    assert "Łukasz" not in shown


def test_an_idle_day_has_a_sheet_that_says_so() -> None:
    assert "Nothing is waiting today." in day_sheet(*seen({})).text
    assert "Nobody is to be rung today." in call_list(*seen({})).text
    assert "No birthday is known yet." in Printed(printing.birthdays(*seen({}))).text


def test_the_call_list_names_a_person_once_with_all_that_is_due(team) -> None:
    shown = call_list(*team).text
    assert shown.count("Ann Lee") == 1
    assert "Send the quote" in shown
    assert "Ask about the bell" in shown


def test_the_call_list_leaves_out_who_asked_not_to_be_contacted_and_says_so(team) -> None:
    shown = call_list(*team).text
    assert "07700 900417" not in shown
    assert "Thank him" not in shown
    assert "1 person is left out: they asked not to be contacted." in shown


def test_birthdays_are_by_month_with_the_29th_of_february(team) -> None:
    shown = Printed(printing.birthdays(*team)).text
    assert shown.index("February") < shown.index("Ann Lee") < shown.index("May") < shown.index("Åre Cykel")
    assert "29 Ann Lee 1984" in " ".join(shown.split())
    assert "Łukasz" not in shown


def test_months_and_days_are_in_the_language_of_the_workbook() -> None:
    rows = {"Contacts": [{"id": ANN, "name": "Ann", "birthday": "1984-03-05"}]}
    snapshot, frames = seen(rows, book_language="de", country="DE", organisation_name="Räder & Co")
    assert "März" in Printed(printing.birthdays(snapshot, frames)).text
    assert "Räder & Co · Donnerstag, 12. November 2026" in day_sheet(snapshot, frames).text
    assert "05.03.1984" in cards(snapshot).text


def test_what_could_not_be_understood_makes_a_page_all_the_same() -> None:
    odd: dict[str, Cell] = {"id": ANN, "name": None, "birthday": "31 Feb", "do_not_contact": "ask", "phone": 447946.0}
    snapshot, frames = seen({"Contacts": [odd], "Follow-ups": [{"id": "F-1", "what": None, "contact_id": "C-GONE"}]})
    assert ANN in cards(snapshot).text
    assert "Nothing is waiting" in day_sheet(snapshot, frames).text
    assert "No birthday is known yet." in Printed(printing.birthdays(snapshot, frames)).text
