"""Long work beside the page: a thread that goes on through every press and reload, with a bar and a way to stop it."""

import threading
from collections.abc import Callable
from typing import Any

import streamlit as st

from crm.ui.messages import safe

PATIENCE = 0.4  # seconds in which most work is done, so that no bar appears
EVERY = "0.5s"


class Stopped(Exception):
    """Somebody pressed Stop."""


class Work:
    """Something that is being done. `share` is how far it is, of 1; `make` gets `tick`, to be called now and then with
    the steps done, which raises Stopped once somebody has pressed Stop."""

    def __init__(self, key: object, make: Callable[[Callable[[int], None]], Any], steps: int) -> None:
        self.key, self._make, self._steps = key, make, max(steps, 1)
        self.share = 0.0
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_stopped = False
        self._thread = threading.Thread(target=self._run, name="kith-work", daemon=False)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._make(self._tick)
        except BaseException as error:  # whoever looks next is told, on the page
            self.error = error

    def _tick(self, done: int) -> None:
        self.share = min(done / self._steps, 1.0)
        if self.is_stopped:
            raise Stopped

    @property
    def is_done(self) -> bool:
        """Whether it has come to an end, whatever that was."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Whether it is done after so many seconds at most."""
        self._thread.join(seconds)
        return self.is_done

    def stop(self) -> None:
        """Have it end at its next step."""
        self.is_stopped = True


def begun(name: str, key: object, make: Callable[[Callable[[int], None]], Any], steps: int) -> Work:
    """The work of a name: begun once for a key, however often the page is drawn."""
    work: Work | None = st.session_state.get(name)
    if work is None or work.key != key:
        if work is not None:
            work.stop()
        work = st.session_state[name] = Work(key, make, steps)
        work.wait(PATIENCE)
    return work


@st.fragment(run_every=EVERY)
def bar(work: Work, words: str, *, can_stop: bool = True) -> None:
    """How far it is, with Stop; when it is done the page is drawn anew."""
    if work.is_done:
        st.rerun(scope="app")
    st.progress(value=work.share, text=safe(words))
    if can_stop:
        st.button("Stop", key="stop_work", icon=":material/close:", on_click=work.stop)
