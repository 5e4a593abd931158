"""Kith on the command line: real workbooks, real commands."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crm.__main__ import main

Kith = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kith(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kith:
    """Carry out a command: its exit code, what it said, and what it complained about."""
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def book(kith: Kith) -> str:
    """A new workbook."""
    assert kith("new", "Müllers Büro.xlsx")[0] == 0
    return "Müllers Büro.xlsx"


def added(kith: Kith, *words: str) -> dict[str, object]:
    """Add a row, and what was answered."""
    code, out, err = kith("add", *words, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert isinstance(answer, dict)
    return answer


def typed_rows(path: str, sheet: str) -> list[list[object]]:
    """The filled rows of a sheet below its headings, as another program sees them."""
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=2, values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows if any(row)]


# new ------------------------------------------------------------------------------------------------------------------


def test_a_new_workbook_opens_and_has_nothing_to_tidy(kith: Kith, book: str) -> None:
    assert kith("check", book) == (0, "Nothing to tidy.\n", "")


def test_a_workbook_that_exists_is_never_replaced(kith: Kith, book: str) -> None:
    before = Path(book).read_bytes()
    code, _, err = kith("new", book)
    assert (code, err) == (2, f"{book} is there already. It was left as it is.\n")
    assert Path(book).read_bytes() == before


@pytest.mark.parametrize("path", ["team.xls", "team", "nowhere/team.xlsx"])
def test_a_place_where_no_workbook_can_be_is_refused_and_nothing_is_left(kith: Kith, path: str) -> None:
    code, out, err = kith("new", path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and not [file for file in Path.cwd().rglob("*") if "team" in file.name]


def test_the_sample_workbook_has_people_and_things_to_tidy(kith: Kith) -> None:
    kith("new", "sample.xlsx", "--demo")
    code, out, _ = kith("check", "sample.xlsx", "--json")
    assert code == 1
    assert {problem["sheet"] for problem in json.loads(out)} >= {"Contacts", "Interactions"}


def test_two_sample_workbooks_are_two_workbooks(kith: Kith) -> None:
    kith("new", "one.xlsx", "--demo")
    kith("new", "two.xlsx", "--demo")
    assert kith("status", "one.xlsx")[0] == kith("status", "two.xlsx")[0] == 0


# add, show, find ------------------------------------------------------------------------------------------------------


@pytest.mark.capability(1)
def test_a_person_who_was_added_is_in_the_file(kith: Kith, book: str) -> None:
    answer = added(kith, book, "contacts", "name=Łukasz Wójcik", "phone=07700 900417", "City=Leeds")
    assert answer["in_workbook"] is True
    (row,) = typed_rows(book, "Contacts")
    assert row[:4] == [answer["id"], "Łukasz Wójcik", "07700 900417", "Leeds"]


def test_what_was_added_is_said_in_one_line(kith: Kith, book: str) -> None:
    _, out, _ = kith("add", book, "people", "name=Ada")
    assert re.fullmatch(r"Added Ada\. It is in the workbook\. ID: C-\w{6}\n", out)


@pytest.mark.capability(2)
def test_a_call_with_a_next_step_and_a_rating_is_three_rows(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ann Lee")
    words = ("type=Call", "what=Wants a quote", "next_what=Send it", "next_due=2026-12-01", "score=9")
    added(kith, book, "interactions", "contact=ann  lee", *words)
    assert [len(typed_rows(book, sheet)) for sheet in ("Interactions", "Follow-ups", "Satisfaction")] == [1, 1, 1]


def test_a_next_step_keeps_its_repeat(kith: Kith, book: str) -> None:
    who = str(added(kith, book, "contacts", "name=Ann Lee")["id"])
    step = added(kith, book, "follow-ups", f"contact={who.lower()}", "what=Card", "due=14 Mar 2027", "repeat=yearly")
    cells = json.loads(kith("show", book, str(step["id"]), "--json")[1])["cells"]
    assert (cells["due"], cells["repeat"], cells["contact_id"]) == ("2027-03-14", "Yearly", who)


def test_an_answer_is_recorded_for_a_person(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ann Lee")
    answer = added(kith, book, "satisfaction", "contact=Ann Lee", "score=10", "round=Spring")
    assert json.loads(kith("show", book, str(answer["id"]), "--json")[1])["cells"]["round"] == "Spring"


@pytest.mark.capability(1)
def test_a_person_is_shown_with_everything_that_belongs_to_them(kith: Kith, book: str) -> None:
    who = str(added(kith, book, "contacts", "name=Ann Lee", "notes=likes\nblue")["id"])
    added(kith, book, "interactions", "contact=Ann Lee", "type=Call", "what=Hello")
    _, out, _ = kith("show", book, f" {who.lower()} ")
    assert "Notes: likes blue\n" in out
    assert re.search(r"^Interactions: \d{4}-\d\d-\d\d · Call · Hello$", out, re.MULTILINE)


@pytest.mark.capability(2)
def test_people_are_found_by_what_was_noted_about_them(kith: Kith, book: str) -> None:
    who = added(kith, book, "contacts", "name=Ann Lee")["id"]
    added(kith, book, "contacts", "name=Tom")
    added(kith, book, "interactions", "contact=Ann Lee", "what=asked for marmalade")
    assert [hit["id"] for hit in json.loads(kith("find", book, "marma", "--json")[1])] == [who]
    assert kith("find", book, "zebra") == (0, "Nobody was found.\n", "")


@pytest.mark.capability(30)
def test_a_column_of_the_team_can_be_filled(kith: Kith, book: str) -> None:
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Contacts"]
    sheet.cell(1, sheet.max_column + 1, "Shoe size")
    workbook.save(book)
    who = str(added(kith, book, "contacts", "name=Ada", "shoe size=38")["id"])
    assert json.loads(kith("show", book, who, "--json")[1])["cells"]["own:Shoe size"] == "38"


# refusals: one sentence, exit code 2, nothing half done ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["contacts", "phone=07700 900417"], "Name is missing."),
        (["contacts", "name=A", "birthday=31 Feb"], "“31 Feb” is not a day. Did you mean 28 Feb or 3 Mar?"),
        (["contacts", "name=A", "colour=red"], "The sheet Contacts has no column “colour”."),
        (["contacts", "name=A", "id=C-1"], "Kith fills the column “ID” itself."),
        (["contacts", "name=A", "Full name=B"], "“Full name” is given twice."),
        (["contacts", "name=A", "home phone=1"], "“home phone” could mean Phone or Phone 2."),
        (["contacts", "Ada"], "“Ada” is no field=value."),
        (["contacts", "name=" + "x" * 40_000], "Name has 40,000 characters; a cell holds at most 32,767."),
        (["interactions", "what=Hello"], "Say with whom: contact= and an ID, or a name that only one contact has."),
        (["interactions", "contact=Bob", "what=Hello"], "Nobody called “Bob” is among the contacts."),
        (
            ["sales", "contact=Bob", "amount=3"],
            "Rows of the sheet Sales cannot be added here; type them into the sheet.",
        ),
        (["planets", "name=Mars"], "There is no sheet “planets”."),
    ],
)
def test_what_cannot_be_added_is_refused_in_one_sentence(
    kith: Kith, book: str, words: list[str], sentence: str
) -> None:
    before = Path(book).read_bytes()
    code, out, err = kith("add", book, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(sentence) and Path(book).read_bytes() == before


def test_a_rating_off_its_scale_stops_the_whole_note(kith: Kith, book: str) -> None:
    added(kith, book, "contacts", "name=Ann Lee")
    code, _, err = kith("add", book, "interactions", "contact=Ann Lee", "what=Hello", "score=11")
    assert (code, err) == (2, "11 is outside 0 to 10.\n")
    assert not typed_rows(book, "Interactions")


def test_a_name_that_two_people_have_is_never_guessed(kith: Kith, book: str) -> None:
    both = [str(added(kith, book, "contacts", "name=Ann Lee", f"city={city}")["id"]) for city in ("Leeds", "York")]
    code, _, err = kith("add", book, "interactions", "contact=Ann Lee", "what=Hello")
    assert (code, err) == (2, f"Several contacts are called “Ann Lee”: {', '.join(both)}. Give the ID of one.\n")


@pytest.mark.parametrize(
    "words",
    [(), ("sing",), ("show", "x.xlsx"), ("check", "x.xlsx"), ("undo", ":memory:", "1"), ("show", ":memory:", "C-1")],
)
def test_a_command_that_cannot_be_is_one_sentence(kith: Kith, words: tuple[str, ...]) -> None:
    code, out, err = kith(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "Traceback" not in err


@pytest.mark.parametrize("content", [b"", b"name,phone\nAda,1\n", b"PK\x03\x04 cut off", b"<html>"])
def test_a_file_that_is_no_workbook_is_refused_and_left_alone(kith: Kith, content: bytes) -> None:
    Path("odd.xlsx").write_bytes(content)
    code, out, err = kith("add", "odd.xlsx", "contacts", "name=Ada")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert Path("odd.xlsx").read_bytes() == content


# waiting, history, undo -----------------------------------------------------------------------------------------------


def test_a_change_to_a_workbook_that_is_open_elsewhere_waits_and_says_why(kith: Kith, book: str) -> None:
    owner = Path(".~lock.Müllers Büro.xlsx#")
    owner.write_text(",maya,maya-pc,22.11.2026 09:00,file:///home/maya;")
    answer = added(kith, book, "contacts", "name=Ada")
    assert answer["in_workbook"] is False and "maya" in str(answer["waiting"])
    assert json.loads(kith("status", book, "--json")[1])["waiting"] == 1
    owner.unlink()
    kith("find", book, "Ada")
    assert json.loads(kith("status", book, "--json")[1])["waiting"] == 0 and len(typed_rows(book, "Contacts")) == 1


def test_history_names_what_was_saved_newest_first(kith: Kith, book: str) -> None:
    assert kith("log", book)[1] == "Nothing was saved yet.\n"
    batches = [added(kith, book, "contacts", f"name={name}")["batch"] for name in ("Ada", "Grace")]
    assert [batch["batch"] for batch in json.loads(kith("log", book, "--json")[1])] == batches[::-1]
    assert "Added Grace" in kith("log", book)[1].splitlines()[0]


def test_what_was_saved_can_be_taken_back(kith: Kith, book: str) -> None:
    batch = str(added(kith, book, "contacts", "name=Ada")["batch"])
    assert kith("undo", book, batch)[:2] == (0, "Undone: Added Ada. It is in the workbook.\n")
    assert not typed_rows(book, "Contacts")


def test_taking_back_keeps_what_was_typed_into_the_sheet_since(kith: Kith, book: str) -> None:
    batch = str(added(kith, book, "contacts", "name=Ada", "city=Leeds")["batch"])
    workbook = openpyxl.load_workbook(book)
    workbook["Contacts"]["B2"] = "Ada Lovelace"
    workbook.save(book)
    code, out, _ = kith("undo", book, batch)
    assert code == 0 and "was changed again since" in out
    assert typed_rows(book, "Contacts")[0][1] == "Ada Lovelace"


# status ---------------------------------------------------------------------------------------------------------------


def test_the_workbook_in_memory_is_always_up_to_date(kith: Kith) -> None:
    assert json.loads(kith("status", ":memory:", "--json")[1]) == {"location": ":memory:", "waiting": 0}


def test_status_asks_for_a_workbook_when_none_was_chosen(kith: Kith) -> None:
    assert kith("status") == (2, "", "No workbook has been chosen yet. Name one, or set KITH_WORKBOOK.\n")


def test_status_knows_the_chosen_workbook_and_the_environment_comes_first(
    kith: Kith, book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {"location": str(Path(book).resolve())}
    Path("state").mkdir()
    Path("state/chosen.json").write_text(json.dumps(chosen))
    assert json.loads(kith("status", "--json")[1]) == {**chosen, "waiting": 0}
    monkeypatch.setenv("KITH_WORKBOOK", ":memory:")
    assert json.loads(kith("status", "--json")[1])["location"] == ":memory:"


# as a program -------------------------------------------------------------------------------------------------------


def run(*words: str, state: Path) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, on a terminal that knows only ASCII."""
    environment = {**os.environ, "KITH_STATE": str(state), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    return subprocess.run([sys.executable, "-m", "crm", *words], capture_output=True, env=environment, check=False)


def test_names_of_every_script_pass_through_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    said = run("add", ":memory:", "contacts", "name=山田太郎", "--json", state=tmp_path)
    assert json.loads(said.stdout.decode("utf-8"))["summary"] == "Added 山田太郎"


def test_a_broken_character_on_the_command_line_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = run("add", ":memory:", "contacts", "name=\udcff", state=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode() == "Name holds a broken character that no cell can keep.\n"
