"""Kinds of cell: what is written is read back the same, and what is not surely understood is said."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.model.cells import KINDS, Cell, Kind, Rules, Unreadable, Value, number_in, same, storable
from crm.model.dates import LANGUAGES
from crm.model.text import fold, is_clean, squash, tidy
from tests.clock import least_cpu

TODAY = dt.date(2026, 11, 22)
RULES = Rules(TODAY)

characters = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
lines = st.text(characters, min_size=1, max_size=40).map(tidy).filter(bool)
long_texts = st.text(characters | st.sampled_from("\n\t"), min_size=1).map(lambda text: tidy(text, lines=True))
days = st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31))
moments = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2199, 12, 31)).filter(
    lambda moment: moment.time() != dt.time(0)
)
entries = (
    st.text(characters, min_size=1, max_size=10).map(tidy).filter(lambda text: bool(fold(text)) and ";" not in text)
)
birthdays = st.dates(dt.date(1900, 1, 1), TODAY).map(str) | st.dates(dt.date(2000, 1, 1), dt.date(2000, 12, 31)).map(
    lambda day: f"--{day:%m-%d}"
)
numbers = st.floats(-1e15, 1e15)

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "text": lines,
    "long text": long_texts.filter(bool),
    "phone": lines,
    "email": lines,
    "url": lines,
    "id": lines,
    "choice": lines,
    "link": lines,
    "choices": st.lists(entries, min_size=1, max_size=4, unique_by=fold).map(tuple),
    "date": days | moments,
    "stamp": days | moments,
    "month-day date": birthdays,
    "integer": st.integers(-(10**15), 10**15),
    "percent": st.integers(0, 100),
    "number": numbers,
    "money": numbers,
    "yes/no": st.booleans(),
}


@pytest.mark.parametrize("name", KINDS)
@given(st.data())
def test_what_is_written_is_read_back_the_same(name: str, data: st.DataObject) -> None:
    value = data.draw(st.none() | VALUES[name])
    language = data.draw(st.sampled_from(LANGUAGES))
    rules = Rules(TODAY, day_first=data.draw(st.booleans()), language=language)
    assert KINDS[name].parse(KINDS[name].format(value, rules), rules) == value


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(cell=st.none() | st.text() | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes())
def test_reading_never_fails_whatever_stands_in_a_cell(kind: Kind, cell: Cell) -> None:
    read = kind.parse(cell, RULES)
    assert not isinstance(read, Unreadable) or read.sentence.endswith(".")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0"])
def test_a_blank_cell_is_not_known_and_never_nothing_or_no(kind: Kind, blank: Cell) -> None:
    assert kind.parse(blank, RULES) is None


@given(st.text())
def test_a_text_that_counts_as_clean_is_stored_as_it_is(text: str) -> None:
    assert not text or not is_clean(text) or tidy(text) == text


@given(st.text(), st.booleans())
def test_tidying_twice_changes_nothing_more(text: str, has_lines: bool) -> None:
    once = tidy(text, lines=has_lines)
    assert tidy(once, lines=has_lines) == once


def test_joined_emoji_stay_joined_and_hidden_signs_go() -> None:
    assert squash("\u200b👩\u200d🚀\ufeff Ada") == "👩\u200d🚀 Ada"
    assert tidy("Ada\u202eecalevoL") == tidy("Ada\u202eecalevoL", lines=True) == "AdaecalevoL"


def test_accents_are_composed_though_a_hidden_sign_stood_between() -> None:
    assert tidy("Zoe\u200b\u0308") == "Zoë"


# numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.56", 1234.56), ("1.234,56", 1234.56), ("1 234,56", 1234.56), ("1’234.50", 1234.5),
        ("12.345.678", 12345678),
        ("1,23,456.70", 123456.7), ("€ 5", 5), ("5 EUR", 5), ("-£5", -5), ("£-5", -5), ("(5.20)", -5.2), ("−5", -5),
        ("12,5", 12.5), ("kr. 12", 12), ("Fr. 12.50", 12.5), ("US$ 3", 3), ("007", 7),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, number: float) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "1.234",
        "1,234",
        "five",
        "1e5",
        "1E400",
        "3x4",
        "1.2.34",
        "1,234,56",
        "12.34,5,6",
        "NaN",
        "Infinity",
        "--5",
        "€",
        "",
    ],
)
def test_a_number_that_could_be_two_or_none_is_never_guessed(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize("cell", [1e20, 10**20, math.inf, math.nan, True, "99999999999999999999"])
def test_what_no_cell_keeps_exactly_is_no_number(cell: Cell) -> None:
    assert isinstance(KINDS["number"].parse(cell, RULES), Unreadable)


def test_minus_nothing_is_nothing() -> None:
    zero = KINDS["money"].parse("-0", RULES)
    assert math.copysign(1, zero) == 1


@pytest.mark.parametrize("cell", [50, 50.0, 0.5, "0.5", "0,5", "50%", "50 %", " 50"])
def test_a_chance_is_percent_however_it_is_written(cell: Cell) -> None:
    assert KINDS["percent"].parse(cell, RULES) == 50


@pytest.mark.parametrize("cell", [101, -1, "120%", "half", 4.5])
def test_a_chance_outside_its_scale_is_said(cell: Cell) -> None:
    assert isinstance(KINDS["percent"].parse(cell, RULES), Unreadable)


# days -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["2024-12-24", "24.12.2024", "24/12/2024", "12/24/2024", "24 Dec 2024", "Dec 24, 2024", "24. Dezember 2024",
             "24 décembre 2024", "24 de diciembre de 2024", "24.12.24"],
)  # fmt: skip
def test_a_day_is_read_in_every_language_and_order(text: str) -> None:
    assert KINDS["date"].parse(text, RULES) == dt.date(2024, 12, 24)


def test_the_book_decides_the_order_that_digits_leave_open() -> None:
    british, american = (KINDS["date"].parse("3/4/2025", Rules(TODAY, day_first=first)) for first in (True, False))
    assert (british, american) == (dt.date(2025, 4, 3), dt.date(2025, 3, 4))


@pytest.mark.parametrize(
    "cell", ["31 Feb 2024", "1900-02-29", "0001-01-01", "1.1.9999", "soon", 45000.0, "3/4", dt.date(9999, 1, 1)]
)
def test_what_is_no_day_stays_a_text(cell: Cell) -> None:
    assert isinstance(KINDS["date"].parse(cell, RULES), Unreadable)


def test_a_typed_time_of_day_is_kept() -> None:
    assert KINDS["stamp"].parse("2026-03-01 09:30", RULES) == dt.datetime(2026, 3, 1, 9, 30)


@pytest.mark.parametrize("year", [1900, 1904, TODAY.year])
def test_a_birthday_that_the_spreadsheet_dated_itself_has_no_year(year: int) -> None:
    assert KINDS["month-day date"].parse(dt.date(year, 3, 14), RULES) == "--03-14"


# yes and no, lists, comparing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["yes", "Y", "ja", "Oui", "SÍ", "x", "✓", 1, 1.0, True, "TRUE", "wahr"])
def test_yes_is_understood_in_four_languages(cell: Cell) -> None:
    assert KINDS["yes/no"].parse(cell, RULES) is True


@pytest.mark.parametrize("cell", ["no", "Nein", "non", 0, False, "FALSE"])
def test_no_is_understood_too(cell: Cell) -> None:
    assert KINDS["yes/no"].parse(cell, RULES) is False


def test_a_maybe_is_neither() -> None:
    assert KINDS["yes/no"].parse("maybe", RULES) == Unreadable("not_yes_or_no", "“maybe” is neither Yes nor No.")


@pytest.mark.parametrize("text", ["Lead; Volunteer", "Lead\nVolunteer", "Lead, Volunteer", " Lead ;; lead; Volunteer;"])
def test_several_words_are_read_as_people_part_them(text: str) -> None:
    assert KINDS["choices"].parse(text, RULES) == ("Lead", "Volunteer")


@given(st.text(), st.text())
def test_two_texts_are_the_same_when_they_are_stored_the_same(one: str, other: str) -> None:
    assert same(one, other) == (tidy(one, lines=True) == tidy(other, lines=True))
    assert same(one, f" {one}\r\n")


def test_a_number_is_not_the_text_of_it_and_a_day_not_another() -> None:
    assert not same(1, "1") and not same(dt.date(2026, 1, 1), dt.date(2026, 1, 2)) and not same("a", None)


@pytest.mark.parametrize("text", ["a\x00b", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff", "x" * 32_768])
def test_what_no_workbook_can_hold_is_said(text: str) -> None:
    assert storable(text)


@pytest.mark.parametrize("text", ["x" * 32_767, "a\tb\nc", "=1+1", "_x0041_", "Z" + "\u0301" * 500, "👩\u200d🚀"])
def test_what_a_workbook_can_hold_is_not_refused(text: str) -> None:
    assert storable(text) is None


@pytest.mark.parametrize("text", ["x" * 32_767, "a " * 16_000, "Mon 1 " * 5_000, "9" * 5_000 + " Feb", "² Feb"])
@pytest.mark.parametrize("kind", ["date", "stamp", "month-day date", "money", "integer", "percent"])
def test_a_whole_text_where_a_number_or_day_is_asked_for_is_answered_at_once_and_in_brief(kind: str, text: str) -> None:
    found = KINDS[kind].parse(text, RULES)
    assert isinstance(found, Unreadable) and len(found.sentence) < 160
    assert least_cpu(lambda: KINDS[kind].parse(text, RULES), 2) < 1
