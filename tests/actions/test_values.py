"""What people type: stored exactly, put in order and shown, or refused in a sentence that names the field."""

import datetime as dt

import pytest

from crm.actions.contacts import add_contact
from crm.actions.values import cells_from
from crm.model.cells import Cell
from crm.model.errors import InvalidInput
from crm.store.store import Store


def stored(store: Store, field: str, typed: object) -> Cell:
    """What stands in the workbook after somebody was added with one field; writing and reading change nothing more."""
    store.save(changes := add_contact(store.snapshot(), {"name": "Ada", field: typed}))
    store.flush()
    return store.snapshot().cell("Contacts", changes.changes[0].id, field)


def refused(store: Store, sheet: str, field: str, typed: object) -> str:
    """The sentence with which a value is refused; it names the field that it was typed for."""
    with pytest.raises(InvalidInput) as error:
        cells_from(store.snapshot(), sheet, {field: typed})
    assert error.value.field == field and str(error.value)[-1] in ".?"
    return str(error.value)


# text and markup ------------------------------------------------------------------------------------------------------

EXACTLY = [
    "👩‍🚀", "q" + "\u0301" * 500, "x" * 32_767, "Аnn", "ann", "İstanbul", "Straße", "_x0041_", "None", "nan", "NULL",
    "TRUE", "O'Brien", 'a,b;"c"|d', "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x","y")',
    '=WEBSERVICE("http://x")', '=IMPORTXML("http://x","//a")', "#N/A", "#REF!", "![x](http://beacon)",
    "[x](javascript:alert(1))",
    "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', ":red[x] $x$ :material/x:", "| a | b |", "# heading",
    "data:text/html,<b>", "http://user@evil.example", "xn--80ak6aa92e.com", "file:///etc/passwd", "\\\\host\\x",
    "0123", "1e5",
]  # fmt: skip


@pytest.mark.parametrize("field", ["city", "notes"])
@pytest.mark.parametrize("text", EXACTLY, ids=lambda text: ascii(text)[:20])
def test_a_text_is_stored_exactly(text: str, field: str, store: Store) -> None:
    assert stored(store, field, text) == text


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("city", "", None),
        ("city", " \u00a0\u200b", None),
        ("city", "\u00a0 Leeds\u200b ", "Leeds"),
        ("city", "New\tYork\r\nCity", "New York City"),
        ("notes", " a\tb\r\nc\rd\n", "a\tb\nc\nd"),
        ("city", "Leeds\u202esdeeL", "LeedssdeeL"),
        ("city", "Zu\u0308rich", "Zürich"),
        ("tags", "Zu\u0308rich, red", "Zürich; red"),
        ("city", "\t=1+1", "=1+1"),
        ("city", 12.0, "12"),
        ("status", " ARCHIVED", "Archived"),
        ("relationships", "lead,customer", "Lead; Customer"),
        ("relationships", ["Lead", "Friend of the house"], "Lead; Friend of the house"),
    ],
)
def test_a_text_is_put_in_order(field: str, typed: object, kept: Cell, store: Store) -> None:
    assert stored(store, field, typed) == kept


@pytest.mark.parametrize("text", ["a\x00b", "\x0b", "a\x01", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"], ids=ascii)
@pytest.mark.parametrize("field", ["name", "notes", "tags", "phone", "birthday", "since"])
def test_a_character_that_no_cell_keeps_is_refused(field: str, text: str, store: Store) -> None:
    assert "character that no cell can keep" in refused(store, "Contacts", field, text)


@pytest.mark.parametrize("length", [32_768, 1_000_000])
def test_a_text_that_is_too_long_is_refused_with_its_length(length: int, store: Store) -> None:
    sentence = f"Notes has {length:,} characters; a cell holds at most 32,767."
    assert refused(store, "Contacts", "notes", "x" * length) == sentence


def test_a_list_that_is_too_long_only_together_is_refused(store: Store) -> None:
    assert "a cell holds at most 32,767" in refused(store, "Contacts", "tags", [f"{n:05}" * 100 for n in range(70)])


# numbers --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,234.56", 1234.56), ("1.234,56", 1234.56), ("£8.50", 8.5), ("8,50 €", 8.5), ("-20", -20), ("(20.00)", -20),
        ("0", 0), ("-0", 0), (480, 480), ("1 000 000", 1_000_000), ("", None),
    ],
)  # fmt: skip
def test_an_amount_is_understood(typed: object, amount: float | None, store: Store) -> None:
    cell = cells_from(store.snapshot(), "Sales", {"amount": typed})["amount"]
    assert cell == amount and str(cell) != "-0.0"


@pytest.mark.parametrize(
    "typed", ["1.234", "1e5", "1E400", "NaN", "Infinity", float("nan"), float("inf"), 10**20, "9" * 20, "a lot"]
)
def test_an_amount_that_is_doubtful_is_refused(typed: object, store: Store) -> None:
    assert refused(store, "Sales", "amount", typed)


@pytest.mark.parametrize(("typed", "chance"), [("50", 50), ("0.5", 50), ("50%", 50), (50, 50), (0.5, 50), ("0", 0)])
def test_a_chance_is_percent(typed: object, chance: int, store: Store) -> None:
    assert cells_from(store.snapshot(), "Deals", {"chance": typed}) == {"chance": chance}


@pytest.mark.parametrize("typed", ["30.5", "often", "1e2", True])
def test_a_whole_number_is_whole(typed: object, store: Store) -> None:
    assert refused(store, "Contacts", "keep_in_touch", typed)


# days -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("since", "31/12/2024", dt.date(2024, 12, 31)),
        ("since", "12/31/2024", dt.date(2024, 12, 31)),
        ("since", "3/4/2025", dt.date(2025, 4, 3)),
        ("since", "1 Jan 26", dt.date(2026, 1, 1)),
        ("since", "1. März 2024", dt.date(2024, 3, 1)),
        ("since", dt.date(2024, 3, 1), dt.date(2024, 3, 1)),
        ("birthday", "29 February", "29 February"),
        ("birthday", "29.2.1984", "1984-02-29"),
        ("birthday", "14. März", "14 March"),
        ("birthday", "--03-14", "14 March"),
    ],
)
def test_a_day_is_understood_and_written_so_that_everybody_reads_it(
    field: str, typed: object, kept: Cell, store: Store
) -> None:
    assert stored(store, field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("since", "31 Feb 2024"), ("since", "1900-02-29"), ("since", "1900-01-01"), ("since", "0001-01-01"),
        ("since", "9999-12-31"), ("since", "soon"), ("since", "31 Brumaire 2024"), ("since", 60),
        ("birthday", "31 Feb"), ("birthday", "29 Feb 1985"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused(field: str, typed: object, store: Store) -> None:
    assert refused(store, "Contacts", field, typed)


def test_the_day_that_was_probably_meant_is_offered(store: Store) -> None:
    said = refused(store, "Contacts", "birthday", "31 Feb")
    assert said == "“31 Feb” is not a day. Did you mean 28 Feb or 3 Mar?"
    assert (
        refused(store, "Contacts", "birthday", "soon")
        == "“soon” is not a day. Write it as 14 March 2026 or 2026-03-14."
    )


# reaching people ------------------------------------------------------------------------------------------------------


@pytest.mark.capability(8)
@pytest.mark.parametrize(
    "address", ["ann+bikes@example.com", "ANN@Example.COM", "ann@bücher.example", "a@example.com; b@example.com"]
)
def test_an_address_is_kept_as_it_was_typed(address: str, store: Store) -> None:
    assert stored(store, "email", address) == address


@pytest.mark.parametrize(
    "address", ["ann", "ann@", "@example.com", "ann@example,com", "a@example.com; bob", "x" * 300 + "@example.com"]
)
def test_what_is_no_address_is_refused(address: str, store: Store) -> None:
    assert "is not an email address" in refused(store, "Contacts", "email", address)


@pytest.mark.capability(1)
@pytest.mark.parametrize(
    "number",
    [
        "+49 151 23456789",
        "00 44 20 7946 0112",
        "020 7946 0112 ext. 5",
        "999",
        "https://wa.me/447700900417",
        "(0113) 496-0200",
    ],
)
def test_a_phone_number_is_kept_as_it_would_be_dialled(number: str, store: Store) -> None:
    assert stored(store, "phone", number) == number


def test_a_phone_number_that_came_as_a_number_keeps_its_digits(store: Store) -> None:
    assert stored(store, "phone", 442079460112.0) == "442079460112"


@pytest.mark.parametrize("text", ["ask Tom", "-", "n/a"])
def test_a_phone_number_without_digits_is_refused(text: str, store: Store) -> None:
    assert "no digits in this phone number" in refused(store, "Contacts", "phone", text)


@pytest.mark.capability(36)
@pytest.mark.parametrize("typed", ["yes", "ja", "x", "1", "TRUE", True, "Oui"])
def test_do_not_contact_is_understood_however_it_is_said(typed: object, store: Store) -> None:
    assert stored(store, "do_not_contact", typed) == "Yes"


@pytest.mark.parametrize(
    ("field", "typed"), [("do_not_contact", "perhaps"), ("status", "Gone"), ("marketing_ok", "Maybe")]
)
def test_a_fixed_choice_is_one_of_its_words(field: str, typed: str, store: Store) -> None:
    assert " or " in refused(store, "Contacts", field, typed)


def test_a_word_of_the_teams_own_is_kept_in_an_open_choice(store: Store) -> None:
    assert stored(store, "source", "A poster") == "A poster"
    assert [problem.code for problem in store.snapshot().problems if problem.field == "source"] == ["not_in_list"]


def test_nothing_is_refused_for_a_field_that_is_not_there_and_not_filled(store: Store) -> None:
    assert cells_from(store.snapshot(), "Contacts", {"greeting": "", "region": None, "own:Hat": []}) == {}
