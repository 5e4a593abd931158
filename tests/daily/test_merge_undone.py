"""Two people made one and parted again on each kind of record: every cell as it was, or as somebody left it since."""

import random
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm.actions.contacts import edit_contact
from crm.actions.interactions import log_interaction
from crm.actions.merged_cells import differing
from crm.actions.merging import merge_contacts, not_the_same
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, ChangeSet, RemoveRow, UpdateRow
from crm.model.ids import draw
from crm.model.snapshot import Snapshot
from crm.store.receipt import Actor
from crm.store.store import Store
from tests.daily.conftest import ANN, SHOP, TODAY, TOM
from tests.daily.test_import_undone import Cells, cells, in_workbook
from tests.store.conftest import Grid, Person

WORDS = st.sampled_from(("Hull", "York; vip", "Zoë's", "=1+1", "two lines"))
PHONES = st.sampled_from(("07700 900417", "0113 496 0200", "020 7946 0112"))
CELLS = st.one_of(
    st.tuples(st.sampled_from(("city", "notes", "needs", "street", "role", "tags", "own:Shoe size")), WORDS),
    st.tuples(st.sampled_from(("phone", "phone_2", "whatsapp")), PHONES),
    st.tuples(st.just("birthday"), st.sampled_from(("14 March", "1984-03-14"))),
    st.tuples(st.just("do_not_contact"), st.sampled_from(("Yes", "No"))),
    st.tuples(st.just("not_same_as"), st.sampled_from((TOM, f"{TOM}; {SHOP}"))),
)
ROWS = st.lists(CELLS, max_size=5).map(dict)
SETS = ("tags", "merged_ids", "not_same_as")  # cells of several words, each of which comes and goes by itself
CHILDREN: Mapping[str, Mapping[str, Cell]] = {
    "Interactions": {"date": TODAY, "type": "Call", "what": "Asked for a bell"},
    "Follow-ups": {"due": TODAY, "what": "Ring"},
    "Sales": {"date": TODAY, "amount": 5, "item": "Bell"},
}
LETTERS = {"Interactions": "N", "Follow-ups": "F", "Sales": "S"}
SHEETS = st.sampled_from(sorted(CHILDREN))
Its = Mapping[str, str]
Act = Callable[[Snapshot, str, Its], ChangeSet]
SETTINGS = settings(
    phases=[Phase.generate],  # made smaller, an example of four saves takes minutes to be told
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEW, MANY = settings(SETTINGS, max_examples=5), settings(SETTINGS, max_examples=100)


# what others do meanwhile ---------------------------------------------------------------------------------------------


def _edit(one: tuple[str, str]) -> Act:
    return lambda now, keep, its: edit_contact(now, keep, dict([one]))


def _log(word: str) -> Act:
    return lambda now, keep, its: log_interaction(now, keep, {"type": "Visit", "what": word})


def _apart(other: str) -> Act:
    return lambda now, keep, its: not_the_same(now, keep, other)


def _give_to_tom(sheet: str) -> Act:
    return lambda now, keep, its: _of_row(
        now, UpdateRow(sheet, its[sheet], {"contact_id": TOM, "contact": "Tom Wójcik"})
    )


def _remove(sheet: str) -> Act:
    return lambda now, keep, its: _of_row(now, RemoveRow(sheet, its[sheet]))


def _reword(word: str) -> Act:
    return lambda now, keep, its: _of_row(now, UpdateRow("Follow-ups", its["Follow-ups"], {"what": word}))


def _of_row(now: Snapshot, change: UpdateRow | RemoveRow) -> ChangeSet:
    """One change of a row, as long as it is there."""
    return ChangeSet("Somebody else", (change,) if now.row(change.sheet, change.id) else ())


ACTS: st.SearchStrategy[Act] = st.one_of(
    CELLS.filter(lambda one: one[0] != "not_same_as").map(_edit),
    st.just(_edit(("name", "Bo Stone"))),
    WORDS.map(_log),
    st.sampled_from((ANN, TOM)).map(_apart),
    SHEETS.map(_give_to_tom),
    SHEETS.map(_remove),
    WORDS.map(_reword),
)


# two rows of one person -----------------------------------------------------------------------------------------------


@pytest.fixture
def book(store: Store, person: Person) -> Store:
    """The record with a column of the team's own."""

    def widen(grid: Grid) -> None:
        grid[0].append("Shoe size")

    person.edit(widen)
    assert "own:Shoe size" in store.snapshot().contents.sheets["Contacts"].columns
    return store


def two(store: Store, one: Mapping[str, Cell], other: Mapping[str, Cell]) -> tuple[str, str, Its]:
    """Somebody in two rows, the second with a row in each of three sheets: both IDs, and those of the rows."""
    taken = {id for sheet in store.snapshot().contents.sheets.values() for id in sheet.places}
    keep, drop = draw("C", taken), draw("C", taken)
    its = {sheet: draw(LETTERS[sheet], taken) for sheet in CHILDREN}
    rows = [
        AddRow("Contacts", keep, {"name": "Bo Ek", **one}),
        AddRow("Contacts", drop, {"name": "Bo Eck", "not_same_as": SHOP, **other}),
    ]
    rows += [
        AddRow(sheet, id, {**CHILDREN[sheet], "contact": "Bo Eck", "contact_id": drop}) for sheet, id in its.items()
    ]
    store.save(ChangeSet("Twice", tuple(rows)))
    return keep, drop, its


def merged(store: Store, keep: str, drop: str, dice) -> str:
    """Made one, each field chosen by chance; the batch."""
    now = store.snapshot()
    choices = {one.column.field: dice.choice((keep, drop)) for one in differing(now, keep, drop, {})}
    return store.save(merge_contacts(now, keep, drop, choices)).batch


def undone(book: Store, person: Person, one: dict[str, Cell], other: dict[str, Cell], dice) -> None:
    """Merge and undo: the workbook itself holds what it held, and nothing is to be decided."""
    keep, drop, its = two(book, one, other)
    before = cells(in_workbook(book, person))
    batch = merged(book, keep, drop, dice)
    made = in_workbook(book, person)
    assert drop not in made.contacts.index and made.people.ids[drop] == keep
    assert all(made.cell(sheet, id, "contact_id") == keep for sheet, id in its.items())
    apart = {word for row in ({"not_same_as": SHOP, **other}, one) for word in _words(row.get("not_same_as"))}
    assert _words(made.cell("Contacts", keep, "not_same_as")) == apart
    assert not book.undo(batch).conflicts
    assert cells(in_workbook(book, person)) == before


def undone_later(
    book: Store, person: Person, one: dict[str, Cell], other: dict[str, Cell], acts: list[Act], dice
) -> None:
    """The same with what others do in between."""
    keep, drop, its = two(book, one, other)
    before = cells(book.snapshot())
    batch = merged(book, keep, drop, dice)
    after = cells(book.snapshot())
    tom = book.by(Actor("Tom"))
    for act in (_log("Later"), *acts):
        if changes := act(book.snapshot(), keep, its):
            tom.save(changes)
    since = cells(book.snapshot())
    receipt = book.undo(batch)
    found = cells(in_workbook(book, person))
    is_renamed = since["Contacts", keep, "name"] != after["Contacts", keep, "name"]
    shown = {(conflict.sheet, conflict.id, conflict.field) for conflict in receipt.conflicts}
    _compare(before, after, since, found, shown)
    for place, cell in found.items():
        is_theirs = place[2] == "contact_id" and place in before and cell in (keep, drop)
        if is_theirs and not is_renamed:  # whom a row names is whose it is
            assert found[place[0], place[1], "contact"] == found["Contacts", str(cell), "name"], place
        if place[2] == "contact_id" and place not in before:  # what was written after the merge stays as it was typed
            name = (place[0], place[1], "contact")
            assert cell == keep and found[name] == since[name], place
    for field in ("tags", "not_same_as"):
        both = _words(found.get(("Contacts", keep, field))) | _words(found.get(("Contacts", drop, field)))
        assert _words(since.get(("Contacts", keep, field))) <= both


def _compare(before: Cells, after: Cells, since: Cells, found: Cells, shown: set[tuple[str, str, str]]) -> None:
    """Every cell as somebody left it since the merge, all else as it was before it; two values where two meant two.

    A value that was typed and is the one from before the merge is nothing to be decided: both mean the same.
    """
    removed = {place[:2] for place in after} - {place[:2] for place in since}
    for place in (before.keys() | since.keys() | found.keys()) - {one for one in before if one[:2] in removed}:
        was, merged, left, now = (each.get(place) for each in (before, after, since, found))
        if place[2] == "contact":
            continue  # it says whose the row is, and follows that
        if place[2] in SETS:
            assert _words(now) == _words(left) - (_words(merged) - _words(was)) | (_words(was) - _words(merged)), place
            continue
        assert now == (was if left == merged else left), place
        is_said = place[2] == "do_not_contact" and left == "Yes"  # once said it stays said, and nobody is asked
        assert (place in shown) == (left != merged and was not in (merged, left) and not is_said), place


def _words(cell: Cell) -> set[str]:
    return {word.strip().casefold() for word in written(cell).split(";") if word.strip()}


def test_a_merge_that_is_undone_before_it_was_written_leaves_every_cell_in_its_place(
    book: Store, person: Person
) -> None:
    keep, drop, _ = two(book, {"city": "Hull"}, {"city": "York; vip", "phone": "07700 900417"})
    assert book.flush(20)
    before = person.rows()
    with person.has_it_open():
        batch = merged(book, keep, drop, random.Random(1))
        assert not book.undo(batch).conflicts and book.status().waiting
    assert book.flush(20) and person.rows() == before


given_two = given(one=ROWS, other=ROWS, dice=st.randoms())
given_more = given(one=ROWS, other=ROWS, acts=st.lists(ACTS, min_size=1, max_size=5), dice=st.randoms())

test_a_merge_that_is_undone_leaves_every_cell_as_it_was = FEW(given_two(undone))
test_what_others_did_between_a_merge_and_its_undo_stays = FEW(given_more(undone_later))
test_many_merges_that_are_undone = pytest.mark.long(MANY(given_two(undone)))
test_many_merges_that_are_undone_after_what_others_did = pytest.mark.long(MANY(given_more(undone_later)))
