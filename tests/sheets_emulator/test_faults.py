"""Faults strike the calls that they are meant for, before or after the work is done."""

import pytest
import requests

from tests.sheets_emulator import Fault

from .conftest import Program


def tried(program: Program) -> object:
    """Write "x" into A1: the status, or the name of the error that the program meets."""
    try:
        program.send("PUT", "/values/Sheet1!A1", {"values": [["x"]]}, timeout=0.3, valueInputOption="RAW")
    except requests.exceptions.JSONDecodeError:
        return f"no JSON, {program.status}"
    except requests.RequestException as error:
        return type(error).__name__
    return program.status


def there(program: Program) -> bool:
    """Whether the "x" arrived."""
    return program.emulator.person.values("Sheet1!A1") == [["x"]]


@pytest.mark.parametrize("what", ["401", "403", "404", "408", "429", "500", "503"])
def test_an_error_before_the_work_leaves_everything_as_it_was(program: Program, what: str) -> None:
    program.emulator.faults.add(what)
    assert tried(program) == int(what)
    assert not there(program)


@pytest.mark.parametrize(
    ("what", "met"),
    [
        ("500_after", 500),
        ("503_after", 503),
        ("reset_after", "ConnectionError"),
        ("timeout_after", "ReadTimeout"),
        ("cut_after", "ChunkedEncodingError"),
        ("broken_json_after", "no JSON, 200"),
        ("html_502_after", "no JSON, 502"),
    ],
)
def test_an_error_after_the_work_hides_that_it_was_done(program: Program, what: str, met: object) -> None:
    program.emulator.faults.add(what)
    assert tried(program) == met
    assert there(program)


@pytest.mark.parametrize(
    ("what", "met"),
    [("reset_before", "ConnectionError"), ("timeout_before", "ReadTimeout"), ("html_502", "no JSON, 502")],
)
def test_a_lost_request_does_nothing(program: Program, what: str, met: object) -> None:
    program.emulator.faults.add(what)
    assert tried(program) == met
    assert not there(program)


@pytest.mark.parametrize(
    ("when", "struck"),
    [
        ({"number": 2}, [2]),
        ({"nth": 3}, [3]),
        ({"every": 2}, [2, 4]),
        ({"since": 4}, [4, 5]),
        ({"times": 2}, [1, 2]),
        ({"since": 2, "times": 1}, [2]),
        ({"probability": 0.0}, []),
        ({"kind": "read"}, []),
        ({"kind": "appendCells"}, []),
        ({"method": "values.*"}, [1, 2, 3, 4, 5]),
        ({"method": "spreadsheets.*"}, []),
    ],
)
def test_a_fault_strikes_the_calls_that_it_names(program: Program, when: dict, struck: list[int]) -> None:
    program.emulator.faults.add("503", **when)
    assert [number for number in range(1, 6) if tried(program) == 503] == struck


def test_chance_is_the_same_with_the_same_seed(program: Program) -> None:
    def fate() -> list[object]:
        program.emulator.fate.seed(5)
        return [tried(program) for _ in range(20)]

    program.emulator.faults.add("503", probability=0.5)
    first = fate()
    assert {200, 503} == set(first)
    assert fate() == first


def test_google_is_away_for_a_while(program: Program) -> None:
    program.emulator.faults.add("down", times=1, seconds=30)
    assert [tried(program), tried(program)] == ["ConnectionError", "ConnectionError"]
    program.emulator.clock.advance(31)
    assert tried(program) == 200


def test_a_slow_answer_lets_time_pass(program: Program) -> None:
    before = program.emulator.clock.now()
    program.emulator.faults.add("latency", seconds=60)
    assert tried(program) == 200
    assert program.emulator.clock.now() == before + 60


def test_google_may_say_how_long_to_wait(program: Program) -> None:
    program.emulator.faults.add("429", retry_after=7)
    answer = program.session.get(f"{program.emulator.url}/v4/spreadsheets/{program.id}", timeout=10)
    assert answer.headers["Retry-After"] == "7"


def test_the_log_says_what_struck_and_what_was_answered(program: Program) -> None:
    program.emulator.faults.add("503_after", nth=1)
    tried(program)
    tried(program)
    assert [(call.fault, call.status) for call in program.emulator.log] == [("503_after", 503), ("", 200)]


def test_a_fault_that_does_not_exist_is_no_fault() -> None:
    with pytest.raises(ValueError, match="no fault 418"):
        Fault("418")
