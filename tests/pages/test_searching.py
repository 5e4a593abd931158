"""The search box of Contacts: words, and conditions as `key:value`, by the same grammar as groups."""

import datetime as dt

import pytest

from tests.pages.conftest import TODAY, told

ROWS = {
    "Contacts": [
        {"id": "C-7K3Q9F", "name": "Ann Lee", "city": "Leeds", "relationships": "Customer"},
        {"id": "C-04XT2M", "name": "Bo Chen", "city": "Leeds", "relationships": "Supplier"},
        {"id": "C-P9Z1HB", "name": "Cy Day", "city": "York", "status": "Archived"},
    ],
    "Interactions": [
        {"id": "N-7K3Q9F", "date": TODAY - dt.timedelta(days=100), "contact": "Ann Lee", "contact_id": "C-7K3Q9F",
         "type": "Call", "what": "x"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("city:leeds", ["Ann Lee", "Bo Chen"]),
        ("ort:leeds -relationship:supplier", ["Ann Lee"]),
        ("bo city:leeds", ["Bo Chen"]),
        ("last:>90d", ["Ann Lee"]),
        ("last:never", ["Bo Chen"]),
        ("status:archived", ["Cy Day"]),
    ],
)
def test_a_key_finds_whom_it_says(make, open_page, query: str, names: list[str]) -> None:
    make(rows=ROWS)
    app = open_page("contacts", q=query)
    assert sorted(app.dataframe[0].value["Name"]) == names


def test_a_key_that_is_none_is_words_and_the_near_one_is_named(make, open_page) -> None:
    make(rows=ROWS)
    said = told(open_page("contacts", q="citi:leeds"))
    assert "Nobody matches" in said and "“citi:” is no heading. Did you mean “City:”?" in said
