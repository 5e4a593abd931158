"""How long something takes, and waiting for it, on a computer that does other things as well."""

import time
from collections.abc import Callable, Iterator

PATIENCE = 30.0  # seconds: only who will never come is waited for so long


def least_cpu(work: Callable[[], object], times: int = 3) -> float:
    """The fewest seconds of processor time that a work took in a few runs: others slow it down, nobody speeds it up."""

    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(times))


def until(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold, asked again and again for as long as one has patience."""
    return any(holds() for _ in again())


def again() -> Iterator[None]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(0.01)
