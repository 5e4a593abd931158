"""The log names the error and the place, and nobody's name."""

import asyncio
import gc
import io
import logging
import threading
from collections.abc import Iterator

import pytest

from crm.store import logs

SECRET = "Somebody Private"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a handler that knows nothing of all this writes."""
    logger, stream = logging.getLogger("a library"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    logging.getLogger("kith").addHandler(handler)
    logging.getLogger("asyncio").addHandler(handler)
    yield stream
    for name in ("a library", "kith", "asyncio"):
        logging.getLogger(name).removeHandler(handler)


def quotes_a_cell() -> None:
    raise ValueError(f"cannot read {SECRET}")


def fails() -> None:
    try:
        quotes_a_cell()
    except ValueError as error:
        raise KeyError(SECRET) from error


def test_an_error_is_told_by_its_class_and_its_places(written: io.StringIO) -> None:
    try:
        fails()
    except KeyError:
        logging.getLogger("a library").exception("it failed")
    text = written.getvalue()
    assert "it failed" in text and SECRET not in text
    assert text.index("ValueError") < text.index("and then") < text.index("KeyError")
    assert "tests/store/test_logs.py, line" in text and "in quotes_a_cell" in text


def test_what_was_suppressed_and_a_group_are_told_without_words(written: io.StringIO) -> None:
    try:
        try:
            quotes_a_cell()
        except ValueError:
            raise ExceptionGroup(SECRET, [ValueError(SECRET)]) from None
    except ExceptionGroup:
        logging.getLogger("a library").exception("it failed")
    text = written.getvalue()
    assert "ExceptionGroup" in text and "quotes_a_cell" not in text and SECRET not in text


def test_two_errors_that_came_of_each_other_are_told_once_each() -> None:
    one, other = ValueError(SECRET), KeyError(SECRET)
    one.__cause__, other.__cause__ = other, one
    assert logs.told(one) == "KeyError\nand then\nValueError"


def test_a_thread_that_ends_by_an_error_is_told_so(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", logs.ended)
    thread = threading.Thread(target=quotes_a_cell)
    thread.start()
    thread.join()
    assert "a thread ended" in written.getvalue() and "ValueError" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_a_task_that_nobody_waited_for_is_told_without_its_words(written: io.StringIO) -> None:
    async def forgets() -> None:
        async def task() -> None:
            quotes_a_cell()

        asyncio.get_running_loop().create_task(task())
        await asyncio.sleep(0)

    thread = threading.Thread(target=lambda: asyncio.run(forgets()))  # a browser of the tests has a loop in this one
    thread.start()
    thread.join()
    gc.collect()
    assert "never retrieved" in written.getvalue() and SECRET not in written.getvalue()
