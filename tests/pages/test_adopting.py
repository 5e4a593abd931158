"""A spreadsheet of one's own on the first page: shown as it is read, corrected, looked at, worked in, taken back."""

import openpyxl
import pytest

from tests.pages.conftest import told
from tests.pages.test_welcome import first_page, home, press
from tests.store.excel.messy import HEADINGS, messy

__all__ = ["home"]


@pytest.fixture
def path(home):
    return messy(home / "Kundenliste.xlsx")


def asked(home, path):
    """The page that shows how a spreadsheet is read."""
    app = first_page(home)
    app.text_input(key="open_where").set_value(str(path))
    submit = next(button for button in app.button if button.label == "Open")
    return submit.click().run()


def titles(app):
    return [title.value for title in app.title]


def table(app):
    """What the first sheet is read as."""
    return next(frame.value for frame in app.dataframe if "Your heading" in frame.value)


def test_how_it_is_read_is_shown_with_samples_and_nothing_is_written(home, path):
    before = path.read_bytes()
    app = asked(home, path)
    assert not app.exception and not app.error
    read = table(app)
    assert list(read["Your heading"]) == list(HEADINGS)
    assert list(read["What it is"])[:4] == ["Reference", "Name", "Organisation", "Phone"]
    assert read["For example"][1] == "Anna Müller · Bob Stone · Cleo Adeyemi"
    assert "Row 4: Nr" in app.selectbox(key="adopt_row_0").options[app.selectbox(key="adopt_row_0").index]
    assert "Row 11 is a line of totals. Whom you add in Kith comes below it" in told(app)
    assert "A chart or picture lies over N2:V16, where new columns would go." in told(app)
    assert path.read_bytes() == before


def test_looking_only_leads_to_today_and_says_so_on_every_page(home, path, routed):
    before = path.read_bytes()
    app = press(asked(home, path), "adopt_look").run()
    assert titles(app) == ["Today"] and "Kith writes nothing into it" in told(app)
    assert not [button for button in app.button if button.key == "log_it"]
    app.switch_page("pages/contacts.py").run()
    assert "Kith writes nothing into it" in told(app) and not app.exception
    assert path.read_bytes() == before


def test_working_in_it_adds_what_was_listed_and_can_be_taken_back(home, path, routed):
    before = path.read_bytes()
    app = asked(home, path)
    app.multiselect(key="adopt_wanted").set_value([("Contacts", "owner")]).run()
    assert "the columns Kith ID, Owner" in told(app)
    app = press(app, "adopt_yes").run()
    assert titles(app) == ["Today"] and "can be taken out again" in told(app)
    page = openpyxl.load_workbook(path)["Kunden 2024"]
    assert [page.cell(4, column).value for column in range(11, 14)] == ["Kith ID", "Owner", None]
    app.switch_page("pages/workbook.py").run()
    press(app, "adopt_undo")
    assert path.read_bytes() == before and "Kith writes nothing into it" in told(app)
    press(app, "adopt_yes")  # from the page Workbook, once more
    assert path.read_bytes() != before and not app.exception


def test_a_person_says_what_a_column_is_and_it_is_kept(home, path):
    app = asked(home, path)
    app.selectbox(key="adopt_8_0_Contacts_4").select("needs").run()
    assert table(app)["What it is"][8] == "Needs & preferences"
    app = press(app, "adopt_yes")
    app.switch_page("pages/workbook.py").run()
    assert "Schuhgröße" not in {cell for frame in app.dataframe for cell in frame.value.get("Your column", [])}


def test_a_spreadsheet_without_people_asks_where_they_are(home, path):
    app = asked(home, path)
    app.selectbox(key="adopt_kind_0").select("").run()
    assert "Say which sheet holds your people" in app.warning[0].value
    assert not [button for button in app.button if button.key in ("adopt_yes", "adopt_look")]
    press(app, "adopt_back")
    assert any(button.key == "start_sample" for button in app.button)


def test_what_stands_in_the_way_is_said_and_nothing_is_changed(home):
    before = (path := messy(home / "Liste.xlsx", beside="ask Bob")).read_bytes()
    app = asked(home, path)
    app.selectbox(key="adopt_row_0").select(4).run()
    app = press(app, "adopt_yes")
    assert "is not free" in app.error[0].value and path.read_bytes() == before


def test_a_workbook_that_kith_was_started_for_is_shown_in_the_place_of_every_page(home, path, monkeypatch, routed):
    monkeypatch.setenv("KITH_WORKBOOK", str(path))
    app = first_page(home)
    assert any(button.key == "adopt_look" for button in app.button)
    assert titles(press(app, "adopt_look")) == ["Today"]
