"""One line, as a pencil would note it."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from crm.actions.quick import Understood, understand
from crm.actions.quick_names import OFFERED
from crm.model.cells import Cell, Rules
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand as read

TODAY = dt.date(2026, 11, 20)  # a Friday
TEAM = ("Ann Lee", "Tom Wójcik", "Will Smith", "Mark Green", "May Brown", "April O’Neill", "Zoë Müller")


def book(*rows: list[Cell], lists: list[list[Cell]] | None = None) -> Snapshot:
    tabs = [Tab("Contacts", [["ID", "Name", "Kind", "Status"], *rows], {}, {})]
    if lists:
        tabs.append(Tab("Lists", lists, {}, {}))
    return Snapshot(read(tabs, Rules(TODAY), revision="1", stamp=None), Rules(TODAY))


def people(*names: str) -> Snapshot:
    return book(*([f"C-{number}", name, None, None] for number, name in enumerate(names)))


def line(text: str, *names: str) -> Understood:
    return understand(people(*(names or TEAM)), text)


def who(found: Understood, *names: str) -> list[tuple[str, ...]]:
    """The names that each mention may mean."""
    return [tuple((names or TEAM)[int(id[2:])] for id in mention.ids) for mention in found.people]


@pytest.mark.capability(3)
def test_a_line_gives_the_person_the_type_and_the_next_step() -> None:
    found = line("called Ann Lee, wants a quote, ring Monday")
    assert (found.sure, found.type, found.next_what) == (("C-0",), "Call", "ring Monday")
    assert (found.next_due, found.next_how) == (dt.date(2026, 11, 23), "Phone")


# who ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("called Ann’s office", "Ann Lee"),
        ("Ann's bike is ready", "Ann Lee"),
        ("emailed zoe muller", "Zoë Müller"),
        ("rang Wojcik about the fair", "Tom Wójcik"),
        ("rang Ann. Wants a quote", "Ann Lee"),
        ("spoke to April O'Neill", "April O’Neill"),
        ("Will called, wants a quote", "Will Smith"),
        ("met with May on 3 Nov", "May Brown"),
        ("“Mark” came in", "Mark Green"),
        ("called Ann, Friday is fine", "Ann Lee"),
        ("met Ann (and the children)", "Ann Lee"),
    ],
)
def test_a_person_is_found_however_the_name_is_written(text: str, name: str) -> None:
    found = line(text)
    assert who(found) == [(name,)] and found.sure


@pytest.mark.parametrize(
    "text",
    [
        "will call on Monday", "quote is ready in May", "wants it by 3 May", "since April nothing", "mark it as paid",
        "May 3 is fine", "may want a quote",
    ],
)  # fmt: skip
def test_a_word_that_is_also_a_name_is_nobody(text: str) -> None:
    assert line(text).people == ()


@pytest.mark.parametrize("text", ["Mark the invoice as paid", "a quote for May", "Will this do"])
def test_where_a_word_may_be_a_name_it_is_asked_about_and_not_guessed(text: str) -> None:
    found = line(text)
    assert len(found.people) == 1 and not found.sure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山田太郎さんに電話した", "山田太郎"), ("김철수에게 전화", "김철수"),
        ("позвонила Олена Шевченко", "Олена Шевченко"),
        ("τηλεφώνησα στον Νίκος Παππάς", "Νίκος Παππάς"), ("met محمد علي today", "محمد علي"),
        ("called ŁUKASZ", "Łukasz"),
        ("saw Nguyễn Văn An", "Nguyễn Văn An"),
        ("call from St. Mary's School. They want 12.50 off", "St. Mary's School"),
        ("delivery from Lee & Daughters", "Lee & Daughters"), ("rang Smith-Jones", "Smith-Jones"),
        ("spoke to Ann Lee today", "Lee, Ann"), ("Harbour delivered 40 tubes", "Harbour"),
    ],
)  # fmt: skip
def test_names_of_every_script_and_shape_are_found(text: str, name: str) -> None:
    assert who(line(text, name), name) == [(name,)]


def test_several_people_in_one_meeting_are_all_found_once() -> None:
    found = line("met Ann Lee and Tom Wójcik about the fair, Ann brings the flags")
    assert who(found) == [("Ann Lee",), ("Tom Wójcik",)]


def test_a_first_name_that_two_people_share_is_asked_about() -> None:
    found = line("met Ann today", "Ann Lee", "Ann Smith")
    assert found.people[0].ids == ("C-0", "C-1") and not found.sure


def test_a_name_that_two_people_have_is_asked_about() -> None:
    assert not line("called Maria Huber", "Maria Huber", "Maria Huber", "Tom Baum").sure


def test_at_most_five_people_are_offered() -> None:
    found = line("called Ann", *(f"Ann {letter}ell" for letter in "BCDFGHJK"))
    assert len(found.people[0].ids) == OFFERED


@pytest.mark.parametrize("text", ["called Tom Miller about the bike", "called Bob Baum about the bike"])
def test_half_of_a_known_name_beside_an_unknown_one_picks_nobody(text: str) -> None:
    found = line(text, "Tom Baum")
    assert found.people[0].ids == ("C-0",) and not found.sure


def test_the_words_of_who_is_asked_about_are_those_of_the_line() -> None:
    assert line("called Tom Miller’s shop", "Tom Baum").people[0].words == "Tom Miller"


def test_a_name_nobody_has_is_told() -> None:
    found = line("called Bob Stone about a bike")
    assert (found.people, found.unknown) == ((), "Bob Stone")


def test_people_who_were_put_away_are_not_meant() -> None:
    snapshot = book(["C-1", "Ann Lee", None, "Archived"], ["C-2", "Ann Baum", None, None])
    assert understand(snapshot, "called Ann").sure == ("C-2",)


def test_the_last_word_of_an_organisation_names_nobody() -> None:
    snapshot = book(["C-1", "Harbour Parts Ltd", "Organisation", None])
    assert understand(snapshot, "the other Ltd rang").people == ()
    assert understand(snapshot, "Harbour rang").sure == ("C-1",)


def test_whoever_is_named_in_the_next_step_alone_is_whom_it_is_with() -> None:
    found = line("met Ann Lee about the fair, ring Tom Wójcik tomorrow")
    assert who(found) == [("Ann Lee",)]
    assert [mention.ids for mention in found.asked_of] == [("C-1",)]


# what -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("left a message for Ann", "Call"), ("coffee with Ann", "Meeting"),
        ("Ann came in and called a friend", "Visit"),
        ("texted Ann", "WhatsApp"), ("letter from Ann", "Letter"), ("delivery from Harbour", "Delivery"),
        ("Ann complained", "Complaint"), ("Ann likes red", ""), ("recalled the bikes", ""),
    ],
)  # fmt: skip
def test_the_verb_that_comes_first_gives_the_type(text: str, type: str) -> None:
    assert line(text).type == type


def test_a_type_that_the_team_has_no_word_for_is_left_open() -> None:
    lists: list[list[Cell]] = [["Interaction types", "Interaction types: means"], ["Anruf", "contact"]]
    assert understand(book(["C-1", "Ann", None, None], lists=lists), "called Ann").type == ""


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("called Ann, no answer", "No answer"), ("Ann didn’t pick up", "No answer"), ("Ann was angry", "Bad"),
        ("Ann was very happy", "Good"), ("Ann is not happy", "Bad"),
        ("Ann is unhappy", "Bad"), ("Ann was not angry", ""),
        ("angry at first, now happy", ""), ("wished Ann a happy birthday", ""), ("Ann is happy to wait", ""),
        ("wants a quote", ""), ("ring Ann tomorrow, she was pleased", "Good"), ("a crossbar for Ann", ""),
    ],
)  # fmt: skip
def test_the_outcome_is_read_where_the_words_leave_no_doubt(text: str, outcome: str) -> None:
    assert line(text).outcome == outcome


@pytest.mark.parametrize("amount", ["12.50", "€3.4", "2.5 kg", "1,200", "10.12 pounds"])
def test_an_amount_is_no_day(amount: str) -> None:
    found = line(f"called Ann Lee, send the {amount} back")
    assert (found.next_due, found.date) == (None, None)


def test_a_clause_without_a_day_is_no_next_step_and_is_told() -> None:
    found = line("Ann Lee came in, ring her back")
    assert (found.next_what, found.undated) == ("", "ring her back")


def test_a_line_that_only_plans_tells_of_nothing_that_happened() -> None:
    found = line("ring Ann Lee on Friday")
    assert found.is_plan and (found.sure, found.next_what) == (("C-0",), "ring Ann Lee on Friday")


@pytest.mark.parametrize("text", ["called Ann on Monday", "order arrived on Friday", "email from Ann on Monday"])
def test_what_happened_is_no_next_step(text: str) -> None:
    assert line(text).next_due is None


@pytest.mark.parametrize(
    "text", ["met Ann and then ring Tom tomorrow", "met Ann – please ring tomorrow", "met Ann. Ring tomorrow"]
)
def test_a_next_step_is_found_behind_every_kind_of_break(text: str) -> None:
    assert line(text).next_due == TODAY + dt.timedelta(1)


@pytest.mark.parametrize(
    "text", ["", " ", ",", "...", "’s", "()", "called", "called Ann,,, ;; .", "\u200b", "🚲", "a\tb\nc"]
)
def test_odd_lines_are_understood_to_say_little(text: str) -> None:
    assert line(text).next_what == ""


@settings(max_examples=150, deadline=None)
@given(some.lists(some.text(max_size=12), min_size=1, max_size=4), some.text(max_size=60))
def test_no_name_and_no_line_is_too_odd_to_be_read(names: list[str], text: str) -> None:
    found = understand(people(*names), f"called {names[0]}, {text}")
    assert all(id.startswith("C-") for mention in found.people for id in mention.ids)


@settings(max_examples=100, deadline=None)
@given(some.sampled_from(TEAM), some.sampled_from(["called {}", "met {} today", "email from {}, angry", "{} came in"]))
def test_a_whole_name_is_always_surely_that_person(name: str, text: str) -> None:
    assert who(line(text.format(name))) == [(name,)]
    assert line(text.format(name)).sure
