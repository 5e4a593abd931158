"""A workbook that is a copy of one that Kith keeps already: its own from now on, or instead of the other?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from crm.model.errors import KithError
from crm.store.opening import IsCopy, keep_apart, keep_instead
from crm.ui import guard, session
from crm.ui.messages import safe


@contextmanager
def asked(location: str) -> Iterator[None]:
    """Where opening a workbook finds that it is a copy, the two things that can be done with it."""
    try:
        yield
    except IsCopy as error:
        with st.container(border=True, key="copy_question", gap="small"):
            st.warning(safe(error), icon=":material/file_copy:")
            if (refused := session.outbox().refused.pop("page", None)) is not None:
                st.error(safe(refused), icon=":material/info:")
            guard.admitted("owner")
            st.button("Make it a workbook of its own", key="copy_apart", on_click=_do, args=(keep_apart, location))
            st.caption("Both go on side by side; from now on nothing goes from one to the other.")
            st.button("Use it instead of the other", key="copy_instead", on_click=_do, args=(keep_instead, location))
            st.caption("The history goes on with this one. The other is left as it is, and is not opened any more.")


def _do(keep: Callable[[str], None], location: str) -> None:
    is_new = location != session.chosen()
    try:
        keep(location)
        session.choose(location)
    except KithError as error:
        session.outbox().refused["page"] = error
    except OSError as error:
        session.outbox().refused["page"] = KithError(f"This could not be done ({error.strerror}). Nothing was changed.")
    else:
        st.session_state["just_chosen"] = is_new
