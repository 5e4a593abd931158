"""What doctests and tests share: nobody is named in a log."""

import logging
import threading
from collections.abc import Iterator

import pytest

from crm.store import logs
from tests.canaries import named_in


@pytest.fixture(scope="session")
def logged() -> Iterator[list[str]]:
    """Every record that anything logs in this process, as Kith's server would tell it."""
    hook = threading.excepthook  # pytest's own, which tells of threads that end by an error
    logs.keep_words_out()
    threading.excepthook = hook
    make, found = logging.getLogRecordFactory(), list[str]()

    def noted(*given: object, **more: object) -> logging.LogRecord:
        record = make(*given, **more)
        found.append(f"{record.name}: {record.getMessage()} {record.exc_text or ''}")
        return record

    logging.setLogRecordFactory(noted)
    yield found
    logging.setLogRecordFactory(make)


@pytest.fixture(autouse=True)
def nobody_is_named_in_a_log(logged: list[str]) -> Iterator[None]:
    """No test may leave a person's name, mail or phone in a log."""
    logged.clear()
    yield
    assert not [line for line in logged if named_in(line)]
