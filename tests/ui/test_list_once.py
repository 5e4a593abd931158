"""What is found out about a list is found out once, until it is about another one."""

import pytest
import streamlit as st

from crm.ui.list_once import once


@pytest.fixture(autouse=True)
def visit(monkeypatch) -> dict:
    """A visit of its own."""
    kept: dict = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def test_it_is_made_once_for_its_key() -> None:
    made = iter(range(9))
    assert [once("f", key, lambda: next(made)) for key in ("a", "a", "b", "a")] == [0, 0, 1, 0]


def test_it_is_made_anew_of_another_thing_though_that_is_equal() -> None:
    made, one, other = iter(range(9)), [1], [1]
    assert [once("f", "a", lambda: next(made), of=thing) for thing in (one, one, other)] == [0, 0, 1]


def test_what_was_kept_of_another_file_goes(visit) -> None:
    once("f", "a", lambda: 0)
    assert once("g", "a", lambda: 1) == 1
    assert [file for (shelf,) in [visit.values()] for file, _ in shelf] == ["g"]
