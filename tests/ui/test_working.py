"""Long work beside the page: it is done once, says how far it is, can be stopped, and its errors are told."""

import threading

import pytest

from crm.ui import working
from crm.ui.working import Stopped, Work


def test_work_gives_what_it_made() -> None:
    work = Work("key", lambda tick: 41 + 1, 1)
    assert work.wait(10) and (work.result, work.error) == (42, None)


def test_work_says_how_far_it_is_and_never_more_than_all() -> None:
    seen, go = [], threading.Event()

    def make(tick) -> None:
        for done in (1, 2, 9):
            tick(done)
            seen.append(work.share)

    def begin(tick) -> None:
        go.wait(10)
        make(tick)

    work = Work("key", begin, 4)
    go.set()
    assert work.wait(10) and seen == [0.25, 0.5, 1.0]


def test_work_that_is_stopped_ends_at_its_next_step() -> None:
    began, go = threading.Event(), threading.Event()

    def make(tick) -> str:
        began.set()
        go.wait(10)
        tick(1)
        return "done"

    work = Work("key", make, 2)
    assert began.wait(10) and not work.is_done
    work.stop()
    go.set()
    assert work.wait(10) and isinstance(work.error, Stopped) and work.result is None


def test_an_error_is_kept_for_whoever_looks() -> None:
    work = Work("key", lambda tick: 1 // 0, 1)
    assert work.wait(10) and isinstance(work.error, ZeroDivisionError)


def test_work_is_begun_once_for_a_key_and_anew_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    state: dict[str, Work] = {}
    monkeypatch.setattr(working.st, "session_state", state)
    for key in (1, 1, 2):
        working.begun("plan", key, lambda tick, key=key: made.append(key), 1).wait(10)
    assert made == [1, 2] and state["plan"].key == 2
