"""Deals: begun, moved from stage to stage, won with their sale, lost with a reason, open again."""

import datetime as dt
from dataclasses import replace

import pytest

from crm.actions.deals import add_deal, edit_deal, lose, move_stage, remove_deal, reopen, win
from crm.model.cells import Rules
from crm.model.changes import ChangeSet, SetBeside
from crm.model.entry import Entry
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, ROWS, SHOP

TODAY = NOW.date()
SOLD = len(ROWS["Sales"])
BIKES, SHED, JERSEYS = "D-7K3Q9F", "D-04XT2M", "D-P9Z1HB"
DEALS = [
    {"id": BIKES, "title": "Six bikes", "contact": "Ann Lee", "contact_id": ANN, "stage": "Offer", "amount": 9800,
     "owner": "Maya", "furthest_stage": "Offer"},
    {"id": SHED, "title": "Shed", "contact": "Somebody", "stage": "won", "amount": 300,
     "closed_on": dt.date(2026, 1, 9), "furthest_stage": "Contacted"},
    {"id": JERSEYS, "title": "Jerseys", "stage": "Lost", "lost_reason": "Price", "closed_on": dt.date(2026, 1, 9)},
]  # fmt: skip


@pytest.fixture
def book() -> MemoryWorkbook:
    """The workbook with three deals: one open, one won, one lost."""
    return MemoryWorkbook.new({**ROWS, "Deals": DEALS}, today=NOW.date)


def deal(store: Store, id: str = BIKES) -> dict:
    return store.snapshot().row("Deals", id)


# a new deal -----------------------------------------------------------------------------------------------------------


@pytest.mark.capability(26)
def test_a_new_deal_begins_today_in_the_first_stage(store: Store) -> None:
    changes = add_deal(store.snapshot(), {"title": "Trailer", "contact_id": SHOP, "amount": "€ 1.234,50"})
    store.save(changes)
    row = deal(store, changes.changes[0].id)
    assert (row["stage"], row["furthest_stage"], row["opened_on"]) == ("New", "New", TODAY)
    assert (row["contact"], row["contact_id"], row["amount"]) == ("Harbour Parts Ltd", SHOP, 1234.5)


def test_a_title_alone_is_a_deal(store: Store) -> None:
    store.save(add_deal(store.snapshot(), {"title": "🚲🚲"}))
    row = store.snapshot().deals.iloc[-1]
    assert row["title"] == "🚲🚲"
    assert str(row["contact_id"]) in ("nan", "<NA>")


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"amount": 5}, "title", "What is the deal about?"),
        ({"title": "   "}, "title", "What is the deal about?"),
        ({"title": "x" * 40_000}, "title", "Title"),
        ({"title": "X", "amount": "1.234"}, "amount", "thousands, or a fraction?"),
        ({"title": "X", "amount": "abc"}, "amount", "“abc” is not a number"),
        ({"title": "X", "amount": "-5"}, "amount", "The amount cannot be below 0."),
        ({"title": "X", "amount": "1e400"}, "amount", "is not a number"),
        ({"title": "X", "amount": 1e400}, "amount", "has more digits than a cell keeps"),
        ({"title": "X", "amount": float("nan")}, "amount", "has more digits than a cell keeps"),
        ({"title": "X", "expected_close": "31 Feb"}, "expected_close", "Did you mean 28 Feb or 3 Mar?"),
        ({"title": "X", "chance": 150}, "chance", "150 is outside 0 to 100."),
        ({"title": "X", "chance": "half"}, "chance", "“half” is not a number"),
        ({"title": "X", "stage": "Won"}, "stage", "“Won” ends a deal."),
        ({"title": "X", "stage": "Sleeping"}, "stage", "“Sleeping” is not among your open stages."),
    ],
)
def test_a_deal_that_cannot_be_kept_names_the_field(store: Store, values, field, sentence) -> None:
    with pytest.raises(InvalidInput) as refused:
        add_deal(store.snapshot(), values)
    assert refused.value.field == field
    assert sentence in str(refused.value)


def test_a_deal_with_somebody_who_was_removed_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchRow, match="No contact has the number C-GONE1A"):
        add_deal(store.snapshot(), {"title": "X", "contact_id": "C-GONE1A"})


# editing --------------------------------------------------------------------------------------------------------------


def test_a_deal_gets_another_amount_and_another_person(store: Store) -> None:
    store.save(edit_deal(store.snapshot(), BIKES, {"amount": "9,500.00", "contact_id": SHOP, "chance": "60%"}))
    row = deal(store)
    assert (row["amount"], row["contact"], row["contact_id"]) == (9500, "Harbour Parts Ltd", SHOP)
    assert row["chance"] == 60


def test_a_deal_may_be_with_nobody_again(store: Store) -> None:
    store.save(edit_deal(store.snapshot(), BIKES, {"contact_id": None}))
    assert (deal(store)["contact"], deal(store)["contact_id"]) == (None, None)


def test_an_edit_that_changes_nothing_writes_nothing(store: Store) -> None:
    assert not edit_deal(store.snapshot(), BIKES, {"amount": "9800", "title": "Six bikes "})


def test_a_deal_keeps_a_title(store: Store) -> None:
    with pytest.raises(InvalidInput, match="What is the deal about"):
        edit_deal(store.snapshot(), BIKES, {"title": ""})


# stages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(26)
def test_a_deal_goes_on_and_the_furthest_stage_goes_with_it(store: Store) -> None:
    store.save(move_stage(store.snapshot(), BIKES, "negotiation"))
    assert (deal(store)["stage"], deal(store)["furthest_stage"]) == ("Negotiation", "Negotiation")


def test_a_deal_that_goes_back_keeps_how_far_it_had_come(store: Store) -> None:
    store.save(move_stage(store.snapshot(), BIKES, "New"))
    assert (deal(store)["stage"], deal(store)["furthest_stage"]) == ("New", "Offer")


def test_winning_and_losing_are_no_mere_moves(store: Store) -> None:
    with pytest.raises(InvalidInput, match="Kith then asks for the sale"):
        move_stage(store.snapshot(), BIKES, "Won")
    with pytest.raises(InvalidInput, match="Kith then asks for the reason"):
        move_stage(store.snapshot(), BIKES, "lost")


def test_a_stage_that_was_changed_in_the_sheet_meanwhile_stays_and_ours_is_to_be_decided(store: Store, book) -> None:
    drawn = store.snapshot()
    store.save(move_stage(drawn, BIKES, "Contacted"))  # somebody else
    receipt = store.save(move_stage(drawn, BIKES, "Negotiation"))
    assert [(one.field, one.theirs, one.ours) for one in receipt.conflicts] == [("stage", "Contacted", "Negotiation")]
    assert deal(store)["stage"] == "Contacted"


def test_stages_are_known_by_what_they_mean_whatever_they_are_called(store: Store) -> None:
    store.save(ChangeSet("Negotiation means won", (SetBeside("Stages", "Negotiation", "means", "won", "open"),)))
    with pytest.raises(InvalidInput, match="“Negotiation” ends a deal"):
        move_stage(store.snapshot(), BIKES, "Negotiation")


# won ------------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(26)
def test_a_deal_that_is_won_is_a_sale_in_the_same_press(store: Store) -> None:
    receipt = store.save(win(store.snapshot(), BIKES, {}))
    sale = store.snapshot().sales.iloc[-1]
    assert (sale["amount"], sale["item"], sale["contact_id"], sale["kind"], sale["by"]) == (
        9800, "Six bikes", ANN, "Sale", "Maya")  # fmt: skip
    assert (deal(store)["stage"], deal(store)["closed_on"], sale["date"].date()) == ("Won", TODAY, TODAY)
    store.undo(receipt.batch)
    assert (deal(store)["stage"], deal(store)["closed_on"], len(store.snapshot().sales)) == ("Offer", None, SOLD)


def test_the_sale_is_what_was_said_not_what_was_hoped_for(store: Store) -> None:
    said = {"amount": "9.100,00", "item": "Five bikes", "date": "2026-01-30", "kind": "Donation"}
    store.save(win(store.snapshot(), BIKES, said))
    sale = store.snapshot().sales.iloc[-1]
    assert (sale["amount"], sale["item"], sale["kind"]) == (9100, "Five bikes", "Donation")
    assert (deal(store)["amount"], deal(store)["closed_on"]) == (9800, dt.date(2026, 1, 30))


def test_a_deal_with_nobody_is_a_sale_to_nobody(store: Store) -> None:
    store.save(edit_deal(store.snapshot(), BIKES, {"contact_id": ""}))
    store.save(win(store.snapshot(), BIKES, {"amount": 0}))
    assert (store.snapshot().sales.iloc[-1]["amount"], len(store.snapshot().sales)) == (0, SOLD + 1)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"amount": ""}, "amount", "What did the sale come to?"),
        ({"amount": "-5"}, "amount", "cannot be below 0"),
        ({"amount": "1.234"}, "amount", "thousands, or a fraction?"),
        ({"date": "2026-02-02"}, "date", "This day lies ahead."),
        ({"date": "31 Feb 2026"}, "date", "Did you mean 28 Feb or 3 Mar?"),
        ({"item": "x" * 40_000}, "item", "Item"),
    ],
)
def test_a_sale_that_cannot_be_kept_names_the_field_and_the_deal_stays_open(
    store: Store, values, field, sentence
) -> None:
    with pytest.raises(InvalidInput) as refused:
        win(store.snapshot(), BIKES, values)
    assert refused.value.field == field
    assert sentence in str(refused.value)


def test_a_deal_that_was_won_already_makes_no_second_sale(store: Store) -> None:
    with pytest.raises(InvalidInput, match="This deal was won already"):
        win(store.snapshot(), SHED, {})


def test_a_deal_lost_in_the_sheet_while_its_sale_was_typed_is_to_be_decided_and_the_sale_is_kept(store: Store) -> None:
    drawn = store.snapshot().row("Deals", BIKES)
    store.save(lose(store.snapshot(), BIKES, {"lost_reason": "Price"}))  # somebody else
    receipt = store.save(win(store.snapshot(), BIKES, Entry({"amount": "9800"}, drawn)))
    assert {one.field for one in receipt.conflicts} == {"stage"}
    assert (deal(store)["stage"], len(store.snapshot().sales)) == ("Lost", SOLD + 1)


# lost, open again, removed --------------------------------------------------------------------------------------------


@pytest.mark.capability(26)
def test_a_deal_that_is_lost_says_why_and_when(store: Store) -> None:
    store.save(lose(store.snapshot(), BIKES, {"lost_reason": "price"}))
    row = deal(store)
    assert (row["stage"], row["lost_reason"], row["closed_on"], row["furthest_stage"]) == (
        "Lost", "Price", TODAY, "Offer")  # fmt: skip


def test_losing_asks_for_a_reason(store: Store) -> None:
    with pytest.raises(InvalidInput, match="Why was it lost") as refused:
        lose(store.snapshot(), BIKES, {"lost_reason": " "})
    assert refused.value.field == "lost_reason"


@pytest.mark.parametrize(("id", "stage"), [(SHED, "Contacted"), (JERSEYS, "New")])
def test_a_deal_that_is_open_again_stands_where_it_had_come_to(store: Store, id: str, stage: str) -> None:
    store.save(reopen(store.snapshot(), id))
    row = deal(store, id)
    assert (row["stage"], row["closed_on"], row["lost_reason"]) == (stage, None, None)


def test_a_deal_that_was_removed_comes_back_with_undo(store: Store) -> None:
    before = {**deal(store), "changed_on": None, "changed_by": None}
    receipt = store.save(remove_deal(store.snapshot(), BIKES))
    assert BIKES not in store.snapshot().deals.index
    store.undo(receipt.batch)
    assert {**deal(store), "changed_on": None, "changed_by": None} == before


def test_a_deal_that_is_not_there_any_more_says_so(store: Store) -> None:
    for action in (lambda seen: move_stage(seen, "D-GONE1A", "New"), lambda seen: win(seen, "D-GONE1A", {})):
        with pytest.raises(NoSuchRow, match="This deal is not in the sheet Deals any more"):
            action(store.snapshot())


# currencies -----------------------------------------------------------------------------------------------------------


def test_a_deal_in_euros_is_not_one_in_pounds(store: Store) -> None:
    (new,) = add_deal(store.snapshot(), {"title": "Trailer", "amount": "€500"}).changes
    (more,) = edit_deal(store.snapshot(), BIKES, {"amount": "9900 €"}).changes
    assert (new.values["currency"], more.values["currency"]) == ("EUR", "EUR")


def test_a_deal_won_in_euros_is_a_sale_in_euros(store: Store) -> None:
    *_, sale = win(store.snapshot(), BIKES, {"amount": "€500"}).changes
    assert (sale.values["amount"], sale.values["currency"]) == (500, "EUR")
    store.save(edit_deal(store.snapshot(), BIKES, {"currency": "EUR"}))
    with pytest.raises(InvalidInput, match="This says USD, and the currency of the row is EUR"):
        win(store.snapshot(), BIKES, {"amount": "$500"})


def test_a_deal_is_won_in_a_workbook_whose_sales_name_no_item() -> None:
    tabs = MemoryWorkbook.new({**ROWS, "Deals": DEALS}, today=NOW.date).read()
    sales = tabs.sheets["Sales"]
    columns = {field: cells for field, cells in sales.columns.items() if field != "item"}
    fields = tuple(field if field != "item" else None for field in sales.fields)
    lacking = replace(tabs, sheets={**tabs.sheets, "Sales": replace(sales, columns=columns, fields=fields)})
    *_, sale = win(Snapshot(lacking, Rules(TODAY)), BIKES, {}).changes
    assert sale.values["amount"] == 9800 and "item" not in sale.values
