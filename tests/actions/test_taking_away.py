"""Contacts for other programs: everything comes back as it was, and no list leads to who said stop."""

import datetime as dt
from collections.abc import Callable

import pytest

from crm.actions.imports import for_workbook, plan_people
from crm.actions.taking_away import as_cards, as_table
from crm.demo import build
from crm.exchange.columns import propose
from crm.exchange.outgoing import as_csv, as_xlsx
from crm.exchange.table import read_table
from crm.exchange.vcard_out import cards
from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.ui.resembling import resembling
from tests.actions.test_imports import TODAY, book

ANN = {
    "id": "C-7K3Q9F", "name": "Ann van der Lee", "phone": "020 7946 0112 / 07700 900417", "whatsapp": "07700 900418",
    "email": "ann@example.com; a@example.org", "email_2": "b@example.org", "city": "Leeds",
    "street": "1 High St, Flat; 2",
    "birthday": "14 March", "anniversary": "2 May 2001", "tags": "vip; press", "notes": "Likes tea,\nhas a dog",
    "relationships": "Customer; Supplier", "role": "Buyer", "organisation": "Blue Door", "since": dt.date(2020, 1, 2),
    "website": "example.com", "postcode": "01067", "keep_in_touch": 30, "marketing_ok": "Yes", "status": "Active",
}  # fmt: skip
SHOP = {"id": "C-04XT2M", "name": "Harbour Parts", "kind": "Organisation", "phone": "+44 1632 960001"}
BOB = {"id": "C-5QN7AE", "name": "=Bob", "email": "bob@example.com", "phone": "07700 900999", "do_not_contact": "yes"}


def everybody(snapshot: Snapshot) -> list[str]:
    return list(snapshot.contacts.index)


def table_as(made: Callable[..., bytes]) -> Callable[[Snapshot], bytes]:
    def make(snapshot: Snapshot) -> bytes:
        taken = as_table(snapshot, everybody(snapshot))
        return made(taken.headings, taken.rows)

    return make


FILES: dict[str, Callable[[Snapshot], bytes]] = {
    "contacts.csv": table_as(as_csv),
    "in Germany.csv": table_as(lambda heads, rows: as_csv(heads, rows, delimiter=";")),
    "contacts.xlsx": table_as(as_xlsx),
    "contacts 3.vcf": lambda now: cards(as_cards(now, everybody(now)).cards),
    "contacts 4.vcf": lambda now: cards(as_cards(now, everybody(now), version="4.0").cards, "4.0"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_file_that_is_taken_away_comes_back_as_no_change(name: str) -> None:
    here = book(ANN, SHOP, BOB)
    (read,) = read_table(FILES[name](here), name, "GB")
    found = plan_people(here, read, for_workbook(propose(read), here, read), today=TODAY)
    told = [(one.name, one.cells) for one in found.updates]
    assert (told, found.new, found.possible) == ([], (), ())
    assert len(found.same) == (2 if name.endswith("vcf") else 3)


@pytest.mark.parametrize("name", FILES)
def test_into_an_empty_workbook_people_come_as_they_were(name: str) -> None:
    (read,) = read_table(FILES[name](book(ANN, SHOP)), name, "GB")
    ann, shop = (one.values for one in plan_people(book(), read, propose(read), today=TODAY).new)
    assert (ann["name"], ann["street"], ann["postcode"]) == ("Ann van der Lee", "1 High St, Flat; 2", "01067")
    assert (ann["tags"], ann["organisation"], shop["kind"]) == ("vip; press", "Blue Door", "Organisation")
    assert ann["notes"].startswith("Likes tea,\nhas a dog")


@pytest.mark.parametrize("name", FILES)
def test_no_file_leads_to_who_said_stop(name: str) -> None:
    data = FILES[name](book(ANN, SHOP, BOB))
    (read,) = read_table(data, name, "GB")
    text = " ".join(str(cell) for row in read.rows for cell in row)
    assert "ann@example.com" in text and "bob@example.com" not in text and "900999" not in text


def test_how_many_are_left_out_is_counted() -> None:
    here = book(ANN, SHOP, BOB)
    assert as_table(here, everybody(here)).without_addresses == 1
    taken = as_cards(here, everybody(here))
    assert (len(taken.cards), taken.left_out, taken.without_day) == (2, 1, 1)


def test_only_those_who_are_asked_for_are_taken() -> None:
    here = book(ANN, SHOP, BOB)
    assert [row[1] for row in as_table(here, ["C-04XT2M"]).rows] == ["Harbour Parts"]
    assert [card.full_name for card in as_cards(here, ["C-04XT2M"]).cards] == ["Harbour Parts"]


@pytest.mark.parametrize("name", FILES)
def test_of_the_sample_every_file_comes_back_as_no_change(name: str) -> None:
    """Two numbers in a cell, days that cannot be, colleagues with one switchboard: what people type."""
    here = Snapshot(
        MemoryWorkbook.new({"Contacts": build(TODAY).rows["Contacts"]}, today=lambda: TODAY).read(), Rules(TODAY)
    )
    (read,) = read_table(FILES[name](here), name, "GB")
    found = plan_people(here, read, for_workbook(propose(read), here, read), today=TODAY, finder=resembling)
    assert [(one.name, one.cells) for one in found.updates] == [] and (found.new, found.possible) == ((), ())
