"""The tab Profit of Insights."""

import pytest

from tests.pages.conftest import TODAY, told

ANN = {"id": "C-7K3Q9F", "name": "![Ann](http://a.b) Lee", "relationships": "Customer", "source": "[Fair](http://a.b)"}
SALE = {"id": "S-7K3Q9F", "date": TODAY, "contact_id": "C-7K3Q9F", "kind": "Sale", "amount": 20, "cost": 50}


def profit(open_page, **query):
    return open_page("insights", insight="Profit", **query)


def test_an_empty_workbook_says_what_is_needed_with_the_way_there(make, open_page) -> None:
    make()
    app = profit(open_page)
    assert "No sales with an amount yet." in told(app)
    assert [link.proto.label for link in app.get("page_link")][-1] == "Add a sale"


def test_a_loss_is_told_with_the_name_that_leads_to_the_card(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Sales": [SALE]})
    app = profit(open_page)
    said = told(app)
    assert "-£30 profit in 12 months, on sales of £20; cost known for 1 of 1." in said
    assert "1 contact brought a loss." in said
    (card,) = [link.proto for link in app.get("page_link") if "id=C-7K3Q9F" in link.proto.query_string]
    assert ANN["name"] not in card.label


def test_currencies_are_never_added_and_one_is_chosen(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Sales": [SALE, {**SALE, "id": "S-8K3Q9F", "currency": "EUR", "amount": 90}]})
    app = profit(open_page)
    said = told(app)
    assert "-£30 profit" in said
    assert "Apart from that, in EUR: €40 profit" in said
    app.selectbox(key="profit_currency").set_value("EUR").run()
    assert "€40 profit in 12 months, on sales of €90" in told(app)


@pytest.mark.capability(24)
def test_the_sample_is_told_apart_by_contact_kind_and_source(sample, open_page) -> None:
    app = profit(open_page)
    assert "Profit is told once costs are filled in for 80 % of the money" in told(app)
    first = [str(app.dataframe[0].value.columns[0])]
    for by in ("kind", "source"):
        app.session_state["profit_by"] = by
        first.append(str(app.run().dataframe[0].value.columns[0]))
    assert first == ["Contact", "Kind", "Source"]
    assert not app.exception
    assert "invoices were paid" in told(app)
