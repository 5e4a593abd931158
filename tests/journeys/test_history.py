"""Looking back: an edit in the sheet is told and taken back, and one cell with two values is decided."""

from tests.journeys.office import Office
from tests.journeys.screen import CONFLICT, NEWS, Screen
from tests.journeys.serving import Served
from tests.journeys.sheets import people

ANN, BO = "contact?id=C-7K3Q9F", "contact?id=C-7K3Q9G"


def phone(who: str, number: str) -> dict[str, object]:
    """A colleague types a phone number into somebody's row."""
    return {"do": "set", "sheet": "Contacts", "who": who, "heading": "Phone", "text": number}


def test_an_edit_in_the_sheet_is_told_with_what_it_was_and_taken_back_under_history(
    screen: Screen, kith: Served, colleague: Office
) -> None:
    screen.open(ANN).press("Edit").type("City", "Half a ci")
    colleague(kith.workbook, phone("Ann Lee", "020 7946 0999"))
    screen.sees("1 row changed in the sheet", seconds=15, within=NEWS).holds("City", "Half a ci")
    screen.press("Show", NEWS).unfold("in the sheet", NEWS).sees("Phone: 020 7946 0112 → 020 7946 0999", within=NEWS)
    screen.open("history").sees("in the sheet").press("Undo").sees("Undone").is_saved()
    assert people(kith.workbook)["Ann Lee"]["Phone"] == "020 7946 0112"


def test_a_cell_that_was_changed_on_both_sides_waits_under_to_decide_and_mine_is_used(
    screen: Screen, kith: Served, colleague: Office
) -> None:
    screen.open(BO).press("Edit").type("Phone", "0113 496 0222")
    colleague(kith.workbook, phone("Bo Chen", "0113 496 0111"))
    screen.sees("In the sheet this is now 0113 496 0111").press("Save").is_saved()
    screen.open("history?tab=To+decide").sees("In the sheet now: 0113 496 0111").sees("Before: 0113 496 0001")
    screen.press("Use mine", CONFLICT).sees("Nothing to decide.").is_saved()
    assert people(kith.workbook)["Bo Chen"]["Phone"] == "0113 496 0222"


def test_a_workbook_that_was_overwritten_with_something_else_is_back_after_three_presses(
    screen: Screen, kith: Served
) -> None:
    screen.open(ANN).press("Edit").type("City", "Hull").press("Save").is_saved()
    kith.workbook.write_text("<html>Please sign in</html>")
    screen.open("contacts").sees("This workbook cannot be read. Nothing was changed.")
    screen.press("Choose an earlier version").press("Restore").press("Restore this version").is_saved()
    assert people(kith.workbook)["Ann Lee"]["City"] == "Hull"
