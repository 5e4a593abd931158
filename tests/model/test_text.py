"""Text as people type it: the quick way through it leads to what the slow one would."""

from hypothesis import example, given
from hypothesis import strategies as st

from crm.model.text import squash

UNSEEN = "\u202d\u202e\u200b\u2060\ufeff"
ODD = st.text(st.sampled_from(f"aé \t\n\x1f\u00a0\u2003\u2028\u3000{UNSEEN}")) | st.text()


@given(ODD)
@example(" Ann Lee ")
@example("Ann\u00a0Lee")
def test_a_text_on_one_line_has_single_plain_spaces_and_nothing_unseen(text: str) -> None:
    assert squash(text) == " ".join("".join(sign for sign in text if sign not in UNSEEN).split())
