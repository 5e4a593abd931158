"""The page that brings a list into the workbook: shown first, decided, saved with one press, taken back with one."""

import pytest

from crm.store.excel.workbook import ExcelWorkbook
from crm.ui import bringing, importing, list_mapping, working
from tests.pages.conftest import TODAY, told

ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "email": "ann@example.com", "city": "Leeds", "phone": "020 7946 0112"}
LIST = b"""Name,Email,City,Shoe size
Ann Lee,ann@example.com,York,41
Bo Ek,bo@gmial.com,Hull,
Tom Lee,ann@example.com,,
"""


@pytest.fixture
def page(make, open_page, monkeypatch):
    """The page with this file in it."""
    monkeypatch.setattr(working, "PATIENCE", 30.0)  # what is done beside the page is done before it is looked at
    path = make(rows={"Contacts": [ANN]})

    def page(content=LIST, name="people.csv"):
        app = open_page("bring_in")
        return app.file_uploader[0].upload(name, content, "").run()

    page.path = path
    return page


def rows(path):
    """The contacts as they stand in the file."""
    read = ExcelWorkbook(path, today=lambda: TODAY, locks=path.parent).read().sheets["Contacts"]
    return {id: read.row(id) for id in read.places}


def press(app, key):
    return app.button(key=key).click().run()


def saved(app):
    """The page once what was pressed is in the workbook."""
    from crm.ui import session

    assert session._shared(str(session.chosen())).flush(20)
    return app


def test_a_list_is_shown_saved_and_taken_back(page):
    app = page()
    assert ":green-badge[1 new] :blue-badge[1 changed] :orange-badge[1 maybe here already]" in app.markdown[0].value
    assert rows(page.path)["C-7K3Q9F"]["city"] == "Leeds"
    assert [button.label for button in app.button if button.key == "import_bring"] == ["Bring in 1 person and 1 change"]
    app = saved(press(app, "import_bring"))
    now = rows(page.path)
    assert {row["name"] for row in now.values()} == {"Ann Lee", "Bo Ek"}
    assert (now["C-7K3Q9F"]["city"], now["C-7K3Q9F"]["notes"]) == ("York", "Shoe size: 41")
    assert "1 row was not brought in" in told(app) and not app.exception
    undo = next(button for button in app.button if str(button.key).startswith("undo_"))
    saved(undo.click().run())
    assert {id: row["city"] for id, row in rows(page.path).items()} == {"C-7K3Q9F": "Leeds"}


def test_a_page_that_is_drawn_again_finds_out_nothing_again(page, monkeypatch):
    app, done = page(), []
    for module, name in (
        (bringing, "read_table"),
        (bringing, "undecided"),
        (list_mapping, "propose"),
        (importing, "plan_people"),
    ):
        monkeypatch.setattr(module, name, lambda *given, name=name, **named: done.append(name))
    app = app.run()
    assert done == [] and not app.exception and any(button.key == "import_bring" for button in app.button)


def test_who_may_be_here_already_is_decided_and_comes_in(page):
    app = page()
    box = next(box for box in app.selectbox if box.label == "What is row 4?")
    assert box.options == ["Skip it for now", "This is Ann Lee", "Somebody new"]
    assert "Email: ann@example.com · City: Leeds" in told(app)  # who is here, to compare
    app = box.select("new").run()
    saved(press(app, "import_bring"))
    now = {row["name"]: row for row in rows(page.path).values()}
    assert set(now) == {"Ann Lee", "Bo Ek", "Tom Lee"}
    assert now["Tom Lee"]["not_same_as"] == "C-7K3Q9F"  # nobody is asked about these two again


def test_cells_that_are_filled_and_rows_that_are_doubtful_stay_out_as_somebody_says(page):
    app = page()
    fill, leave = (next(box for box in app.multiselect if box.label.startswith(word)) for word in ("Where", "Leave"))
    fill.select("city")
    app = leave.select(3).run()
    saved(press(app, "import_bring"))
    assert {row["name"]: row["city"] for row in rows(page.path).values()} == {"Ann Lee": "Leeds"}


def test_a_column_becomes_what_somebody_says_and_the_next_list_is_understood_so(page):
    app = page()
    next(box for box in app.selectbox if box.label == "City").select("street")
    app = press(app.run(), "import_bring")
    saved(app)
    app = app.file_uploader[0].upload("again.csv", LIST.replace(b"York", b"1 High St"), "").run()
    assert "understood as last time" in told(app)
    assert next(box for box in app.selectbox if box.label == "City").value == "street"


def test_days_that_can_be_read_both_ways_are_asked_about(page):
    app = page(b"Name,Birthday\nBo Ek,3/4/1990\n")
    box = next(box for box in app.selectbox if "the day or the month" in box.label)
    assert box.options == ["3/4/1990 is 3 Apr 1990", "3/4/1990 is 4 Mar 1990"]
    saved(press(box.select(False).run(), "import_bring"))
    assert [row["birthday"] for row in rows(page.path).values()][1] == "1990-03-04"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.ldif", b"dn: cn=Ann\ncn: Ann\n", "Export the address book as .csv instead"),
        ("a.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "Calendars are not read"),
        ("a.pdf", b"%PDF-1.7 x", "Save the list as .xlsx or .csv"),
        ("a.csv", b"Colour,Size\nblue,4\n", "No column says who the people are"),
        ("a.vcf", b"BEGIN:VCARD\n", "holds no contact card"),
    ],
)
def test_what_is_no_list_gets_a_sentence_and_nothing_is_written(page, name, content, sentence):
    app = page(content, name)
    assert not app.exception and not any(button.key == "import_bring" for button in app.button)
    assert not app.expander or name == "a.csv"  # columns are shown where there are some
    assert sentence in told(app) or "Save the list as .csv or .xlsx" in told(app)


def test_a_list_that_says_nothing_new_has_no_button(page):
    app = page(b"Name,Email\nAnn Lee,ann@example.com\n")
    assert "There is nothing to bring in" in told(app)
    assert not any(button.key == "import_bring" for button in app.button)


def test_contacts_of_a_phone_come_in(page):
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë Müller\r\nTEL;TYPE=CELL:07700 900417\r\nEND:VCARD\r\n"
    saved(press(page(card.encode(), "contacts.vcf"), "import_bring"))
    assert {row["name"] for row in rows(page.path).values()} == {"Ann Lee", "Zoë Müller"}


def test_a_row_that_was_taken_for_none_is_a_person_after_all(page):
    app = page(b"Name,Email,City,Phone\nBo Ek,bo@example.com,Hull,01632 960001\nTotal,,,\n")
    (choice,) = [box for box in app.multiselect if box.label.startswith("People after all")]
    saved(press(choice.select(3).run(), "import_bring"))
    assert {row["name"] for row in rows(page.path).values()} == {"Ann Lee", "Bo Ek", "Total"}
