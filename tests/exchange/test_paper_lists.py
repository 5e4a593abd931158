"""Lists, the days of the year, and letters on paper."""

import re
from itertools import pairwise

from crm.exchange import paper_letters, paper_lists, paper_months
from crm.exchange.paper import MM, Paper
from crm.exchange.paper_letters import Letter, Sender
from crm.exchange.paper_lists import Line, Part
from crm.exchange.paper_months import Day
from tests.printed import Printed

WORDS = "The wheel is true, the chain is oiled and the bell rings as it should. "


def listed(*parts: Part) -> Printed:
    return Printed(paper_lists.draw(Paper("Call list"), "Call list", "Wheel & Way", parts))


def written(*letters: Letter, **sender: str) -> Printed:
    return Printed(paper_letters.draw(Paper("Letters"), letters, Sender(**sender)))


def is_within(shown: Printed, margin: float) -> bool:
    width, _ = shown.size
    places = [box for page in range(len(shown.pages)) for box in shown.boxes(page)]
    return all(left >= margin and right <= width - margin + 0.5 and bottom > 5 for left, bottom, right, _ in places)


def test_a_long_list_names_everybody_once_and_repeats_its_heading() -> None:
    lines = [Line(f"Person {n:03}", "07700 900417", ("Ring back",), ("Wants a quote",), 2) for n in range(100)]
    shown = listed(Part("Due by today", lines))
    assert [shown.text.count(f"Person {n:03}") for n in range(100)] == [1] * 100
    assert all("Due by today" in page and "Call list" in page for page in shown.pages)


def test_what_is_too_long_for_a_line_stays_on_the_paper() -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff" * 12
    shown = listed(Part(long, [Line(long, long, (long, WORDS * 90), (long,), 1), Line("", "", ("",), ("",), 0)]))
    assert is_within(shown, 15 * MM)
    assert len(shown.pages) == 1


def test_days_stand_under_their_month_in_two_columns() -> None:
    months = {month: [Day(day, f"{month} person {day}") for day in range(1, 29)] for month in ("May", "June", "July")}
    shown = Printed(paper_months.draw(Paper("Birthdays"), "Birthdays", "", {**months, "August": []}))
    assert re.findall(r"\w+ person \d+", shown.text) == [f"{m} person {d}" for m in months for d in range(1, 29)]
    assert "August" not in shown.text
    assert is_within(shown, 15 * MM)


def test_each_letter_is_a_page_with_its_address_day_text_and_signature() -> None:
    address = ("Ann Lee", "1 High Street", "Leeds", "LS1 4AP")
    given = {"name": "Wheel & Way", "signed_by": "Maya", "day": "3 November 2026"}
    shown = written(*[Letter(address, f"Dear {name},\n\n{WORDS}", "Your wheel") for name in ("Ann", "Bo")], **given)
    assert [f"Dear {name}," in page for name, page in zip(("Ann", "Bo"), shown.pages, strict=True)] == [True, True]
    assert all(word in page for page in shown.pages for word in (*address, *given.values(), "Your wheel"))


def test_the_address_is_where_the_window_of_an_envelope_is() -> None:
    shown = written(Letter(("Ann Lee", "1 High Street", "Leeds", "LS1 4AP"), "."))
    marks = [(left, shown.size[1] - top) for left, _, _, top in shown.boxes() if top > 600]
    assert all(20 * MM < left < 105 * MM and 45 * MM < down < 90 * MM for left, down in marks)


def test_a_longer_letter_is_set_smaller_and_a_very_long_one_goes_on_without_losing_a_word() -> None:
    smaller, longer = written(Letter((), WORDS * 45)), written(Letter((), WORDS * 80))
    assert (len(smaller.pages), len(longer.pages)) == (1, 2)
    assert longer.text.count("oiled") == 80
    assert is_within(longer, 20 * MM - 8)


def test_blank_lines_between_paragraphs_are_kept() -> None:
    tops = sorted({round(top) for _, _, _, top in written(Letter((), "One\n\n\nTwo")).boxes()})
    assert max(after - before for before, after in pairwise(tops)) > 40
