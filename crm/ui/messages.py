"""What people are told: text from a sheet made harmless, and every error as a sentence with a next step."""

import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import streamlit as st

from crm.model.errors import CannotOpen, InvalidInput, KithError, NoSuchRow

_LIVE = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$@/^=&\"'])")
_AS_ENTITY = {sign: f"&#{ord(sign)};" for sign in "&<>:$@/\"'=^"}
_ADDRESS = re.compile(r"(https?://|www(?=\.)|@)(?=[-.\w])", re.IGNORECASE)
_JOINED = "\u2060"  # a sign without width, at which no line breaks
_HARMLESS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,?%()'’]|[:&](?= )|[/-](?=[^\W_]))*")
_log = logging.getLogger("kith")


def safe(text: object) -> str:
    """A text from a sheet for a label or a markdown call: shown to the letter, on one line; nothing in it is live.

    Streamlit reads labels, captions and toasts as markdown, so an image link typed into a cell would call out. The
    browser makes links of addresses after it has resolved what is escaped; a sign that nobody sees keeps it from that.

    >>> safe("![x](a.b)"), safe("ann@a.b")
    ('\\\\!\\\\[x\\\\]\\\\(a\\\\.b\\\\)', 'ann&#64;\\u2060a\\\\.b')
    """
    line = _ADDRESS.sub(rf"\1{_JOINED}", " ".join(str(text).split()))
    return _LIVE.sub(lambda sign: _AS_ENTITY.get(sign[1], f"\\{sign[1]}"), line)


def unbroken(sentence: object) -> str:
    """The same of a sentence, in which no percent sign begins a line.

    >>> unbroken("43 % of 7")
    '43\\xa0% of 7'
    """
    return safe(sentence).replace(" %", "\u00a0%")


def as_label(heading: str) -> str:
    """A heading for the label of a field: a screen reader is given it as it is written here, escapes and all, so signs
    that cannot be live where they stand are left alone. Everything else goes through safe().

    >>> as_label("Keep in touch (days)"), as_label("Rating: the score"), as_label(":red:")
    ('Keep in touch (days)', 'Rating: the score', '&#58;red&#58;')
    """
    return heading if _HARMLESS.fullmatch(heading) else safe(heading)


def highlighted(parts: Iterable[tuple[str, bool]]) -> str:
    """A text in pieces for a label or a caption, harmless as by safe(), those pieces bold that are marked.

    >>> highlighted([("Ann ", False), ("Lee", True)])
    'Ann **Lee**'
    """
    return "".join(f"**{safe(text)}**" if marked else _spaced(text) for text, marked in parts)


def _spaced(text: str) -> str:
    """The same with the spaces at the edges kept, one each."""
    return f"{' ' * text[:1].isspace()}{safe(text)}{' ' * (text[-1:].isspace() and bool(text.strip()))}"


@contextmanager
def explained() -> Iterator[None]:
    """Whatever goes wrong inside becomes a sentence on the page. A bug is logged under a number that the person sees.

    Reruns and stops of Streamlit pass through: they are no exceptions in its sense.
    """
    try:
        yield
    except KithError as error:
        explain(error)
    except Exception as error:  # the one boundary of a page: what nobody foresaw
        number = secrets.token_hex(3)
        _log.exception("bug %s: %s", number, type(error).__name__)
        st.error(
            f"Something went wrong here that nobody foresaw. What was saved is safe. Please report the number {number}."
        )


def explain(error: KithError) -> None:
    """One error as its sentence, with what to do about it."""
    st.error(safe(error), icon=":material/info:")
    if isinstance(error, NoSuchRow):
        asked = {"id": st.query_params.get("id", "")}
        st.page_link("pages/history.py", label="Look in History", icon=":material/history:", query_params=asked)
        st.page_link("pages/contacts.py", label="All contacts", icon=":material/groups:")
    elif isinstance(error, CannotOpen):
        st.page_link("pages/welcome.py", label="Choose a workbook", icon=":material/folder_open:")


def at_field(refusal: InvalidInput | None, field: str) -> None:
    """The sentence of a refusal, below the field it is about."""
    if refusal is not None and refusal.field == field:
        st.error(safe(refusal))
