"""Leaving a page: what the browser still asks for a page that was left is not run on the new one.

A part of a page (a fragment) may be asked for, by its timer or by a letter that is typed, in the very moment in which
another page begins. Streamlit would keep that request and run it when the new page is drawn: the browser is told that
the old page is back, empties the window, and breaks when the next part is drawn.
"""

from contextlib import suppress

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests, ScriptRequestType


def begin(page: str) -> None:
    """Before anything is drawn: when this is another page than before, forget the parts of that one.

    Streamlit refuses to run what it has forgotten. A request that waits already is dropped.
    """
    left, st.session_state["page_shown"] = st.session_state.get("page_shown"), page
    run = get_script_run_ctx()
    if left != page and run is not None:
        run.fragment_storage.clear()
        if run.script_requests is not None:
            with suppress(AttributeError):  # nothing public takes a request back; without it they are only rare
                _drop(run.script_requests)


def _drop(waiting: ScriptRequests) -> None:
    """A request for parts only; one for a whole page stands, for then somebody went on to a third page."""
    with waiting._lock:
        if waiting._state == ScriptRequestType.RERUN and waiting._rerun_data.fragment_id_queue:
            waiting._state = ScriptRequestType.CONTINUE
