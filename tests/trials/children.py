"""Processes forked from this warm one, which has loaded Kith already and has no thread: that takes milliseconds."""

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress

Words = list[str]


class Voice:
    """How a child speaks with whoever forked it."""

    def __init__(self, out: int, into: int) -> None:
        self._out, self._into = out, into

    def say(self, *words: object) -> None:
        """Tell the parent some words, all at once, by a system call that Kith itself never makes."""
        os.writev(self._out, [json.dumps([str(word) for word in words]).encode(), b"\n"])

    def wait(self) -> None:
        """Wait until the parent says go; Kith makes no such call either."""
        os.readv(self._into, [bytearray(1)])


Job = Callable[[Voice], None]


class Child:
    """A process that does one job and says on the way what it has done. It is killed when the block ends."""

    def __init__(self, job: Job) -> None:
        self._from, out = os.pipe()
        into, self._to = os.pipe()
        self._rest = b""
        self.status: int | None = None
        self.pid = os.fork()
        if not self.pid:
            _do(job, Voice(out, into))
        os.close(out)
        os.close(into)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Kill it if it still runs, and let go of it."""
        self.kill()
        os.close(self._from)
        os.close(self._to)

    def go(self) -> None:
        """Let a child go on that waits."""
        with suppress(BrokenPipeError):
            os.write(self._to, b".")

    def heard(self, seconds: float) -> list[Words]:
        """What the child said, after waiting so long for the first of it; [] when it said nothing, or is gone."""
        if select.select([self._from], [], [], seconds)[0]:
            *lines, self._rest = (self._rest + os.read(self._from, 1 << 20)).split(b"\n")
            return [json.loads(line) for line in lines]
        return []

    def said(self, seconds: float) -> Iterator[Words]:
        """All that the child says until it ends, for so many seconds at most."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            select.select([self._from], [], [], left)
            lines = self.heard(0)
            yield from lines
            if not lines and self.is_over():
                yield from self.heard(0)
                return

    def is_over(self) -> bool:
        """Whether the process has ended."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None

    def kill(self) -> None:
        """End it at once, with SIGKILL, and wait until it is gone."""
        if not self.is_over():
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitpid(self.pid, 0)[1]

    def stop(self) -> None:
        """Halt all of its threads where they are."""
        os.kill(self.pid, signal.SIGSTOP)
        os.waitpid(self.pid, os.WUNTRACED)

    @property
    def was_killed(self) -> bool:
        """Whether a SIGKILL ended it."""
        return self.status is not None and os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL


def _do(job: Job, voice: Voice) -> None:
    """Do the job in the child and end the process, whatever happens: nothing of the parent's may run twice."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what Kith logs of faults that we make
        job(voice)
        code = 0
    except BaseException:
        voice.say("broke", traceback.format_exc(limit=-3))
    finally:
        os._exit(code)
