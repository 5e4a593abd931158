"""Choosing a word of a list, and typing one that is not in it."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from crm.ui.forms import ask_whether

    ask_whether("method", ["Cash", "Card", "Transfer"])
    st.text(st.session_state["method"])


def chosen(word: str) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["method"] = word
    return app.run()


def test_the_beginning_of_one_word_asks_whether_that_is_meant_and_stays_until_it_is_pressed() -> None:
    app = chosen("transf")
    assert (app.button[0].label, app.text[0].value) == ("Did you mean Transfer?", "transf")
    assert app.button[0].click().run().text[0].value == "Transfer"


@pytest.mark.parametrize("word", ["Ca", "Cheque", "transfer", "Transfers", ""])
def test_a_word_that_may_be_several_or_is_another_is_not_asked_about(word: str) -> None:
    assert not chosen(word).button
