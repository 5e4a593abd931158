"""Text of a sheet made harmless, and every error as a sentence."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from crm.ui.messages import as_label, safe

LIVE = ("![x](http://a.b)", "[x](http://a.b)", "<img src=x>", "**x**", "`x`", ":red[x]", "$x$", "# x", "- x",
        "| a | b |", "x\n\ny", "~~x~~", "&lt;", "www@a.b", "^x^", "{x}", "_x_", "+ x", "1. x", '"x"')  # fmt: skip


@pytest.mark.parametrize("text", LIVE)
def test_no_sign_of_a_text_is_left_live(text: str) -> None:
    left = re.sub(r"\\.|&#\d+;", "", safe(text))
    assert re.search(r"[`*_{}\[\]()#+\-!|<>~:$@/^=\"'\\]", left) is None


ADDRESSES = (
    "http://127.0.0.1:46183",
    "see https://a.example/x y",
    "WWW.a.example",
    "www.b.example.",
    "ann@team.example",
    "(a.b+c@d.example.org)",
    "http://a.b@c.d",
    "x/https://a.b",
)
LINKED = (r"(https?://|www(?=\.))([-.\w]+)([^ \t\r\n]*)", r"([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)")
"""What the browser's markdown makes links of, in a text whose escapes are resolved: mdast-util-gfm-autolink-literal."""


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_in_a_text_does_not_become_a_link(text: str) -> None:
    resolved = html.unescape(re.sub(r"\\(.)", r"\1", safe(text)))
    assert not any(re.search(form, resolved, re.IGNORECASE | re.ASCII) for form in LINKED)
    assert resolved.replace("\u2060", "") == text  # which nobody sees


def test_a_text_stays_on_one_line_so_that_it_begins_no_heading_or_list() -> None:
    assert safe("x\n# y") == r"x \# y"


@pytest.mark.parametrize("text", ["Zoë Ångström", "Екатерина", "👩‍💻", "Ann Lee 2"])
def test_letters_and_digits_are_left_as_they_are(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    "heading", ["Needs & preferences", "Keep in touch (days)", "Rating: the score", "E-mail", "Größe"]
)
def test_a_heading_without_a_live_sign_is_read_out_as_it_is(heading: str) -> None:
    assert as_label(heading) == heading


@pytest.mark.parametrize("text", [*LIVE, "a:b:", "a -> b", "http://a", "a & b&lt;", ":material/home:", "a *b*", "x_y_"])
def test_a_heading_that_could_be_live_is_made_harmless_like_any_text(text: str) -> None:
    assert as_label(text) == safe(text)


def explained_page() -> None:
    import sys

    import streamlit as st

    from crm.model.errors import CannotOpen, InvalidInput
    from crm.ui.messages import explained

    raised = {
        "known": InvalidInput("name", "Name is *missing*."),
        "file": CannotOpen("It is gone."),
        "bug": ValueError("secret"),
    }
    with explained():
        raise raised[sys.argv[-1]]
    st.text("the page goes on")


def shown(monkeypatch: pytest.MonkeyPatch, kind: str) -> AppTest:
    monkeypatch.setattr("sys.argv", ["app", kind])
    return AppTest.from_function(explained_page).run()


def test_an_error_we_know_is_its_sentence_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    app = shown(monkeypatch, "known")
    assert [box.value for box in app.error] == [r"Name is \*missing\*\."]
    assert [line.value for line in app.text] == ["the page goes on"]


def test_a_bug_tells_a_number_and_nothing_of_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    (box,) = shown(monkeypatch, "bug").error
    assert re.search(r"report the number [0-9a-f]{6}", box.value)
    assert "secret" not in box.value
