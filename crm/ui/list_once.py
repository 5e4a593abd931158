"""What is found out about the list that somebody chose: once, however often the page is drawn."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

Made = TypeVar("Made")
_SHELF = "list_once"


def once(file_id: str, key: Hashable, make: Callable[[], Made], of: object = None) -> Made:
    """What `make` gives for a key: made anew when it is `of` another thing, such as another table, by now. What was
    kept of another file goes."""
    shelf: dict[tuple[str, Hashable], tuple[object, Any]] = st.session_state.setdefault(_SHELF, {})
    for other in [known for known in shelf if known[0] != file_id]:
        del shelf[other]
    if (file_id, key) not in shelf or shelf[file_id, key][0] is not of:
        shelf[file_id, key] = of, make()
    made: Made = shelf[file_id, key][1]
    return made
