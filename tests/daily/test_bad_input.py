"""What people type by mistake or in malice, in the record itself: in memory, in Excel and in Google Sheets."""

from crm.actions.contacts import add_contact
from crm.model.changes import ChangeSet
from crm.store.store import Store
from tests.actions.bad_inputs import ALL
from tests.daily.conftest import Save


def test_every_text_that_a_cell_can_hold_stands_in_the_record_as_it_was_typed(store: Store, save: Save) -> None:
    texts = [bad for bad in ALL if bad.keeps]
    rows = [
        add_contact(store.snapshot(), {"name": f"Ada {n}", "city": bad.typed, "notes": bad.typed}).changes[0]
        for n, bad in enumerate(texts)
    ]
    found = save(ChangeSet("All at once", tuple(rows)))
    stands = [(found.cell("Contacts", row.id, "city"), found.cell("Contacts", row.id, "notes")) for row in rows]
    assert stands == [(bad.kept("text"), bad.kept("long text")) for bad in texts]
