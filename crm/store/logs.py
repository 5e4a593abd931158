"""What the log tells of an error: its class, and where in the code it came up. Never a word that a person typed.

The message of an exception may quote a cell, and so may that of the one it was raised from. A log is read by others
than the people of the team, and is in no journal from which somebody could be erased.
"""

import logging
import threading
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parents[2]
_log = logging.getLogger("kith")
_plain = logging.LogRecord


@cache
def keep_words_out() -> None:
    """From now on every record of this process is told without the messages of exceptions, whoever makes it and
    whoever writes it down. Asked again it does nothing."""
    logging.setLogRecordFactory(_record)
    threading.excepthook = ended


def told(error: BaseException) -> str:
    """An error as its class and the places in the code that it came through, those before it first.

    >>> print(told(ValueError("Ann Lee")))
    ValueError
    """
    return "\nand then\n".join(_one(each) for each in reversed(list(_chain(error))))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what it came of, each once."""
    seen = set[int]()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        yield now
        seen.add(id(now))
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}" for frame in frames]
    return "\n".join([*(["Traceback (most recent call last):"] if lines else []), *lines, type(error).__name__])


def _short(file: str) -> str:
    """Where a file lies in the program, or in its library: the folders above may bear somebody's name."""
    path = Path(file)
    if path.is_relative_to(PROGRAM) and "site-packages" not in path.parts:
        return path.relative_to(PROGRAM).as_posix()
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.name


def _record(*given: Any, **more: Any) -> logging.LogRecord:
    """A record whose exception is told already: a formatter does not tell it again."""
    record = _plain(*given, **more)
    if record.name == "asyncio":  # it lists the task, with the exception, below the first line
        record.msg, record.args = record.getMessage().partition("\n")[0], ()
    if record.exc_info and (error := record.exc_info[1]) is not None:
        record.exc_text = told(error)
    return record


def ended(what: threading.ExceptHookArgs) -> None:
    """A thread that ended by an error is told as any error."""
    if what.exc_value is not None and what.exc_type is not SystemExit:
        _log.error("a thread ended", exc_info=what.exc_value)
