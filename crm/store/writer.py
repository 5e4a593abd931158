"""The one thread that writes a workbook. It lives only while there is something to write."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from crm.store import showing
from crm.store.writing import write_pending

if TYPE_CHECKING:
    from crm.store.record import Record

RETRY_SECONDS = 3.0  # how often a workbook that could not be read or written is tried again
FAULT = "The workbook could not be written, because of a fault in Kith."
PATIENT_AFTER = 20  # tries in vain, and then it is tried half as often: each costs a whole new version of the workbook
_log = logging.getLogger(__name__)


class Writer:
    """Writes what is pending, again and again while it must wait. `is_writing`: it is at the record, or is next."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._thread: threading.Thread | None = None
        self.is_writing = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is being written."""
        return self._thread is None

    def wake(self) -> None:
        """There is something to write. For who holds the record's lock."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="kith-writer", daemon=False)
            self._thread.start()
        self._record.changed.notify_all()

    def join(self, timeout: float) -> None:
        """Wait until it is done, at most so many seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        record, in_vain = self._record, 0
        while True:
            self._gather()
            self.is_writing = True
            with record.at_record:
                reason = self._attempt()
            self.is_writing = False
            with record.lock:
                record.reason = reason
                record.changed.notify_all()
                if not record.has_work or record.is_closed or not threading.main_thread().is_alive():
                    self._thread = None
                    record.changed.notify_all()
                    return
                in_vain = in_vain + 1 if reason else 0
                if reason:
                    record.changed.wait(RETRY_SECONDS if in_vain < PATIENT_AFTER else 2 * RETRY_SECONDS)

    def _gather(self) -> None:
        """Let more be saved before a write that is dear; whoever closes Kith does not wait."""
        if (pause := self._record.workbook.pause()) > 0:
            with self._record.lock:
                self._record.changed.wait_for(lambda: self._record.is_closed, min(pause, RETRY_SECONDS))

    def _attempt(self) -> str:
        """Why it must wait. The boundary of the writer: a fault of ours must not end the one thread that writes."""
        try:
            return write_pending(self._record)
        except Exception:
            _log.exception("the workbook could not be written")
            showing.drop(self._record, FAULT)  # what is nobody's change must not be what stops the others
            return FAULT
