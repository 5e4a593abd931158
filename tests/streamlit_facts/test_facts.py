"""One test for each inner fact of Streamlit that Kith leans on, so that a new version names what it breaks."""

import inspect
import tomllib
from pathlib import Path

import pytest
import streamlit as st
from streamlit.config import get_config_options
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
ARGUMENTS = {
    "text_input": ("live", "bind", "persist_state", "autocomplete", "type"),
    "text_area": ("persist_state",),
    "selectbox": ("persist_state", "accept_new_options"),
    "multiselect": ("persist_state", "accept_new_options"),
    "date_input": ("persist_state", "min_value", "max_value", "format"),
    "number_input": ("persist_state",),
    "button": ("shortcut", "on_click"),
    "expander": ("key", "expanded"),
    "dataframe": ("alt", "selection_mode", "on_select", "placeholder"),
    "page_link": ("query_params",),
    "switch_page": ("query_params",),
    "Page": ("visibility", "default"),
    "fragment": ("run_every",),
    "rerun": ("scope",),
    "grid": ("min_column_width",),
    "pagination": ("key",),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_what_we_call_takes_what_we_say(name: str) -> None:
    assert set(ARGUMENTS[name]) <= set(inspect.signature(getattr(st, name)).parameters)


def test_every_line_of_our_configuration_is_an_option() -> None:
    ours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    names = {f"{section}.{name}" for section, lines in ours.items() for name in lines}
    known = set(get_config_options())
    assert {name for name in names if name not in known and name not in ("theme.light", "theme.dark")} == set()


def test_a_rerun_and_a_stop_pass_through_a_boundary_that_catches_exceptions() -> None:
    assert not issubclass(RerunException, Exception)
    assert not issubclass(StopException, Exception)


def test_a_folder_named_pages_is_reached_beside_app_py_until_the_navigation_has_run_once() -> None:
    """The hole that the guard at the top of every page closes."""
    assert hasattr(PagesManager, "uses_pages_directory")
    assert "uses_pages_directory = False" in inspect.getsource(inspect.getmodule(st.navigation))  # type: ignore[arg-type]


def a_kept_field() -> None:
    import streamlit as st

    if st.checkbox("shown", value=True, key="shown"):
        st.text_input("kept", key="kept", persist_state="session")
        st.text_input("lost", key="lost")


def test_a_field_with_persist_state_keeps_its_text_while_it_is_not_drawn_and_another_does_not() -> None:
    app = AppTest.from_function(a_kept_field).run()
    for name in ("kept", "lost"):
        app.text_input(key=name).set_value("typed").run()
    app.checkbox[0].uncheck().run()
    app.checkbox[0].check().run()
    assert [field.value for field in app.text_input] == ["typed", ""]


def a_field_that_moves() -> None:
    import streamlit as st

    st.session_state["n"] = st.session_state.get("n", 0) + 1
    st.text_input("a", f"sheet {st.session_state.n}", key="a")


def test_a_field_with_a_key_keeps_what_was_typed_when_its_first_content_moves() -> None:
    app = AppTest.from_function(a_field_that_moves).run()
    app.text_input(key="a").set_value("typed").run()
    assert app.run().text_input(key="a").value == "typed"


def a_label() -> None:
    import streamlit as st

    st.button("![x](http://a.b)", key="a")


def test_a_label_is_markdown_so_a_text_of_a_sheet_has_to_be_made_harmless() -> None:
    assert AppTest.from_function(a_label).run().button[0].label == "![x](http://a.b)"
    assert "markdown" in (st.button.__doc__ or "").lower()
