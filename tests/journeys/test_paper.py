"""On paper, in a real browser: cards and a letter come as files; a page prints without what is only for the screen."""

from pathlib import Path

from tests.journeys.screen import Screen
from tests.journeys.serving import Served
from tests.journeys.sheets import rows
from tests.journeys.test_every_page import barriers
from tests.printed import Printed


def taken(screen: Screen, label: str) -> Printed:
    """The PDF that comes when a button is pressed."""
    with screen.page.expect_download() as coming:
        screen.press(label)
    return Printed(Path(coming.value.path()).read_bytes())


def test_the_people_who_were_searched_for_are_printed_as_cards(screen: Screen) -> None:
    screen.open("contacts?q=ann").lists("Ann Lee")
    shown = taken(screen, "Print 1 card").text
    assert "Ann Lee" in shown
    assert "Bo Chen" not in shown


def test_the_lists_of_the_day_are_made_at_the_press(screen: Screen) -> None:
    screen.open()
    buttons = {"Print the day sheet": "Day sheet", "Call list": "Call list", "Birthday list": "No birthday is known"}
    assert [told in taken(screen, label).text for label, told in buttons.items()] == [True] * 3


def test_a_letter_is_written_taken_as_a_file_and_noted(screen: Screen, kith: Served) -> None:
    screen.open("contact?id=C-7K3Q9H").unfold("Write a letter")
    screen.type("What it is about", "Your bell").type("Text", "Dear {First name},\n\nit rings.").sees("Dear Zoë,")
    assert barriers(screen) == []
    assert "Dear Zoë," in taken(screen, "Letter as PDF").text
    screen.press("It is sent: note it").toasts("Letter to Zoë Ångström").is_saved()
    (noted,) = rows(kith.workbook, "Interactions")
    assert (noted["Type"], noted["What happened"]) == ("Letter", "Your bell\nDear Zoë,\n\nit rings.")


def test_a_printed_page_leaves_out_the_menu_and_the_bar(screen: Screen) -> None:
    screen.open("contact?id=C-7K3Q9G").type("What happened", "Rang about the bell").press("Save note").toasts("Note")
    assert "Log it" in screen.page.inner_text("body")
    shown = Printed(screen.page.pdf()).text
    assert "Bo Chen" in shown
    assert "Rang about the bell" in shown
    assert not any(word in shown for word in ("Log it", "Retention", "Undo"))
