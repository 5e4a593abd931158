"""Each page on each kind of workbook: it is drawn, and says the right sentence."""

import pytest

from tests.pages.conftest import PAGES, TODAY, said

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "020 7946 0112", "birthday": "31 Feb", "status": "Sleepy"}
ONE_ROW = {
    "Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee"}],
    "Interactions": [{"id": "N-7K3Q9F", "contact": "Ann Lee", "contact_id": "C-7K3Q9F", "date": TODAY, "what": "Rang"}],
    "Sales": [{"id": "S-7K3Q9F", "contact": "Ann Lee", "contact_id": "C-7K3Q9F", "date": TODAY, "amount": 12.5}],
    "Satisfaction": [
        {"id": "Q-7K3Q9F", "contact": "Ann Lee", "contact_id": "C-7K3Q9F", "date": TODAY, "score": 9,
         "question": "Recommend us (0-10)"},
    ],
}  # fmt: skip
EMPTY = {
    "today": "Three steps to begin",
    "contacts": "No contacts yet. A contact is anybody you want to remember",
    "pipeline": "A deal is a sale that may happen.",
    "money": "No sales yet. Add the first, or bring in the list you have.",
    "follow_ups": "No next steps. They keep people from being forgotten.",
    "segments": "A segment is a group in words",
    "satisfaction": "No answers yet: 0 of 10 needed for a score.",
    "retention": "No visits recorded yet",
    "workbook": "0 rows read, all understood",
    "duplicates": "Nobody is here twice, as far as we can see",
    "tidy": "Nothing to tidy. 0 rows read, all understood.",
    "bring_in": "the contacts of a phone or mail program (.vcf)",
    "history": "Nothing matches.",
    "log": "Log it",
    "contact": "No contact has the number C\\-7K3Q9F",
    "tickets": "A ticket is a request for help or a repair",
    "insights": "No visits recorded yet",
}
FULL = {
    "today": "Unhappy, and nobody has rung back",
    "contacts": "60 in all",
    "pipeline": "9 open deals",
    "money": "Not paid to you yet",
    "follow_ups": "Overdue (4)",
    "segments": "Relationship = Customer; Marketing OK = Yes",
    "satisfaction": "How it moved",
    "retention": "Who came again",
    "workbook": "60 in Contacts",
    "duplicates": "person is surely here more than once",
    "tidy": "4 things to tidy",
    "bring_in": "the contacts of a phone or mail program (.vcf)",
    "history": "Nothing matches.",
    "log": "Log it",
    "contact": "No contact has the number C\\-7K3Q9F",
    "tickets": "Past the promise",
    "insights": "Who needs a call",
}


def is_fine(app) -> bool:
    return not app.exception and "nobody foresaw" not in said(app)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_workbook_says_what_a_page_is_for(page, make, open_page) -> None:
    make()
    app = open_page(page, id="C-7K3Q9F")
    assert is_fine(app)
    assert EMPTY[page] in said(app)


@pytest.mark.parametrize("page", PAGES)
def test_one_row_is_enough_for_every_page(page, make, open_page) -> None:
    make(rows=ONE_ROW)
    app = open_page(page, id="C-7K3Q9F")
    assert is_fine(app)
    assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_the_sample_data_fills_every_page(page, sample, open_page) -> None:
    app = open_page(page, id="C-7K3Q9F")
    assert is_fine(app)
    assert FULL[page] in said(app)


def test_a_cell_that_is_not_understood_stands_on_the_card_as_it_was_typed_with_the_reason(make, open_page) -> None:
    make(rows={"Contacts": [ANN]})
    card = said(open_page("contact", id="C-7K3Q9F"))
    assert "31 Feb" in card
    assert "is not a day of the year" in card


def test_a_cell_that_is_not_understood_is_listed_with_sheet_and_row(make, open_page) -> None:
    make(rows={"Contacts": [ANN]})
    table = open_page("workbook").dataframe[0].value
    assert {("Contacts", 2, "Birthday", "31 Feb")} <= set(zip(*(table[h] for h in table.columns[:4]), strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_a_workbook_that_is_open_in_excel_keeps_what_is_saved_and_says_who_has_it(page, make, open_page) -> None:
    path = make(rows=ONE_ROW)
    path.with_name("~$team.xlsx").write_bytes(b"\x04Anna" + b" " * 50)
    add_one(open_page)
    app = open_page(page, id="C-7K3Q9F")
    assert is_fine(app)
    assert "Anna has the workbook open" in said(app).replace("\\", "")


def add_one(open_page) -> None:
    form = open_page("contacts")
    next(field for field in form.text_input if field.label == "Name").set_value("Bo Chen").run()
    next(button for button in form.button if button.label == "Save").click().run()


def test_what_waits_is_shown_as_if_it_were_in_the_workbook_already(make, open_page) -> None:
    path = make(rows=ONE_ROW)
    path.with_name("~$team.xlsx").write_bytes(b"\x04Anna" + b" " * 50)
    add_one(open_page)
    assert list(open_page("contacts").dataframe[0].value["Name"]) == ["Ann Lee", "Bo Chen"]


@pytest.mark.parametrize("page", PAGES)
def test_a_workbook_that_is_gone_is_a_sentence_on_every_page_and_no_new_one_is_made(page, team, open_page) -> None:
    app = open_page(page)
    assert is_fine(app)
    assert "There is no workbook at" in said(app).replace("\\", "")
    assert not team.exists()


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xd0\xcf\x11\xe0 encrypted", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_workbook_is_a_sentence_and_stays_as_it_is(content, team, open_page) -> None:
    team.write_bytes(content)
    app = open_page("contacts")
    assert is_fine(app)
    assert "Nothing was changed" in said(app).replace("\\", "")
    assert team.read_bytes() == content
