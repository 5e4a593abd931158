"""A snapshot: one reading of a workbook, whatever the order of its rows and columns, and the next after a change."""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.model.cells import Cell, Rules
from crm.model.changes import AddRow, AddToList, Change, RemoveRow, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.headings import Tab
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand

RULES = Rules(dt.date(2026, 11, 22))
Book = Mapping[str, Sequence[Sequence[Cell]]]

NAMES = ["Ann Lee", "Łukasz", "Harbour Parts Ltd", "Nobody", None]
CELLS: dict[str, list[Cell]] = {
    "Name": ["Ann Lee", "Łukasz", "Harbour Parts Ltd"],
    "First name": ["Ann", "Łukasz", None],
    "Last name": ["Lee", "Wójcik", None],
    "Status": [None, "Active", "archived", "Gone"],
    "Relationship": ["Customer", "Lead; Volunteer", "custmer", None],
    "Birthday": ["14 March", "1984-02-29", "31 Feb", "3/4/1980", "12/31/1980", None],
    "Customer since": [dt.date(2020, 5, 1), "3/4/2025", "31/12/2024", "soon", None],
    "Do not contact": ["ja", "No", "maybe", None],
    "Keep in touch (days)": [30, 30.5, "60", None],
    "Shoe size": [38, 42.5, "large", None],
    "Date": [dt.date(2026, 11, 3), "3/4/2026", None],
    "Contact": NAMES,
    "Contact ID": ["C-AAAAAA", "C-AAAAAB", "C-ZZZZZZ", None],
    "Type": ["Call", "Visit", None],
    "What happened": ["Hello", None],
    "Outcome": ["Good", "great", None],
    "Question": ["Smiley (1-3)", None],
    "Score": [1, 3, 4, "two", None],
    "Asked on": [dt.date(2026, 11, 1), None],
}
HEADINGS = {
    "Contacts": ["Name", "Status", "Relationship", "Birthday", "Customer since", "Do not contact",
                 "Keep in touch (days)", "Shoe size"],
    "Interactions": ["Date", "Contact", "Contact ID", "Type", "What happened", "Outcome"],
    "Satisfaction": ["Date", "Contact", "Contact ID", "Question", "Score", "Asked on"],
}  # fmt: skip
SPLIT = ["First name", "Last name", *HEADINGS["Contacts"][1:]]


@st.composite
def books(draw: st.DrawFn) -> dict[str, list[list[Cell]]]:
    """A workbook of three sheets; some keep first and last names apart."""
    headings = {**HEADINGS, "Contacts": draw(st.sampled_from([HEADINGS["Contacts"], SPLIT]))}
    book: dict[str, list[list[Cell]]] = {}
    for sheet, names in headings.items():
        count = draw(st.integers(0, 4))
        ids = [f"{SHEETS[sheet].letter}-AAAAA{'ABCD'[number]}" for number in range(count)]
        rows = [[id, *(draw(st.sampled_from(CELLS[name])) for name in names)] for id in ids]
        book[sheet] = [["ID", *names], *rows]
    return book


def contents_of(book: Book) -> Contents:
    return understand([Tab(title, rows, {}, {}) for title, rows in book.items()], RULES, revision="1", stamp=None)


def asked_for_all(snapshot: Snapshot) -> dict[str, pd.DataFrame]:
    return {sheet: snapshot.frame(sheet) for sheet in SHEETS}


def told(snapshot: Snapshot) -> list[tuple[str, ...]]:
    return sorted((one.code, one.sheet, one.id, one.field, one.text, one.sentence) for one in snapshot.problems)


def assert_equal(one: Snapshot, other: Snapshot, *, in_any_order: bool = False) -> None:
    """Both read the same: every value of every frame by ID, every kind of column, every problem."""
    for sheet, frame in asked_for_all(one).items():
        other_frame = other.frame(sheet)
        if in_any_order:
            frame, other_frame = frame.sort_index(), other_frame.sort_index()
        pd.testing.assert_frame_equal(frame, other_frame, check_like=True)
        assert {c.field: c.kind.name for c in one.columns(sheet)} == {
            c.field: c.kind.name for c in other.columns(sheet)
        }
    assert told(one) == told(other)


# order changes nothing ------------------------------------------------------------------------------------------------


@given(books(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_sorted_rows_moved_columns_and_moved_sheets_change_no_value(book: Book, dice: random.Random) -> None:
    moved = {}
    for sheet in dice.sample(list(book), len(book)):
        head, *rows = book[sheet]
        order = dice.sample(range(len(head)), len(head))
        rows = [*dice.sample(rows, len(rows)), [None] * len(head)]
        moved[sheet] = [[row[number] for number in order] for row in [head, *rows]]
    one, other = Snapshot(contents_of(book), RULES), Snapshot(contents_of(moved), RULES)
    assert_equal(one, other, in_any_order=True)


@given(books())
@settings(max_examples=15, deadline=None)
def test_no_row_is_dropped(book: Book) -> None:
    snapshot = Snapshot(contents_of(book), RULES)
    assert all(len(snapshot.frame(sheet)) == len(rows) - 1 for sheet, rows in book.items())


# the next snapshot ----------------------------------------------------------------------------------------------------


@st.composite
def steps(draw: st.DrawFn, contents: Contents) -> list[Change]:
    """Adding, changing and removing rows at random, as a store confirms them: one press of Save after another."""
    sheet = draw(st.sampled_from(list(HEADINGS)))
    found = contents.sheets[sheet]
    fields = [field for field in found.fields if field and field != "id"]

    def some() -> dict[str, Cell]:
        chosen = draw(st.lists(st.sampled_from(fields), unique=True, min_size=1))
        headings = dict(zip(found.fields, found.headings, strict=True))
        return {field: draw(st.sampled_from(CELLS[headings[field]])) for field in chosen}

    made: list[Change] = []
    ids = list(found.places)
    for _ in range(draw(st.integers(1, 3))):
        what = draw(st.sampled_from(["add", "update", "remove", "back"]))
        if what == "add" or not ids:
            made.append(AddRow(sheet, f"{SHEETS[sheet].letter}-{draw(st.integers(10000, 99999))}Z", some()))
        elif what == "update":
            id, values = draw(st.sampled_from(ids)), some()
            row = found.row(id) or {}
            made.append(UpdateRow(sheet, id, values, {field: row.get(field) for field in values}))
        else:
            id = ids.pop()
            gone = RemoveRow(sheet, id, {**(found.row(id) or {})})
            made += [gone, gone.inverse()] if what == "back" else [gone]
    return made


@given(st.data(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_snapshot_after_changes_is_the_one_read_from_scratch(data: st.DataObject, looked_at: bool) -> None:
    contents = contents_of(data.draw(books()))
    snapshot = Snapshot(contents, RULES)
    for _ in range(3):
        if looked_at:
            assert asked_for_all(snapshot) and snapshot.problems is not None
        changes = data.draw(steps(contents))
        contents = contents.applied(changes)
        snapshot = snapshot.after(contents, changes, [])
    assert_equal(snapshot, Snapshot(contents, RULES))


@pytest.mark.parametrize("change", [SetSetting("day_first", "No", "Yes"), AddToList("Relationships", "custmer")])
def test_another_setting_or_word_is_read_everywhere(change: Change) -> None:
    rows: list[list[Cell]] = [["ID", "Name", "Relationship", "Customer since"], ["C-1", "Ann", "custmer", "3/4/2025"]]
    contents = contents_of({"Contacts": rows})
    snapshot = Snapshot(contents, RULES)
    assert len(snapshot.problems) == 1
    after = contents.applied([change])
    assert_equal(snapshot.after(after, [change], []), Snapshot(after, RULES))


def test_what_a_change_does_not_touch_is_taken_over_and_not_read_again() -> None:
    contents = contents_of(
        {"Contacts": [["ID", "Name"], ["C-1", "Ann"]], "Sales": [["ID", "Date", "Amount"], ["S-1", "2026-01-01", 3]]}
    )
    snapshot = Snapshot(contents, RULES)
    asked_for_all(snapshot)
    change = UpdateRow("Sales", "S-1", {"amount": 4})
    after = snapshot.after(contents.applied([change]), [change], ["S-1"])
    assert after.contacts is snapshot.contacts and after.sales["amount"].tolist() == [4]
    assert (after.waiting, snapshot.sales["amount"].tolist()) == ({"S-1"}, [3])


# what a snapshot answers ----------------------------------------------------------------------------------------------


def test_blanks_are_missing_and_never_nothing_or_no(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Do not contact | Keep in touch (days) | Customer since |
    | C-7K3Q9F | Ann  |                |                      |                |
    """
    assert (
        drawn.contacts.loc["C-7K3Q9F", ["do_not_contact", "keep_in_touch", "since", "phone", "relationships"]]
        .isna()
        .all()
    )


def test_a_cell_that_cannot_be_read_keeps_its_text(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name | Birthday |
    | C-7K3Q9F | Ann  | 31 Feb   |
    """
    assert drawn.cell("Contacts", "C-7K3Q9F", "birthday") == "31 Feb"
    assert drawn.problems_of("Contacts", "C-7K3Q9F")[0].sentence == "“31 Feb” is not a day of the year."


def test_an_error_and_a_formula_are_told_apart_from_what_was_typed() -> None:
    rows: list[list[Cell]] = [["ID", "Name", "Phone"], ["C-1", "Ann", None], ["C-2", "Tom", "07700 900417"]]
    tab = Tab("Contacts", rows, {(3, 3): "B9"}, {(2, 3): "#REF!"})
    snapshot = Snapshot(understand([tab], RULES, revision="1", stamp=None), RULES)
    assert snapshot.formula("Contacts", "C-2", "phone") == "B9" and snapshot.formula("Contacts", "C-1", "phone") is None
    assert [(one.code, one.text) for one in snapshot.problems_of("Contacts", "C-1")] == [("error_cell", "#REF!")]


@pytest.mark.parametrize(("country", "told"), [("GB", ["2079460112", "447700900417"]), ("US", ["447700900417"])])
def test_a_phone_that_became_a_number_and_lost_something_is_shown_and_told(country: str, told: list[str]) -> None:
    phones: list[Cell] = [2079460112, "07700 900417", 447700900417.0, None]
    rows: list[list[Cell]] = [["ID", "Phone"], *([f"C-{number}", phone] for number, phone in enumerate(phones))]
    settings: list[list[Cell]] = [["Key", "Value"], ["country", country]]
    tabs = [Tab("Contacts", rows, {}, {}), Tab("Settings", settings, {}, {})]
    snapshot = Snapshot(understand(tabs, RULES, revision="1", stamp=None), RULES)
    assert [one.text for one in snapshot.problems if one.code == "phone_as_number"] == told
    assert snapshot.contacts["phone"].iloc[0] == "2079460112"


def test_a_formula_that_was_written_over_is_none_any_more_and_its_neighbours_stay() -> None:
    rows: list[list[Cell]] = [["ID", "Name", "Phone"], ["C-1", "Ann", None], ["C-2", "Tom", "07700 900417"]]
    contents = understand([Tab("Contacts", rows, {(3, 3): "B9", (3, 2): "A9"}, {})], RULES, revision="1", stamp=None)
    after = contents.applied([UpdateRow("Contacts", "C-2", {"phone": "1"})])
    assert after.sheets["Contacts"].formulas == {(3, "name"): "A9"}


@pytest.mark.capability(15)
def test_a_score_off_its_scale_is_said_and_kept(drawn: Snapshot) -> None:
    """
    Satisfaction
    | ID       | Date       | Question            | Score |
    | Q-1V9CSB | 2026-11-12 | Recommend us (0-10) | 11    |
    """
    assert drawn.problems[0].sentence == "11 is outside 0 to 10, so it is left out of the score."
    assert drawn.satisfaction["score"].tolist() == [11]


def test_a_column_that_is_missing_is_said_and_never_made_up(drawn: Snapshot) -> None:
    """
    Interactions
    | ID       | Date       | Type | Notes |
    | N-2M8VQK | 2026-11-03 | Call | Hello |
    Contacts
    | Name | Phone |
    | Ann  | 1     |
    """
    assert {(one.code, one.sheet, one.field) for one in drawn.problems} == {("heading_missing", "Contacts", "id")}
    assert drawn.contacts["name"].tolist() == ["Ann"] and drawn.contacts.index.tolist() == ["row 2"]


def test_a_sheet_that_is_not_there_has_no_rows_and_all_its_columns(read: Callable[[Book], Snapshot]) -> None:
    snapshot = read({"Contacts": [["ID", "Name"]]})
    assert (
        not snapshot.has("Deals") and list(snapshot.deals.columns)[:2] == ["title", "contact"] and snapshot.deals.empty
    )


@pytest.mark.capability(30)
@pytest.mark.parametrize(
    ("cells", "kind"),
    [([38, 42.5], "number"), (["38", "wide"], "text"), ([dt.date(2020, 1, 1), "3 May 2021"], "date"), ([None], "text")],
)  # fmt: skip
def test_the_kind_of_the_teams_own_column_is_guessed_from_its_cells(
    cells: list[Cell], kind: str, read: Callable[[Book], Snapshot]
) -> None:
    rows = [[f"C-{number}", "Ann", cell] for number, cell in enumerate(cells)]
    (own,) = read({"Contacts": [["ID", "Name", "Shoe size"], *rows]}).own_columns("Contacts")
    assert (own.field, own.heading, own.kind.name) == ("own:Shoe size", "Shoe size", kind)
