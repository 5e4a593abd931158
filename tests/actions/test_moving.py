"""What a move comes to: what changed in the source moves, what was typed into the target stays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.actions.moving import Move, move
from crm.actions.moving_days import as_days, as_texts
from crm.model.cells import Cell, Rules
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.headings import Tab
from crm.model.held import Held
from crm.model.understanding import understand

TODAY = dt.date(2026, 2, 1)
Rows = Mapping[str, Mapping[str, Cell]]
ADA, TOM = "C-7K3Q9F", "C-04XT2M"
PEOPLE: Rows = {ADA: {"Name": "Ada", "City": "Leeds"}, TOM: {"Name": "Tom", "City": "York"}}
HEADINGS = ("Name", "City", "Phone", "Changed on")


def book(
    people: Rows, *, headings: Sequence[str] = HEADINGS, settings: Mapping[str, Cell] | None = None,
    lists: Sequence[Sequence[Cell]] = (("Relationships", "Relationships: means"),),
    formulas: Sequence[tuple[int, int]] = (),
) -> Contents:  # fmt: skip
    """A workbook of these people, by ID and heading."""
    cells: list[list[Cell]] = [[id, *(row.get(heading) for heading in headings)] for id, row in people.items()]
    contacts = Tab("Contacts", [["ID", *headings], *cells], dict.fromkeys(formulas, "1+1"), {})
    told: list[list[Cell]] = [
        ["Key", "Setting", "Value"],
        *([name, name, value] for name, value in (settings or {}).items()),
    ]
    tabs = [contacts, Tab("Settings", told, {}, {}), Tab("Lists", [list(row) for row in lists], {}, {})]
    return understand(tabs, Rules(TODAY), revision="1", stamp=None)


def moved(source: Contents, target: Contents | None, agreed: Contents | None) -> Move:
    return move(source, target, Held.of(agreed) if agreed else None, "Moved")


def test_everything_moves_to_a_place_where_nothing_is() -> None:
    found = moved(book(PEOPLE), None, None)
    assert [(change.id, change.values["city"]) for change in found.changes.changes if isinstance(change, AddRow)] == [
        (ADA, "Leeds"), (TOM, "York"),
    ]  # fmt: skip


def test_a_row_without_a_day_of_its_making_does_not_get_one_by_moving() -> None:
    (row,) = moved(book({ADA: {"Name": "Ada"}}, headings=("Name", "Added on")), None, None).changes.changes
    assert isinstance(row, AddRow) and row.values == {"added_on": None, "name": "Ada"}


def test_where_both_hold_the_same_there_is_nothing_to_move() -> None:
    assert not moved(book(PEOPLE), book(PEOPLE), book(PEOPLE)).is_anything
    assert not moved(book(PEOPLE), book(PEOPLE), None).is_anything


def test_what_changed_in_the_source_since_the_last_move_moves() -> None:
    source = book({**PEOPLE, ADA: {"Name": "Ada", "City": "Bath"}})
    (change,) = moved(source, book(PEOPLE), book(PEOPLE)).changes.changes
    assert change == UpdateRow("Contacts", ADA, {"city": "Bath"}, {"city": "Leeds"})


def test_what_was_typed_into_the_target_since_stays() -> None:
    target = book({**PEOPLE, ADA: {"Name": "Ada", "City": "Bath"}})
    assert not moved(book(PEOPLE), target, book(PEOPLE)).is_anything


def test_a_cell_that_changed_on_both_sides_is_to_be_decided() -> None:
    ours, theirs = (book({ADA: {"Name": "Ada", "City": city}}) for city in ("Bath", "Hull"))
    found = moved(ours, theirs, book(PEOPLE))
    assert found.disputed == 1
    assert found.changes.changes == (UpdateRow("Contacts", ADA, {"city": "Bath"}, {"city": "Leeds"}),)


def test_a_row_removed_since_the_last_move_goes_from_the_target() -> None:
    found = moved(book({ADA: PEOPLE[ADA]}), book(PEOPLE), book(PEOPLE))
    assert found.changes.changes == (RemoveRow("Contacts", TOM, {"name": "Tom", "city": "York"}),)
    assert found.staying == 0


def test_a_removed_row_that_somebody_changed_in_the_target_stays_there() -> None:
    target = book({**PEOPLE, TOM: {"Name": "Tom", "City": "Hull"}})
    found = moved(book({ADA: PEOPLE[ADA]}), target, book(PEOPLE))
    assert (found.is_anything, found.staying) == (False, 1)


def test_a_row_that_was_never_moved_there_is_not_removed() -> None:
    found = moved(book({ADA: PEOPLE[ADA]}), book(PEOPLE), book({ADA: PEOPLE[ADA]}))
    assert (found.is_anything, found.staying, found.others) == (False, 1, "")


def test_a_target_of_other_people_is_named_by_one_of_them() -> None:
    assert moved(book({ADA: PEOPLE[ADA]}), book({TOM: PEOPLE[TOM]}), None).others == "Tom"


def test_a_row_that_was_removed_from_the_target_does_not_come_back_unless_it_changed() -> None:
    target = book({ADA: PEOPLE[ADA]})
    same, other = (moved(book(people), target, book(PEOPLE))
                   for people in (PEOPLE, {**PEOPLE, TOM: {"Name": "Tom", "City": "Hull"}}))  # fmt: skip
    assert (same.is_anything, same.gone) == (False, 1)
    assert [type(change) for change in other.changes.changes] == [AddRow]


def test_without_an_earlier_move_blanks_are_filled_and_what_differs_is_to_be_decided() -> None:
    source = book({ADA: {"Name": "Ada", "City": "Bath", "Phone": "555"}})
    found = moved(source, book({ADA: {"Name": "Ada", "City": "Leeds"}}), None)
    (change,) = found.changes.changes
    assert isinstance(change, UpdateRow) and change.values == {"city": "Bath", "phone": "555"}
    assert found.disputed == 1


def test_who_changed_a_row_and_when_moves_with_it_and_is_no_reason_to_move() -> None:
    days = [dt.datetime(2026, 1, day) for day in (5, 6)]
    old, newer = (book({ADA: {"Name": "Ada", "City": "Leeds", "Changed on": day}}) for day in days)
    assert not moved(newer, old, old).is_anything
    (change,) = moved(book({ADA: {"Name": "Ada", "City": "Bath", "Changed on": days[1]}}), old, old).changes.changes
    assert isinstance(change, UpdateRow) and change.values == {"city": "Bath", "changed_on": days[1]}


def test_a_formula_in_the_target_is_left_alone() -> None:
    target = book({ADA: {"Name": "Ada", "Phone": 2}}, formulas=[(2, 4)])
    assert not moved(book({ADA: {"Name": "Ada", "Phone": 3}}), target, None).is_anything


def test_own_columns_that_the_target_lacks_are_named_and_one_written_otherwise_is_the_same() -> None:
    source = book({ADA: {"Name": "Ada", "Shoe size": 38}}, headings=("Name", "Shoe size", "Team"))
    found = moved(source, book({}, headings=("Name", "SHOE SIZE")), None)
    assert found.lacking.columns == {"Contacts": ("own:Team",)}
    (row,) = found.changes.changes
    assert isinstance(row, AddRow) and row.values["own:SHOE SIZE"] == 38


def test_a_day_that_the_other_kind_of_workbook_keeps_as_text_is_the_same() -> None:
    ours, theirs = (
        book({ADA: {"Name": "Ada", "Met": day}}, headings=("Name", "Met")) for day in (TODAY, TODAY.isoformat())
    )
    assert not moved(ours, theirs, None).is_anything


def test_days_in_a_column_of_the_teams_own_go_as_texts_and_come_back_as_days() -> None:
    source = book(
        {ADA: {"Name": "Ada", "Met": TODAY}, TOM: {"Name": "Tom"}}, headings=("Name", "Met", "Customer since")
    )
    there = as_texts(source)
    assert there.sheets["Contacts"].row(ADA)["own:Met"] == "2026-02-01"  # type: ignore[index]
    assert as_days(there) == source


def test_a_column_that_holds_more_than_days_stays_a_column_of_texts() -> None:
    source = book({ADA: {"Met": "2026-02-01"}, TOM: {"Met": "in May"}}, headings=("Name", "Met"))
    assert as_days(source) == source


def test_an_empty_target_takes_the_settings_and_words_of_the_source() -> None:
    lists = [("Relationships", "Relationships: means"), ("Client", "customer")]
    source = book(PEOPLE, settings={"currency": "EUR"}, lists=lists)
    found = moved(source, book({}, settings={"currency": "GBP"}, lists=[lists[0], ("Customer", "customer")]), None)
    assert found.changes.changes[:3] == (
        SetSetting("currency", "EUR", "GBP"),
        AddToList("Relationships", "Client", {"means": "customer"}),
        RemoveFromList("Relationships", "Customer", {"means": "customer"}),
    )


def test_words_and_settings_that_the_team_chose_in_the_target_stay() -> None:
    lists = [("Relationships", "Relationships: means"), ("Client", "customer")]
    known = book(PEOPLE, settings={"currency": "EUR"}, lists=lists)
    target = book(PEOPLE, settings={"currency": "USD"}, lists=[*lists, ("Patron", "customer")])
    assert not moved(known, target, known).is_anything


def test_another_meaning_of_a_word_moves() -> None:
    ours, theirs = (
        book(PEOPLE, lists=[("Relationships", "Relationships: means"), ("Lead", means)])
        for means in ("customer", "prospect")
    )
    assert moved(ours, theirs, theirs).changes.changes == (
        SetBeside("Relationships", "Lead", "means", "customer", "prospect"),
    )


def test_a_column_that_is_gone_from_the_source_is_not_emptied_in_the_target() -> None:
    source = book({id: {"Name": row["Name"]} for id, row in PEOPLE.items()}, headings=("Name",))
    assert not moved(source, book(PEOPLE), book(PEOPLE)).is_anything


def test_a_sheet_that_is_gone_from_the_source_stays_in_the_target() -> None:
    source = replace(book(PEOPLE), sheets={})
    found = moved(source, book(PEOPLE), book(PEOPLE))
    assert (found.is_anything, found.staying) == (False, 2)


def test_a_formula_that_came_to_an_error_empties_nothing() -> None:
    source = book({ADA: {"Name": "Ada"}})
    failed = replace(source.sheets["Contacts"], errors={(2, "city"): "#REF!"})
    known = book({ADA: PEOPLE[ADA]})
    assert not moved(replace(source, sheets={"Contacts": failed}), known, known).is_anything


def test_somebody_without_an_id_is_one_of_the_targets_own_people() -> None:
    assert moved(book(PEOPLE), book({"": {"Name": "Grace"}}), None).others == "Grace"


def sized(heading: str, **sizes: Cell) -> Contents:
    """A workbook with a column of the team's own, as its heading is spelt."""
    people = {id: {"Name": name, heading: sizes[name]} for id, name in ((ADA, "Ada"), (TOM, "Tom")) if name in sizes}
    return book(people, headings=("Name", heading))


def test_a_column_that_is_spelt_otherwise_disputes_nothing_and_moves_what_changed() -> None:
    known = sized("Shoe Size", Ada=38, Tom=40)
    found = moved(sized("Shoe size", Ada=39, Tom=40), sized("SHOE SIZE", Ada=38, Tom=41), known)
    assert found.changes.changes == (UpdateRow("Contacts", ADA, {"own:SHOE SIZE": 39}, {"own:SHOE SIZE": 38}),)
    assert found.disputed == 0


def test_a_row_that_was_removed_stays_away_and_goes_whatever_its_column_is_called() -> None:
    known, both, ada = sized("Shoe size", Ada=38, Tom=40), {"Ada": 38, "Tom": 40}, {"Ada": 38}
    there = moved(sized("SHOE SIZE", **both), sized("Shoe size", **ada), known)
    assert (there.is_anything, there.gone) == (False, 1)
    here = moved(sized("Shoe size", **ada), sized("shoe size", **both), known)
    assert [type(change) for change in here.changes.changes] == [RemoveRow]


COLOURS = ("Colours", "Colours: hex")


def words(*rows: Sequence[Cell], heads: Sequence[Cell] = COLOURS) -> Contents:
    """A workbook with a list of the team's own."""
    return book(PEOPLE, lists=[heads, *rows])


def changes_of_lists(source: Contents, target: Contents, agreed: Contents | None) -> list[Change]:
    return [change for change in moved(source, target, agreed).changes.changes if not isinstance(change, AddRow)]


def test_a_list_of_the_teams_own_comes_with_its_words_and_what_stands_beside_them() -> None:
    found = moved(words(("red", "f00"), ("blue", None)), book(PEOPLE, lists=[("Tags",)]), book(PEOPLE))
    assert found.lacking.lists == COLOURS
    assert found.changes.changes == (AddToList("Colours", "red", {"hex": "f00"}), AddToList("Colours", "blue"))


def test_a_list_that_is_spelt_otherwise_is_the_same_list() -> None:
    known = words(("red", "f00"), ("blue", "00f"))
    source, target = (
        words(("red", "e00"), ("green", "0f0")),
        words(*known_rows(known), heads=("colours", "colours: Hex")),
    )
    assert not moved(known, target, known).is_anything
    assert changes_of_lists(source, target, known) == [
        SetBeside("colours", "red", "Hex", "e00", "f00"),
        AddToList("colours", "green", {"Hex": "0f0"}),
        RemoveFromList("colours", "blue", {"Hex": "00f"}),
    ]


def known_rows(contents: Contents) -> list[tuple[Cell, ...]]:
    return list(zip(*(contents.lists[heading] for heading in COLOURS), strict=True))


def test_a_workbook_without_its_sheet_of_lists_takes_no_word_from_another() -> None:
    known = words(("red", "f00"))
    assert not moved(replace(known, lists={}, lists_at={}), known, known).is_anything


def test_a_column_beside_a_list_that_is_gone_from_the_source_is_not_emptied_in_the_target() -> None:
    known = words(("red", "f00"))
    assert not moved(words(("red",), heads=("Colours",)), known, known).is_anything


def test_what_went_from_the_target_as_a_whole_goes_there_again_as_a_whole() -> None:
    known = sized("Shoe size", Ada=38, Tom=40)
    found = moved(known, book({ADA: {"Name": "Ada"}, TOM: {"Name": "Tom"}}, headings=("Name",)), known)
    assert found.lacking.columns == {"Contacts": ("own:Shoe size",)}
    assert [getattr(change, "values", {}) for change in found.changes.changes] == [
        {"own:Shoe size": 38}, {"own:Shoe size": 40},
    ]  # fmt: skip
    anew = moved(known, replace(known, sheets={}), known)
    assert (anew.lacking.sheets, anew.gone, len(anew.changes.changes)) == (("Contacts",), 0, 2)


Table = st.dictionaries(
    st.sampled_from([ADA, TOM, "C-P9Z1HB"]),
    st.fixed_dictionaries({"Name": st.sampled_from("AB"), "City": st.sampled_from(["", "x", "y", "z"])}),
)


@given(Table, Table, Table)
def test_moving_twice_is_moving_once(ours: Rows, theirs: Rows, agreed: Rows) -> None:
    source, target = book(ours), book(theirs)
    after = target.applied(moved(source, target, book(agreed)).changes.changes)
    assert not moved(source, after, source).is_anything


@given(Table, Table.filter(bool), Table)
def test_only_what_changed_in_the_source_is_ever_written(ours: Rows, theirs: Rows, agreed: Rows) -> None:
    found = moved(book(ours), book(theirs), book(agreed))
    for change in found.changes.changes:
        assert ours.get(getattr(change, "id", "")) != agreed.get(getattr(change, "id", ""))


@pytest.mark.parametrize("cell", [10**16, dt.date(1850, 1, 1)])
def test_a_value_that_no_cell_can_hold_goes_as_its_text(cell: Cell) -> None:
    (row,) = moved(book({ADA: {"Name": "Ada", "Phone": cell}}), None, None).changes.changes
    assert isinstance(row, AddRow) and row.values["phone"] == str(cell)
