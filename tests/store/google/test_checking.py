"""The checks of a spreadsheet one by one, where no page is needed: keys and tokens, a busy Google, and what is left."""

import datetime as dt
import gc
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from crm.store.google.checking import DONE, FAILED, WAITS, WARNED, Check, checks
from tests.journeys.serving import free_port
from tests.sheets_emulator import SheetsEmulator, discovery
from tests.store.google.keys import service_account

ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"
LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit"
TODAY = dt.date(2026, 3, 2)


class Refusing(BaseHTTPRequestHandler):
    """Where tokens come from, for a key that was deleted."""

    def do_POST(self) -> None:
        body = b'{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}'
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/token"
    server.shutdown()
    server.server_close()


@pytest.fixture
def google() -> Iterator[SheetsEmulator]:
    with SheetsEmulator() as emulator:
        emulator.spreadsheet("Team", ID)
        yield emulator


@pytest.fixture
def key() -> dict[str, str]:
    return service_account("x")


def checked(google: SheetsEmulator) -> list[Check]:
    return list(checks(LINK, None, {"KITH_SHEETS_URL": google.url}, TODAY))


# who asks -------------------------------------------------------------------------------------------------------------


def test_a_key_that_was_deleted_is_refused_with_both_reasons(key: dict[str, str], refusing: str) -> None:
    *_, last = checks(LINK, {**key, "token_uri": refusing}, {}, TODAY)
    assert (last.name, last.mark) == ("Google", FAILED)
    assert last.sentence == "Google refused the key. Either this computer's clock is wrong, or the key was deleted."


def test_a_computer_that_is_offline_is_told_so(key: dict[str, str]) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/token"
    *_, last = checks(LINK, {**key, "token_uri": nowhere}, {}, TODAY)
    assert (last.name, last.sentence) == ("Google", "Google cannot be reached. Is this computer online?")


def test_a_server_elsewhere_is_never_asked() -> None:
    (only,) = checks(LINK, None, {"KITH_SHEETS_URL": "https://example.org"}, TODAY)
    assert (only.mark, only.sentence) == (FAILED, "KITH_SHEETS_URL may only point at this computer.")


def test_the_robot_is_named_where_a_sheet_is_to_be_shared(key: dict[str, str], google: SheetsEmulator) -> None:
    google.switches.set({"private": (ID,)})
    *_, last = checks(LINK, key, {"KITH_SHEETS_URL": google.url}, TODAY)
    assert last.sentence == "Share the sheet with kith@team.example as Editor, then press Check again."


# a busy Google --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["429", "503"])
def test_a_busy_google_is_asked_again_after_a_while(google: SheetsEmulator, fault: str) -> None:
    google.faults.add(fault, times=1)
    told = [(check.name, check.mark) for check in checked(google)]
    assert told[2:4] == [("Google", WAITS), ("Google", DONE)]


def test_how_long_it_takes_until_it_is_tried_again_is_told(google: SheetsEmulator) -> None:
    google.faults.add("429", times=1, retry_after=7)
    told = checks(LINK, None, {"KITH_SHEETS_URL": google.url}, TODAY)
    assert "Google is busy. Trying again in 7 seconds." in [next(told).sentence for _ in range(3)]


def test_a_google_that_stays_busy_ends_the_checks(google: SheetsEmulator) -> None:
    google.faults.add("429")
    last = list(checks(LINK, None, {"KITH_SHEETS_URL": google.url}, TODAY, pause=lambda seconds: None))[-1]
    assert (last.mark, last.sentence) == (FAILED, "Google is busy. Press Check again in a minute.")


def test_a_write_that_was_not_answered_is_tried_again(google: SheetsEmulator) -> None:
    google.faults.add("503_after", method="spreadsheets.batchUpdate", times=1)
    marks = {check.name: check.mark for check in checked(google)}
    assert marks["Writing"] == marks["Sorting"] == DONE


def test_a_step_that_google_refuses_later_on_has_a_next_step_of_its_own(google: SheetsEmulator) -> None:
    told = checks(LINK, None, {"KITH_SHEETS_URL": google.url}, TODAY)
    for check in told:
        if check.name == "Reading":
            google.switches.set({"other_files": (ID,)})
    assert (check.name, check.mark) == ("Writing", FAILED)
    assert "Press Check again; if it goes on" in check.sentence and "not a spreadsheet" not in check.sentence


# what is told and what is left ----------------------------------------------------------------------------------------


def test_a_sheet_that_can_only_be_read_back_is_checked_with_a_warning(google: SheetsEmulator) -> None:
    google.switches.set({"anchors_follow_sort": False, "response_ranges": "ignored"})
    (sorting,) = [check for check in checked(google) if check.name == "Sorting"]
    assert (sorting.mark, sorting.sentence.split(":")[0]) == (WARNED, "Checked, with a warning")


@pytest.mark.parametrize(("locale", "day"), [("en_US", "12/31/2026"), ("en_GB", "31/12/2026"), ("de_DE", "31.12.2026")])
def test_dates_are_told_as_the_sheet_shows_them(google: SheetsEmulator, locale: str, day: str) -> None:
    google.person.set_locale(locale)
    assert f"Dates in this sheet look like {day}, its time zone is Etc/GMT." in checked(google)[-1].sentence


def test_nothing_is_left_in_a_sheet_that_was_checked(google: SheetsEmulator) -> None:
    google.person.put("Sheet1!A1", [["Name"], ["Ann Lee"]])
    checked(google)
    assert [sheet.title for sheet in google.book(ID).sheets] == ["Sheet1"]
    assert google.person.values("Sheet1") == [["Name"], ["Ann Lee"]]
    assert not google.book(ID).metadata


def test_every_call_is_one_that_google_would_understand(google: SheetsEmulator) -> None:
    checked(google)
    assert [problem for call in google.log for problem in discovery.problems(call)] == []


def test_the_checks_leave_no_connection_open(google: SheetsEmulator) -> None:
    gc.disable()  # it would close what was forgotten
    try:
        told = list(checks(LINK, None, {"KITH_SHEETS_URL": google.url}, TODAY))
        assert (len(told), connections(google)) == (7, 0)
    finally:
        gc.enable()


def connections(google: SheetsEmulator) -> int:
    """How many ends of ours are connected to that server."""
    port = int(google.url.rpartition(":")[2])
    ends = [each for each in gc.get_objects() if isinstance(each, socket.socket) and each.fileno() >= 0]
    return sum(_far_port(end) == port for end in ends)


def _far_port(end: socket.socket) -> int:
    try:
        far = end.getpeername()
    except OSError:  # one that listens
        return 0
    return int(far[1]) if isinstance(far, tuple) else 0  # a text is the place of an end on this computer alone
