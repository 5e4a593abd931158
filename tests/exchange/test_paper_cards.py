"""The card file: everybody is in it, in order, and nothing leaves its card."""

import pytest

from crm.exchange import paper_cards
from crm.exchange.paper import MM, Paper
from crm.exchange.paper_cards import Card
from tests.printed import Printed

LONG, STORY = "Maximiliane-" * 17, "She told us the whole story of the bell, and then once more. " * 400
HOSTILE = [
    Card("C-1", "x" * 200, "y" * 200, "z" * 200, (("Phone", "0" * 300),), (("3 Nov · Call", STORY),), "n" * 90),
    Card("C-2", LONG, LONG, LONG, ((LONG, STORY),) * 12, ((LONG, STORY),) * 5, LONG),
    Card("C-3", "Ann", notes=(("", "\n\n\n"),)),
    Card("C-4", "W " * 100, facts=tuple((f"Fact {n}", f"What it is {n}") for n in range(30))),
    Card("C-" + "5" * 200, "Zoë", warning="Do not contact"),
    Card("C-6", "李" * 120, "김" * 200, facts=(("住所", "東京都" * 60),)),
    Card("C-7", "", ""),
    Card("C-8", "😀" * 50, notes=(("now", "؟" * 300),)),
]  # fmt: skip


def printed(cards: list[Card], country: str = "GB") -> Printed:
    return Printed(paper_cards.draw(Paper("Cards", country=country), cards))


@pytest.mark.parametrize("country", ["GB", "US"])
def test_nothing_leaves_its_card_whatever_stands_on_it(country: str) -> None:
    shown = printed(HOSTILE, country)
    (width, height), free = shown.size, 5 * MM
    assert len(shown.pages) == 1
    for left, bottom, right, top in shown.boxes():
        if top < 13:  # the line below all cards that says what the sign of missing letters is
            continue
        assert all(right <= cut - free or left >= cut + free for cut in (0, width / 2, width))
        assert all(top <= cut - free or bottom >= cut + free for cut in (0, *(height * n / 4 for n in range(5))))


def test_a_name_of_two_hundred_letters_is_cut_where_one_sees_it() -> None:
    (first, *_) = HOSTILE
    lines = [line for line in printed([first]).text.split("\n") if line.startswith("xx")]
    assert len(lines) == 2
    assert lines[1].endswith("x…")


def test_two_thousand_people_are_all_there_and_in_order() -> None:
    shown = printed([Card(f"C-{n}", f"Person {n:04}") for n in range(2000)])
    assert len(shown.pages) == 250
    assert [line for line in shown.text.split("\n") if line.startswith("Person")] == [
        f"Person {n:04}" for n in range(2000)
    ]


def test_a_card_with_nothing_but_a_name_has_room_to_write() -> None:
    assert printed([Card("C-1", "Ann Lee")]).text.split() == ["Ann", "Lee", "C-1"]


def test_long_facts_leave_room_for_a_note() -> None:
    facts = tuple((f"Fact {n}", "what it is") for n in range(30))
    shown = printed([Card("C-1", "Ann", facts=facts, notes=(("3 Nov 2026", "Wants a quote"),))]).text
    assert "Wants a quote" in shown
    assert "Fact 5" in shown
