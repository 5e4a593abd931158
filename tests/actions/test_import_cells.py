"""What a list changes in somebody who is here: nothing is emptied, nothing is lost, and what means the same stays."""

import pytest

from crm.actions.import_cells import changes_of, fitted
from tests.actions.test_imports import book

ANN = {
    "id": "C-7K3Q9F", "name": "Ann Lee", "phone": "020 7946 0112", "email": "ann@example.com; a@example.org",
    "city": "Leeds", "birthday": "14 March 1984", "relationships": "Customer", "tags": "vip",
    "notes": "Likes tea\nHas a dog", "status": "Active", "do_not_contact": "Yes", "marketing_ok": "No",
}  # fmt: skip


def changes(*, by_id: bool = True, **values: object) -> dict[str, tuple[object, object]]:
    found = changes_of(book(ANN), "C-7K3Q9F", values, by_id=by_id)
    return {one.field: (one.before, one.after) for one in found}


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("name", "Lee, Ann"),
        ("name", "ANN LEE"),
        ("phone", "+44 (0)20 7946 0112"),
        ("whatsapp", "02079460112"),
        ("email", "A@Example.org"),
        ("email", "Ann <ann@example.com>"),
        ("city", " Leeds "),
        ("birthday", "1984-03-14"),
        ("relationships", "customer"),
        ("tags", "VIP; vip"),
        ("notes", "Has a dog"),
        ("status", "active"),
        ("do_not_contact", "No"),
        ("marketing_ok", "Yes"),
        ("city", ""),
        ("city", None),
        ("id", "C-11111A"),
        ("added_on", "2020-01-01"),
        ("region", "Kent"),
    ],
)
def test_a_cell_stays_as_it_was_typed(field: str, cell: object) -> None:
    assert changes(**{field: cell}) == {}


@pytest.mark.parametrize(
    ("field", "cell", "before", "after"),
    [
        ("city", "York", "Leeds", "York"),
        ("street", "1 High St", None, "1 High St"),
        ("name", "Ann Miller", "Ann Lee", "Ann Miller"),
        ("phone", "020 7946 0113", "020 7946 0112", "020 7946 0113"),
        ("tags", "press; VIP", "vip", "vip; press"),
        ("relationships", "Supplier", "Customer", "Customer; Supplier"),
        ("notes", "Has a dog\nShoe size: 41", "Likes tea\nHas a dog", "Likes tea\nHas a dog\nShoe size: 41"),
        ("birthday", "15 March 1984", "14 March 1984", "15 March 1984"),
    ],
)
def test_a_cell_that_the_list_says_otherwise_changes(field: str, cell: object, before: object, after: object) -> None:
    assert changes(**{field: cell}) == {field: (before, after)}


@pytest.mark.parametrize(
    ("name", "after"), [("A. Lee", None), ("Ann Miller", None), ("Ann Maria Lee", "Ann Maria Lee")]
)
def test_who_is_known_by_an_address_gets_only_a_fuller_name(name: str, after: str | None) -> None:
    assert changes(name=name, by_id=False) == ({"name": ("Ann Lee", after)} if after else {})


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        (("name",), {"name": "Ludwig van der Rohe"}),
        (("first_name", "last_name"), {"first_name": "Ludwig", "last_name": "van der Rohe"}),
        (("last_name",), {"last_name": "Ludwig van der Rohe"}),
    ],
)
def test_a_name_goes_into_the_columns_that_a_workbook_has_for_it(fields: tuple[str, ...], values: dict) -> None:
    assert fitted({"name": "Ludwig van der Rohe"}, fields) == values


def test_numbers_that_stand_in_the_other_column_or_together_in_one_are_no_change() -> None:
    """As a phone writes a person who has two numbers in one cell and a third beside it."""
    here = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "07700 900112 / 020 7946 0112", "phone_2": "0113 496 0791"}
    card = {"phone": "020 7946 0112", "phone_2": "07700 900112", "notes": "Phone 3: 0113 496 0791"}
    assert changes_of(book(here), "C-7K3Q9F", card, by_id=True) == ()
    news = changes_of(book(here), "C-7K3Q9F", {**card, "notes": "Phone 3: 0113 496 0792"}, by_id=True)
    assert [one.after for one in news] == ["Phone 3: 0113 496 0792"]
