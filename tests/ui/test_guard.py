"""Who may look at a page: the person at this computer, by its own name, through app.py."""

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest


def guarded() -> None:
    import streamlit as st

    from crm.ui.guard import admitted

    st.text(f"in: {bool(admitted('editor').name)}")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], AppTest]:
    """The page as a request with these headers gets it."""

    def asked(headers: dict[str, str]) -> AppTest:
        monkeypatch.setattr(type(st.context), "headers", headers)
        return AppTest.from_function(guarded).run()

    return asked


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
def test_the_person_at_this_computer_is_let_in(asked, host: str) -> None:
    assert [line.value for line in asked({"Host": host}).text] == ["in: True"]


@pytest.mark.parametrize(
    "host", ["evil.example:8501", "192.168.1.7:8501", "localhost.evil.example", "127.0.0.1.nip.io"]
)
def test_another_name_that_leads_here_sees_nothing(asked, host: str) -> None:
    app = asked({"Host": host})
    assert not app.text
    assert "only on the computer it runs on" in app.error[0].value


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-Ip"])
def test_a_request_that_was_passed_on_sees_nothing(asked, header: str) -> None:
    assert not asked({"Host": "localhost:8501", header: "10.0.0.1"}).text
