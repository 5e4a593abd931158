"""The one way to Google: what an answer means, how often we may ask, and when we do not ask at all."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator

import pytest
import requests

from crm.store.google.calls import Spreadsheet
from crm.store.google.link import GOOGLE
from crm.store.google.transport import Transport
from crm.store.google.troubles import ACCESS, KEY, NOT_SENT, PROTECTED, QUOTA, REFUSED, Doubt, Trouble, of_answer
from crm.store.google.window import Window
from tests.sheets_emulator import SheetsEmulator
from tests.store.google.at_google import Clock

URL = f"{GOOGLE}/v4/spreadsheets"


@pytest.fixture
def emulator() -> Iterator[SheetsEmulator]:
    with SheetsEmulator() as server:
        server.spreadsheet("Team")
        yield server


def sheet(emulator: SheetsEmulator, clock: Clock | None = None, per_minute: int = 50) -> Spreadsheet:
    http = Transport(base=emulator.url, clock=clock or Clock(), per_minute=per_minute)
    return Spreadsheet(http, emulator.only_id())


def write(at: Spreadsheet, text: str = "x") -> None:
    cells = {"start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}, "fields": "userEnteredValue"}
    at.batch([{"updateCells": {**cells, "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}]}}])


# what an answer means -----------------------------------------------------------------------------------------------

SURELY_NOT = {"401": KEY, "403": ACCESS, "404": ACCESS, "429": QUOTA}
LOST = ["408", "500", "503", "503_after", "reset_after", "cut_after", "broken_json_after", "html_502_after"]


@pytest.mark.parametrize(("fault", "kind"), SURELY_NOT.items())
def test_what_google_refuses_is_surely_not_written(emulator: SheetsEmulator, fault: str, kind: str) -> None:
    emulator.faults.add(fault)
    with pytest.raises(Trouble) as caught:
        write(sheet(emulator))
    assert (caught.value.kind, isinstance(caught.value, Doubt)) == (kind, False)


@pytest.mark.parametrize("fault", LOST)
def test_a_write_whose_answer_is_lost_is_in_doubt(emulator: SheetsEmulator, fault: str) -> None:
    emulator.faults.add(fault)
    with pytest.raises(Doubt):
        write(sheet(emulator))


@pytest.mark.parametrize("fault", LOST)
def test_a_read_whose_answer_is_lost_is_just_asked_again_later(emulator: SheetsEmulator, fault: str) -> None:
    emulator.faults.add(fault)
    with pytest.raises(Trouble) as caught:
        sheet(emulator).pages()
    assert not isinstance(caught.value, Doubt) and caught.value.passes


def test_a_wrong_request_is_told_in_googles_words(emulator: SheetsEmulator) -> None:
    with pytest.raises(Trouble, match="Unable to parse range") as caught:
        sheet(emulator).values(["No such sheet"])
    assert caught.value.kind == REFUSED


def test_protected_cells_are_told_from_other_refusals(emulator: SheetsEmulator) -> None:
    emulator.person.protect("Sheet1!A1:B2")
    with pytest.raises(Trouble) as caught:
        write(sheet(emulator))
    assert caught.value.kind == PROTECTED


def test_an_api_that_was_never_switched_on_has_its_own_sentence(emulator: SheetsEmulator) -> None:
    emulator.switches.api_disabled = True
    with pytest.raises(Trouble, match="is not switched on"):
        sheet(emulator).pages()


def test_an_excel_file_in_drive_is_told_from_a_sheet(emulator: SheetsEmulator) -> None:
    emulator.switches.office_files = (emulator.only_id(),)
    with pytest.raises(Trouble, match="Save as Google Sheets"):
        sheet(emulator).pages()


def test_a_key_that_a_server_wants_and_nobody_has_is_a_matter_of_the_key(emulator: SheetsEmulator) -> None:
    emulator.switches.require_token = True
    with pytest.raises(Trouble) as caught:
        sheet(emulator).pages()
    assert caught.value.kind == KEY


def test_a_write_that_never_left_is_not_in_doubt() -> None:
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Trouble) as caught:
        write(Spreadsheet(Transport(base=base, clock=Clock()), "x"))
    assert (caught.value.kind, isinstance(caught.value, Doubt)) == (NOT_SENT, False)


def _hang_up(server: socket.socket) -> None:
    server.accept()[0].close()


def test_a_server_that_hangs_up_before_it_answers_leaves_a_write_in_doubt() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=_hang_up, args=(server,), daemon=True).start()
        http = Transport(base=f"http://127.0.0.1:{server.getsockname()[1]}", clock=Clock())
        with pytest.raises(Doubt):
            write(Spreadsheet(http, "x"))


def test_a_call_is_made_once_and_never_repeated_by_itself(emulator: SheetsEmulator) -> None:
    emulator.faults.add("503_after")
    with pytest.raises(Doubt):
        write(sheet(emulator))
    assert len(emulator.log) == 1


# how often we ask -----------------------------------------------------------------------------------------------------


def test_in_no_minute_more_calls_are_made_than_allowed(emulator: SheetsEmulator) -> None:
    clock = Clock()
    at = sheet(emulator, clock, per_minute=3)
    for _ in range(3):
        at.pages()
        clock.now += 10
    with pytest.raises(Trouble, match=r"Waiting for Google \(30 s\)"):
        at.pages()
    clock.now += 30
    at.pages()
    assert len(emulator.log) == 4


def test_reads_do_not_use_up_the_writes(emulator: SheetsEmulator) -> None:
    at = sheet(emulator, per_minute=1)
    at.pages()
    write(at)
    assert emulator.person.values("Sheet1!A1") == [["x"]]


def test_looking_by_anchor_counts_as_a_read_though_it_is_posted(emulator: SheetsEmulator) -> None:
    at = sheet(emulator)
    before = at.http.writes.left()
    at.metadata()
    assert at.http.writes.left() == before and at.http.reads.left() == before - 1


def test_when_google_finds_it_too_much_we_make_do_with_half(emulator: SheetsEmulator) -> None:
    clock = Clock()
    at = sheet(emulator, clock)
    emulator.faults.add("429", times=1)
    with pytest.raises(Trouble):
        at.pages()
    assert at.http.writes.left() == 25
    clock.now += 61
    assert at.http.writes.left() == 50


def test_after_a_failure_nothing_is_sent_for_a_moment(emulator: SheetsEmulator) -> None:
    clock = Clock()
    at = sheet(emulator, clock)
    emulator.faults.add("503", times=1)
    for _ in range(2):
        with pytest.raises(Trouble):
            at.pages()
    assert len(emulator.log) == 1
    clock.now += 1.1
    assert at.pages()


def test_after_three_failures_in_a_row_google_is_left_alone_for_a_minute(emulator: SheetsEmulator) -> None:
    clock = Clock()
    at = sheet(emulator, clock)
    emulator.faults.add("500")
    for _ in range(3):
        clock.now += 10
        with pytest.raises(Trouble):
            at.pages()
    assert at.http.seconds_to_wait() == 60


def test_a_computer_that_is_offline_tries_again_every_few_seconds(emulator: SheetsEmulator) -> None:
    clock = Clock()
    at = sheet(emulator, clock)
    emulator.faults.add("reset_before")
    for _ in range(6):
        clock.now += 10
        with pytest.raises(Trouble, match="cannot be reached"):
            at.pages()
    assert at.http.seconds_to_wait() <= 5


def test_who_only_looks_is_told_what_is_wrong_and_not_that_anything_was_saved(emulator: SheetsEmulator) -> None:
    at = sheet(emulator)
    emulator.faults.add("503", times=1)
    for _ in range(2):
        with pytest.raises(Trouble, match="Google is busy"):
            at.pages()
    with pytest.raises(Trouble, match="Saved here, waiting"):
        write(at)


def test_a_refusal_is_no_reason_to_wait(emulator: SheetsEmulator) -> None:
    at = sheet(emulator)
    with pytest.raises(Trouble):
        at.values(["No such sheet"])
    assert at.pages()


def test_calls_of_more_than_a_minute_ago_are_forgotten() -> None:
    clock = Clock()
    window = Window(2, clock)
    assert [window.take(), window.take()] == [0, 0] and window.take() == 60
    clock.now += 60
    assert window.take() == 0


# what is refused ------------------------------------------------------------------------------------------------------


def test_a_link_that_leads_to_another_kind_of_file_is_told_at_the_first_question(emulator: SheetsEmulator) -> None:
    emulator.switches.other_files = (emulator.only_id(),)
    with pytest.raises(Trouble, match="This link is not a spreadsheet"):
        sheet(emulator).pages()


def test_a_sheet_that_was_read_before_is_not_said_to_be_none(emulator: SheetsEmulator) -> None:
    at = sheet(emulator)
    at.pages()
    emulator.switches.other_files = (emulator.only_id(),)
    with pytest.raises(Trouble, match="Press Check on the page Workbook") as caught:
        write(at)
    assert "not a spreadsheet" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "Invalid requests[0].addSheet"])
def test_every_refusal_has_a_next_step(text: str) -> None:
    answer = requests.Response()
    answer.status_code, answer._content = 400, json.dumps({"error": {"message": text}}).encode()
    told = str(of_answer(answer, is_write=True))
    assert "Press Check" in told and text in told
