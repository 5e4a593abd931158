"""The Monday summary: the same on the screen of a terminal and on paper, and nobody on it who is not to be rung."""

import datetime as dt

import pytest

from crm.actions import summary
from crm.analytics.goal_words import Terms
from crm.model.cells import Cell
from tests.actions.test_printing import seen
from tests.printed import Printed

TODAY = dt.date(2026, 11, 12)
ANN, BO = "C-7K3Q9F", "C-04XT2M"
TERMS = Terms(lambda amount, unit: f"{unit.replace('GBP', '') or '£'}{amount:,.0f}")
PEOPLE: list[dict[str, Cell]] = [
    {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "relationships": "Customer", "birthday": "14 November"},
    {"id": BO, "name": "Bo Chen", "phone": "07700 900417", "relationships": "Customer", "do_not_contact": "Yes"},
]
UNHAPPY: list[dict[str, Cell]] = [
    {"id": f"Q-0000{n}A", "date": dt.date(2026, 11, n), "contact_id": id, "question": "Recommend us (0-10)", "score": 2}
    for n, id in ((3, ANN), (4, BO))
]
STEPS: list[dict[str, Cell]] = [
    {"id": "F-00000A", "due": dt.date(2026, 11, 10), "what": "Send the quote", "contact_id": ANN, "owner": "Maya"},
    {"id": "F-00000B", "due": dt.date(2026, 11, 18), "what": "Order tea"},
    {"id": "F-00000C", "due": dt.date(2026, 12, 24), "what": "Not this week", "contact_id": ANN},
]
OTHERS: dict[str, list[dict[str, Cell]]] = {
    "Tickets": [{"id": "T-00000A", "subject": "Lock", "opened": TODAY, "promised_by": dt.date(2026, 11, 11),
                 "contact": "A stranger"}],
    "Sales": [{"id": "S-00000A", "date": dt.date(2026, 10, 1), "due": dt.date(2026, 10, 15), "amount": 480,
               "contact_id": ANN}],
    "Goals": [{"id": "A-00000A", "measure": "Interactions", "target": 15, "period": "Month"}],
}  # fmt: skip


def made(rows) -> tuple[summary.Summary, Printed]:
    snapshot, frames = seen(rows)
    found = summary.summary(snapshot, frames, TERMS, now=dt.datetime(2026, 11, 12, 9, 0))
    return found, Printed(summary.as_pdf(snapshot, found))


FULL = {"Contacts": PEOPLE, "Follow-ups": STEPS, "Satisfaction": UNHAPPY, **OTHERS}


@pytest.mark.capability(16)
def test_the_week_the_calls_and_the_goals_stand_under_the_four_figures() -> None:
    lines = summary.as_text(made(FULL)[0])
    assert [line.partition("?")[0] for line in lines[:4]] == [
        "Do they stay", "Do they come again", "What do they bring", "Are they happy",
    ]  # fmt: skip
    assert lines[5:13] == [
        "This week:",
        "  Ann Lee (020 7946 0112): Send the quote · due 10 Nov 2026 · Maya",
        "  Order tea · due 18 Nov 2026",
        "  A stranger: Lock · promised for 11 Nov 2026",
        "  Ann Lee (020 7946 0112): Not paid to us · £480 · due 15 Oct 2026",
        "  Bo Chen (Do not contact): Answered 2 to “Recommend us (0-10)”, nobody has rung back",
        "  Ann Lee (020 7946 0112): Answered 2 to “Recommend us (0-10)”, nobody has rung back",
        "  Ann Lee (020 7946 0112): Birthday on 14 Nov 2026",
    ]
    assert lines[14:16] == [
        "Who needs a call: 1 person needs a call.",
        "  Ann Lee (020 7946 0112): Answered 2, 9 days ago, and nobody has seen to it. £480 in 12 months",
    ]
    assert lines[-2:] == ["Goals:", "  The team: Interactions 15, each month. 0 of 15 this month, 0 %: behind."]


def test_who_asked_not_to_be_contacted_is_not_among_the_calls_and_it_says_so() -> None:
    found, paper = made(FULL)
    assert [line.name for line in found.calls] == ["Ann Lee"]
    assert found.left_out == "1 person is left out: they asked not to be contacted."
    assert "07700900417" not in paper.letters and found.left_out.replace(" ", "") in paper.letters


def test_the_paper_says_what_the_lines_say() -> None:
    found, paper = made(FULL)
    assert paper.title.startswith("Monday summary")
    for line in summary.as_text(found):
        for part in line.strip().removesuffix(":").split(": "):
            assert (
                "".join(part.replace(" (020 7946 0112)", "").replace(" (Do not contact)", "").split()) in paper.letters
            )


def test_an_empty_workbook_has_a_summary_that_says_what_to_record() -> None:
    found, paper = made({"Contacts": []})
    lines = summary.as_text(found)
    assert all("can be told once" in line for line in lines[:4])
    assert "  Nothing is waiting this week." in lines
    assert "Who needs a call: Nobody needs a call for any reason that is recorded." in lines
    assert "Goals:" not in lines and len(paper.pages) == 1


def test_a_hundred_calls_are_the_first_ten() -> None:
    people: list[dict[str, Cell]] = [{"id": f"C-{n:05}X", "name": f"P{n}"} for n in range(100)]
    answers: list[dict[str, Cell]] = [
        {**UNHAPPY[0], "id": f"Q-{n:05}X", "contact_id": one["id"]} for n, one in enumerate(people)
    ]
    found, _ = made({"Contacts": people, "Satisfaction": answers})
    assert len(found.calls) == summary.CALLS and found.care.startswith("100 people need a call")
    assert [line.name for line in found.week][-1] == "and 80 more, on the page Today"
    assert len(found.week) == summary.MOST + 1
