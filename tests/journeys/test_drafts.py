"""What was typed and not saved yet stays: when the sheet moves, and when one looks something up elsewhere."""

from tests.journeys.office import Office
from tests.journeys.screen import ADD_FORM, Screen
from tests.journeys.serving import Served

EDIT = {"do": "set", "sheet": "Contacts", "who": "Bo Chen", "heading": "City", "text": "Selby"}


def test_the_sheet_moves_while_somebody_types_and_no_letter_and_no_focus_is_lost(
    screen: Screen, kith: Served, colleague: Office
) -> None:
    screen.open("contacts").unfold("Add a contact").type("Name", "Half", ADD_FORM)
    screen.key_in("Phone", "0770", ADD_FORM)
    colleague(kith.workbook, EDIT)
    screen.shows_in_list("Selby", seconds=10)
    screen.page.keyboard.type("0 900111")
    screen.holds("Name", "Half", ADD_FORM).holds("Phone", "07700 900111", ADD_FORM)
    screen.press("Save", ADD_FORM).lists("Ann Lee", "Bo Chen", "Half", "Zoë Ångström")


def test_a_draft_is_there_when_one_returns_to_it(screen: Screen) -> None:
    screen.open("contact?id=C-7K3Q9F").type("What happened", "Rang about the green bicycle")
    screen.go("Today").go("Contacts").pick("Ann Lee").holds("What happened", "Rang about the green bicycle")
    screen.press("Save note").sees("Rang about the green bicycle")


def test_a_draft_survives_leaving_the_page_for_the_add_form_too(screen: Screen) -> None:
    screen.open("contacts").unfold("Add a contact").type("Name", "Half", ADD_FORM)
    screen.go("Retention").go("Contacts").holds("Name", "Half", ADD_FORM)
