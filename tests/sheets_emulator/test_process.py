"""The emulator as a process of its own, and the paths by which another process steers it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.sheets_emulator import SheetsEmulator

from .conftest import Program

PROJECT = Path(__file__).parents[2]
ID = "1" + "a" * 43


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen]:
    """The emulator as a command, with a spreadsheet, a switch and a script of faults."""
    script = tmp_path_factory.mktemp("faults") / "faults.json"
    script.write_text(json.dumps([{"what": "503", "method": "values.append"}]))
    command = [sys.executable, "-m", "tests.sheets_emulator", "--port", "0", "--spreadsheet", ID, "--quotas"]
    command += ["--seed", "7", "--switch", "nomatch_filter=empty", "--faults", str(script)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield process
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def url(started: subprocess.Popen) -> str:
    """The first line that the command prints."""
    return started.stdout.readline().strip()


def steer(url: str, name: str, body: object = None) -> object:
    """The JSON of one of the steering paths."""
    return requests.post(f"{url}/_emulator/{name}", json=body, timeout=10).json()


def test_the_first_line_is_the_address_on_this_computer_alone(url: str) -> None:
    assert url.startswith("http://127.0.0.1:")
    assert (
        requests.get(f"{url}/v4/spreadsheets/{ID}", timeout=10).json()["sheets"][0]["properties"]["title"] == "Sheet1"
    )


def test_the_command_line_turns_switches_and_loads_faults(url: str) -> None:
    assert steer(url, "switches")["nomatch_filter"] == "empty"
    path = f"{url}/v4/spreadsheets/{ID}/values/Sheet1:append?valueInputOption=RAW"
    assert requests.post(path, json={"values": [["x"]]}, timeout=10).status_code == 503


def test_another_process_acts_as_a_person_and_looks_at_the_state(url: str) -> None:
    steer(url, "person", {"do": "put", "with": ["Sheet1!A1", [["ID"], ["b"], ["a"]]]})
    steer(url, "person", {"spreadsheet": ID, "do": "sort", "with": {"text": "Sheet1!A2:A3", "by": "A"}})
    assert steer(url, "state", {"spreadsheet": ID})["tabs"] == {"Sheet1": [["ID"], ["a"], ["b"]]}
    assert steer(url, "state") == {ID: "Kith"}


@pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
def test_the_process_ends_when_it_is_asked_to() -> None:
    command = [sys.executable, "-m", "tests.sheets_emulator"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_another_process_moves_the_clock_and_reads_the_log(program: Program) -> None:
    url = program.emulator.url
    before = steer(url, "clock")["now"]
    assert steer(url, "clock", {"advance": 60})["now"] == before + 60
    program.values("Sheet1")
    (call,) = steer(url, "log", {"from": 0})
    assert (call["method"], call["status"]) == ("values.get", 200)


def test_another_process_replaces_the_faults_and_the_switches(program: Program) -> None:
    url = program.emulator.url
    steer(url, "faults", [{"what": "500"}])
    program.send("GET", "")
    assert program.status == 500
    steer(url, "faults", [])
    steer(url, "switches", {"private": [program.id]})
    program.send("GET", "")
    assert program.status == 403


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("switches", {"no_such": 1}),
        ("switches", {"nomatch_filter": "perhaps"}),
        ("faults", [{"what": "418"}]),
        ("person", {"do": "fly"}),
        ("person", {"do": "__init__"}),
        ("person", None),
    ],
)
def test_what_cannot_be_steered_so_is_refused(program: Program, name: str, body: object) -> None:
    answer = requests.post(f"{program.emulator.url}/_emulator/{name}", json=body, timeout=10)
    assert answer.status_code == 400


def test_steering_is_no_request_of_the_program(program: Program) -> None:
    steer(program.emulator.url, "state")
    assert program.emulator.log == []


def test_an_emulator_that_ended_answers_nobody_on_an_open_connection() -> None:
    with requests.Session() as session:
        session.trust_env = False
        with SheetsEmulator() as emulator:
            session.get(emulator.url, timeout=10)
        with pytest.raises(requests.ConnectionError):
            session.get(emulator.url, timeout=10)


def test_many_at_once_are_served_one_after_another_and_none_is_lost(emulator: SheetsEmulator) -> None:
    id = emulator.spreadsheet()

    def add(number: int) -> None:
        path = f"{emulator.url}/v4/spreadsheets/{id}/values/Sheet1:append?valueInputOption=RAW"
        for _ in range(10):
            requests.post(path, json={"values": [[number]]}, timeout=10)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(emulator.person.values("Sheet1!A1:A")) == 80


@pytest.mark.parametrize("body", [b"{half", b'{"requests": [NaN]}', b"\xff"])
def test_a_body_that_is_no_json_is_refused(program: Program, body: bytes) -> None:
    url = f"{program.emulator.url}/v4/spreadsheets/{program.id}:batchUpdate"
    assert program.session.post(url, data=body, timeout=10).status_code == 400


@pytest.mark.parametrize("shape", [[1], {"requests": 5}, {"requests": [{"deleteSheet": 3}]}, {"requests": [None]}])
def test_a_body_of_a_wrong_shape_is_refused(program: Program, shape: object) -> None:
    program.send("POST", ":batchUpdate", shape)
    assert program.status == 400


def test_a_shape_that_nobody_thought_of_is_501_and_changes_nothing(program: Program) -> None:
    program.batch({"addSheet": {"properties": {"title": 5}}})
    assert program.status == 501
    assert len(program.send("GET", "")["sheets"]) == 1


def test_headers_and_body_arrive_together(program: Program) -> None:
    host, _, port = program.emulator.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET /v4/spreadsheets/{program.id} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(body)["spreadsheetId"] == program.id
