"""Sixty reads and sixty writes a minute for one user, and what the log says of them."""

import pytest

from .conftest import Program


@pytest.fixture
def limited(program: Program) -> Program:
    """A program under quotas, at the start of a minute."""
    program.emulator.quotas.on = True
    return program


def statuses(program: Program, count: int) -> set[int]:
    """The statuses of some reads."""
    found = set()
    for _ in range(count):
        program.send("GET", "", fields="properties.title")
        found.add(program.status)
    return found


def test_the_sixty_first_read_of_a_minute_is_429(limited: Program) -> None:
    assert statuses(limited, 60) == {200}
    answer = limited.send("GET", "")
    assert answer["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert answer["error"]["message"].startswith("Quota exceeded for quota metric 'Read requests' and limit 'Read requ")


def test_reads_and_writes_are_counted_apart(limited: Program) -> None:
    statuses(limited, 61)
    limited.update("Sheet1!A1", [["x"]])
    assert limited.status == 200


def test_a_read_by_filter_is_a_read_although_it_is_posted(limited: Program) -> None:
    statuses(limited, 60)
    limited.search()
    assert limited.status == 429


def test_the_next_minute_is_full_again(limited: Program) -> None:
    statuses(limited, 61)
    limited.emulator.clock.advance(60)
    assert statuses(limited, 1) == {200}


def test_another_user_has_a_quota_of_their_own_until_the_project_is_used_up(limited: Program) -> None:
    for user in range(5):
        limited.session.headers["Authorization"] = f"Bearer {user}"
        assert statuses(limited, 60) == {200}
    limited.session.headers["Authorization"] = "Bearer 6"
    assert statuses(limited, 1) == {429}


def test_without_being_asked_nobody_counts(program: Program) -> None:
    assert statuses(program, 70) == {200}


def test_the_log_knows_the_busiest_minute(program: Program) -> None:
    log = program.emulator.log
    for _ in range(3):
        statuses(program, 10)
        program.emulator.clock.advance(25)
    assert log.read_calls.busiest(60) == 30
    assert log.read_calls.busiest(20) == 10
    assert log.write_calls.busiest(60) == 0


def test_the_log_finds_calls_by_method_and_after_a_refusal(program: Program) -> None:
    program.update("Sheet1!A1", [["x"]])
    program.emulator.switches.private = (program.id,)
    program.update("Sheet1!A1", [["y"]])
    program.values("Sheet1")
    assert len(program.emulator.log.of("values.update")) == 2
    assert [call.method for call in program.emulator.log.after_status(403)] == ["values.get"]
