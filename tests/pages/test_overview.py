"""The page Workbook writes the figures into the sheet Overview, at a press."""

import openpyxl

from crm.model.changes import AddRow, ChangeSet, SetSetting
from crm.store import refreshing
from crm.store.receipt import Actor
from crm.ui import figures_of_day, guard, session
from tests.pages.conftest import TODAY, told
from tests.pages.test_saving import press

LABEL = "Write the figures into the sheet now"


def test_a_press_writes_the_figures_of_the_day(sample, open_page) -> None:
    app = press(open_page("workbook"), LABEL)
    assert "The figures of today go into the sheet Overview." in told(app)
    assert session.store().flush(10)
    page = openpyxl.load_workbook(sample)["Overview"]
    assert page["A2"].value.startswith(f"As of {TODAY.day} {TODAY:%B %Y}.")
    assert [page.cell(row, 1).value for row in range(5, 9)] == [
        "Do they stay?", "Do they come again?", "What do they bring?", "Are they happy?",
    ]  # fmt: skip
    assert page["A12"].value and page["A27"].value


def test_what_somebody_typed_there_stays_and_it_says_so(make, open_page) -> None:
    path = make(rows={"Contacts": [{"id": "C-7K3Q9F", "name": "Ann"}]})
    book = openpyxl.load_workbook(path)
    book["Overview"]["B12"].value = 4
    book.save(path)
    app = press(open_page("workbook"), LABEL)
    assert "Something stands in the sheet Overview that this Kith did not write there." in told(app)
    assert openpyxl.load_workbook(path)["Overview"]["B12"].value == 4


def test_where_there_is_no_such_sheet_the_press_makes_it(make, open_page) -> None:
    path = make(rows={"Contacts": [{"id": "C-7K3Q9F", "name": "Ann"}]}, overview=False)
    app = press(open_page("workbook"), "Make the sheet and write them")
    assert "The figures of today go into the sheet Overview." in told(app)
    assert session.store().flush(10) and openpyxl.load_workbook(path)["Overview"]["A2"].value.startswith("As of ")


def test_who_does_not_want_it_and_who_may_only_look_have_no_button(make, open_page, monkeypatch) -> None:
    make(rows={})
    assert LABEL in [button.label for button in open_page("workbook").button]
    with monkeypatch.context() as patched:
        patched.setattr(guard, "system_actor", lambda: Actor("Vera", "viewer"))
        assert LABEL not in [button.label for button in open_page("workbook").button]
    session.store().save(ChangeSet("not wanted", (SetSetting("overview", "No", "Yes"),)))
    assert LABEL not in [button.label for button in open_page("workbook").button]


def test_a_save_has_the_figures_of_the_day_made_as_a_press_makes_them(sample, monkeypatch) -> None:
    store, seen, begun = session.store(), session.snapshot(), []
    monkeypatch.setattr(refreshing, "begin", lambda record, make: begun.append(make(seen)))
    added = AddRow("Contacts", "C-NEW11A", {"name": "Newcomer"})
    assert session._save(store, session.Outbox(), lambda: ChangeSet("one more", (added,)), "") is not None
    assert begun == [figures_of_day.of_frames(session.frames(seen), seen.settings)]
