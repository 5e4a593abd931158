"""The sheet belongs to the people who type in it: columns of their own, other headings, another order."""

from tests.journeys.office import Office
from tests.journeys.screen import ADD_FORM, FILTERS, Screen
from tests.journeys.serving import Served
from tests.journeys.sheets import people

SHOES = {"do": "add_column", "sheet": "Contacts", "heading": "Shoe size", "cells": {"Ann Lee": 42, "Bo Chen": 39}}
REORDER = (
    {"do": "rename", "sheet": "Contacts", "heading": "Phone", "to": "Mobile"},
    {"do": "move_column", "sheet": "Contacts", "heading": "City", "before": "Name"},
    {"do": "sort", "sheet": "Contacts", "by": "Name", "descending": True},
)


def test_a_column_made_in_libreoffice_is_on_form_card_filter_and_command_line_without_a_restart(
    screen: Screen, kith: Served, colleague: Office
) -> None:
    screen.open("contacts").lists("Ann Lee", "Bo Chen", "Zoë Ångström")
    colleague(kith.workbook, SHOES)
    screen.unfold("Filter").sees("Shoe size", seconds=10, within=FILTERS)
    screen.choose("Shoe size", "42", FILTERS).lists("Ann Lee").pick("Ann Lee").sees("Shoe size\n42")
    assert "Bo Chen" in kith.command("find", str(kith.workbook), "39")
    screen.go("Contacts").unfold("Add a contact").unfold("More", ADD_FORM)
    screen.type("Shoe size", "44", ADD_FORM).add({"Name": "Dai Rees"}).is_saved()
    assert people(kith.workbook)["Dai Rees"]["Shoe size"] == 44


def test_another_heading_and_another_order_change_nothing_in_the_app(
    screen: Screen, kith: Served, colleague: Office
) -> None:
    screen.open("contact?id=C-7K3Q9F").sees("020 7946 0112")
    before = screen.rested(1500).text()
    colleague(kith.workbook, *REORDER)
    screen.rested(5000)
    assert screen.text() == before
    screen.press("Edit").type("Phone", "020 7946 0999").type("City", "Hull").press("Save").is_saved()
    after = people(kith.workbook)
    assert (after["Ann Lee"]["Mobile"], after["Ann Lee"]["City"]) == ("020 7946 0999", "Hull")
    assert (after["Bo Chen"]["Mobile"], after["Bo Chen"]["City"]) == ("0113 496 0001", "York")
