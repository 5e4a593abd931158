"""Bringing in people from a list."""

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.actions.import_plan import NEW, SKIP, ImportPlan
from crm.actions.imports import for_workbook, plan_people
from crm.actions.matching import Candidate, Resembling
from crm.exchange.columns import propose
from crm.exchange.outgoing import as_csv, as_xlsx
from crm.exchange.synonyms import NOTE_LINE
from crm.exchange.table import Table, read_table
from crm.model import ids
from crm.model.cells import Cell, Rules, written
from crm.model.changes import AddRow, AddToList, ChangeSet, UpdateRow
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
        ("ann lee,07700 900417,", "the same phone as Ann Lee, who is in the workbook"),
    ],
)
def test_somebody_who_is_here_already_is_skipped_and_listed(row: str, why: str) -> None:
    found = plan(book(HERE), "Name,Phone,Email", row, "Bo Ek,01234 567890,bo@example.com")
    assert [(one.row, one.why) for one in found.same] == [(2, why)]
    assert [person.values["name"] for person in found.new] == ["Bo Ek"]


@pytest.mark.parametrize("row", ["Ann Lee,,", "Tom Lee,07700 900417,", "Ann Lee,01234 567890,"])
def test_a_name_alone_or_a_phone_alone_is_asked_about_and_skipped_until_then(row: str) -> None:
    found = plan(book(HERE), "Name,Phone,Email", row, "Bo Ek,01234 567891,bo@example.com")
    assert ([one.row for one in found.possible], [one.row for one in found.new]) == ([2], [3])
    assert [change.values["name"] for change in found.settled({}).change_set().changes] == ["Bo Ek"]


def test_what_is_possible_becomes_new_or_a_change_as_somebody_decides() -> None:
    here = book(HERE)
    found = plan(here, "Name,City,Email", "Tom Lee,York,ann@example.com", "Bo Ek,,bo@example.com")
    assert [person.values["name"] for person in found.settled({2: NEW}).new] == ["Tom Lee", "Bo Ek"]
    (update,) = found.settled({2: "C-0"}).updates
    assert (update.id, [(cell.field, cell.after) for cell in update.cells]) == ("C-0", [("city", "York")])
    assert found.settled({2: SKIP}).possible == found.possible


def test_somebody_of_whom_the_list_says_only_what_is_known_is_the_same() -> None:
    found = plan(book({"name": "Ann Lee", "city": "Leeds"}), "Name,City", "Ann Lee,leeds ", "Ann Lee,York")
    assert ([one.row for one in found.same], [one.row for one in found.possible]) == ([], [2, 3])
    found = plan(book({"name": "Ann Lee", "city": "Leeds"}), "Name,City", "Ann Lee,Leeds")
    assert [one.why for one in found.same] == ["everything the list says of them stands there"]


def test_a_family_with_one_address_in_the_list_is_brought_in_whole_and_told() -> None:
    found = plan(book(), "Name,Email", "Ann Lee,lee@example.com", "Tom Lee,lee@example.com")
    assert len(found.new) == 2
    assert found.problems == ("Row 3: Tom Lee has the same e-mail address as Ann Lee, row 2. Both are kept.",)


def test_somebody_twice_in_the_list_comes_in_once() -> None:
    found = plan(book(), "Name,Email", "Ann Lee,ann@example.com", "Ann Lee,Ann@Example.com")
    assert [(one.row, one.why) for one in found.same] == [(3, "the same e-mail address as row 2 of this list")]


def test_the_same_file_twice_brings_in_nobody_and_changes_nothing_the_second_time() -> None:
    lines = ("Name,Phone,Email,Tags,Notes", "Ann Lee,07700 900417,,vip,Tea", "Bo Ek,,bo@example.com,,", "Cy,,,,")
    first = plan(book(), *lines)
    again = plan(after(book(), first.change_set()), *lines)
    assert [again.counts[part] for part in ("new", "updates", "same", "possible")] == [0, 0, 2, 1]


def test_somebody_with_an_id_of_the_workbook_is_known_by_it() -> None:
    here = book({"id": "C-7K3Q9F", "name": "Ann Lee"})
    assert plan(here, "Kith ID,Name", "C-7K3Q9F,Ann Lee").same[0].why.startswith("its ID is C-7K3Q9F")
    assert [cell.after for cell in plan(here, "Kith ID,Name", "C-7K3Q9F,Ann Miller").updates[0].cells] == ["Ann Miller"]


# what changes of those who are here -----------------------------------------------------------------------------------


def test_a_change_holds_what_was_seen_and_blanks_change_nothing() -> None:
    here = book({**HERE, "city": "Leeds"})
    found = plan(here, "Name,Email,City,Phone", "Ann Lee,ann@example.com,York,")
    assert found.change_set(here).changes == (UpdateRow("Contacts", "C-0", {"city": "York"}, {"city": "Leeds"}),)


def test_in_a_column_where_only_blanks_are_filled_a_cell_stays_but_a_stop_does_not() -> None:
    here = book({**HERE, "city": "Leeds", "do_not_contact": "No"})
    found = plan(here, "Name,Email,City,Street,Do not contact", "Ann Lee,ann@example.com,York,1 High St,Yes")
    kept = found.settled({}, fill_only=["city", "street", "do_not_contact"])
    assert {cell.field for cell in kept.updates[0].cells} == {"street", "do_not_contact"}


def test_a_row_that_is_left_out_stays_out_and_is_listed() -> None:
    found = plan(book(HERE), "Name,Email,City", "Ann Lee,ann@example.com,York", "Bo Ek,bo@,Hull")
    left = found.settled({}, leave_out=[2, 3])
    assert (left.new, left.updates, [one.row for one in left.skipped]) == ((), (), [3, 2])
    assert found.doubtful == (3,)


def test_two_rows_about_one_person_change_a_cell_once() -> None:
    here = book(HERE)
    found = plan(here, "Name,Email,City", "Ann Lee,ann@example.com,York", "Tom Lee,ann@example.com,Hull")
    decided = found.settled({3: "C-0", 2: "C-0"})
    assert [(cell.field, cell.after) for one in decided.updates for cell in one.cells] == [("city", "York")]


def test_a_new_name_goes_into_the_rows_that_belong_to_them() -> None:
    rows = {"Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee"}],
            "Interactions": [{"id": "N-2M8VQK", "date": TODAY, "contact": "Ann Lee", "what": "Rang"}]}  # fmt: skip
    here = Snapshot(MemoryWorkbook.new(rows, today=lambda: TODAY).read(), Rules(TODAY))
    changes = plan(here, "ID,Name", "C-7K3Q9F,Ann Miller").change_set(here)
    assert after(here, changes).cell("Interactions", "N-2M8VQK", "contact") == "Ann Miller"


def test_a_last_visit_that_is_news_is_added_and_an_old_one_is_not() -> None:
    here = book(HERE)
    lines = ("Name,Email,Last visit", "Ann Lee,ann@example.com,2026-03-01")
    changed = after(here, plan(here, *lines).change_set(here))
    assert [day.date() for day in changed.interactions["date"]] == [dt.date(2026, 3, 1)]
    assert plan(changed, *lines).counts["updates"] == 0


def test_who_was_said_to_be_somebody_new_is_said_to_be_apart_in_both_rows_and_not_asked_about_again() -> None:
    here, line = book({"name": "Ann Lee", "city": "Leeds"}), ("Name,City", "Ann Lee,Leeds South")
    changes = plan(here, *line).settled({2: NEW}).change_set(here)
    added = next(change for change in changes.changes if isinstance(change, AddRow))
    now = after(here, changes)
    assert (now.cell("Contacts", "C-0", "not_same_as"), now.cell("Contacts", added.id, "not_same_as")) == (
        added.id, "C-0",
    )  # fmt: skip
    assert plan(now, *line).counts["same"] == 1


def test_further_candidates_of_a_finder_are_asked_about_and_rows_that_are_alike_are_told() -> None:
    def finder(snapshot: Snapshot, rows: Sequence[Mapping[str, Cell]]) -> Resembling:
        assert [row["name"] for row in rows] == ["An Lee", "Bo Ek", "Bo Eck"]
        return Resembling([[Candidate("C-0", "Ann Lee", "same city")], [], []], [(1, 2, "name differs by one letter")])

    read = table("Name,Email", "An Lee,", "Bo Ek,bo@example.com", "Bo Eck,eck@example.com")
    found = plan_people(book({"name": "Ann Lee"}), read, propose(read), today=TODAY, finder=finder)
    assert [(one.row, one.candidates[0].why) for one in found.possible] == [(2, "same city")]
    assert found.problems == ("Row 4: Bo Eck may be Bo Ek, row 3 (name differs by one letter). Both are kept.",)
    assert [one.name for one in found.settled({}, leave_out=found.doubtful).skipped] == ["Bo Eck"]


def test_a_column_that_a_workbook_has_not_got_becomes_a_line_of_the_notes() -> None:
    here, read = book(HERE), table("Name,Email,County,Shoe size", "Ann Lee,ann@example.com,Kent,41")
    mapping = for_workbook(propose(read), here, read)
    assert [one.target for one in mapping] == ["name", "email", NOTE_LINE, NOTE_LINE]
    found = plan_people(here, read, mapping, today=TODAY)
    assert found.updates[0].cells[0].after == "County: Kent\nShoe size: 41"


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
def test_what_kith_wrote_itself_comes_back_as_no_change(made) -> None:
    people = [{**HERE, "birthday": "14 March", "since": dt.date(2020, 1, 2), "relationships": "Customer; Supplier",
               "notes": "+ one\n=two", "do_not_contact": "Yes", "keep_in_touch": 30, "added_on": TODAY},
              {"name": "=Bo", "postcode": "01067", "phone": "+49 151 1234567"}]  # fmt: skip
    rows = [{"id": f"C-0000{n}A", **person} for n, person in enumerate(people)]
    here = Snapshot(MemoryWorkbook.new({"Contacts": rows}, today=lambda: TODAY).read(), Rules(TODAY))
    sheet = here.contents.sheets["Contacts"]
    lines = [[written(here.row("Contacts", id).get(field)) for field in sheet.columns] for id in sheet.places]
    read = read_table(made(sheet.headings, lines), "Contacts.csv" if made is as_csv else "Contacts.xlsx", "GB")[0]
    found = plan_people(here, read, for_workbook(propose(read), here, read), today=TODAY)
    assert {name: count for name, count in found.counts.items() if count} == {"same": 2}


def test_the_work_tells_how_far_it_is_and_can_be_stopped() -> None:
    read, steps = table("Name", *(f"Person {number}" for number in range(450))), []
    plan_people(book(), read, propose(read), today=TODAY, tick=steps.append)
    assert steps == sorted(steps) and len(steps) == 6 and steps[-1] < 2 * len(read.rows)
    with pytest.raises(ZeroDivisionError):
        plan_people(book(), read, propose(read), today=TODAY, tick=lambda done: 1 // 0)


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
    assert sum(found.counts[part] for part in ("new", "same", "not_people", "possible")) == len(rows)
    assert all(isinstance(change, AddRow) for change in found.change_set().changes)


def _named(read: Table) -> list:
    return [
        replace(one, target=target) for one, target in zip(propose(read), ("name", "phone", "own:Colour"), strict=True)
    ]
