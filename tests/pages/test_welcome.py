"""The first page, on a real state folder and a real home folder: three choices, and nothing written before a press."""

import datetime as dt
import io
import threading
import time
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from crm.model.cells import Rules
from crm.model.snapshot import Snapshot
from crm.store.excel import template
from crm.store.excel.workbook import ExcelWorkbook
from crm.ui.starting import Start
from tests.pages.conftest import TODAY

APP = Path(__file__).parents[2] / "app.py"
KINDS = ("start_shop", "start_practice", "start_charity", "start_services")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder with a folder for documents, and a state folder in which nothing was ever chosen."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    (tmp_path / "Documents").mkdir()
    return tmp_path


def first_page(home, **context):
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.context = {"locale": "en-GB", "timezone": "Europe/London", **context}
    return app.run()


def press(app, key):
    return app.button(key=key).click().run()


def opened(path):
    book = ExcelWorkbook(path, today=lambda: TODAY, locks=path.parent)
    return Snapshot(book.read(), Rules(TODAY))


def said(app):
    return " ".join(error.value for error in app.error)


def workbooks(home):
    return sorted(path.name for path in files(home))


def files(home):
    """The workbooks that people see; versions are kept in a folder of their own."""
    return [path for path in home.rglob("*.xlsx") if path.parent.name != "backups"]


def test_looking_at_the_first_page_writes_no_workbook(home):
    app = first_page(home)
    assert [title.value for title in app.title] == ["Kith"]
    assert workbooks(home) == [] and not app.exception


def test_one_press_opens_the_sample_and_leads_to_today(home):
    app = press(first_page(home), "start_sample")
    assert [title.value for title in app.title] == ["Today"]
    assert workbooks(home) == [f"Sample {TODAY}.xlsx"]


def test_the_sample_lies_in_the_state_folder_and_holds_people(home):
    press(first_page(home), "start_sample")
    (path,) = files(home)
    assert path.is_relative_to(home / "state")
    assert len(opened(path).contacts) >= 60


@pytest.mark.parametrize("kind", KINDS)
def test_one_press_makes_a_workbook_for_a_kind_of_team(home, kind):
    app = press(first_page(home), kind)
    assert [title.value for title in app.title] == ["Today"]
    assert opened(home / "Documents" / "Kith" / "Contacts.xlsx").contacts.empty


def test_a_practice_finds_its_own_words_in_the_workbook(home):
    press(first_page(home), "start_practice")
    new = opened(home / "Documents" / "Kith" / "Contacts.xlsx")
    assert new.settings.text("word_customers") == "Patients"
    assert new.lists.meaning("Relationships", "Patient") == "customer"


def test_the_add_form_is_two_presses_away(home):
    app = press(first_page(home), "start_shop")
    app.switch_page("pages/contacts.py").run()
    assert "Name" in [field.label for field in app.text_input]


def test_the_region_is_proposed_from_the_browser_and_said_in_one_line(home):
    app = first_page(home, locale="en-US", timezone="Europe/Berlin")
    assert "Germany · EUR" in app.caption[0].value
    press(app, "start_shop")
    new = opened(home / "Documents" / "Kith" / "Contacts.xlsx").settings
    assert (new.text("country"), new.text("currency"), new.text("time_zone")) == ("DE", "EUR", "Europe/Berlin")


def test_another_country_brings_its_currency_and_order_of_days(home):
    app = first_page(home)
    app.selectbox(key="start_country").select("US").run()
    press(app, "start_shop")
    new = opened(home / "Documents" / "Kith" / "Contacts.xlsx").settings
    assert (new.text("country"), new.text("currency"), new.yes("day_first")) == ("US", "USD", False)


def test_a_workbook_goes_where_somebody_said(home):
    app = first_page(home)
    app.text_input(key="start_folder").set_value("~/Shop")
    app.text_input(key="start_name_Contacts").set_value("Our people").run()
    press(app, "start_shop")
    assert workbooks(home) == ["Our people.xlsx"] and (home / "Shop" / "Our people.xlsx").exists()


def test_a_name_cannot_lead_out_of_the_folder(home):
    app = first_page(home)
    app.text_input(key="start_name_Contacts").set_value("../../x:y.xlsx").run()
    press(app, "start_shop")
    (path,) = files(home)
    assert path.parent == home / "Documents" / "Kith"


def test_a_file_that_is_there_is_never_overwritten(home):
    there = home / "Documents" / "Kith" / "Contacts.xlsx"
    there.parent.mkdir()
    there.write_bytes(b"somebody's")
    app = first_page(home)
    assert "Contacts 2" in app.caption[0].value
    press(app, "start_shop")
    assert there.read_bytes() == b"somebody's" and len(workbooks(home)) == 2


@pytest.mark.parametrize("folder", ["/proc/nowhere", "~/a file", "/" + "x" * 300])
def test_a_folder_that_cannot_be_written_is_a_sentence_and_the_page_stays(home, folder):
    (home / "a file").write_text("no folder")
    app = first_page(home)
    app.text_input(key="start_folder").set_value(folder).run()
    press(app, "start_shop")
    assert "Choose another folder" in said(app) and not app.exception
    assert [title.value for title in app.title] == ["Kith"] and workbooks(home) == []


def test_after_a_refusal_the_next_press_makes_the_workbook(home):
    app = first_page(home)
    app.text_input(key="start_folder").set_value("/proc/nowhere").run()
    press(app, "start_shop")
    app.text_input(key="start_folder").set_value(str(home / "Shop")).run()
    assert [title.value for title in press(app, "start_shop").title] == ["Today"]


# a workbook of Kith's that is there already ---------------------------------------------------------------------------


def asked_for(app, path):
    app.text_input(key="open_where").set_value(str(path))
    return app.button(key="open_submit").click().run()


def test_a_workbook_of_kiths_is_opened_by_its_path(home):
    template.write(home / "team.xlsx", book_id="0123456789abcdef", today=dt.date(2026, 11, 20))
    assert [title.value for title in asked_for(first_page(home), '"~/team.xlsx" ').title] == ["Today"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gone.xlsx", None),
        ("none.xlsx", b"no workbook"),
        ("cut.xlsx", b"PK\x03\x04cut"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_what_cannot_be_opened_is_a_sentence_and_stays_as_it_is(home, name, content):
    if content is not None:
        (home / name).write_bytes(content)
    app = asked_for(first_page(home), home / name)
    assert said(app) and not app.exception and [title.value for title in app.title] == ["Kith"]
    assert (home / name).read_bytes() == content if content else not (home / name).exists()


def test_a_folder_is_no_workbook(home):
    app = asked_for(first_page(home), home / "Documents")
    assert said(app) and not app.exception


def test_a_workbook_that_was_open_before_is_one_press_away(home):
    press(first_page(home), "start_shop")
    (home / "state" / "chosen.json").unlink()
    app = first_page(home)
    press(app, f"open_{home / 'Documents' / 'Kith' / 'Contacts.xlsx'}")
    assert [title.value for title in app.title] == ["Today"]


# one press, one workbook ----------------------------------------------------------------------------------------------


def test_two_presses_at_once_make_one_workbook(tmp_path):
    start, made = Start(), []

    def slowly(path, book_id):
        made.append(path)
        time.sleep(0.05)
        path.write_text(book_id)

    presses = [threading.Thread(target=start.once, args=(tmp_path / "Contacts.xlsx", slowly)) for _ in range(8)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert made == [tmp_path / "Contacts.xlsx"]


def test_a_name_that_is_taken_at_the_last_moment_is_left_alone(tmp_path):
    wanted = tmp_path / "Contacts.xlsx"

    def make(path, book_id):
        if path == wanted:
            path.write_text("somebody else was quicker")
        with path.open("x") as file:
            file.write(book_id)

    assert Start().once(wanted, make) == tmp_path / "Contacts 2.xlsx"
    assert wanted.read_text() == "somebody else was quicker"


def test_a_second_workbook_can_be_started_from_the_first(home):
    app = press(first_page(home), "start_shop")
    app.switch_page("pages/welcome.py").run()
    press(app, "start_charity")
    assert [title.value for title in app.title] == ["Today"]
    assert workbooks(home) == ["Contacts 2.xlsx", "Contacts.xlsx"]


# the list that is there already --------------------------------------------------------------------------------------


def a_list(people=300):
    """A title, headings, phones as numbers, a column of their own, the last visit, a line of totals."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Our customers"])
    page.append([])
    page.append(["Customer", "Telephone", "E-mail", "Shoe size", "Last visit"])
    for number in range(people):
        visit = dt.datetime(2026, 1, 1) + dt.timedelta(days=number) if number % 2 == 0 else None
        page.append([f"Person {number}", 7_700_900_000 + number, f"p{number}@example.org", 36 + number % 9, visit])
    page.append(["Total", None, None, people])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def brought(app, content, name="customers.xlsx"):
    return app.file_uploader(key="list_file").upload(name, content, "").run()


def test_a_list_becomes_people_after_two_presses(home):
    app = brought(first_page(home), a_list())
    assert any("300 people" in text.value for text in app.markdown)
    assert [title.value for title in press(app, "list_bring").title] == ["Today"]
    assert len(opened(home / "Documents" / "Kith" / "customers (Kith).xlsx").contacts) == 300


def test_what_a_list_holds_is_kept(home):
    press(brought(first_page(home), a_list(4)), "list_bring")
    new = opened(home / "Documents" / "Kith" / "customers (Kith).xlsx")
    person = new.contacts[new.contacts["name"] == "Person 2"].iloc[0]
    assert (person["email"], person["own:Shoe size"]) == ("p2@example.org", 38)
    assert [str(day.date()) for day in new.interactions["date"]] == ["2026-01-01", "2026-01-03"]
    assert set(new.interactions["contact_id"]) <= set(new.contacts.index)


def test_a_line_of_totals_is_said_and_left_out(home):
    app = brought(first_page(home), a_list(5))
    assert any("5 people" in text.value and "is a line of totals" in text.value for text in app.markdown)


def test_looking_at_a_list_writes_nothing(home):
    brought(first_page(home), a_list(5))
    assert workbooks(home) == []


def test_a_column_becomes_what_somebody_says_it_is(home):
    app = brought(first_page(home), a_list(3))
    chosen = next(box for box in app.selectbox if box.label == "Shoe size")
    press(chosen.select("notes").run(), "list_bring")
    new = opened(home / "Documents" / "Kith" / "customers (Kith).xlsx")
    assert "own:Shoe size" not in new.contacts and "36" in str(new.contacts["notes"].iloc[0])


def test_a_list_without_names_is_not_brought_in(home):
    app = brought(first_page(home), b"Colour,Size\nred,1\nblue,2\n", "things.csv")
    assert "names" in said(app) and not app.exception
    assert "list_bring" not in [button.key for button in app.button]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.xlsx", b"PK\x03\x04cut"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("empty.csv", b"\n"),
        ("cards.csv", b"dn: cn=Ann\ncn: Ann\nobjectClass: person\n"),
        ("bytes.csv", bytes(range(256)) * 20),
    ],
)
def test_what_is_no_list_is_a_sentence_and_harms_nothing(home, name, content):
    app = brought(first_page(home), content, name)
    assert said(app) and not app.exception and workbooks(home) == []


def test_the_contacts_of_a_phone_are_a_list_whatever_the_file_is_called(home):
    app = brought(first_page(home), b"BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nEND:VCARD\n", "cards.csv")
    assert "list_bring" in [button.key for button in app.button] and not app.exception


def test_a_list_made_to_harm_is_shown_to_the_letter(home):
    evil = b"![x](http://evil.example/a.png),Name\n=1+1,<script>alert(1)</script>\n"
    app = brought(first_page(home), evil, "![y](http://evil.example/b.png).csv")
    shown = [element.value for element in (*app.markdown, *app.caption, *app.error)]
    shown += [box.label for box in app.selectbox]
    assert "(http://evil" not in " ".join(shown) and "<script>" not in " ".join(shown)
    assert not app.exception


def test_of_several_sheets_the_one_with_the_people_is_chosen(home):
    book = openpyxl.Workbook()
    for number in range(40):
        book.active.append([f"2026-{number % 12 + 1:02}-01", number])
    people = book.create_sheet("People")
    for row in (["Name", "Phone"], ["Ada", "020 7946 0000"], ["Grace", "020 7946 0001"]):
        people.append(row)
    file = io.BytesIO()
    book.save(file)
    app = brought(first_page(home), file.getvalue())
    choice = next(box for box in app.selectbox if "Which sheet" in box.label)
    press(choice.select_index(1).run(), "list_bring")
    assert set(opened(home / "Documents" / "Kith" / "customers (Kith).xlsx").contacts["name"]) == {"Ada", "Grace"}


def test_letters_of_another_code_page_can_be_put_right(home):
    app = brought(first_page(home), "Name;City\nŁukasz Żak;Łódź\n".encode("cp1250"), "polish.csv")
    choice = next(box for box in app.selectbox if box.key.startswith("list_encoding"))
    press(choice.select("cp1250").run(), "list_bring")
    assert list(opened(home / "Documents" / "Kith" / "polish (Kith).xlsx").contacts["name"]) == ["Łukasz Żak"]


def test_rows_that_do_not_come_in_are_listed_with_the_reason(home):
    app = brought(first_page(home), b"Name,Email\nAda,a@example.org\nAda,a@example.org\nTotal,1\n", "twice.csv")
    assert any("1 person" in text.value for text in app.markdown)
    reasons = [list(frame.value["What happens"]) for frame in app.dataframe if "What happens" in frame.value]
    assert [text.split(":")[0] for text in reasons[0]] == ["Skipped", "Left out"]


def test_a_second_import_of_a_list_takes_the_next_free_name(home):
    for _ in range(2):
        app = first_page(home)
        app.switch_page("pages/welcome.py").run()
        press(brought(app, a_list(2)), "list_bring")
    assert workbooks(home) == ["customers (Kith) 2.xlsx", "customers (Kith).xlsx"]


def test_a_workbook_that_the_environment_names_is_not_changed_on_the_page(home, monkeypatch):
    template.write(home / "team.xlsx", book_id="0123456789abcdef", today=dt.date(2026, 11, 20))
    monkeypatch.setenv("KITH_WORKBOOK", str(home / "team.xlsx"))
    app = first_page(home)
    app.switch_page("pages/welcome.py").run()
    assert "KITH_WORKBOOK" in app.info[0].value and not app.file_uploader


def test_a_workbook_of_kiths_is_not_taken_for_a_list(home):
    template.write(home / "team.xlsx", book_id="0123456789abcdef", today=dt.date(2026, 11, 20))
    app = brought(first_page(home), (home / "team.xlsx").read_bytes(), "team.xlsx")
    assert any("a workbook of Kith's already" in info.value for info in app.info)
    assert "list_bring" not in [button.key for button in app.button]
