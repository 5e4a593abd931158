"""One line, as a pencil would note it."""

import datetime as dt

import pytest

from crm.actions.quick import understand
from crm.model.cells import Rules
from crm.model.contents import understand as read
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot

TODAY = dt.date(2026, 11, 20)  # a Friday


def people(*names: str) -> Snapshot:
    rows = [["ID", "Name"], *([f"C-{number}", name] for number, name in enumerate(names))]
    return Snapshot(read([Tab("Contacts", rows, {}, {})], Rules(TODAY), revision="1", stamp=None), Rules(TODAY))


@pytest.mark.capability(3)
def test_a_line_gives_the_person_the_type_and_the_next_step() -> None:
    found = understand(people("Ann Lee", "Bo Lee"), "called Ann Lee, wants a quote, ring Monday")
    assert (found.contacts, found.type, found.next_what) == (("C-0",), "Call", "ring Monday")
    assert found.next_due == dt.date(2026, 11, 23)


def test_a_first_name_that_two_people_share_is_asked_about() -> None:
    assert understand(people("Ann Lee", "Ann Smith"), "met Ann today").contacts == ("C-0", "C-1")


def test_names_are_found_without_accents() -> None:
    assert understand(people("Zoë Müller"), "emailed zoe muller").contacts == ("C-0",)


def test_a_clause_without_a_day_is_no_next_step() -> None:
    assert understand(people("Ann Lee"), "Ann Lee came in, ring her back").next_due is None


def test_a_weekday_is_the_next_one_and_today_is_never_meant_by_its_name() -> None:
    assert understand(people("Bo"), "called Bo, ring Friday").next_due == dt.date(2026, 11, 27)


def test_a_line_about_nobody_known_leaves_the_person_open() -> None:
    assert understand(people("Ann Lee"), "bought stamps").contacts == ()


def test_a_name_that_two_people_have_is_asked_about() -> None:
    found = understand(people("Maria Huber", "Maria Huber", "Tom Baum"), "called Maria Huber")
    assert (found.contacts, found.is_sure) == (("C-0", "C-1"), False)


def test_a_known_first_name_before_an_unknown_surname_picks_nobody() -> None:
    assert not understand(people("Tom Baum"), "called Tom Miller about the bike").is_sure


def test_a_first_name_that_one_person_has_is_enough() -> None:
    assert understand(people("Tom Baum", "Ann Lee"), "called Tom about the bike").is_sure
