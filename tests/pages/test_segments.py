"""The page Segments: groups made by clicking or typing, written to one by one or with a list."""

import html
from urllib.parse import unquote

import openpyxl
import pytest

from crm.ui import session, writing
from tests.pages.conftest import told

ON = {"module_segments": "Yes"}
ANN = {"id": "C-7K3Q9F", "name": "Ann Lee", "city": "Leeds", "email": "ann@example.com", "phone": "07700 900001",
       "marketing_ok": "Yes"}  # fmt: skip
BO = {"id": "C-04XT2M", "name": "Bo Chen", "city": "Leeds", "email": "bo@example.com", "marketing_ok": "Yes"}
CY = {"id": "C-P9Z1HB", "name": "Cy Day", "city": "Leeds", "email": "cy@example.com"}
GROUP = {"id": "G-7K3Q9F", "name": "Leeds", "rule": "City = Leeds", "template": "Hello"}
TEXT = {"id": "M-7K3Q9F", "name": "Hello", "channel": "Email", "subject": "Your bike & you",
        "message": "Dear {First name},\n50 % off?"}  # fmt: skip


@pytest.fixture
def group(make, open_page):
    """The open group of Leeds, of three people one of whom was not asked."""

    def group(**rows):
        parts = {"Contacts": [ANN, BO, CY], "Segments": [GROUP], "Templates": [TEXT], **rows}
        make(rows=parts, settings=ON)
        return open_page("segments", id=GROUP["id"])

    return group


def button(app, label: str):
    return next(one for one in app.button if one.label == label)


def field(app, label: str):
    return next(one for kind in (app.text_input, app.text_area, app.selectbox) for one in kind if one.label == label)


def links(app) -> list[str]:
    return [one.proto.url for one in app.get("link_button")]


def column(path, sheet: str, heading: str) -> list[object]:
    session.store().flush(10)
    page = openpyxl.load_workbook(path)[sheet]
    heads = [cell.value for cell in page[1]]
    return [row[heads.index(heading)].value for row in page.iter_rows(min_row=2) if row[0].value]


def test_a_module_that_is_off_says_what_it_is_for_and_is_switched_on_by_a_press(make, open_page) -> None:
    make()
    app = open_page("segments")
    assert "A segment is a group in words" in told(app)
    button(app, "Show segments").click().run()
    assert "Make a segment" in [one.label for one in app.expander]


def test_a_group_is_counted_while_its_rule_is_typed_and_stands_in_the_sheet_when_saved(make, open_page) -> None:
    path = make(rows={"Contacts": [ANN, BO, CY], "Segments": [GROUP]}, settings=ON)
    app = open_page("segments")
    field(app, "Name").set_value("Silent").run()
    field(app, "Rule").set_value("cty = Leeds").run()
    assert "There is no heading “cty”. Did you mean City?" in told(app)
    field(app, "Rule").set_value("ort = leeds; last contact is empty").run()
    assert "**3 people**" in told(app)
    button(app, "Save segment").click().run()
    assert column(path, "Segments", "Rule") == ["City = Leeds", "City = leeds; Last contact is empty"]


def test_a_condition_is_made_by_choosing_and_taken_out_again(make, open_page) -> None:
    make(rows={"Contacts": [ANN, BO, CY], "Segments": [GROUP]}, settings=ON)
    app = open_page("segments")
    field(app, "Heading").set_value("name").run()
    field(app, "Condition").set_value("contains").run()
    field(app, "Value").set_value("n").run()
    button(app, "Add this condition").click().run()
    assert field(app, "Rule").value == "Name contains n" and "**2 people**" in told(app)
    button(app, "Without Name contains n").click().run()
    assert field(app, "Rule").value == ""


def test_a_refused_group_keeps_what_was_typed_and_says_why(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Segments": [GROUP]}, settings=ON)
    app = open_page("segments")
    field(app, "Rule").set_value("city = Leeds").run()
    button(app, "Save segment").click().run()
    assert "Give the group a name." in told(app) and field(app, "Rule").value == "city = Leeds"


def test_an_open_group_says_who_is_left_out_and_why(group) -> None:
    app = group()
    assert "2 people may be written to." in told(app)
    assert "1 left out: 1 not asked for consent." in [
        html.unescape(one.label).replace("\\", "") for one in app.expander
    ]


def test_the_mail_opens_ready_typed_with_every_sign_as_it_is(group) -> None:
    (link,) = links(group())
    assert link.startswith("mailto:ann@example.com?subject=Your%20bike%20%26%20you&body=Dear%20Ann%2C%0D%0A50%20%25")
    assert unquote(link.partition("body=")[2]) == "Dear Ann,\r\n50 % off?"


def test_whatsapp_opens_with_the_number_as_the_world_dials_it(group) -> None:
    app = group(Templates=[{**TEXT, "channel": "WhatsApp"}])
    assert links(app) == ["https://wa.me/447700900001?text=Dear%20Ann%2C%0A50%20%25%20off%3F"]
    assert "1 no number for WhatsApp" in app.expander[1].label


def test_sent_notes_it_and_goes_to_the_next_and_undo_takes_it_back(group, team) -> None:
    app = group()
    button(app, "Sent, next").click().run()
    assert links(app)[0].startswith("mailto:bo@") and "1 person had it today" in told(app)
    assert column(team, "Interactions", "What happened") == ["Sent “Hello”"]
    assert column(team, "Segments", "Last used") != [None]
    button(app, "Undo").click().run()
    assert links(app)[0].startswith("mailto:ann@") and column(team, "Interactions", "What happened") == []


def test_skipped_people_come_again_when_asked_for(group) -> None:
    app = group()
    button(app, "Skip").click().run()
    assert links(app)[0].startswith("mailto:bo@")
    button(app, "Skip").click().run()
    assert links(app) == []
    button(app, "Begin again with those you skipped").click().run()
    assert links(app)[0].startswith("mailto:ann@")


def test_who_says_stop_in_the_sheet_is_not_offered_at_the_next_press(group, team) -> None:
    app = group()
    book = openpyxl.load_workbook(team)
    page = book["Contacts"]
    heads = [cell.value for cell in page[1]]
    page.cell(3, heads.index("Do not contact") + 1).value = "please don't"
    book.save(team)
    button(app, "Sent, next").click().run()
    assert links(app) == [] and "do not contact" in " ".join(one.label for one in app.expander)


def test_a_text_that_lacks_something_for_somebody_is_not_sent_to_them(group) -> None:
    app = group(Templates=[{**TEXT, "message": "Dear {Name}, {Organisation}"}])
    assert links(app) == [] and "Nothing stands under {Organisation}" in told(app)


def test_a_text_with_an_unknown_slot_is_sent_to_nobody(group) -> None:
    app = group(Templates=[{**TEXT, "message": "Dear {Frist name}"}])
    assert links(app) == [] and "{Frist name} is no heading of your contacts" in told(app)


def test_all_on_the_list_are_noted_with_one_press(group, team) -> None:
    app = group()
    button(app, "Note it as sent to 2 people").click().run()
    assert column(team, "Interactions", "Contact") == ["Ann Lee", "Bo Chen"]
    assert "Everybody who may be written to has been." in [one.value for one in app.success]


def test_a_rule_that_somebody_broke_in_the_sheet_is_told_and_the_rest_of_the_page_works(group) -> None:
    app = group(Segments=[{**GROUP, "rule": "Town is Leeds"}])
    assert "“Town is Leeds” is no condition." in told(app)
    assert "Change this segment" in [one.label for one in app.expander]


def test_a_group_that_is_gone_says_so(make, open_page) -> None:
    make(rows={"Contacts": [ANN], "Segments": [GROUP]}, settings=ON)
    assert "This segment is not in the sheet any more." in told(open_page("segments", id="G-00000A"))


def test_a_text_is_shown_as_somebody_gets_it_while_it_is_written(make, open_page) -> None:
    path = make(rows={"Contacts": [ANN], "Segments": [GROUP], "Templates": [TEXT]}, settings=ON)
    app = open_page("segments")
    [one for one in app.text_input if one.label == "Name"][-1].set_value("Thanks").run()
    field(app, "Message").set_value("Thank you, {First name}!").run()
    assert "Thank you, Ann!" in told(app)
    button(app, "Save text").click().run()
    assert column(path, "Templates", "Message") == [TEXT["message"], "Thank you, {First name}!"]


def test_a_cell_that_would_be_live_is_shown_to_the_letter(group) -> None:
    app = group(Contacts=[{**ANN, "name": "![x](http://a.b) :red[x]"}])
    assert "![x](http://a.b) :red[x]" in told(app) and not app.exception


def test_a_text_and_a_group_are_taken_out_and_the_page_goes_on(group, team) -> None:
    app = group()
    field(app, "Change a text").set_value(TEXT["id"]).run()
    button(app, "Remove this text").click().run()
    assert not app.exception and "Write a text below first" in told(app)
    button(app, "Remove this segment").click().run()
    assert not app.exception and column(team, "Segments", "ID") == column(team, "Templates", "ID") == []


def test_a_text_is_changed_and_the_next_person_gets_the_new_one(group) -> None:
    app = group()
    field(app, "Change a text").set_value(TEXT["id"]).run()
    field(app, "Message").set_value("Hi {First name|}").run()
    button(app, "Save text").click().run()
    assert links(app)[0].endswith("body=Hi%20Ann")


def test_the_second_press_of_a_double_one_is_not_for_the_next_person(group, team, monkeypatch) -> None:
    monkeypatch.setattr(writing, "HASTE", 60.0)
    app = group()
    button(app, "Sent, next").click().run()
    button(app, "Sent, next").click().run()
    assert column(team, "Interactions", "Contact") == ["Ann Lee"]


def test_the_last_person_of_a_group_is_noted_too(group, team, monkeypatch) -> None:
    monkeypatch.setattr(writing, "HASTE", 0.0)
    app = group()
    button(app, "Sent, next").click().run()
    button(app, "Sent, next").click().run()
    assert column(team, "Interactions", "Contact") == ["Ann Lee", "Bo Chen"] and not app.exception
