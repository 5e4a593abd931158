"""The page History: what was changed, what is to be decided, what was removed, and earlier versions."""

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from crm.model.changes import ChangeSet, RemoveRow, UpdateRow
from crm.store.receipt import Actor
from crm.ui import guard, session
from tests.pages.conftest import told

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "555", "city": "Leeds"}
BO = {"id": "C-7K3Q9G", "name": "Bo Chen", "phone": "777", "city": "York"}


@pytest.fixture
def book(make, open_page):
    """A workbook with two people, opened."""
    path = make(rows={"Contacts": [ANN, BO]})
    open_page("history")
    return path


@pytest.fixture
def history(open_page):
    return lambda tab="Changes", **query: open_page("history", tab=tab, **query)


def change(who, summary="", sheet="Contacts", actor="Maya", **values):
    """Save new values for somebody, as Maya."""
    store = session.store().by(Actor(actor))
    now = store.snapshot().row(sheet, who["id"])
    summary = summary or f"{who['name']}, {', '.join(values)}"
    return store.save(ChangeSet(summary, (UpdateRow(sheet, who["id"], values, {f: now[f] for f in values}),))).batch


def in_the_sheet(path, who, **values):
    """Type into somebody's row, as a colleague does in Excel."""
    session.store().flush()
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Contacts"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == who["id"])
    for heading, value in values.items():
        sheet.cell(row, heads[heading], value)
    workbook.save(path)
    session.snapshot()


def without_row(path, who):
    """Delete somebody's row in the sheet."""
    session.store().flush()
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Contacts"]
    sheet.delete_rows(next(row[0].row for row in sheet.iter_rows(min_row=2) if row[0].value == who["id"]))
    workbook.save(path)
    session.snapshot()


def cell(who, field):
    return session.snapshot().cell("Contacts", who["id"], field)


def lines(app: AppTest) -> list[str]:
    """The batches that are listed, without the time and without escapes."""
    found = [one.label.replace("\\", "") for one in app.expander if one.label != "Filter"]
    return [line.partition(" · ")[2] for line in found]


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def unfolded(app: AppTest, batch: str) -> str:
    app.session_state[f"history_{batch}"] = True
    return told(app.run())


# changes --------------------------------------------------------------------------------------------------------------


def test_a_workbook_in_which_nothing_was_changed_says_so(book, history) -> None:
    assert "No changes yet." in told(history())


def test_changes_are_told_newest_first_with_who_did_them(book, history) -> None:
    change(ANN, phone="556")
    change(BO, phone="778", actor="Tom")
    assert lines(history()) == ["Bo Chen, phone · Tom", "Ann Lee, phone · Maya"]


def test_a_change_unfolds_to_what_stood_there_before_and_after(book, history) -> None:
    batch = change(ANN, phone="556", city="")
    words = unfolded(history(), batch)
    assert "Phone: 555 → 556" in words and "City: Leeds → blank" in words


def test_an_edit_in_the_sheet_is_among_the_changes(book, history) -> None:
    in_the_sheet(book, ANN, Phone="557")
    (line,) = lines(history())
    assert "Ann Lee" in line and "in the sheet" in line


def test_changes_of_one_person_are_found_by_the_link_of_their_card(book, history) -> None:
    change(ANN, phone="556")
    change(BO, phone="778")
    assert lines(history(id=ANN["id"])) == ["Ann Lee, phone · Maya"]


def test_somebody_who_was_removed_is_found_by_their_number(book, history) -> None:
    without_row(book, BO)
    change(ANN, phone="556")
    (line,) = lines(history(id=BO["id"]))
    assert "Bo Chen" in line


def test_changes_are_filtered_by_who_did_them(book, history) -> None:
    change(ANN, phone="556")
    change(BO, phone="778", actor="Tom")
    app = history()
    app.selectbox(key="history_who").set_value("Tom").run()
    assert lines(app) == ["Bo Chen, phone · Tom"]


def test_changes_are_filtered_by_sheet_and_say_when_nothing_matches(book, history) -> None:
    change(ANN, phone="556")
    app = history()
    app.selectbox(key="history_sheet").set_value("Settings").run()
    assert lines(app) == [] and "Nothing matches." in told(app)


def test_a_page_holds_25_changes_and_older_ones_follow(book, history) -> None:
    for number in range(27):
        change(ANN, summary=f"Change {number}", phone=str(number))
    app = history()
    assert (len(lines(app)), lines(app)[0]) == (25, "Change 26 · Maya")
    app = press(app, "Older")
    assert lines(app) == ["Change 1 · Maya", "Change 0 · Maya"]
    assert len(lines(press(app, "Newer"))) == 25


def test_a_viewer_sees_the_changes_and_no_way_to_take_them_back(book, history, monkeypatch) -> None:
    change(ANN, phone="556")
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Vera", "viewer"))
    app = history()
    assert lines(app) == ["Ann Lee, phone · Maya"]
    assert "Undo" not in [button.label for button in app.button]


# taking back ----------------------------------------------------------------------------------------------------------


def test_undo_puts_back_what_stood_there(book, history) -> None:
    change(ANN, phone="556")
    app = press(history(), "Undo")
    assert cell(ANN, "phone") == "555"
    assert "taken back" in lines(app)[1]


def test_several_that_are_ticked_are_taken_back_together(book, history) -> None:
    batches = [change(ANN, phone="556"), change(BO, phone="778")]
    app = history()
    for batch in batches:
        app.checkbox(key=f"tick_{batch}").check()
    press(app.run(), "Undo 2 changes")
    assert (cell(ANN, "phone"), cell(BO, "phone")) == ("555", "777")


def test_what_an_undo_would_leave_alone_is_shown_first(book, history) -> None:
    change(ANN, phone="556", city="Hull")
    in_the_sheet(book, ANN, Phone="557")
    app = history()
    undo = [button for button in app.button if button.label == "Undo"]
    asked = told(undo[1].click().run())
    assert "Ann Lee's phone was changed again since. Undo the rest, leave that cell?" in asked
    assert (cell(ANN, "phone"), cell(ANN, "city")) == ("557", "Hull")


def test_the_rest_is_taken_back_and_the_later_change_stays(book, history) -> None:
    change(ANN, phone="556", city="Hull")
    in_the_sheet(book, ANN, Phone="557")
    app = [button for button in history().button if button.label == "Undo"][1].click().run()
    press(app, "Undo the rest")
    assert (cell(ANN, "phone"), cell(ANN, "city")) == ("557", "Leeds")
    assert session.store().conflicts() == []


def test_an_edit_of_the_sheet_can_be_taken_back_too(book, history) -> None:
    in_the_sheet(book, ANN, Phone="557")
    press(history(), "Undo")
    assert cell(ANN, "phone") == "555"


# to decide ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def fight(book):
    """Ann's phone: 558 in the sheet, 556 typed here by Maya, who had seen 555."""
    in_the_sheet(book, ANN, Phone="558")
    change_of_555 = UpdateRow("Contacts", ANN["id"], {"phone": "556"}, {"phone": "555"})
    session.store().by(Actor("Maya")).save(ChangeSet("Ann Lee, phone", (change_of_555,)))
    return book


def test_nothing_to_decide_says_what_the_page_is_for(book, history) -> None:
    assert "Nothing to decide." in told(history("To decide"))


def test_both_values_are_shown_with_who_and_what_was_before(fight, history) -> None:
    words = told(history("To decide"))
    assert "In the sheet now: 558" in words
    assert "Maya's: 556 (Maya" in words and "Before: 555" in words


@pytest.mark.parametrize(("label", "phone"), [("Keep the sheet's", "558"), ("Use Maya's", "556")])
def test_one_of_the_two_values_is_chosen(label, phone, fight, history) -> None:
    app = press(history("To decide"), label)
    assert cell(ANN, "phone") == phone
    assert "Nothing to decide." in told(app)


def other(app: AppTest, value: str) -> AppTest:
    (field,) = [one for one in app.text_input if one.label == "Or write something else"]
    field.set_value(value).run()
    return press(app, "Use this")


def test_something_else_is_written_instead_of_both(fight, history) -> None:
    other(history("To decide"), "559")
    assert cell(ANN, "phone") == "559"


def test_something_that_the_cell_cannot_hold_is_refused_and_both_stay(fight, history) -> None:
    app = other(history("To decide"), "call her")
    assert "There are no digits in this phone number" in told(app)
    assert "In the sheet now: 558" in told(app)


# removed and earlier versions -----------------------------------------------------------------------------------------


def test_nothing_removed_says_so(book, history) -> None:
    assert "Nothing was removed in the last 90 days." in told(history("Removed"))


def test_somebody_removed_here_is_brought_back(book, history) -> None:
    store = session.store()
    store.save(
        ChangeSet("Removed Ann Lee", (RemoveRow("Contacts", ANN["id"], store.snapshot().row("Contacts", ANN["id"])),))
    )
    app = history("Removed")
    assert "Ann Lee" in told(app)
    press(app, "Bring back")
    assert cell(ANN, "phone") == "555"


def test_a_row_deleted_in_the_sheet_is_brought_back(book, history) -> None:
    without_row(book, BO)
    app = history("Removed")
    assert "Bo Chen" in told(app) and "in the sheet" in told(app)
    press(app, "Bring back")
    assert cell(BO, "phone") == "777"


@pytest.fixture
def changed(book):
    """A workbook whose first version had 555 and whose present one has 556."""
    change(ANN, phone="556")
    session.store().flush()
    return book


def test_restoring_a_version_says_first_what_will_happen(changed, history) -> None:
    app = press(history("Backups"), "Restore")
    assert "The present file is kept" in told(app)
    assert cell(ANN, "phone") == "556"


def test_a_restore_that_is_cancelled_leaves_all_as_it_is(changed, history) -> None:
    app = press(press(history("Backups"), "Restore"), "Cancel")
    assert "Restore this version" not in [button.label for button in app.button]
    assert cell(ANN, "phone") == "556"


def test_a_restored_version_has_what_it_had(changed, history) -> None:
    app = history("Backups")
    oldest = [button for button in app.button if button.label == "Restore"][-1]
    press(oldest.click().run(), "Restore this version")
    assert cell(ANN, "phone") == "555"


def test_the_changes_made_after_a_version_can_come_along(changed, history) -> None:
    app = history("Backups")
    app = [button for button in app.button if button.label == "Restore"][-1].click().run()
    app.checkbox(key="restore_later").check().run()
    press(app, "Restore this version")
    assert cell(ANN, "phone") == "556"


def test_only_the_owner_goes_back_to_a_version(changed, history, monkeypatch) -> None:
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Eda", "editor"))
    app = history("Backups")
    assert "saved by Kith" in told(app) or "people" in told(app)
    assert "Restore" not in [button.label for button in app.button]
