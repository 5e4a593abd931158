"""Bringing in people from a list."""

import datetime as dt
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.actions.imports import ImportPlan, plan_people
from crm.exchange.columns import propose
from crm.exchange.table import Table, read_table
from crm.model import ids
from crm.model.cells import Rules
from crm.model.changes import AddRow, AddToList, ChangeSet
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook

TODAY = dt.date(2026, 11, 22)
HEADINGS = ["Name", "Phone", "E-mail", "Town", "Shoe size", "Last visit", "Spent"]


def book(*people: dict[str, object]) -> Snapshot:
    """A workbook with these contacts."""
    rows = [{"id": f"C-{number}", **person} for number, person in enumerate(people)]
    return Snapshot(MemoryWorkbook.new({"Contacts": rows}, today=lambda: TODAY).read(), Rules(TODAY))


def table(*lines: str) -> Table:
    """A CSV with these lines."""
    return read_table("\n".join(lines).encode(), "people.csv", "GB")[0]


def plan(snapshot: Snapshot, *lines: str) -> ImportPlan:
    """What bringing in a CSV with these lines would do."""
    read = table(*lines)
    return plan_people(snapshot, read, propose(read), today=TODAY)


def after(snapshot: Snapshot, changes: ChangeSet) -> Snapshot:
    """The workbook once the changes are saved."""
    return snapshot.after(snapshot.contents.applied(changes.changes), changes.changes, ())


def rows_of_300() -> list[list[object]]:
    """300 people as people keep them: phones as numbers, some cells blank, and nothing else to tell a row by."""
    return [
        [
            f"Person {number} Smith",
            447700900000 + number if number % 7 else None,
            f"p{number}@example.com" if number % 3 else None,
            ("Leeds", "York", "Hull")[number % 3],
            36 + number % 12,
            dt.date(2026, 1, 1) + dt.timedelta(number) if number % 4 == 0 else None,
            number * 1.5,
        ]
        for number in range(300)
    ]


def a_list_of_300() -> bytes:
    """The list under a title, with a totals row below it."""
    made = openpyxl.Workbook()
    page = made.active
    page.append(["Our customers, as of today"])
    page.merge_cells("A1:G1")
    page.append([])
    for row in (HEADINGS, *rows_of_300(), ["Total", None, None, None, None, None, "=SUM(G4:G303)"]):
        page.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def by_libreoffice(data: bytes, folder: Path) -> bytes:
    """The same workbook as LibreOffice writes it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "list.xlsx").write_bytes(data)
    command = [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "out", folder / "list.xlsx"], check=True, capture_output=True)
    return (folder / "out" / "list.xlsx").read_bytes()


@pytest.fixture(scope="module", params=["openpyxl", "LibreOffice"])
def of_300(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ImportPlan:
    """What a list of 300 people comes to, as openpyxl wrote it and as LibreOffice did."""
    data = a_list_of_300()
    if request.param == "LibreOffice":
        data = by_libreoffice(data, tmp_path_factory.mktemp("office"))
    read = read_table(data, "customers.xlsx", "GB")[0]
    return plan_people(book(), read, propose(read), today=TODAY)


@pytest.mark.capability(1)
def test_a_list_of_300_people_comes_out_as_exactly_300_people(of_300: ImportPlan) -> None:
    assert [person.values["name"] for person in of_300.new] == [row[0] for row in rows_of_300()]
    assert (of_300.same, of_300.problems) == ((), ())
    assert [(row.row, row.why) for row in of_300.not_people] == [(304, "is a line of totals")]


def test_phones_that_were_numbers_are_whole_and_own_columns_keep_their_numbers(of_300: ImportPlan) -> None:
    assert of_300.new[1].values["phone"] == "447700900001"
    assert of_300.new[1].values["own:Shoe size"] == 37
    assert of_300.own_columns == ["Shoe size", "Spent"]


def test_a_column_of_last_visits_becomes_one_visit_each(of_300: ImportPlan) -> None:
    visits = [change for change in of_300.change_set().changes if change.sheet == "Interactions"]
    assert len(visits) == of_300.counts["visits"] == 75
    assert visits[1].values == {
        "date": dt.date(2026, 1, 5),
        "contact": "Person 4 Smith",
        "contact_id": of_300.new[4].id,
        "type": "Visit",
        "what": "Last visit, from your list",
    }


def test_the_whole_import_is_one_change_set_that_can_be_undone(of_300: ImportPlan) -> None:
    empty = book()
    changes = of_300.change_set()
    full = after(empty, changes)
    assert (len(full.contacts), changes.summary) == (300, "Brought in 300 people from “Sheet”")
    assert len(after(full, changes.inverse("Undone")).contacts) == 0


def test_every_id_is_one_that_kith_draws_and_none_is_drawn_twice(of_300: ImportPlan) -> None:
    drawn = [change.id for change in of_300.change_set().changes]
    assert all(map(ids.is_kith, drawn))
    assert len(set(drawn)) == 375


HERE = {"name": "Ann Lee", "phone": "+44 7700 900417", "email": "ann@example.com; a.lee@example.org"}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ann Lee,,ANN@example.com", "the same e-mail address as Ann Lee, who is in the workbook"),
        ('"Lee, Ann",,a.lee@example.org', "the same e-mail address as Ann Lee, who is in the workbook"),
        ("ann lee,07700 900417,", "the same name and phone as Ann Lee, who is in the workbook"),
    ],
)
def test_somebody_who_is_here_already_is_skipped_and_listed(row: str, why: str) -> None:
    found = plan(book(HERE), "Name,Phone,Email", row, "Bo Ek,01234 567890,bo@example.com")
    assert [(one.row, one.why) for one in found.same] == [(2, why)]
    assert [person.values["name"] for person in found.new] == ["Bo Ek"]


@pytest.mark.parametrize("row", ["Ann Lee,,", "Tom Lee,07700 900417,", "Ann Leeds,,", "Ann Lee,01234 567890,"])
def test_a_name_alone_or_a_phone_alone_make_nobody_the_same(row: str) -> None:
    assert not plan(book(HERE), "Name,Phone,Email", row, "Bo Ek,01234 567891,bo@example.com").same


def test_a_family_with_one_address_is_brought_in_whole_and_told() -> None:
    found = plan(book(HERE), "Name,Email", "Tom Lee,ann@example.com")
    assert len(found.new) == 1
    assert found.problems == (
        "Row 2: Tom Lee has the same e-mail address as Ann Lee, who is in the workbook. Both are kept.",
    )


def test_somebody_twice_in_the_list_comes_in_once() -> None:
    found = plan(book(), "Name,Email", "Ann Lee,ann@example.com", "Ann Lee,Ann@Example.com")
    assert [(one.row, one.why) for one in found.same] == [(3, "the same e-mail address as row 2 of this list")]


def test_the_same_file_twice_brings_in_nobody_the_second_time() -> None:
    lines = ("Name,Phone,Email", "Ann Lee,07700 900417,", "Bo Ek,,bo@example.com")
    first = plan(book(), *lines)
    assert plan(after(book(), first.change_set()), *lines).counts["new"] == 0


def test_somebody_with_an_id_of_the_workbook_is_known_by_it() -> None:
    here = book({"id": "C-7K3Q9F", "name": "Ann Lee"})
    assert plan(here, "Kith ID,Name", "C-7K3Q9F,Ann Miller").same[0].why.startswith("its ID is C-7K3Q9F")


def test_a_field_the_workbook_has_no_column_for_is_named_as_one_to_add() -> None:
    found = plan(book(), "Name,County,Shoe size", "Ann,Kent,41")
    assert found.own_columns == ["Region", "Shoe size"]
    assert found.new[0].values == {"name": "Ann", "region": "Kent", "own:Shoe size": "41"}


def test_a_column_the_workbook_has_already_takes_the_cells() -> None:
    here = after(book(), plan(book(), "Name,Shoe size", "Ann,41").change_set())
    sheet = here.contents.sheets["Contacts"]
    wider = replace(sheet, fields=(*sheet.fields, "own:Shoe size"), columns={**sheet.columns, "own:Shoe size": [None]})
    known = Snapshot(replace(here.contents, sheets={**here.contents.sheets, "Contacts": wider}), here.rules)
    found = plan(known, "Name,shoe SIZE", "Bo,38")
    assert (found.own_columns, found.new[0].values["own:Shoe size"]) == ([], "38")


def test_new_tags_join_their_list() -> None:
    changes = plan(book(), "Name,Tags", "Ann,vip; press", "Bo,VIP").change_set().changes
    assert [change for change in changes if isinstance(change, AddToList)] == [
        AddToList("Tags", "vip"),
        AddToList("Tags", "press"),
    ]


def test_a_person_can_say_otherwise_than_was_proposed() -> None:
    read = table("Name,Shop", "Ann,Leeds")
    mapping = [propose(read)[0], replace(propose(read)[1], target="organisation")]
    assert plan_people(book(), read, mapping, today=TODAY).new[0].values["organisation"] == "Leeds"


def test_without_a_column_that_says_who_a_row_is_about_nothing_is_planned() -> None:
    with pytest.raises(InvalidInput, match="No column says who the people are"):
        plan(book(), "Colour,Size", "blue,4")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20)), min_size=1, max_size=8))
def test_whatever_stands_in_a_list_every_row_is_new_or_the_same_or_listed_as_none(rows) -> None:
    read = Table("list", range(1, len(rows) + 2), [("Name", "Phone", "Colour"), *rows]).with_heading(1)
    found = plan_people(book(), read, _named(read), today=TODAY)
    assert sum(found.counts[part] for part in ("new", "same", "not_people")) == len(rows)
    assert all(isinstance(change, AddRow) for change in found.change_set().changes)


def _named(read: Table) -> list:
    return [
        replace(one, target=target) for one, target in zip(propose(read), ("name", "phone", "own:Colour"), strict=True)
    ]
