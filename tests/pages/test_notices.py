"""What is told on every page: changes that wait, edits in the sheet, questions to the owner, a damaged workbook."""

import datetime as dt

import openpyxl
import pytest

from crm.store.receipt import Actor
from crm.ui import frame, guard, news, session
from tests.pages.conftest import told
from tests.pages.test_history import ANN, BO, cell, change, in_the_sheet, press, without_row

PEOPLE = [ANN, BO, *({"id": f"C-7K3Q{n}A", "name": f"Person {n}", "phone": str(n)} for n in range(10, 70))]


@pytest.fixture
def book(make, open_page):
    """A workbook with two people, opened."""
    path = make(rows={"Contacts": [ANN, BO]})
    open_page("today")
    return path


@pytest.fixture
def editor(monkeypatch):
    """Who is looking may change things, and does not own the workbook."""
    monkeypatch.setattr(guard, "system_actor", lambda: Actor("Eda", "editor"))


def labels(app) -> list[str]:
    return [button.label for button in app.button]


# waiting --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(book, monkeypatch):
    """Anna has the workbook open, and one change has waited so long that it is told."""
    book.with_name("~$team.xlsx").write_bytes(b"\x04Anna" + b" " * 50)
    monkeypatch.setattr(frame, "LATE", dt.timedelta(0))
    change(ANN, phone="556")
    session.store().flush(1)
    return book


def test_what_waits_long_is_told_with_why_and_since_when(waiting, open_page) -> None:
    words = "Anna has the workbook open. 1 change waits (oldest under a minute); it is safe and goes in by itself"
    assert words in told(open_page("contacts"))


def test_the_owner_may_write_anyway_and_reads_what_that_does(waiting, open_page) -> None:
    app = press(open_page("contacts"), "Write anyway")
    assert "when that one is saved, both are put together" in told(open_page("contacts")) or not app.error
    assert session.store().flush(10)


def test_nobody_else_is_offered_to_write_anyway(waiting, editor, open_page) -> None:
    assert "Write anyway" not in labels(open_page("contacts"))


def test_a_save_says_when_it_is_in_the_workbook(book, open_page) -> None:
    app = open_page("contacts")
    next(one for one in app.text_input if one.label == "Name").set_value("Cy").run()
    press(app, "Save")
    session.store().flush()
    assert "In the workbook" in told(app.run())


def test_a_save_that_waits_says_why(waiting, open_page) -> None:
    app = open_page("contacts")
    next(one for one in app.text_input if one.label == "Name").set_value("Cy").run()
    press(app, "Save")
    session.store().flush(1)
    assert "Waiting: Anna has the workbook open." in told(app.run())


def test_a_save_that_is_to_be_decided_is_not_said_to_be_in_the_workbook(waiting, open_page) -> None:
    app = open_page("contacts")
    batch = change(ANN, phone="557")
    session._outboxes()[app.session_state["visit"]] = session.Outbox(last=session.store().receipt(batch))
    workbook = openpyxl.load_workbook(waiting)
    workbook["Contacts"].cell(2, [head.value for head in workbook["Contacts"][1]].index("Phone") + 1, "0123")
    workbook.save(waiting)
    session.store().flush(0.5)
    words = told(app.run())
    assert session.store().conflicts() and "under To decide" in words and "In the workbook" not in words


def test_what_became_of_the_workbook_while_a_page_was_drawn_is_drawn_too(waiting, open_page, monkeypatch) -> None:
    app, state = open_page("contacts"), frame.told.state

    def a_moment_before(now, when) -> str:
        words = state(now, when)
        if (lock := waiting.with_name("~$team.xlsx")).exists():
            lock.unlink()
            assert session.store().flush(10)
        return words

    monkeypatch.setattr(frame.told, "state", a_moment_before)
    app.run()
    assert app.sidebar.caption[0].value.endswith("Up to date")


# changed in the sheet -------------------------------------------------------------------------------------------------


def test_what_was_there_before_one_came_is_no_news(book, open_page) -> None:
    in_the_sheet(book, ANN, Phone="557")
    assert "changed in the sheet" not in told(open_page("today"))


def test_an_edit_in_the_sheet_is_told_on_the_page_that_is_open(book, open_page) -> None:
    app = open_page("retention")
    in_the_sheet(book, ANN, Phone="557")
    assert "1 row changed in the sheet" in told(app.run())


def test_the_line_goes_after_a_minute(book, open_page, monkeypatch) -> None:
    app = open_page("retention")
    monkeypatch.setattr(news, "SHOWN_SECONDS", 0.0)
    in_the_sheet(book, ANN, Phone="557")
    assert "changed in the sheet" not in told(app.run())


def test_show_says_what_it_was_and_what_it_is_and_takes_it_back(book, open_page) -> None:
    app = open_page("retention")
    in_the_sheet(book, ANN, Phone="557")
    app = press(app.run(), "Show")
    (batch,) = session.store().history(actor="in the sheet")
    app.session_state[f"news_{batch.batch}"] = True
    assert "Phone: 555 → 557" in told(app.run())
    press(app, "Undo")
    assert cell(ANN, "phone") == "555"
    assert "taken back" in next(one.label for one in app.expander)


def test_undo_on_any_page_asks_first_where_it_would_leave_a_cell_alone(book, open_page) -> None:
    app = open_page("contact", id=ANN["id"])
    app = press(app, "Edit")
    next(one for one in app.text_input if one.label == "City").set_value("Hull").run()
    app = press(app, "Save")
    in_the_sheet(book, ANN, City="Bath")
    assert "Ann Lee's city was changed again since." in told(press(app.run(), "Undo"))
    assert cell(ANN, "city") == "Bath"


def test_what_was_typed_into_a_form_stays_when_the_sheet_changes(book, open_page) -> None:
    app = open_page("contacts")
    field = next(one for one in app.text_input if one.label == "Name")
    field.set_value("Half a na").run()
    in_the_sheet(book, ANN, Phone="557")
    assert next(one for one in app.run().text_input if one.label == "Name").value == "Half a na"


# questions to the owner -----------------------------------------------------------------------------------------------


@pytest.fixture
def emptied(make, open_page):
    """Two thirds of the rows were deleted in the sheet at once."""
    path = make(rows={"Contacts": PEOPLE})
    open_page("today")
    for who in PEOPLE[2:3]:
        without_row(path, who)
    delete_many(path, 40)
    session.snapshot()
    return path


def delete_many(path, count: int) -> None:
    import openpyxl

    workbook = openpyxl.load_workbook(path)
    workbook["Contacts"].delete_rows(4, count)
    workbook.save(path)


def test_the_owner_is_asked_on_every_page_what_became_of_the_rows(emptied, open_page) -> None:
    app = open_page("satisfaction")
    assert "rows are gone from the sheet Contacts" in told(app)
    assert "Bring the rows back" in labels(app)


def test_others_read_that_the_owner_must_decide(emptied, editor, open_page) -> None:
    app = open_page("satisfaction")
    assert "The owner of this workbook must decide." in told(app)
    assert "Bring the rows back" not in labels(app)


def test_until_then_a_save_is_refused_and_what_was_typed_stays(emptied, open_page) -> None:
    app = open_page("contacts")
    field = next(one for one in app.text_input if one.label == "Name")
    field.set_value("Cy").run()
    app = press(app, "Save")
    assert app.error and not app.toast
    assert next(one for one in app.text_input if one.label == "Name").value == "Cy"


def test_an_answer_ends_the_question_and_the_rows_are_back(emptied, open_page) -> None:
    app = press(open_page("contacts"), "Bring the rows back")
    assert "rows are gone" not in told(app)
    assert len(session.snapshot().contacts) >= 61


# a damaged workbook ---------------------------------------------------------------------------------------------------

DAMAGES = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:3000]),
    "a web page": lambda path: path.write_text("<html>Sign in</html>"),
}


@pytest.fixture
def changed(book):
    """A workbook of which a version is kept."""
    change(ANN, phone="556")
    session.store().flush()
    return book


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("is_running", [True, False], ids=["while Kith runs", "before Kith starts"])
def test_a_workbook_that_cannot_be_read_is_restored_in_three_presses(damage, is_running, changed, open_page) -> None:
    if not is_running:
        session.store().close()
        session._shared.clear()
    DAMAGES[damage](changed)
    app = open_page("today")
    assert "Nothing was changed" in told(app)
    versions = open_page("history", tab="Backups")
    press(press(versions, "Restore"), "Restore this version")
    assert len(session.snapshot().contacts) == 2
    assert session.status().trouble == ""


# a copy ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["Make it a workbook of its own", "Use it instead of the other"])
def test_a_copy_of_a_workbook_is_asked_about_and_then_opened(label, changed, open_page, tmp_path, monkeypatch) -> None:
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(changed.read_bytes())
    monkeypatch.setenv("KITH_WORKBOOK", str(copy))
    app = open_page("contacts")
    assert "copy.xlsx is a copy of" in told(app)
    assert list(press(app, label).dataframe[0].value["Name"]) == ["Ann Lee", "Bo Chen"]
