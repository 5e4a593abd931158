"""The page Tidy: what may be a slip, put right by a press, left as it is, and asked again."""

import openpyxl
import pytest

from crm.ui import session
from tests.pages.conftest import told
from tests.pages.test_saving import press

ROWS = {
    "Contacts": [
        {"id": "C-7K3Q9F", "name": "Ann Lee", "email": "ann@example,com", "birthday": "31 Feb"},
        {
            "id": "C-04XT2M",
            "name": "Bo Chen",
            "email": "bo @example.com",
            "relationships": "custmer",
            "notes": "[a](b)",
        },
        {"id": "C-P9Z1HB", "name": "Cy Wood", "relationships": "custmer"},
    ]
}


@pytest.fixture
def slips(make):
    return make(rows=ROWS)


def cells(field):
    return [session.snapshot().cell("Contacts", id, field) for id in ("C-7K3Q9F", "C-04XT2M", "C-P9Z1HB")]


def labels(app):
    return [button.label for button in app.button]


def test_slips_of_a_kind_are_put_right_in_one_press_and_taken_back(slips, open_page) -> None:
    app = open_page("tidy")
    assert "5 things to tidy. Nothing changes until you press, and each press can be undone." in told(app)
    assert "Contacts · row 2 · Ann Lee · Email" in told(app)
    assert ":red[ann@example,com] :material/arrow_forward: :green[ann@example.com]" in told(app)
    app = press(app, "Put all 2 right")
    assert cells("email")[:2] == ["ann@example.com", "bo@example.com"] and "3 things to tidy" in told(app)
    app = press(app, "Undo")
    assert cells("email")[:2] == ["ann@example,com", "bo @example.com"] and "5 things to tidy" in told(app)


def test_all_that_is_sure_is_one_press_and_the_rest_stays_to_be_decided(slips, open_page) -> None:
    app = press(open_page("tidy"), "Put right what is sure (2)")
    assert cells("email")[1] == "bo@example.com" and cells("relationships")[1] == "custmer"
    assert "3 things to tidy" in told(app)
    assert "Contacts · 2 rows, the first is row 3 · Relationship" in told(app), "one word, one answer"
    app = press(app, "Write Customer")
    assert cells("relationships")[1:] == ["Customer", "Customer"]
    app = press(app, "Write 2 March")
    assert cells("birthday")[0] == "2 March" and "Nothing to tidy. 3 rows read, all understood." in told(app)


def test_what_is_left_as_it_is_is_asked_again_only_when_somebody_wants_that(slips, open_page) -> None:
    app = press(open_page("tidy"), "Leave all as they are")
    assert "ann@example" not in "".join(one.value for one in app.subheader) and "3 things to tidy" in told(app)
    assert cells("email")[0] == "ann@example,com"
    assert "Left as it is (2)" in [one.label for one in app.expander]
    assert "3 things to tidy" in told(open_page("tidy")), "also at the next visit"
    assert "5 things to tidy" in told(press(app, "Ask about these again"))


def test_the_page_workbook_leads_there(slips, open_page) -> None:
    links = [one.proto.label for one in open_page("workbook").get("page_link")]
    assert "5 things to tidy" in links


def test_who_may_only_look_gets_no_button(slips, open_page, monkeypatch) -> None:
    monkeypatch.setattr(session, "is_editor", lambda: False)
    app = open_page("tidy")
    assert "5 things to tidy" in told(app) and not [one for one in labels(app) if "right" in one or "Write" in one]


def test_many_of_a_kind_are_unfolded_page_by_page(make, open_page) -> None:
    make(rows={"Contacts": [{"id": f"C-{n:06d}", "name": f"Ann {n}", "email": f"a{n}@example,com"} for n in range(25)]})
    app = open_page("tidy")
    assert labels(app).count("Leave it as it is") == 3
    app.toggle[0].set_value(True).run()
    assert labels(app).count("Leave it as it is") == 10
    app = press(app, "Put all 25 right")
    assert "Nothing to tidy" in told(app)


def retyped(path, change) -> None:
    """Somebody works on the contacts in another program."""
    book = openpyxl.load_workbook(path)
    change(book["Contacts"])
    book.save(path)


def test_who_looks_like_a_line_of_totals_is_a_person_after_one_press(make, open_page) -> None:
    path = make(rows={"Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee"}]})
    retyped(path, lambda page: page.cell(3, 2, "Total"))
    app = open_page("tidy")
    assert "Row 3, “Total”, is a line of totals, so it is left out." in told(app)
    app = press(app, "It is a person")
    assert session.snapshot().contacts["name"].to_list() == ["Ann Lee", "Total"] and "Nothing to tidy" in told(app)


def test_a_column_that_is_gone_is_added_again_by_a_press(make, open_page) -> None:
    path = make(rows={"Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee", "notes": "Rang"}]})

    def rename(page) -> None:
        page.cell(1, 2, "Wer")
        next(iter(page.tables.values())).tableColumns[1].name = "Wer"

    retyped(path, rename)
    app = open_page("tidy")
    app = press(app, "Add the column Name, empty")
    assert "name" in session.snapshot().contents.sheets["Contacts"].columns
    assert session.snapshot().cell("Contacts", "C-7K3Q9F", "own:Wer") == "Ann Lee", "what stood there stays"
