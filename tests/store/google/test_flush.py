"""One flush while people work in the sheet: in front of it, in the middle of it, right behind it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from crm.model.changes import AddRow, RemoveRow, SetSetting, UpdateRow
from crm.store.google.anchors import number_of
from crm.store.workbook import Edit, Failed, Moved, Ok, Outcome, Unknown, Written
from tests.sheets_emulator.a1 import letters
from tests.sheets_emulator.calls import Call
from tests.store.google.at_google import AtGoogle
from tests.store.google.conftest import SETTINGS
from tests.store.test_every_workbook import STAMP, by_heading, cells, write

PARIS = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": "London"})
EVE = AddRow("Contacts", "C-EVE55E", {"name": "Eve", "city": "Bonn"})
ANCHORED, BATCH, LOOK = "values.batchUpdateByDataFilter", "spreadsheets.batchUpdate", "values.batchGetByDataFilter"


TELLING = ["anchors", "anchors stay"]
"""Where Google's answer, or a number that is taken, tells what cannot be read back: what a row held that was emptied
while it was sorted, and that a row which arrives late is there already."""


@pytest.fixture(params=["anchors", "anchors stay", "read back"], ids=["by anchor", "by place", "read back"])
def google(request: pytest.FixtureRequest, tmp_path: "pytest.TempPathFactory") -> object:
    """Somebody at a spreadsheet where anchors follow a sort, at one where they stay behind, and at one where no answer
    tells what stood there either."""
    from tests.store.conftest import PEOPLE

    at = AtGoogle(PEOPLE, tmp_path, **SETTINGS[request.param])  # type: ignore[arg-type]
    at.workbook.read()
    yield at
    at.close()


def first_write(google: AtGoogle) -> str:
    return ANCHORED if google.workbook.mode == "anchor" else BATCH  # type: ignore[attr-defined]


def meanwhile(google: AtGoogle, act: Callable[[], object], *edits: Edit) -> Written:
    """Write while a person does something between our look and our write."""
    google.emulator.before_next(first_write(google), act)
    return write(google, *edits)  # type: ignore[arg-type]


def kinds(written: Written) -> list[type[Outcome]]:
    return [type(outcome) for outcome in written.outcomes]


def sort_down(google: AtGoogle) -> None:
    google.emulator.person.sort("Contacts!A2:AZ50", by="B", descending=True)


def cities(google: AtGoogle) -> dict[object, object]:
    """ID -> city, as the person sees them."""
    headings, *rows = google.rows()
    return {row[0]: row[headings.index("City")] for row in rows}


LONDON = {"C-ADA11A": "London", "C-BOB22B": "Berlin", "C-CLE33C": "Lagos"}


def test_a_sort_in_the_middle_does_not_lead_to_the_wrong_row(google: AtGoogle) -> None:
    written = meanwhile(google, lambda: sort_down(google), PARIS)
    if kinds(written) == [Moved]:
        assert cities(google) == LONDON
        written = write(google, PARIS)  # type: ignore[arg-type]
    assert kinds(written) == [Ok] and cities(google) == {**LONDON, "C-ADA11A": "Paris"}


def test_rows_that_come_in_above_do_not_lead_to_the_wrong_row(google: AtGoogle) -> None:
    meanwhile(google, lambda: google.emulator.person.insert_rows("Contacts", 2, 2), PARIS)
    assert {**cities(google), "C-ADA11A": ""} == {**LONDON, "C-ADA11A": "", None: None}


def test_a_column_that_comes_in_in_the_middle_is_given_its_cells_back(google: AtGoogle) -> None:
    written = meanwhile(google, lambda: google.emulator.person.insert_columns("Contacts", "C"), PARIS)
    assert kinds(written) == [Moved] and cities(google) == LONDON
    assert google.rows()[1][2] is None
    written = write(google, PARIS)  # type: ignore[arg-type]
    assert kinds(written) == [Ok] and cities(google)["C-ADA11A"] == "Paris"


def sorts_a_part_at_once(google: AtGoogle) -> None:
    """All columns but that of the IDs, right before our write."""
    sorts = [lambda: google.emulator.person.sort("Contacts!B2:AZ4", by="B", descending=True)]
    for method in (ANCHORED, BATCH):
        google.emulator.before_next(method, lambda: sorts and sorts.pop()())


@pytest.mark.parametrize("google", TELLING, indirect=True)
def test_a_part_that_is_sorted_in_the_middle_of_a_removal_costs_nobody_their_cells(google: AtGoogle) -> None:
    sorts_a_part_at_once(google)
    write(google, RemoveRow("Contacts", "C-ADA11A"))  # type: ignore[arg-type]
    assert {"Bob Stone", "Cleo Adeyemi"} <= {row[1] for row in google.rows()}


def test_a_part_that_is_sorted_in_the_middle_of_an_edit_costs_nobody_their_cell(google: AtGoogle) -> None:
    google.edit(lambda grid: grid[3].__setitem__(by_heading(grid, "Phone"), "0500"))
    google.workbook.read()
    sorts_a_part_at_once(google)
    write(google, PARIS)  # type: ignore[arg-type]
    assert {"London", "Berlin", "Lagos"} == set(cities(google).values())


def test_who_is_given_cells_back_gets_them_though_rows_come_in_above_once_more(google: AtGoogle) -> None:
    person = google.emulator.person

    def again() -> None:
        person.insert_rows("Contacts", 2)
        google.emulator.before_next(BATCH, lambda: person.insert_rows("Contacts", 3))

    meanwhile(google, again, UpdateRow("Contacts", "C-BOB22B", {"city": "Bonn"}, {"city": "Berlin"}))
    assert {**cities(google), "C-BOB22B": ""} == {**LONDON, "C-BOB22B": "", None: None}


@pytest.mark.parametrize("heading", ["Where they live", ""], ids=["renamed", "emptied"])
def test_a_column_whose_heading_goes_in_the_middle_keeps_its_cells(google: AtGoogle, heading: str) -> None:
    column = letters(by_heading(google.rows(), "City"))
    written = meanwhile(google, lambda: google.emulator.person.edit(f"Contacts!{column}1", heading), PARIS)
    ada, bob = (google.emulator.person.values(f"Contacts!{column}{row}")[0][0] for row in (2, 3))
    assert (ada, bob) == ("Paris" if kinds(written) == [Ok] else "London", "Berlin")


@pytest.mark.parametrize("heading", ["Where they live", ""], ids=["renamed", "emptied"])
def test_a_row_that_is_added_while_a_heading_goes_has_all_its_cells(google: AtGoogle, heading: str) -> None:
    column = letters(by_heading(google.rows(), "City"))
    google.emulator.before_next(BATCH, lambda: google.emulator.person.edit(f"Contacts!{column}1", heading))
    write(google, EVE)  # type: ignore[arg-type]
    assert google.emulator.person.values(f"Contacts!{column}5")[0] == ["Bonn"]


def test_a_column_that_moves_in_the_middle_is_given_its_cells_back(google: AtGoogle) -> None:
    before = google.workbook.read().sheets["Contacts"].columns
    meanwhile(google, lambda: google.emulator.person.move_column("Contacts", "B", "P"), PARIS)
    assert google.workbook.read().sheets["Contacts"].columns == before


def test_a_row_that_is_added_while_a_column_comes_in_stands_in_its_own_columns(google: AtGoogle) -> None:
    google.emulator.before_next(BATCH, lambda: google.emulator.person.insert_columns("Contacts", "C"))
    assert kinds(write(google, EVE)) == [Ok]  # type: ignore[arg-type]
    assert google.workbook.read().sheets["Contacts"].row(EVE.id)["city"] == "Bonn"  # type: ignore[index]
    assert [len([cell for cell in row if cell]) for row in google.rows()[1:]] == [4, 4, 3, 3]


def test_a_row_that_is_deleted_in_the_middle_takes_nobody_with_it(google: AtGoogle) -> None:
    written = meanwhile(google, lambda: google.emulator.person.delete_rows("Contacts", 2), PARIS)
    assert kinds(written) == [Moved]
    assert cities(google) == {"C-BOB22B": "Berlin", "C-CLE33C": "Lagos"}


def test_cells_that_were_cut_and_pasted_are_written_where_they_are_now(google: AtGoogle) -> None:
    google.emulator.person.cut_paste("Contacts!A2:AZ2", "Contacts!A9")
    for _ in range(3):
        if kinds(write(google, PARIS)) == [Ok]:  # type: ignore[arg-type]
            break
    assert cities(google)["C-ADA11A"] == "Paris" and google.rows()[8][0] == "C-ADA11A"


def test_ids_that_were_sorted_alone_lead_to_the_row_of_the_id(google: AtGoogle) -> None:
    google.emulator.person.sort("Contacts!A2:A4", by="A", descending=True)
    city = cities(google)["C-ADA11A"]
    for _ in range(3):
        if kinds(write(google, UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": city}))) == [Ok]:  # type: ignore[arg-type, dict-item]
            break
    assert cities(google)["C-ADA11A"] == "Paris"


def test_what_a_person_typed_before_the_look_is_never_written_over(google: AtGoogle) -> None:
    seen = google.workbook.read().revision
    google.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), "Rome"))
    written = google.workbook.write([PARIS, EVE], seen=seen, stamp=("x", "t:1"), before_swap=lambda intent: None)
    assert kinds(written) == [Moved, Moved] and cities(google) == {**LONDON, "C-ADA11A": "Rome"}


def test_a_formula_that_came_with_the_same_value_is_not_written_over(google: AtGoogle) -> None:
    days = UpdateRow("Contacts", "C-ADA11A", {"keep_in_touch": 7})
    write(google, days)  # type: ignore[arg-type]
    seen = google.workbook.read().revision
    column = google.rows()[0].index("Keep in touch (days)")
    google.emulator.person.edit(
        f"Contacts!{chr(65 + column - 26) if column > 25 else chr(65 + column)}2".replace(
            "!", "!A" if column > 25 else "!"
        ),
        "=3+4",
    )
    eight = UpdateRow("Contacts", "C-ADA11A", {"keep_in_touch": 8}, {"keep_in_touch": 7})
    written = google.workbook.write([eight], seen=seen, stamp=("x", "t:2"), before_swap=lambda intent: None)
    assert kinds(written) == [Moved]
    assert google.workbook.read().revision != seen
    assert google.rows()[1][column] == "=3+4"


def test_cells_that_nobody_asked_to_change_are_left_alone(google: AtGoogle) -> None:
    witness = google.emulator.witness("ID")
    write(google, PARIS, EVE, SetSetting("currency", "EUR", "GBP"))  # type: ignore[arg-type]
    changed = {(change.key, change.heading) for change in witness.of("robot") if change.tab == "Contacts"}
    assert changed == {("C-ADA11A", "City"), ("C-EVE55E", "ID"), ("C-EVE55E", "Name"), ("C-EVE55E", "City")}


def test_an_anchor_that_came_to_a_whole_sheet_does_not_lead_to_the_headings(google: AtGoogle) -> None:
    headings = google.rows()[0]

    def to_the_sheet() -> None:
        book = google.emulator.book()
        number = number_of("C-ADA11A")
        book.metadata[number] = replace(book.metadata[number], kind="SHEET", line=None)

    if google.workbook.mode == "anchor":  # type: ignore[attr-defined]
        meanwhile(google, to_the_sheet, PARIS)
    assert google.rows()[0] == headings


# what is lost on the way ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["503", "503_after", "reset_after", "broken_json_after"])
def test_a_row_whose_answer_is_lost_is_there_once_in_the_end(google: AtGoogle, fault: str) -> None:
    google.emulator.faults.add(fault, kind="appendCells", times=1)
    assert kinds(write(google, EVE)) == [Unknown]  # type: ignore[arg-type]
    google.clock.now += 100
    if EVE.id not in google.workbook.read().sheets["Contacts"].places:
        assert kinds(write(google, EVE)) == [Ok]  # type: ignore[arg-type]
    assert [row[0] for row in google.rows()].count(EVE.id) == 1


@pytest.mark.parametrize("google", TELLING, indirect=True)
def test_a_row_that_arrives_after_it_was_given_up_is_not_added_again(google: AtGoogle) -> None:
    """The first call is carried out only when the second one comes."""
    held: list[object] = []
    google.emulator.faults.add("503", kind="appendCells", times=1)
    assert kinds(write(google, EVE)) == [Unknown]  # type: ignore[arg-type]
    late = next(call for call in reversed(google.emulator.log) if "appendCells" in call.kinds)
    google.clock.now += 100

    def arrives() -> None:
        held.append(google.emulator.respond(late.verb, late.path, _bytes(late.body), ""))

    google.emulator.before_next(BATCH, arrives)
    assert kinds(write(google, EVE)) == [Moved] and held  # type: ignore[arg-type]
    assert [row[0] for row in google.rows()].count(EVE.id) == 1


def _bytes(body: object) -> bytes:
    import json

    return json.dumps(body).encode()


def test_a_wrong_row_whose_answer_is_lost_is_put_right_at_the_next_look(google: AtGoogle) -> None:
    if google.workbook.mode == "anchor":  # type: ignore[attr-defined]
        google.emulator.switches.anchors_follow_sort = False  # as if Google had changed its mind since it was tried
    google.emulator.faults.add("503_after", kind="write", times=1)
    assert kinds(meanwhile(google, lambda: sort_down(google), PARIS)) == [Unknown]
    google.clock.now += 100
    assert google.workbook.read().stamp == (google.id, "")  # the mark is there, and is not believed
    assert cities(google) == LONDON


def test_a_google_that_changed_its_mind_about_anchors_does_no_harm(google: AtGoogle) -> None:
    google.emulator.switches.anchors_follow_sort = False
    meanwhile(google, lambda: sort_down(google), PARIS)
    for _ in range(3):
        if cities(google)["C-ADA11A"] == "Paris":
            break
        write(google, PARIS)  # type: ignore[arg-type]
    assert cities(google) == {**LONDON, "C-ADA11A": "Paris"}


def test_a_sort_while_a_wrong_row_is_put_right_leaves_our_value_with_nobody_else(google: AtGoogle) -> None:
    google.emulator.switches.anchors_follow_sort = False
    writes: list[object] = []

    def sorts(call: Call) -> None:
        writes.append(call) if not call.reads else None
        if not call.reads and len(writes) <= 2:
            google.emulator.person.sort("Contacts!A2:AZ50", by="B", descending=len(writes) == 1)

    google.emulator.before_each(sorts)
    write(google, PARIS)  # type: ignore[arg-type]
    google.emulator.hooks.clear()
    google.workbook.read()
    assert {**cities(google), "C-ADA11A": ""} == {**LONDON, "C-ADA11A": ""}


def test_what_cannot_be_put_right_at_once_is_put_right_later(google: AtGoogle) -> None:
    google.emulator.switches.anchors_follow_sort = False
    google.emulator.before_next(
        first_write(google), lambda: [sort_down(google), google.emulator.faults.add("500", kind="read")]
    )
    write(google, PARIS)  # type: ignore[arg-type]
    google.emulator.faults.clear()
    google.clock.now += 100
    google.workbook.revision()
    assert {**cities(google), "C-ADA11A": ""} == {**LONDON, "C-ADA11A": ""}


# refused --------------------------------------------------------------------------------------------------------------


def test_a_protected_cell_is_refused_and_the_rest_goes_in(google: AtGoogle) -> None:
    column = chr(65 + google.rows()[0].index("City"))
    google.emulator.person.protect(f"Contacts!{column}2")
    bob = UpdateRow("Contacts", "C-BOB22B", {"city": "Bern"}, {"city": "Berlin"})
    assert kinds(write(google, PARIS, bob)) == [Moved, Moved]  # type: ignore[arg-type]
    written = write(google, PARIS, bob)  # type: ignore[arg-type]
    assert kinds(written) == [Failed, Ok] and "protected" in str(written.outcomes[0])
    assert cities(google) == {**LONDON, "C-BOB22B": "Bern"}


@pytest.mark.parametrize(("switch", "words"), [("private", "not shared"), ("read_only", "Editor")])
def test_a_sheet_that_is_not_shared_any_more_keeps_what_waits(google: AtGoogle, switch: str, words: str) -> None:
    seen = google.workbook.read().revision
    setattr(google.emulator.switches, switch, (google.id,))
    (outcome,) = google.workbook.write([PARIS], seen=seen, stamp=("x", "t:1"), before_swap=lambda intent: None).outcomes
    assert isinstance(outcome, Failed) and outcome.retry and words in outcome.reason


def test_after_access_was_taken_away_nothing_is_written(google: AtGoogle) -> None:
    google.emulator.switches.read_only = (google.id,)
    write(google, PARIS)  # type: ignore[arg-type]
    assert cities(google) == LONDON


# rows that come and go ------------------------------------------------------------------------------------------------


def test_a_row_that_was_removed_comes_back_to_its_place(google: AtGoogle) -> None:
    before = google.rows()
    write(google, RemoveRow("Contacts", "C-BOB22B"))  # type: ignore[arg-type]
    assert google.rows()[2][0] is None
    write(google, AddRow("Contacts", "C-BOB22B", {"name": "Bob Stone", "phone": "030 1234", "city": "Berlin"}, place=3))  # type: ignore[arg-type]
    assert google.rows() == before


def test_a_row_that_comes_back_elsewhere_gets_its_anchor_again(google: AtGoogle) -> None:
    write(google, EVE)  # type: ignore[arg-type]
    google.emulator.person.delete_rows("Contacts", 5)
    google.workbook.read()
    assert kinds(write(google, EVE)) == [Ok]  # type: ignore[arg-type]
    assert kinds(write(google, UpdateRow("Contacts", EVE.id, {"city": "Rome"}))) == [Ok]  # type: ignore[arg-type]
    assert cities(google)[EVE.id] == "Rome" and len(google.rows()) == 5


def test_a_row_that_is_taken_away_and_comes_again_in_one_write_is_there_once(google: AtGoogle) -> None:
    write(google, EVE)  # type: ignore[arg-type]
    assert kinds(write(google, RemoveRow("Contacts", EVE.id), EVE)) == [Ok, Ok]  # type: ignore[arg-type]
    assert [row[0] for row in google.rows()].count(EVE.id) == 1
    assert kinds(write(google, UpdateRow("Contacts", EVE.id, {"city": "Rome"}))) == [Ok]  # type: ignore[arg-type]
    assert cities(google) == {**LONDON, EVE.id: "Rome"}


def test_a_row_that_is_taken_away_comes_again_below_where_its_place_is_taken(google: AtGoogle) -> None:
    """Bob's old place goes to somebody else in the same write."""
    dora = AddRow("Contacts", "C-DORA4D", {"name": "Dora", "city": "Porto"}, place=3)
    bob = AddRow("Contacts", "C-BOB22B", {"name": "Bob Stone", "city": "Bern"})
    assert kinds(write(google, RemoveRow("Contacts", "C-BOB22B"), dora, bob)) == [Ok, Ok, Ok]  # type: ignore[arg-type]
    assert cities(google) == {**LONDON, "C-DORA4D": "Porto", "C-BOB22B": "Bern"}


def test_a_row_whose_id_was_left_behind_alone_comes_again(google: AtGoogle) -> None:
    write(google, EVE)  # type: ignore[arg-type]
    google.emulator.person.edit("Contacts!B5:AZ5", "")
    google.workbook.read()
    write(google, EVE)  # type: ignore[arg-type]
    assert {"Eve"} <= {row[1] for row in google.rows()}


def test_many_rows_come_in_few_calls(google: AtGoogle) -> None:
    many = [AddRow("Contacts", f"C-{n:05d}A", {"name": f"Person {n}"}) for n in range(700)]
    before = len(google.emulator.log)
    assert kinds(write(google, *many)) == [Ok] * 700  # type: ignore[arg-type]
    assert len(google.rows()) == 704 and len(google.emulator.log) - before <= 7


def test_a_new_row_can_be_edited_at_once(google: AtGoogle) -> None:
    update = UpdateRow("Contacts", EVE.id, {"phone": "0044"})
    assert kinds(write(google, EVE, update)) == [Ok, Ok]  # type: ignore[arg-type]
    assert cells(google, EVE.id) == {"ID": EVE.id, "Name": "Eve", "City": "Bonn", "Phone": "0044"}  # type: ignore[arg-type]


def test_a_row_that_came_with_a_write_that_was_given_up_is_not_added_again(google: AtGoogle) -> None:
    stale = google.workbook.read().revision

    def sort() -> None:
        sort_down(google)
        google.emulator.faults.add("429", kind="read", times=1)

    for act in (sort, lambda: None):
        google.emulator.before_next(BATCH, act)
        written = google.workbook.write([PARIS, EVE], seen=stale, stamp=STAMP, before_swap=lambda intent: None)
        google.clock.now += 100
        google.emulator.faults.clear()
    assert kinds(written) == [Moved, Moved]
    write(google, PARIS)  # type: ignore[arg-type]
    assert cities(google) == {**LONDON, "C-ADA11A": "Paris", "C-EVE55E": "Bonn"}
    assert [row[0] for row in google.rows()].count("C-EVE55E") == 1
