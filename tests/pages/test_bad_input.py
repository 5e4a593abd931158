"""Bad input on every form of every page: the sentence stands beside its field, and what was typed stays.

The forms are found, not listed: a place at which people type and that has no line below fails the first test.
"""

import ast
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from crm.model.changes import ChangeSet, UpdateRow
from crm.ui import session
from tests.pages.conftest import APP, told

TODAY = dt.date.today()
ANN, LEA, STEP, DONE, SALE = "C-7K3Q9F", "C-04XT2M", "F-7K3Q9F", "F-5QN7AE", "S-3W7KEN"
DEAL, TICKET, GOAL, GROUP, LETTER = "D-7K3Q9F", "T-7K3Q9F", "A-7K3Q9F", "G-7K3Q9F", "M-7K3Q9F"
HERS = {"contact": "Ann Lee", "contact_id": ANN}
BOOK = {
    "Contacts": [{"id": ANN, "name": "Ann Lee", "relationships": "Customer"},
                 {"id": LEA, "name": "Lea Stein", "relationships": "Lead"}],
    "Follow-ups": [{"id": STEP, "due": TODAY, "what": "Ring", **HERS},
                   {"id": DONE, "due": TODAY, "what": "Ask", **HERS}],
    "Sales": [{"id": SALE, "date": TODAY, "amount": 480, "due": TODAY, "item": "City bike", **HERS}],
    "Deals": [{"id": DEAL, "title": "Six bikes", "stage": "Offer", "amount": 9800}],
    "Tickets": [{"id": TICKET, "subject": "Lock is stuck", "opened": TODAY}],
    "Goals": [{"id": GOAL, "measure": "Interactions", "target": 15, "period": "Month"}],
    "Segments": [{"id": GROUP, "name": "Leeds", "rule": "City = Leeds"}],
    "Templates": [{"id": LETTER, "name": "Hello", "message": "Dear {First name}"}],
}  # fmt: skip
ON = {f"module_{name}": "Yes" for name in ("deals", "tickets", "segments", "goals")}


def as_it_is(app: AppTest) -> AppTest:
    """Of a form that is drawn with its page."""
    return app


def opened(**chosen: object) -> Callable[[AppTest], AppTest]:
    """Press or choose, by the key of a widget, so that a form is drawn."""

    def steps(app: AppTest) -> AppTest:
        for key, value in chosen.items():
            widget = widget_of(app, key)
            app = (widget.click() if value is True else widget.set_value(value)).run()
        return app

    return steps


@dataclass(frozen=True)
class OnPage:
    """A form by its name: where it is drawn, how it is opened, and what it takes to be saved."""

    page: str
    asked: Mapping[str, str] = field(default_factory=dict)
    open: Callable[[AppTest], AppTest] = as_it_is
    filled: Mapping[str, object] = field(default_factory=dict)


GOALS = {"insight": "Performance and goals"}  # the tab
FURTHER = {"next_what": "Ring", "next_due": TODAY, "score": 5}

FORMS: dict[str, tuple[str, OnPage]] = {
    "contacts.adding": ("add contact", OnPage("contacts", filled={"name": "Ada"})),
    "card._edit": (f"edit {ANN}", OnPage("contact", {"id": ANN}, opened(edit=True))),
    "card.log_form": (f"log {ANN}", OnPage("contact", {"id": ANN}, filled={"what": "A bell", **FURTHER})),
    "logging_it._save": ("log it", OnPage("log", {"contact": ANN}, filled={"what": "A bell", **FURTHER})),
    "follow_ups._new_form": ("new step", OnPage("follow_ups", filled={"what": "Ring", "due": "tomorrow"})),
    "follow_ups._editing": (f"step {STEP}", OnPage("follow_ups", open=opened(**{f"edit_{STEP}": True}))),
    "steps._note": (f"done {DONE}", OnPage("follow_ups", open=opened(**{f"done_{DONE}": True}), filled={"what": "!"})),
    "money_forms.adding": ("add sale", OnPage("money", filled={"amount": "5"})),
    "money_forms.editing": (f"edit sale {SALE}", OnPage("money", {"sale": SALE})),
    "money._part": (f"part {SALE}", OnPage("money", filled={"amount": "5"})),
    "deal_forms._add": ("deal add", OnPage("pipeline", open=opened(add_=True), filled={"title": "Trailer"})),
    "deal_forms._edit": (f"deal edit {DEAL}", OnPage("pipeline", open=opened(**{f"edit_{DEAL}": True}))),
    "deal_forms._won": (f"deal won {DEAL}", OnPage("pipeline", open=opened(**{f"move_{DEAL}": "Won"}))),
    "deal_forms._convert": (f"deal convert {LEA}", OnPage("pipeline", {"deals_tab": "Leads"},
                                                          opened(**{f"convert_{LEA}": True}),
                                                          {"deal_title": "Bikes", "next_due": TODAY})),
    "ticket_forms.add_form": ("request", OnPage("tickets", filled={"subject": "A bell"})),
    "ticket_forms.edit_form": (f"request {TICKET}", OnPage("tickets", open=opened(**{f"edit_{TICKET}": True}))),
    "goals._adding": ("goal", OnPage("insights", GOALS, filled={"measure": "Sales", "target": "5", "period": "Month"})),
    "goals._editing": (f"goal {GOAL}", OnPage("insights", GOALS, opened(**{f"edit_goal_{GOAL}": True}))),
    "segments.form": ("segment ", OnPage("segments", filled={"name": "North", "rule": "City = Leeds"})),
    "texts.form": ("text ", OnPage("segments", filled={"name": "Thanks", "message": "Thank you"})),
    "satisfaction.asking": ("answer", OnPage("satisfaction", open=opened(answer_by_query="Ann",
                                                                         **{f"answer_by_{ANN}": True}),
                                                    filled={"score": 5})),
    "paper._written": (f"letter {ANN}", OnPage("contact", {"id": ANN}, filled={"text": "Dear {First name}"})),
}  # fmt: skip
PARTS = {
    "forms.one_field",
    "segments._rule_field",
    "paper._fields",
    "logging_it.form",
}  # the fields of the forms above
CHOSEN = {"deal_forms._lost", "steps._buttons", "tickets._later", "ahead._plan"}  # a choice, a number, a calendar
SEARCHES = {
    "anything.box": ("today", "find"),
    "tables.contact_list": ("contacts", "q"), "money_list._filtered": ("money", "money_q"),
    "picking.pick_person": ("follow_ups", "step_with_query"), "logging_it._search": ("log", "query"),
}  # fmt: skip
BY_THEMSELVES = {
    "settings.one_setting", "settings._one_more", "deciding._choices", "segments._value", "connecting._steps",
    "moving.moving", "starting.proposal", "starting.choose_region", "starting.another",
}  # fmt: skip
"""Fields without a form of this kind: below, or in the tests of their own pages."""

TYPED_INTO = {"text_input", "text_area", "number_input", "date_input", "time_input", "data_editor", "chat_input"}
HOSTILE = "=1+1 ![x](http://beacon.invalid/x) 👩\u200d🚀 Zoë <b>"
WRONG = {
    "amount": "1.234", "cost": "31 Feb", "deal_amount": "NaN", "target": "1e400", "email": "ann@", "phone": "ask Tom",
    "birthday": "31 Feb", "opened": "9" * 5_000 + " Feb", "currency": "quid", "rule": "Hat = red", "message": "{Hat}",
    "what": "x" * 40_000, "due": "31 Feb",
}  # fmt: skip
NO_TEXT = {
    *WRONG, "email_2", "phone_2", "whatsapp", "anniversary", "promised_by", "first_reply", "solved_on", "signed_by",
} - {"what"}  # fmt: skip
IMPOSSIBLE = "a\ufffeb"  # in every field of text


def places() -> Iterator[str]:
    """Every function that draws a form or a field in which people type, as `module.function`."""
    for path in (*APP.parent.glob("crm/ui/*.py"), *APP.parent.glob("pages/*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
            named = {(getattr(one.value, "id", ""), one.attr) for one in calls if isinstance(one, ast.Attribute)}
            wanted = {("forms", "entry"), ("forms", "submit"), *(("st", name) for name in TYPED_INTO)}
            if isinstance(function, ast.FunctionDef) and named & wanted:
                yield f"{path.stem}.{function.name}"


def blocks(block: Block) -> Iterator[Block]:
    """A block and all blocks in it."""
    yield block
    for child in block.children.values():
        if isinstance(child, Block):
            yield from blocks(child)


def beside(app: AppTest, key: str) -> list[str]:
    """The sentences in the block in which a field stands, next to it."""
    for block in blocks(app._tree):
        if any(getattr(child, "key", None) == key for child in block.children.values()):
            return [child.value for child in block.children.values() if child.type == "error"]
    raise AssertionError(f"no field {key}")


def widget_of(app: AppTest, key: str):
    """The widget with a key, of whatever kind."""
    found = (child for block in blocks(app._tree) for child in block.children.values())
    return next(child for child in found if getattr(child, "key", None) == key and not isinstance(child, Block))


def typed_fields(app: AppTest, name: str) -> list[str]:
    """The fields of a form in which one types a text."""
    form, fields = app.session_state["forms"][name], (*app.text_input, *app.text_area)
    drawn = {field.key for field in fields}
    return [one for one in form.first if form.key(one) in drawn]


def fill(app: AppTest, name: str, values: Mapping[str, object]) -> None:
    """Put values into the fields of a form, not yet sent."""
    form = app.session_state["forms"][name]
    for one, value in values.items():
        widget_of(app, form.key(one)).set_value(value)


def save(app: AppTest, name: str) -> AppTest:
    return widget_of(app, app.session_state["forms"][name].key("save")).click().run()


def cells() -> str:
    """Everything that stands in the workbook."""
    sheets = session.snapshot().contents.sheets.values()
    return "\n".join(str(cell) for sheet in sheets for column in sheet.columns.values() for cell in column)


def test_every_place_at_which_people_type_is_in_the_table() -> None:
    assert set(places()) == {*FORMS, *PARTS, *CHOSEN, *SEARCHES, *BY_THEMSELVES}


@pytest.mark.parametrize("place", FORMS)
def test_a_sentence_stands_beside_the_field_and_what_was_typed_stays(place: str, make, open_page) -> None:
    make(rows=BOOK, settings=ON)
    name, at = FORMS[place]
    app = at.open(open_page(at.page, **at.asked))
    fill(app, name, at.filled)
    app.run()
    texts = typed_fields(app, name)
    wrong = {one: WRONG[one] for one in texts if one in WRONG}
    wrong |= {one: IMPOSSIBLE for one in texts[:1] if one not in wrong}
    key = app.session_state["forms"][name].key
    for one, typed in wrong.items():
        before = widget_of(app, key(one)).value
        fill(app, name, {one: typed})
        app = save(app, name)
        assert len(beside(app, key(one))) == 1 and len(app.error) == 1, (one, told(app))
        assert widget_of(app, key(one)).value == typed and "nobody foresaw" not in told(app)
        fill(app, name, {one: before})
    plain = [one for one in texts if one not in NO_TEXT]
    fill(app, name, {one: f"{HOSTILE} {one}" for one in plain})
    app = save(app, name)
    assert not app.error and not [one for one in plain if f"{HOSTILE} {one}" not in cells()], told(app)


@pytest.mark.parametrize("place", SEARCHES)
def test_whatever_is_searched_for_is_answered_and_stays_in_its_field(place: str, make, open_page) -> None:
    make(rows=BOOK, settings=ON)
    page, key = SEARCHES[place]
    app = open_page(page)
    key = app.session_state["forms"]["log it"].key(key) if page == "log" else key
    for typed in ("x" * 40_000, '"[(\\* \x00 %s city:<> {', "=1+1 \u202e\u200b👩 <script>"):
        app = widget_of(app, key).set_value(typed).run()
        assert widget_of(app, key).value == typed and "nobody foresaw" not in told(app) and not app.exception


def test_a_setting_that_cannot_be_is_told_beside_it_and_stays_in_its_field(make, open_page) -> None:
    make()
    app = open_page("workbook")
    wrong = {"payment_terms_days": "nan", "opening_balance": "12,500", "country": "=1+1", "word_sale": "a\ufffeb"}
    for name, typed in wrong.items():
        app = widget_of(app, f"setting_{name}").set_value(typed).run()
    for name, typed in wrong.items():
        assert len(beside(app, f"setting_{name}")) == 1 and widget_of(app, f"setting_{name}").value == typed
        app = widget_of(app, f"setting_{name}").set_value("").run()
    assert not app.error


def test_a_word_that_no_cell_can_hold_is_told_and_stays_in_its_field(make, open_page) -> None:
    make()
    app = open_page("workbook").selectbox(key="words_of").set_value("Tags").run()
    word = app.session_state["forms"]["word"].key("word")
    widget_of(app, word).set_value("a\ufffeb")
    app = press(app, "Add")
    assert "This word holds a broken character" in told(app) and widget_of(app, word).value == "a\ufffeb"


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


NOWHERE = (
    "/" + "x" * 40_000,
    "/" + "x" * 40_000 + ".xlsx",
    "a\x00b",
    "/dev/null",
    "https://docs.google.com/spreadsheets/d/\ufffe",
    "\u202e.xlsx",
)


def test_a_place_where_no_workbook_can_be_is_told_in_a_sentence_and_stays_in_its_field(make, open_page) -> None:
    make()
    app = open_page("workbook")
    for typed in NOWHERE:
        widget_of(app, "move_to").set_value(typed)
        app = press(app, "Look first")
        assert app.error and all(len(error.value) < 700 for error in app.error)
        assert widget_of(app, "move_to").value == typed and "nobody foresaw" not in told(app)


def test_a_folder_and_a_path_that_cannot_be_are_told_on_the_first_page(team, open_page, monkeypatch) -> None:
    monkeypatch.delenv("KITH_WORKBOOK")
    monkeypatch.setenv("HOME", str(team.parent))
    for typed in NOWHERE:
        app = open_page("welcome")
        widget_of(app, "open_where").set_value(typed)
        app = press(app, "Open")
        assert all(len(error.value) < 700 for error in app.error)
        assert widget_of(app, "open_where").value == typed and "nobody foresaw" not in told(app)
        widget_of(app, "start_folder").set_value(typed)
        widget_of(app, "start_name_Contacts").set_value(typed)
        app = app.button(key="start_shop").click().run()
        assert all(len(error.value) < 700 for error in app.error)
        assert "nobody foresaw" not in told(app)


def test_a_day_that_no_calendar_field_shows_is_a_text_in_the_form(make, open_page) -> None:
    make(rows={"Contacts": [{"id": ANN, "name": "Ann Lee", "since": "1 May 1850"}]})
    app = open_page("contact", id=ANN).button(key="edit").click().run()
    key = app.session_state["forms"][f"edit {ANN}"].key("since")
    assert widget_of(app, key).value == "1 May 1850" and "nobody foresaw" not in told(app)


def test_what_is_written_instead_of_two_values_is_told_where_it_stands_and_stays(make, open_page) -> None:
    make(rows={"Contacts": [{"id": ANN, "name": "Ann Lee", "phone": "555"}]})
    open_page("history")
    session.store().save(ChangeSet("Ann Lee, phone", (UpdateRow("Contacts", ANN, {"phone": "556"}, {"phone": "554"}),)))
    (conflict,) = session.store().conflicts()
    app = open_page("history", tab="To decide")
    widget_of(app, f"other_{conflict.seq}").set_value("ask Tom")
    app = app.button(key=f"use_{conflict.seq}").click().run()
    assert len(app.error) == 1 and "There are no digits in this phone number." in told(app)
    assert widget_of(app, f"other_{conflict.seq}").value == "ask Tom"
