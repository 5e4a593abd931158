"""Two rows of one person made one: nothing that only one of them knows is lost, and an undo brings both back."""

import datetime as dt

import pytest

from crm.actions.contacts import edit_contact
from crm.actions.interactions import log_interaction
from crm.actions.merged_cells import differing
from crm.actions.merging import merge_contacts, not_the_same, older
from crm.model.cells import Cell, Rules
from crm.model.changes import AddRow, ChangeSet, RemoveRow, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store
from tests.actions.conftest import ANN, SHOP, TOM

ANNE = "C-ANNE22"
OTHER: dict[str, Cell] = {
    "name": "Anne Lee", "phone": "+44 20 7946 0112", "phone_2": "0113 496 0200", "email": "anne@example.com",
    "city": "York", "notes": "Rings late", "tags": "blue", "birthday": "1984-03-14",
}  # fmt: skip
THEIRS = (
    AddRow("Contacts", ANNE, OTHER),
    AddRow("Interactions", "N-ANNE22", {"date": dt.date(2026, 1, 9), "contact": "Anne Lee", "contact_id": ANNE,
                                        "type": "Note", "what": "Still right", "about": ANNE}),
    AddRow("Sales", "S-ANNE22", {"date": dt.date(2026, 1, 9), "contact": "Anne Lee", "amount": 5}),
    AddRow("Follow-ups", "F-ANNE22", {"due": dt.date(2026, 3, 1), "contact": "Anne Lee", "contact_id": ANNE,
                                      "what": "Ring"}),
    UpdateRow("Contacts", ANN, {"notes": "Old friend", "tags": "red; Blue", "city": "Leeds"}),
)  # fmt: skip


@pytest.fixture
def two(store: Store) -> Store:
    """The workbook with Ann Lee in it twice."""
    store.save(ChangeSet("Twice", THEIRS))
    return store


def merge(store: Store, **choices: str) -> Snapshot:
    store.save(merge_contacts(store.snapshot(), ANN, ANNE, choices))
    return store.snapshot()


def contact(snapshot: Snapshot, id: str = ANN) -> dict[str, Cell]:
    return {field: cell for field, cell in snapshot.row("Contacts", id).items() if cell is not None}


@pytest.mark.capability(5)
def test_the_row_that_stays_knows_all_that_the_two_knew(two: Store) -> None:
    row = contact(merge(two, city=ANNE))
    assert (row["name"], row["city"], row["email"]) == ("Ann Lee", "York", "anne@example.com")
    assert (row["phone"], row["phone_2"]) == ("020 7946 0112", "0113 496 0200")  # one number, typed in two ways
    assert row["birthday"] == "1984-03-14"  # the same day, with its year
    assert (row["tags"], row["merged_ids"]) == ("red; Blue", ANNE)
    assert row["notes"] == f"Old friend\n\nFrom Anne Lee ({ANNE}), merged on 1 Feb 2026:\nRings late"


@pytest.mark.capability(5)
def test_all_that_belonged_to_the_other_belongs_to_the_one_that_stays(two: Store) -> None:
    found = merge(two)
    assert found.people.ids[ANNE] == ANN and ANNE not in found.contacts.index
    for sheet, id in (("Interactions", "N-ANNE22"), ("Sales", "S-ANNE22"), ("Follow-ups", "F-ANNE22")):
        row = found.row(sheet, id)
        assert (row["contact"], row["contact_id"]) == ("Ann Lee", ANN)
    assert found.cell("Interactions", "N-ANNE22", "about") == ANN
    assert not [problem for problem in found.problems if problem.code == "orphan"]


def test_under_another_name_the_older_rows_bear_it_too(two: Store) -> None:
    found = merge(two, name=ANNE)
    assert found.cell("Interactions", "N-2M8VQK", "contact") == "Anne Lee"


def test_a_third_phone_goes_into_the_notes(two: Store) -> None:
    two.save(ChangeSet("More", (UpdateRow("Contacts", ANN, {"phone_2": "07700 900417", "whatsapp": "07700 900111"}),
                                UpdateRow("Contacts", ANNE, {"whatsapp": "07700 900222"}))))  # fmt: skip
    row = contact(merge(two))
    assert (row["phone_2"], row["whatsapp"]) == ("07700 900417", "07700 900111")
    assert str(row["notes"]).endswith("Rings late\nPhone: 0113 496 0200\nPhone: 07700 900222")


@pytest.mark.parametrize(("ours", "theirs"), [(None, "Yes"), ("Yes", None), ("No", "yes"), ("never again", "No")])
def test_a_stop_stays_said(ours: Cell, theirs: Cell, two: Store) -> None:
    changes = [
        UpdateRow("Contacts", id, {"do_not_contact": cell}) for id, cell in ((ANN, ours), (ANNE, theirs)) if cell
    ]
    two.save(ChangeSet("Asked", tuple(changes)))
    stop = theirs if theirs in ("Yes", "yes") else ours
    assert contact(merge(two))["do_not_contact"] == stop


def test_the_day_and_the_way_of_a_consent_go_with_the_answer(two: Store) -> None:
    yes = {"marketing_ok": "Yes", "consent_date": dt.date(2026, 1, 3), "consent_source": "at the counter"}
    no = {"marketing_ok": "No", "consent_date": dt.date(2026, 1, 20)}
    two.save(ChangeSet("Asked", (UpdateRow("Contacts", ANN, yes), UpdateRow("Contacts", ANNE, no))))
    asked = [one.column.field for one in differing(two.snapshot(), ANN, ANNE, {})]
    row = contact(merge(two, marketing_ok=ANNE))
    assert "marketing_ok" in asked and "consent_date" not in asked
    assert (row["marketing_ok"], row["consent_date"], row.get("consent_source")) == ("No", dt.date(2026, 1, 20), None)


def test_only_what_differs_is_asked_and_the_newest_value_stands_first(two: Store) -> None:
    now = dt.datetime(2026, 2, 1)
    edited = {(ANN, "city"): now, (ANNE, "city"): now - dt.timedelta(1), (ANNE, "name"): now + dt.timedelta(1)}
    asked = {one.column.field: one.default for one in differing(two.snapshot(), ANN, ANNE, edited)}
    assert asked["city"] == ANN and asked["name"] == ANNE and set(asked) == {"name", "city"}


def test_who_is_active_stays_active(two: Store) -> None:
    two.save(edit_contact(two.snapshot(), ANN, {"status": "Archived"}))
    (status,) = (one for one in differing(two.snapshot(), ANN, ANNE, {}) if one.column.field == "status")
    assert (status.keep, status.drop, status.default) == ("Archived", "Active", ANNE)
    assert contact(merge(two, status=status.default)).get("status") is None


def test_the_people_of_an_organisation_go_with_it(store: Store) -> None:
    person = AddRow("Contacts", "C-STAFF2", {"name": "Mo", "organisation": "Harbour Parts"})
    other = AddRow("Contacts", "C-SH0P22", {"name": "Harbour Parts", "kind": "Organisation"})
    store.save(ChangeSet("Twice", (person, other)))
    store.save(merge_contacts(store.snapshot(), SHOP, "C-SH0P22", {}))
    assert store.snapshot().cell("Contacts", "C-STAFF2", "organisation") == "Harbour Parts Ltd"


def test_the_older_of_two_stays(two: Store) -> None:
    assert older(two.snapshot(), ANNE, ANN) == (ANN, ANNE)
    assert older(two.snapshot(), TOM, ANN) == (ANN, TOM)


# refused --------------------------------------------------------------------------------------------------------------


def test_one_and_the_same_and_who_is_gone_cannot_be_merged(two: Store) -> None:
    with pytest.raises(InvalidInput, match="one and the same"):
        merge_contacts(two.snapshot(), ANN, ANN, {})
    with pytest.raises(NoSuchRow):
        merge_contacts(two.snapshot(), ANN, "C-G0NE22", {})


def test_a_row_that_was_changed_since_it_was_looked_at_is_looked_at_again(two: Store) -> None:
    seen = {id: two.snapshot().row("Contacts", id) for id in (ANN, ANNE)}
    two.save(edit_contact(two.snapshot(), ANNE, {"city": "Hull"}))
    with pytest.raises(InvalidInput, match="Anne Lee was changed meanwhile"):
        merge_contacts(two.snapshot(), ANN, ANNE, {}, seen)


# undo -----------------------------------------------------------------------------------------------------------------


def test_what_was_written_after_a_merge_stays_with_the_one_that_stays(two: Store) -> None:
    done = two.save(merge_contacts(two.snapshot(), ANN, ANNE, {}))
    new = two.save(log_interaction(two.snapshot(), ANN, {"type": "Call", "what": "After the merge"}))
    two.save(edit_contact(two.snapshot(), ANN, {"notes": "Only this", "city": "Hull"}))
    undone = two.undo(done.batch)
    found = two.snapshot()
    (added,) = (
        step.id for batch in two.history(id="") for step in batch.steps if batch.batch == new.batch and step.op == "add"
    )
    assert found.row("Interactions", added)["contact_id"] == ANN
    assert found.row("Interactions", "N-ANNE22")["contact_id"] == ANNE
    assert (contact(found)["city"], contact(found)["notes"]) == ("Hull", "Only this")
    assert {one.field for one in undone.conflicts} == {"notes"}
    assert contact(found, ANNE)["city"] == "York" and ANNE not in str(contact(found).get("merged_ids"))


def test_of_two_merges_the_first_is_taken_back_alone(two: Store) -> None:
    first = two.save(merge_contacts(two.snapshot(), ANN, ANNE, {}))
    two.save(merge_contacts(two.snapshot(), ANN, TOM, {}))
    two.undo(first.batch)
    found = two.snapshot()
    assert found.people.ids == {ANN: ANN, ANNE: ANNE, TOM: ANN, SHOP: SHOP}
    assert contact(found)["merged_ids"] == TOM and found.row("Sales", "S-ANNE22")["contact"] == "Anne Lee"


def test_a_merge_under_another_merge_is_taken_back_after_it(two: Store) -> None:
    before = two.snapshot().contents.sheets
    first = two.save(merge_contacts(two.snapshot(), ANNE, ANN, {}))
    second = two.save(merge_contacts(two.snapshot(), TOM, ANNE, {}))
    assert not two.undo_overwrites(first.batch)
    with pytest.raises(NoSuchRow, match="Undo that later merge first"):
        two.undo(first.batch)
    two.undo(second.batch)
    assert not two.undo(first.batch).conflicts
    for id in (ANN, ANNE, TOM):
        assert _typed(two.snapshot().row("Contacts", id)) == _typed(before["Contacts"].row(id) or {})


def test_of_who_was_removed_since_nothing_is_to_be_decided(two: Store) -> None:
    two.save(ChangeSet("Blank", (UpdateRow("Contacts", ANN, {"notes": None, "tags": None, "birthday": None}),)))
    done = two.save(merge_contacts(two.snapshot(), ANN, ANNE, {}))
    two.save(ChangeSet("Removed", (RemoveRow("Contacts", ANN, two.snapshot().row("Contacts", ANN)),)))
    assert not two.undo_overwrites(done.batch) and not two.undo(done.batch).conflicts
    found = two.snapshot()
    assert ANN not in found.contacts.index and contact(found, ANNE)["notes"] == "Rings late"
    assert found.people.ids[ANNE] == ANNE and found.row("Interactions", "N-ANNE22")["contact_id"] == ANNE


def _typed(row: dict[str, Cell]) -> dict[str, Cell]:
    return {field: cell for field, cell in row.items() if cell is not None and not field.startswith("changed_")}


# not the same ---------------------------------------------------------------------------------------------------------


def test_who_is_not_the_same_is_remembered_in_both_rows(two: Store) -> None:
    two.save(not_the_same(two.snapshot(), ANN, ANNE))
    two.save(not_the_same(two.snapshot(), ANN, TOM))
    found = two.snapshot()
    assert contact(found)["not_same_as"] == f"{ANNE}; {TOM}"
    assert (contact(found, ANNE)["not_same_as"], contact(found, TOM)["not_same_as"]) == (ANN, ANN)


def test_without_a_column_to_remember_it_in_the_sentence_says_so() -> None:
    rows: dict[str, list[dict[str, Cell]]] = {"Contacts": [{"id": ANN, "name": "Ann"}, {"id": TOM, "name": "Tom"}]}
    book = MemoryWorkbook.new(rows, today=lambda: dt.date(2026, 2, 1))
    contents = book.read()
    del contents.sheets["Contacts"].columns["not_same_as"]  # type: ignore[attr-defined]
    with pytest.raises(InvalidInput, match="no column “Not the same as”"):
        not_the_same(Snapshot(contents, Rules(dt.date(2026, 2, 1))), ANN, TOM)
