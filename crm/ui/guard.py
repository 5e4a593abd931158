"""The first line of every page: who is looking, and may they?

A folder named pages/ can be reached beside app.py until the navigation has run once, so a page that was asked for
directly hands over to app.py first.
"""

import runpy
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from crm.store.opening import system_actor
from crm.store.receipt import Actor, Role

APP = Path(__file__).parents[2] / "app.py"
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-Ip")


def page(need: Role = "viewer") -> Actor:
    """Who is looking at this page; the page does not go on for anybody who may not."""
    if "routed" not in st.session_state:
        runpy.run_path(str(APP))
        st.stop()
    return admitted(need)


def admitted(need: Role) -> Actor:
    """The person at this computer. Without sign-in nobody else is let in, by whatever name they reached the page."""
    headers = st.context.headers
    host = urlsplit(f"//{headers.get('Host') or 'localhost'}").hostname
    if host not in _LOCAL or any(headers.get(name) for name in _FORWARDED):
        st.error("Kith answers only on the computer it runs on. Open it there under http://localhost.")
        st.stop()
    actor = system_actor()
    actor.require(need)
    return actor
