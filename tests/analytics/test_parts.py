"""Figures made again after a save are those made from nothing: what is taken over has not moved."""

import dataclasses
import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.parts import Parts
from crm.model.cells import Rules
from crm.model.changes import AddRow, AddToList, Change, RemoveRow, SetSetting, UpdateRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from tests.analytics.test_today_properties import IDS, book

TODAY = dt.date(2026, 11, 22)
CELLS: dict[str, dict[str, list[object]]] = {
    "Contacts": {"status": ["Archived", None], "tags": ["test", None], "relationships": ["Supplier", "Customer"],
                 "do_not_contact": ["Yes", "No"], "name": ["Ann Lee", "Bo"]},
    "Interactions": {"date": [TODAY, None, dt.date(2027, 1, 1)], "type": ["Visit", "Call"], "contact_id": [*IDS, None]},
    "Sales": {"amount": [3.5, "much", None], "kind": ["Sale", "Purchase"], "contact_id": IDS, "due": [TODAY, None]},
    "Satisfaction": {"score": [1, 9, None], "date": [TODAY, None], "contact_id": IDS},
    "Tickets": {"status": ["Solved", "New"], "contact_id": IDS},
    "Follow-ups": {"due": [TODAY, None], "status": ["Open", "Done"], "contact_id": IDS},
}  # fmt: skip
ELSEWHERE = [SetSetting("activity_from", "interactions", None), SetSetting("relationship_if_blank", "Lead", None),
             AddToList("Relationships", "Neighbour")]  # fmt: skip


def snapshot_of(seed: int) -> Snapshot:
    """A small workbook of invented rows."""
    workbook = MemoryWorkbook.new(book(seed, TODAY), today=lambda: TODAY)  # type: ignore[arg-type]
    return Snapshot(workbook.read(), Rules(TODAY))


def same(a: Frames, b: Frames) -> None:
    """Raise unless both hold the same rows."""
    for one in dataclasses.fields(Frames):
        left, right = getattr(a, one.name), getattr(b, one.name)
        pairs = [(left, right)] if one.name != "money" else [(left.rows, right.rows), (left.open, right.open)]
        for x, y in pairs:
            if isinstance(x, pd.DataFrame):
                pd.testing.assert_frame_equal(x.sort_index(), y.sort_index())
            else:
                assert x == y


@st.composite
def changes(draw: st.DrawFn, snapshot: Snapshot) -> list[Change]:
    """A press of Save: a row added, changed or removed, or a setting or a word of a list."""
    if draw(st.integers(0, 6)) == 0:
        return [draw(st.sampled_from(ELSEWHERE))]
    sheet = draw(st.sampled_from(list(CELLS)))
    values = {field: draw(st.sampled_from(cells)) for field, cells in CELLS[sheet].items() if draw(st.booleans())}
    places = snapshot.contents.sheets[sheet].places
    id = draw(st.sampled_from(list(places)))
    row = snapshot.row(sheet, id)
    if draw(st.booleans()):
        return [AddRow(sheet, snapshot.draw_id(sheet), values)]  # type: ignore[arg-type]
    if draw(st.booleans()) or len(places) < 2:
        return [UpdateRow(sheet, id, values, {field: row.get(field) for field in values})]  # type: ignore[arg-type]
    return [RemoveRow(sheet, id, row)]


@given(st.data(), st.integers(0, 2**32))
@settings(max_examples=8, deadline=None)
def test_figures_after_a_few_saves_are_those_made_from_nothing(data: st.DataObject, seed: int) -> None:
    snapshot, parts = snapshot_of(seed), Parts()
    for _ in range(4):
        made = data.draw(changes(snapshot))
        snapshot = snapshot.after(snapshot.contents.applied(made), made, [])
        same(from_snapshot(snapshot, as_of=TODAY, parts=parts), from_snapshot(snapshot, as_of=TODAY))


@pytest.mark.parametrize("days", [1, 40])
def test_another_day_has_figures_of_its_own(days: int) -> None:
    snapshot, parts, later = snapshot_of(7), Parts(), TODAY + dt.timedelta(days=days)
    from_snapshot(snapshot, as_of=TODAY, parts=parts)
    same(from_snapshot(snapshot, as_of=later, parts=parts), from_snapshot(snapshot, as_of=later))


def test_a_note_leaves_what_was_made_of_other_sheets_as_it_is() -> None:
    snapshot, parts = snapshot_of(7), Parts()
    before = from_snapshot(snapshot, as_of=TODAY, parts=parts)
    note = [AddRow("Interactions", "N-7K399Z", {"date": TODAY, "type": "Call", "contact_id": IDS[0]})]
    after = from_snapshot(snapshot.after(snapshot.contents.applied(note), note, []), as_of=TODAY, parts=parts)
    assert after.contacts is before.contacts and after.sales is before.sales
    assert "N-7K399Z" in after.interactions.index
