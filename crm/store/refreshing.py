"""Once a day the sheet Overview gets new figures: in a while after somebody's save, when nobody waits for anything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from crm.model.contents import Contents
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.store import showing
from crm.store.overview import LINE, OURS

if TYPE_CHECKING:
    from crm.store.record import Record

AFTER_SECONDS = 20.0  # who saved has seen by then what they came to see
Make = Callable[[Snapshot], showing.Figures]
_log = logging.getLogger(__name__)


def begin(record: Record, make: Make) -> None:
    """After a save: have the figures of the day made by `make`, unless they were or nobody wants them. Cheap.

    They go in as `showing` says, or not at all: whatever goes wrong with them, nobody hears of it."""
    with record.lock:
        today = record.now().date()
        if record.refreshed == today or not _is_wanted(record.base):
            return
        record.refreshed = today
    timer = threading.Timer(AFTER_SECONDS, refresh, (record, make))
    timer.daemon, timer.name = True, "kith-overview"
    with suppress(RuntimeError):  # no more threads: not today
        timer.start()


def _is_wanted(base: Contents) -> bool:
    line = (base.overview or {}).get(LINE)
    return isinstance(line, str) and line.endswith(OURS) and Settings(base.settings).yes("overview")


def refresh(record: Record, make: Make) -> None:
    """Make the figures and leave them to the writer. The boundary of a thread of its own: nothing is raised."""
    try:
        if not record.is_closed:
            showing.show(record, make(record.snapshot()), is_pressed=False)
    except Exception:
        _log.warning("the figures of the day were not made", exc_info=not record.is_closed)
