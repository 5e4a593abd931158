"""The history in words, as a page and a command say it."""

import datetime as dt

import pytest

from crm.model.cells import Rules
from crm.model.errors import InvalidInput
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand
from crm.store.receipt import Backup, Batch, Choice, Conflict, Question, Removed, Status, Step
from crm.ui import told

NOW = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
ANN = "C-7K3Q9F"


@pytest.fixture
def snapshot() -> Snapshot:
    """A workbook with Ann Lee."""
    rules = Rules(NOW.date())
    tab = Tab("Contacts", [["ID", "Name", "Phone", "Birthday"], [ANN, "Ann Lee", "555", None]], {}, {})
    return Snapshot(understand([tab], rules, revision="1", stamp=None), rules)


def step(field: str, before: object, after: object, **more: str) -> Step:
    return Step(
        more.get("sheet", "Contacts"),
        more.get("id", ANN),
        field,
        more.get("op", "set"),
        before,
        after,
        more.get("state", "in_workbook"),
    )  # type: ignore[arg-type]


def batch(*steps: Step, **more: object) -> Batch:
    return Batch(
        "b1", "Ann Lee, phone", "Maya", NOW, str(more.get("state", "in_workbook")), bool(more.get("undone")), steps
    )


def disputed(field: str = "phone", op: str = "set") -> Conflict:
    return Conflict("Contacts", ANN, field, "555", "557", "556", "Maya", NOW, 1, op)


# steps ----------------------------------------------------------------------------------------------------------------


def test_a_changed_cell_is_its_heading_with_before_and_after(snapshot: Snapshot) -> None:
    assert told.steps(batch(step("phone", "555", "556")), snapshot, 9) == ["Phone: 555 → 556"]


def test_a_cell_that_was_or_becomes_empty_is_called_blank(snapshot: Snapshot) -> None:
    assert told.what(step("birthday", None, dt.date(1984, 3, 15))) == "Birthday: blank → 1984-03-15"


def test_a_column_of_the_teams_own_is_named_as_they_named_it() -> None:
    assert told.what(step("own:Shoe size", 42, 43)) == "Shoe size: 42 → 43"


def test_a_row_that_was_added_or_removed_is_named() -> None:
    assert told.what(step("", None, "Ann Lee", op="add")) == "Added: Ann Lee"
    assert told.what(step("", "Ann Lee", None, op="remove")) == "Removed: Ann Lee"


def test_where_several_rows_changed_each_line_says_whose(snapshot: Snapshot) -> None:
    lines = told.steps(batch(step("phone", "555", "556"), step("phone", 1, 2, id="C-7K3Q9X")), snapshot, 9)
    assert lines == ["Ann Lee: Phone: 555 → 556", "C-7K3Q9X: Phone: 1 → 2"]


def test_several_rows_that_were_removed_are_told_by_name(snapshot: Snapshot) -> None:
    rows = [step("", name, None, op="remove", id=f"C-7K3Q9{sign}") for name, sign in (("Bo Chen", "X"), (None, "Y"))]
    assert told.steps(batch(*rows), snapshot, 9) == ["Removed: Bo Chen", "C-7K3Q9Y: Removed"]


def test_a_setting_and_a_list_are_named_as_people_know_them(snapshot: Snapshot) -> None:
    country = step("value", "GB", "PL", sheet="Settings", id="country")
    tag = step("", None, "vip", sheet="Lists", id="Tags", op="add")
    assert told.steps(batch(country, tag), snapshot, 9) == ["Country: GB → PL", "List Tags: Added: vip"]


def test_a_long_batch_is_cut_and_says_how_much_is_missing(snapshot: Snapshot) -> None:
    lines = told.steps(batch(*(step("phone", n, n + 1) for n in range(500))), snapshot, 2)
    assert lines[2:] == ["and 498 more steps"]


def test_a_long_text_is_cut() -> None:
    assert len(told.value("word " * 100)) <= told.LONGEST + 2


@pytest.mark.parametrize(("state", "mark"), [("pending", "waiting"), ("conflict", "to be decided")])
def test_what_is_left_to_happen_with_a_change_is_said(state: str, mark: str) -> None:
    assert told.line(batch(state=state)).endswith(f" · Ann Lee, phone · Maya · {mark}")


def test_what_was_taken_back_says_so() -> None:
    assert told.line(batch(undone=True)).endswith(" · taken back")


# moments --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "shape"), [(0, "%H:%M"), (20, "10 Feb, %H:%M"), (200, "14 Aug 2025, %H:%M")])
def test_a_moment_tells_the_day_only_when_it_is_another_one(days: int, shape: str) -> None:
    at = NOW - dt.timedelta(days=days)
    assert told.moment(at, NOW) == f"{at.astimezone():{shape}}"


@pytest.mark.parametrize(
    ("seconds", "words"), [(5, "under a minute"), (3599, "59 min"), (7200, "2 h"), (172800, "2 days")]
)
def test_an_age_is_told_roughly(seconds: int, words: str) -> None:
    assert told.age(dt.timedelta(seconds=seconds)) == words


# what waits -----------------------------------------------------------------------------------------------------------


def status(**more: object) -> Status:
    return Status("team.xlsx", "/team.xlsx", "Up to date", **more)  # type: ignore[arg-type]


def test_what_waits_is_told_with_who_has_the_workbook_and_how_long() -> None:
    anna = status(waiting=3, oldest=NOW - dt.timedelta(minutes=2), open_by="Anna")
    assert told.waits(anna, NOW).startswith(
        "Anna has the workbook open. 3 changes wait (oldest 2 min); they are safe and go in by themselves"
    )
    assert told.state(anna, NOW) == "Anna has the workbook open; 3 changes wait (oldest 2 min)"


def test_one_change_waits_in_the_singular() -> None:
    anna = status(waiting=1, oldest=NOW, open_by="Anna")
    assert "1 change waits (oldest under a minute); it is safe and goes in by itself" in told.waits(anna, NOW)


@pytest.mark.parametrize(
    ("kind", "words"), [("unreadable", "cannot be read"), ("shuffled", "look only, until a question is answered")]
)
def test_a_question_is_short_at_the_side(kind: str, words: str) -> None:
    asked = Question(kind, "What now?", (Choice("take", "Take it"),))
    assert told.state(status(question=asked), NOW) == words


# two values, and what an undo leaves alone ----------------------------------------------------------------------------


def test_what_an_undo_leaves_alone_is_named_with_what_stands_there(snapshot: Snapshot) -> None:
    assert told.left_alone([disputed()], snapshot) == ["Ann Lee's phone was changed again since, so it stays “557”."]
    assert told.undo_question([disputed()], snapshot) == (
        "Ann Lee's phone was changed again since. Undo the rest, leave that cell?"
    )


def test_several_cells_are_counted(snapshot: Snapshot) -> None:
    assert told.undo_question([disputed()] * 3, snapshot).startswith("3 cells were changed again since.")


@pytest.mark.parametrize(
    ("op", "words"),
    [
        ("set", {"theirs": "Keep the sheet's", "mine": "Use mine"}),
        ("remove", {"theirs": "Keep the row", "mine": "Remove it"}),
        ("add", {"theirs": "Remove it", "mine": "Keep the row"}),
    ],
)
def test_each_kind_of_conflict_has_its_own_two_buttons(op: str, words: dict[str, str]) -> None:
    assert told.ways(disputed("phone" if op == "set" else "", op), is_mine=True) == words


def test_somebody_elses_value_is_called_theirs_by_name() -> None:
    assert told.ways(disputed(), is_mine=False)["mine"] == "Use Maya's"
    assert told.both(disputed(), is_mine=False)[1].startswith("Maya's: 556")


@pytest.mark.parametrize(("op", "begin"), [("remove", "Removed here (Maya"), ("add", "Removed in the sheet")])
def test_a_row_that_one_removed_and_another_changed_says_which(op: str, begin: str) -> None:
    (line,) = told.both(disputed("", op), is_mine=True)
    assert line.startswith(begin)


def test_something_else_is_kept_as_its_column_keeps_it(snapshot: Snapshot) -> None:
    assert told.as_cell(snapshot, disputed("birthday"), "15 March 1984") == "1984-03-15"


def test_something_else_that_no_such_cell_can_hold_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(InvalidInput, match="no digits"):
        told.as_cell(snapshot, disputed(), "call her")


# versions and removed rows --------------------------------------------------------------------------------------------


def test_a_version_tells_how_many_people_it_holds_and_whose_save_it_was() -> None:
    assert told.version(Backup("v", NOW, "a:1", 123_456, 60)).endswith(" · 60 people · 123 kB · saved by Kith")
    assert told.version(Backup("v", NOW, "", 1, None)).endswith(" · 1 kB · saved in the sheet")


def test_rows_that_were_removed_at_once_are_one_line() -> None:
    rows = [Removed("Contacts", f"C-{n}", "Ann Lee", NOW, "Maya", "b1") for n in range(3)]
    assert told.removed(rows).endswith(" · Ann Lee and 2 more rows · Contacts · Maya")
