"""Whatever is typed is kept as it was typed or refused with a sentence, the workbook opens, and nothing calls out."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys import hostile
from tests.journeys.screen import ADD_FORM, Screen, window
from tests.journeys.serving import Served, serving
from tests.journeys.sheets import people, rows

KEPT = (
    '=HYPERLINK("http://beacon.invalid/x", "x")',
    "+49 151 23456789",
    "@SUM(1+1)",
    "#REF!",
    "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} Zoë \N{FAMILY}",
    "Екатерина Иванова",
    'O\'Brien; "a,b" | c',
    "_x0041_",
    "None",
    *hostile.LIVE[:9],
)
FIELDS = ("Name", "Organisation", "City", "Notes", "Street", "Country", "Role", "Needs & preferences", "Equipment")
PAGES = ("", "contacts", "satisfaction", "retention", "workbook", "log", f"contact?id={hostile.FIRST}")


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Served]:
    """Kith on the workbook in which everything wants to call out, even its name."""
    book = tmp_path / "![x](http:beacon.invalid).xlsx"
    hostile.write(book, dt.date.today())
    with serving(tmp_path, book) as served:
        yield served
        assert served.bugs == ""


def test_a_workbook_full_of_live_text_calls_nobody_on_any_page(desk: BrowserContext, live: Served) -> None:
    with window(desk, live.url) as screen:
        for path in PAGES:
            screen.open(path).unfold_all()
        screen.open("contacts?q=beacon").unfold("Add a contact").unfold("More", ADD_FORM).rested()
        screen.open(f"contact?id={hostile.FIRST}").press("Edit").unfold_all().rested()
        screen.open("log").type("With whom?", "beacon").rested()


def test_what_is_typed_stands_in_the_sheet_to_the_letter(screen: Screen, kith: Served) -> None:
    screen.open("contacts")
    persons = [dict(zip(FIELDS, KEPT[begin:], strict=False)) for begin in range(0, len(KEPT), len(FIELDS))]
    for person in persons:
        screen.unfold("Add a contact").unfold("More", ADD_FORM).add(person)
    screen.is_saved()
    found = people(kith.workbook)
    assert [{label: found[person["Name"]][label] for label in person} for person in persons] == persons


def test_what_no_cell_can_hold_is_refused_with_a_sentence_and_stays_in_the_form(screen: Screen, kith: Served) -> None:
    screen.open("contacts").unfold("Add a contact").unfold("More", ADD_FORM).type("Name", "Ada", ADD_FORM)
    refusals = (
        ("Notes", "x" * 40_000, "40,000 characters; a cell holds at most 32,767"),
        ("Organisation", "a\ufffeb", "broken character"),
        ("Birthday", "31 Feb", "31 Feb"),
        ("Name", "   ", "Name is missing."),
    )
    for label, text, sentence in refusals:
        screen.type(label, text, ADD_FORM).press("Save", ADD_FORM).sees(sentence).holds(label, text, ADD_FORM)
        screen.type(label, "Ada" if label == "Name" else "", ADD_FORM)
    screen.press("Save", ADD_FORM).toasts("Ada").is_saved()
    assert [row["Notes"] for row in rows(kith.workbook) if row["Name"] == "Ada"] == [None]


def test_a_score_outside_the_scale_is_refused_and_the_note_stays(screen: Screen) -> None:
    screen.open("contact?id=C-7K3Q9F").type("What happened", "Not amused")
    screen.unfold("Day, outcome, next step, rating").choose("Rating: the question", "Recommend us (0-10)")
    screen.type("Rating: the score", "11").press("Save note").sees("0 to 10").holds("What happened", "Not amused")
    screen.type("Rating: the score", "1").press("Save note").sees("Recommend us (0-10) · 1")


def test_a_word_of_ones_own_that_no_cell_can_hold_is_refused_at_its_field_and_stays_chosen(screen: Screen) -> None:
    screen.open("contacts").unfold("Add a contact").unfold("More", ADD_FORM).type("Name", "Ada", ADD_FORM)
    field = screen.field("Source", ADD_FORM)
    field.click()
    field.fill("a\ufffeb")
    screen.rested()
    field.press("Enter")
    screen.rested().press("Save", ADD_FORM)
    screen.sees("Source holds a broken character that no cell can keep.").holds("Source", "a\ufffeb", ADD_FORM)
