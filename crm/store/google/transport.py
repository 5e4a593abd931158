"""One way to Google: which server, how long to wait, how many calls a minute, and what an answer means.

Nothing sleeps here. After a failure, calls are not even sent until some time has passed; who wanted one tries again.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from crm.store.google import troubles
from crm.store.google.link import ALSO_GOOGLE, GOOGLE
from crm.store.google.troubles import NOT_SENT, QUOTA, Doubt, Trouble
from crm.store.google.web import AnonymousCredentials, Credentials, GoogleAuthError, gspread, requests
from crm.store.google.window import Window

READ_SECONDS, WRITE_SECONDS = (5, 30), (5, 60)  # to connect, and to wait for the answer
PER_MINUTE = 50  # Google allows 60 of each kind
_LONGEST, _OFFLINE, _CIRCUIT, _IN_A_ROW = 32.0, 5.0, 60.0, 3
_READS = ("values:batchGetByDataFilter", "developerMetadata:search", ":getByDataFilter")


class Transport(gspread.HTTPClient):
    """gspread's client with our own rules. `base` replaces Google's address; then no key is needed, and none is sent.

    `request` raises Trouble, or Doubt for a write of which nobody can tell whether it was done.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        base: str = "",
        per_minute: int = PER_MINUTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
        super().__init__(nobody if base or credentials is None else credentials)
        if base:
            self.session.trust_env = False  # no proxy sees it
        self.base = base
        self.reads, self.writes = Window(per_minute, clock), Window(per_minute, clock)
        self._clock = clock
        self._not_before, self._failures = 0.0, 0
        self._said = ""  # what went wrong last
        self._is_first = True  # no question was answered yet

    def request(  # type: ignore[override]
        self, method: str, endpoint: str, **options: Any
    ) -> requests.Response:
        """One call, made at most once."""
        is_write = method.lower() != "get" and not endpoint.endswith(_READS)
        self._allow(is_write)
        self.timeout = WRITE_SECONDS if is_write else READ_SECONDS
        try:
            response = self.session.request(
                method=method.upper(), url=self._at(endpoint), timeout=self.timeout, **options
            )
            if response.ok:
                response.json()
        except (requests.RequestException, GoogleAuthError, ValueError) as error:
            raise self._noted(troubles.of_exception(error, is_write=is_write)) from error
        if not response.ok:
            raise self._noted(troubles.of_answer(response, is_write=is_write, is_first=self._is_first))
        self._failures, self._said, self._is_first = 0, "", False
        return response

    def seconds_to_wait(self) -> float:
        """How long no call is sent any more after failures."""
        return max(self._not_before - self._clock(), 0.0)

    def _at(self, endpoint: str) -> str:
        if not self.base:
            return endpoint
        return endpoint.replace(GOOGLE, self.base, 1).replace(ALSO_GOOGLE, self.base, 1)

    def _allow(self, is_write: bool) -> None:
        """Raise Trouble while no call may be made."""
        wait = self.seconds_to_wait() or (self.writes if is_write else self.reads).take()
        if wait:
            saved, looking = f"Saved here, waiting for Google ({wait:.0f} s).", f"Waiting for Google ({wait:.0f} s)."
            raise Trouble(saved if is_write else self._said or looking, NOT_SENT, wait=wait)

    def _noted(self, trouble: Trouble) -> Trouble:
        """Hold back the calls to come: about 1, 2, 4 ... seconds, a minute after three failures of Google's in a row. A
        call that reached nobody is a burden to nobody, and this computer may be online again at any moment."""
        if isinstance(trouble, Doubt) or trouble.passes:
            self._failures, self._said = self._failures + 1, str(trouble)
            is_offline = not trouble.status and not isinstance(trouble, Doubt)
            longest = min(2.0 ** (self._failures - 1), _OFFLINE if is_offline else _LONGEST)
            is_open = self._failures >= _IN_A_ROW and not is_offline
            wait = _CIRCUIT if is_open else random.uniform(longest / 2, longest)
            self._not_before = self._clock() + (trouble.wait or wait)
        if trouble.kind == QUOTA:
            self.reads.halve()
            self.writes.halve()
        return trouble
