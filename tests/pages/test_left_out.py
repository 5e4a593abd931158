"""What a figure leaves out can be looked at below it."""

import datetime as dt

from tests.pages.conftest import TODAY, below, told

ANN = {"id": "C-7K3Q9F", "name": "![Ann](http://a.b) Lee", "relationships": "Customer"}
VISIT = {"id": "N-7K3Q9F", "date": TODAY, "contact_id": "C-7K3Q9F", "type": "Visit", "what": "came"}
AHEAD = {**VISIT, "id": "N-8K3Q9F", "date": TODAY + dt.timedelta(days=40)}
LOST = {"id": "N-9K3Q9F", "date": TODAY, "contact": "Nemo", "type": "Visit", "what": "came"}
BOOK = {"Contacts": [ANN], "Interactions": [VISIT, AHEAD, LOST]}


def test_a_figure_that_leaves_nothing_out_has_no_such_part(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Interactions": [VISIT]})
    assert not [label for label in below(open_page("retention")) if "left out" in label]


def test_the_rows_stand_there_with_place_person_and_reason_once_the_part_is_open(make, open_page) -> None:
    make(rows=BOOK)
    app = open_page("retention")
    assert "recency_left" not in [str(one.key) for one in app.dataframe]
    app.session_state["recency_left_part"] = True
    app.run()
    table = next(frame.value for frame in app.dataframe if "Why" in frame.value)
    assert table.to_numpy().tolist() == [
        ["Interactions, row 3", "![Ann](http://a.b) Lee", "A day still to come"],
        ["Interactions, row 4", "Nemo", "A person who is not among the contacts"],
    ]


def test_who_a_row_belongs_to_is_a_link_to_the_card_and_nothing_in_the_name_is_live(make, open_page) -> None:
    make(rows=BOOK)
    app = open_page("retention")
    app.session_state["recency_left_part"] = True
    (link,) = [one.proto for one in app.run().get("page_link") if "id=C-7K3Q9F" in one.proto.query_string]
    assert "id=C-7K3Q9F" in link.query_string
    assert ANN["name"] not in link.label


def test_a_sale_that_was_typed_twice_is_told_below_the_money_that_counts_it(make, open_page) -> None:
    sale = {"id": "S-7K3Q9F", "date": TODAY, "contact_id": "C-7K3Q9F", "kind": "Sale", "item": "Bell", "amount": 8.5}
    make(rows={"Contacts": [ANN], "Sales": [sale, {**sale, "id": "S-8K3Q9F"}]})
    app = open_page("money")
    assert "1 row says the same as another in every cell: perhaps typed twice. It is counted." in told(app)
    app.session_state["money_same_left_part"] = True
    (table,) = [frame.value for frame in app.run().dataframe if "Why" in frame.value]
    assert table.to_numpy().tolist() == [["Sales, row 3", "![Ann](http://a.b) Lee", "The same as another row"]]
