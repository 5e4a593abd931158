"""A letter that went out, on each kind of record; cards and lists made of what stands there."""

import pytest

from crm.actions import letters, printing
from crm.analytics.frames import from_snapshot
from crm.analytics.today import waiting
from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.daily.conftest import ANN, TODAY, TOM, Save
from tests.printed import Printed


@pytest.mark.capability(8)
def test_a_letter_is_made_and_stands_in_the_sheet_with_its_text_and_undo_takes_it_out(store: Store, save: Save) -> None:
    given = {"subject": "Your bell", "text": "Dear {First name},\nit rings."}
    seen = store.snapshot()
    made = letters.pages(seen, [(ANN, letters.filled(seen, ANN, given["subject"], given["text"])[0])])
    assert "Dear Ann," in Printed(made).text
    changes = letters.log_letter(seen, ANN, given)
    told = save(changes).interactions
    assert told[told["type"] == "Letter"]["what"].tolist() == ["Your bell\nDear Ann,\nit rings."]
    assert store.undo(changes.batch).confirmed and store.flush(10)
    assert "Letter" not in set(store.snapshot().interactions["type"])


@pytest.mark.capability(1)
@pytest.mark.capability(11)
def test_what_stands_in_the_record_is_on_paper(store: Store, person) -> None:
    snapshot = Snapshot(person.workbook.read(), Rules(TODAY))
    frames = from_snapshot(snapshot, as_of=TODAY)
    cards = Printed(printing.cards(snapshot, [ANN, TOM])).text
    calls = Printed(printing.call_list(snapshot, waiting(frames, as_of=TODAY))).text
    assert "Tom Wójcik" in cards and "Wants a quote" in cards
    assert "Send the quote" in calls and "020 7946 0112" in calls
