"""Rows that a figure leaves out, named so that somebody finds them again."""

from crm.analytics.frames import from_snapshot
from crm.analytics.left_rows import LeftRow, count, left_rows, why
from crm.analytics.rows import ORDER
from crm.analytics.words import REASONS
from crm.model.changes import AddRow
from tests.analytics.conftest import TODAY, snapshot_of

BOOK = """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    | C-2 | Ben  |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-20 | Ada     | Visit | came          |
    | N-2 | 2027-01-03 | Ada     | Visit | will come     |
    | N-3 |            | Nemo    | Visit | came          |
    | N-4 | 2026-11-02 |         | Visit | somebody came |
    | N-5 | 2026-11-02 | Nemo    | Visit | came          |
"""


def test_each_row_is_named_by_its_place_whose_it_is_and_why() -> None:
    snapshot = snapshot_of(BOOK)
    left = from_snapshot(snapshot, as_of=TODAY).left_out["events"]
    assert left_rows(snapshot, left, 10) == [
        LeftRow("Interactions, row 4", "Nemo", "", "No day"),
        LeftRow("Interactions, row 3", "Ada", "C-1", "A day still to come"),
        LeftRow("Interactions, row 5", "", "", "No person"),
        LeftRow("Interactions, row 6", "Nemo", "", "A person who is not among the contacts"),
    ]


def test_no_more_rows_are_looked_up_than_are_asked_for_and_the_count_is_of_all() -> None:
    left = {"no_person": (), "future": ("N-2",), "no_contact": ("N-4",)}
    assert (count(left), len(left_rows(snapshot_of(BOOK), left, 1))) == (2, 1)


def test_a_contact_is_its_own_row() -> None:
    assert left_rows(snapshot_of(BOOK), {"bad_span": ("C-2",)}, 5) == [
        LeftRow("Contacts, row 3", "Ben", "C-2", "An end before its start")
    ]


def test_a_row_that_is_gone_meanwhile_is_not_named() -> None:
    assert left_rows(snapshot_of(BOOK), {"future": ("N-9", "N-2")}, 5)[0].contact == "C-1"


def test_a_row_that_waits_has_no_number_yet() -> None:
    row = {"date": "2027-02-01", "contact": "Ben", "type": "Visit", "what": "will come"}
    before, added = snapshot_of(BOOK), [AddRow("Interactions", "N-6", row)]
    snapshot = before.after(before.contents.applied(added), added, waiting=frozenset())
    assert left_rows(snapshot, {"future": ("N-6",)}, 5)[0].place == "Interactions, not in the sheet yet"


def test_every_reason_has_words() -> None:
    assert [why(reason) for reason in ORDER if reason not in REASONS] == []
