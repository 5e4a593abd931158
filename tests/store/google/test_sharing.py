"""One look for everybody, and what becomes of a look that nobody foresaw to end so."""

import logging
import threading

import pytest

from crm.model.errors import CannotOpen
from crm.store.google.poll import Poll
from crm.store.google.sharing import GONE, Looks, Pace
from tests.store.google.at_google import Clock


class Failing:
    """Looks that go well while `error` is None; counted."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked = 0

    def __call__(self) -> Poll:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return Poll(())


@pytest.fixture
def google() -> Failing:
    return Failing()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looks(google: Failing, clock: Clock) -> Looks:
    """What was seen once, five seconds ago; the next look ends in a way that nobody foresaw."""
    looks = Looks(google, lambda: 50, Pace(clock, look=5.0))
    looks.revision()
    google.error = ZeroDivisionError("Ann Lee, 020 7946")
    clock.now += 6
    return looks


def asked_behind(looks: Looks) -> str:
    """A question, and the look behind it seen to its end."""
    looks.revision()
    for thread in threading.enumerate():
        if thread.name == "kith-look":
            thread.join()
    return looks.revision()


def test_a_look_that_ends_as_nobody_foresaw_is_told_and_not_hidden(looks: Looks) -> None:
    assert asked_behind(looks) == GONE
    with pytest.raises(CannotOpen, match="Kith asks again by itself"):
        looks.current()


def test_after_such_a_look_google_is_left_alone_for_some_seconds(looks: Looks, google: Failing) -> None:
    for _ in range(20):
        asked_behind(looks)
    assert google.asked == 2


def test_a_look_that_goes_well_again_ends_the_trouble(looks: Looks, google: Failing, clock: Clock) -> None:
    asked_behind(looks)
    google.error = None
    clock.now += 6
    assert asked_behind(looks) == Poll(()).hash and looks.current() == Poll(())


def test_what_happened_is_logged_without_anybodys_data(looks: Looks, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        asked_behind(looks)
    assert "ZeroDivisionError" in caplog.text and "Ann Lee" not in caplog.text


def test_who_waits_for_such_a_look_is_given_what_happened(google: Failing, clock: Clock) -> None:
    google.error = ZeroDivisionError()
    looks = Looks(google, lambda: 50, Pace(clock, look=5.0))
    with pytest.raises(ZeroDivisionError):
        looks.revision()
    assert looks.revision() == GONE and google.asked == 1
