"""Two people at once, and one who presses twice."""

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.screen import ADD_FORM, Screen, window
from tests.journeys.serving import Served
from tests.journeys.sheets import people, rows

ANN, BO = "contact?id=C-7K3Q9F", "contact?id=C-7K3Q9G"


@pytest.fixture
def other(desk: BrowserContext, kith: Served):
    with window(desk, kith.url) as screen:
        yield screen


def test_two_cells_of_one_person_changed_in_two_windows_both_stay(screen: Screen, other: Screen, kith: Served) -> None:
    screen.open(ANN).press("Edit").type("Phone", "020 7946 0999")
    other.open(ANN).press("Edit").type("City", "Hull")
    screen.press("Save").sees("020 7946 0999")
    other.press("Save").sees("Hull").is_saved()
    ann = people(kith.workbook)["Ann Lee"]
    assert (ann["Phone"], ann["City"]) == ("020 7946 0999", "Hull")


def test_the_same_cell_in_two_windows_is_told_with_both_values_and_either_can_be_chosen(
    screen: Screen, other: Screen, kith: Served
) -> None:
    screen.open(BO).press("Edit").type("Phone", "0113 496 0111")
    other.open(BO).press("Edit").type("Phone", "0113 496 0222").type("City", "Hull")
    screen.press("Save").is_saved()
    other.sees("In the sheet this is now 0113 496 0111", seconds=10)
    other.press("Save").sees("In the sheet now: 0113 496 0111").sees("Yours: 0113 496 0222").is_saved()
    bo = people(kith.workbook)["Bo Chen"]
    assert (bo["Phone"], bo["City"]) == ("0113 496 0111", "Hull")
    other.press("Use mine").sees_not("In the sheet now").is_saved()
    assert people(kith.workbook)["Bo Chen"]["Phone"] == "0113 496 0222"


def test_a_double_press_on_save_makes_one_row_however_far_apart(screen: Screen, kith: Served) -> None:
    screen.open("contacts").unfold("Add a contact")
    names = [f"Twice {gap}" for gap in (10, 50, 150, 300)]
    for name, gap in zip(names, (10, 50, 150, 300), strict=True):
        screen.type("Name", name, ADD_FORM).press_twice("Save", gap, ADD_FORM).toasts(name)
    screen.is_saved()
    assert [row["Name"] for row in rows(kith.workbook) if str(row["Name"]).startswith("Twice")] == names


def test_a_refused_form_keeps_what_was_typed(screen: Screen, kith: Served) -> None:
    screen.open("contacts").unfold("Add a contact")
    screen.type("Phone", "07700 900999", ADD_FORM).unfold("More", ADD_FORM).type("City", "Hull", ADD_FORM)
    screen.press("Save", ADD_FORM).sees("Name is missing.")
    screen.holds("Phone", "07700 900999", ADD_FORM).holds("City", "Hull", ADD_FORM)
    screen.add({"Name": "Late Name"}).is_saved()
    assert people(kith.workbook)["Late Name"]["City"] == "Hull"
