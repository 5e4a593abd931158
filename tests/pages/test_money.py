"""The page Money: what it says, what a press does, and what it does with what cannot be kept."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from crm.store.receipt import Actor
from crm.ui import session
from tests.pages.conftest import TODAY, said, told

MONTH = TODAY.replace(day=1)
ANN, SHOP = "C-7K3Q9F", "C-P9Z1HB"
PEOPLE = [
    {"id": ANN, "name": "Ann Lee", "relationships": "Customer"},
    {"id": SHOP, "name": "Harbour Parts Ltd", "kind": "Organisation", "relationships": "Supplier"},
]
LATE = {"id": "S-3W7KEN", "date": MONTH, "contact": "Ann Lee", "contact_id": ANN, "kind": "Sale", "item": "City bike",
        "amount": 480, "due": TODAY - dt.timedelta(12), "cost": 310}  # fmt: skip
TUBE = {"id": "S-Z52MRD", "date": MONTH, "item": "Inner tube", "amount": 8.5, "method": "Cash"}
BILL = {"id": "S-6A0PTG", "date": MONTH, "contact": "Harbour Parts Ltd", "contact_id": SHOP, "kind": "Purchase",
        "item": "Inner tubes", "amount": 128, "due": TODAY + dt.timedelta(14)}  # fmt: skip
SALES = {"Contacts": PEOPLE, "Sales": [LATE, TUBE, BILL]}


def press(app: AppTest, label: str, number: int = 0) -> AppTest:
    return [button for button in app.button if button.label == label][number].click().run()


def field(app: AppTest, label: str):
    fields = [*app.text_input, *app.text_area, *app.selectbox, *app.date_input]
    return next(one for one in fields if one.label == label)


def filled(app: AppTest, **values: object) -> AppTest:
    for label, value in values.items():
        field(app, label.replace("_", " ")).set_value(value).run()
    return app


def sales() -> list[dict[str, object]]:
    frame = session.snapshot().sales
    return [{**row, "id": id} for id, row in zip(frame.index, frame.to_dict("records"), strict=True)]


def the_list(app: AppTest):
    return next(frame.value for frame in app.dataframe if "How it stands" in frame.value)


# what it says ---------------------------------------------------------------------------------------------------------


@pytest.mark.capability(17)
def test_a_sentence_on_top_says_what_was_paid_and_what_is_late(make, open_page) -> None:
    make(rows=SALES)
    assert "Your customers paid you £8.50 this month; 1 invoice is open, 1 is late." in told(open_page("money"))


def test_what_is_open_stands_with_its_days_and_who_owes_whom(make, open_page) -> None:
    make(rows=SALES)
    app = open_page("money")
    assert [part.value for part in app.subheader][:2] == ["Not paid to you yet", "You still have to pay"]
    lines = [line.value for line in app.text if " · " in line.value]
    assert (lines[0], lines[1][:24]) == ("£480 · City bike · 12 days late", "£128 · Inner tubes · due")


@pytest.mark.capability(29)
def test_another_currency_has_its_own_figures(make, open_page) -> None:
    make(rows={**SALES, "Sales": [LATE, {**TUBE, "currency": "EUR"}, {**TUBE, "id": "S-Y52MRD"}]})
    app = open_page("money")
    assert "Your customers paid you £8.50 and €8.50 this month" in told(app)
    assert [box.options for box in app.selectbox if box.label == "Currency"] == [["GBP", "EUR"]]


@pytest.mark.capability(5)
def test_a_charity_reads_donations_and_members(make, open_page) -> None:
    words = {"word_sale": "Donation", "word_sales": "Donations", "word_customers": "Members"}
    make(rows=SALES, settings=words)
    app = open_page("money")
    assert "Your members paid you" in told(app) and "All donations and purchases" in told(app)
    assert "Add a donation" in [part.label for part in app.expander]


def test_the_list_has_every_row_the_newest_first_with_what_could_not_be_read_as_typed(make, open_page) -> None:
    strange = {"id": "S-Y52MRD", "date": MONTH - dt.timedelta(40), "amount": "about 5"}
    make(rows={**SALES, "Sales": [strange, *SALES["Sales"]]})
    app = open_page("money")
    assert the_list(app)["Amount"].tolist() == ["£480", "£8.50", "£128", "about 5"]
    assert "1 row with an amount that cannot be read" in told(app)


@pytest.mark.parametrize(
    ("typed", "found"), [("ann", ["City bike"]), ("TUBE cash", ["Inner tube"]), ("128", ["Inner tubes"])]
)
def test_the_list_is_searched_by_name_item_and_amount(typed: str, found: list[str], make, open_page) -> None:
    make(rows=SALES)
    assert the_list(filled(open_page("money"), Search_the_list=typed))["Item"].tolist() == found


def test_what_matches_nothing_is_said_and_shown_again(make, open_page) -> None:
    make(rows=SALES)
    app = filled(open_page("money"), Search_the_list="zebra")
    assert "Nothing matches." in said(app)
    assert len(the_list(press(app, "Show everything"))) == 3


def test_the_list_shows_what_is_open(make, open_page) -> None:
    make(rows=SALES)
    assert the_list(filled(open_page("money"), Which="Open"))["Item"].tolist() == ["City bike", "Inner tubes"]


@pytest.mark.capability(29)
def test_a_long_list_is_shown_fifty_at_a_time(make, open_page) -> None:
    make(rows={"Sales": [{**TUBE, "id": f"S-{number:05d}A"} for number in range(120)]})
    app = open_page("money")
    assert "120 in all" in said(app) and len(the_list(app)) == 50


# what a press does ----------------------------------------------------------------------------------------------------


@pytest.mark.capability(17)
def test_an_amount_is_added_in_one_field_and_one_press(make, open_page) -> None:
    make()
    press(filled(open_page("money"), Amount="8.50"), "Save")
    (row,) = sales()
    assert (row["amount"], row["kind"], row["date"].date()) == (8.5, "Sale", TODAY)


@pytest.mark.capability(18)
def test_the_office_adds_what_the_shop_front_sold_to_the_persons_card(make, open_page) -> None:
    make(rows=SALES)
    app = open_page("money", contact=ANN)
    press(filled(app, Amount="20", Item="Brake check"), "Save")
    assert {(row["item"], row["contact_id"]) for row in sales()} >= {("Brake check", ANN)}
    assert "Brake check" in told(open_page("contact", id=ANN))


def test_a_bank_transfer_gets_a_due_day_that_one_can_see_before_saving(make, open_page) -> None:
    make()
    app = filled(open_page("money"), Amount="20", Method="Transfer")
    assert field(app, "Due").value == TODAY + dt.timedelta(14)
    assert field(filled(app, Method="Cash"), "Due").value is None


def test_a_due_day_that_one_chose_oneself_stays(make, open_page) -> None:
    make()
    app = filled(open_page("money"), Due=TODAY, Method="Transfer")
    assert field(app, "Due").value == TODAY


@pytest.mark.capability(17)
def test_paid_puts_today_into_the_row(make, open_page) -> None:
    make(rows=SALES)
    app = press(open_page("money"), "Paid")
    assert {row["id"]: row["paid_on"].date() for row in sales() if row["paid_on"] == row["paid_on"]} == {
        "S-3W7KEN": TODAY
    }
    assert "no invoice is open" in told(app)


def test_a_part_payment_leaves_the_rest_open(make, open_page) -> None:
    make(rows=SALES)
    app = press(filled(open_page("money"), How_much_was_paid="80"), "Save the part")
    assert sorted(row["amount"] for row in sales()) == [8.5, 80, 128, 400]
    assert "£400 · City bike · 12 days late" in told(app)


def test_a_part_that_is_too_much_is_a_sentence_at_its_field_and_stays(make, open_page) -> None:
    make(rows=SALES)
    app = press(filled(open_page("money"), How_much_was_paid="1000"), "Save the part")
    assert "How much of 480.00 was paid?" in told(app)
    assert (field(app, "How much was paid").value, len(sales())) == ("1000", 3)


def test_a_reminder_is_one_press_and_is_offered_once(make, open_page) -> None:
    make(rows=SALES)
    app = press(open_page("money"), "Remind")
    assert session.snapshot().follow_ups["about"].tolist() == ["S-3W7KEN"]
    assert len([button for button in app.button if button.label == "Remind"]) == 1


def test_a_row_is_changed_and_removed_from_the_list(make, open_page) -> None:
    make(rows=SALES)
    app = open_page("money", sale="S-Z52MRD")
    assert "Change or remove" in said(app)
    press(app, "Remove")
    assert {row["id"] for row in sales()} == {"S-3W7KEN", "S-6A0PTG"}


def test_changing_a_row_keeps_the_cells_that_were_not_touched(make, open_page) -> None:
    make(rows={"Sales": [TUBE]})
    app = open_page("money", sale="S-Z52MRD")
    [one for one in app.text_input if one.label == "Amount"][-1].set_value("9").run()
    press(app, "Save", -1)
    (row,) = sales()
    assert (row["amount"], row["item"], row["method"]) == (9, "Inner tube", "Cash")


def test_a_row_that_was_asked_for_and_is_gone_is_no_mishap(make, open_page) -> None:
    make(rows=SALES)
    app = open_page("money", sale="S-ZZZZZZ")
    assert not app.exception and not app.error and "Change or remove" not in said(app)


# what cannot be kept --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["1.234", "abc", "1e400", "NaN", "9" * 40_000, "5 dinars", "=1+1", "![x](http://a.b)"]
)
def test_an_amount_that_cannot_be_kept_is_a_sentence_at_its_field_and_what_was_typed_stays(
    typed: str, make, open_page
) -> None:
    make()
    app = press(filled(open_page("money"), Item="Bell", Amount=typed), "Save")
    assert len(app.error) == 1 and not app.exception
    assert (field(app, "Amount").value, field(app, "Item").value) == (typed, "Bell")
    assert sales() == []


@pytest.mark.parametrize(
    ("typed", "amount", "currency"), [("1,234.5", 1234.5, None), ("12 €", 12, "EUR"), ("(5)", -5, None)]
)
def test_an_amount_as_people_write_it_is_kept(typed: str, amount: float, currency: str | None, make, open_page) -> None:
    make()
    press(filled(open_page("money"), Amount=typed), "Save")
    (row,) = sales()
    assert (row["amount"], row["currency"] if currency else None) == (amount, currency)


def test_a_form_without_an_amount_asks_for_it(make, open_page) -> None:
    make()
    app = press(filled(open_page("money"), Item="Bell"), "Save")
    assert "Which amount? 0 is fine" in told(app)


def test_a_viewer_sees_the_figures_and_no_button_that_writes(make, open_page, monkeypatch) -> None:
    make(rows=SALES)
    monkeypatch.setattr("crm.ui.guard.admitted", lambda need: Actor("Eve", "viewer"))
    app = open_page("money", sale="S-Z52MRD")
    assert "12 days late" in said(app)
    labels = {button.label for button in app.button}
    assert not labels & {"Paid", "Part paid", "Remind", "Save", "Remove"}


# one person -----------------------------------------------------------------------------------------------------------


OF_SOMEBODY = """
import streamlit as st
from crm.ui import money, session

st.session_state["routed"] = True
card = st.Page(lambda: money.of_contact(session.snapshot(), st.query_params["id"]), title="Card", default=True)
st.navigation([card, st.Page("pages/money.py"), st.Page("pages/contact.py")]).run()
"""


@pytest.mark.capability(14)
def test_a_person_has_sums_open_invoices_and_every_row(make, of_somebody) -> None:
    make(rows=SALES)
    page = told(of_somebody(ANN))
    assert "£480 in 1 row · profit £170, cost known for 1 of 1" in page
    assert "£480 · City bike · 12 days late" in page


@pytest.mark.capability(4)
def test_a_supplier_has_what_was_bought_from_them(make, of_somebody) -> None:
    make(rows=SALES)
    assert "bought from them: £128" in told(of_somebody(SHOP))


def test_what_is_open_is_paid_there_too(make, of_somebody) -> None:
    make(rows=SALES)
    press(of_somebody(ANN), "Paid")
    assert session.snapshot().sales["paid_on"]["S-3W7KEN"].date() == TODAY


def test_somebody_without_money_is_a_sentence(make, of_somebody) -> None:
    make(rows={"Contacts": PEOPLE})
    assert "No sales and no purchases yet." in told(of_somebody(ANN))


def test_money_is_written_the_teams_way(make, open_page) -> None:
    make(rows=SALES, settings={"currency": "EUR", "country": "DE", "book_language": "de"})
    assert "8,50 €" in told(open_page("money")).replace("\xa0", " ")
