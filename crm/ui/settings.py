"""The pieces of the page Workbook in which a team makes Kith its own: its settings, its words, how it does things."""

from typing import Any

import streamlit as st

from crm.actions.settings import add_to_list, remove_from_list, set_meaning, set_setting
from crm.model.lists import LISTS, MEANINGS
from crm.model.settings import ABOUT, GROUPS, SETTINGS, Setting
from crm.model.snapshot import Snapshot
from crm.model.text import key
from crm.ui import forms, session
from crm.ui.messages import as_label, safe

BESIDE = {"means": "Means", "chance %": "Chance %", "answer within (hours)": "Answer within (hours)"}


def settings(snapshot: Snapshot) -> None:
    """Every setting, each of which saves by itself, in groups."""
    for title, names in GROUPS.items():
        with st.expander(title, key=f"settings_{key(title)}", icon=":material/tune:"):
            if title in ABOUT:
                st.caption(safe(ABOUT[title]))
            with st.grid(2, min_column_width=300):
                for name in names:
                    with st.container(gap="xsmall"):
                        one_setting(snapshot, SETTINGS[name])
                        if title in ABOUT:  # what a number of these does is not to be guessed from its name
                            st.caption(safe(SETTINGS[name].help))


def one_setting(snapshot: Snapshot, declared: Setting) -> None:
    """One setting as a field."""
    now, field = snapshot.settings.text(declared.key), f"setting_{declared.key}"
    about: Any = {"key": field, "help": declared.help, "on_change": _set, "args": (snapshot, declared.key)}
    off = not session.is_editor()
    if declared.choices:
        options = list(declared.choices)
        st.selectbox(declared.title, options, index=options.index(now), disabled=off, **about)
    else:
        st.text_input(declared.title, now, autocomplete="off", disabled=off, **about)
    if (refused := session.refusal(field)) is not None:
        st.error(safe(refused))


def _set(snapshot: Snapshot, name: str) -> None:
    field = f"setting_{name}"
    typed = st.session_state[field]
    session.save(lambda: set_setting(snapshot, name, typed), field)


def words(snapshot: Snapshot) -> None:
    """The lists that the team chooses from: their words, what each means, one more, one less."""
    with st.expander("Your words", key="words", icon=":material/list:"):
        st.caption("Call things as you do: patient, member, gift. What a word means stands beside it.")
        options = list(LISTS)
        name = st.selectbox("List", options, key="words_of", format_func=lambda each: each)
        for entry in snapshot.lists.entries(name):
            _word(snapshot, name, entry)
        if session.is_editor():
            _one_more(snapshot, name)


def _word(snapshot: Snapshot, name: str, entry: str) -> None:
    beside = {part: snapshot.lists.further(name, part).get(key(entry)) for part in LISTS[name][0]}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(entry, width="stretch")
        meanings = MEANINGS.get(name, ())
        for part, cell in beside.items():
            if part == "means" and meanings and session.is_editor():
                _meaning(snapshot, name, entry, str(cell or ""))
            elif cell is not None:
                st.caption(safe(f"{BESIDE.get(part, part)}: {cell}"))
        if session.is_editor():
            st.button(
                "Take out", key=f"out_{name}_{entry}", type="tertiary", on_click=session.act,
                args=(lambda: remove_from_list(snapshot, name, entry),),
                help="Rows that use the word keep it.",
            )  # fmt: skip


def _meaning(snapshot: Snapshot, name: str, entry: str, now: str) -> None:
    options, field = list(dict.fromkeys([*MEANINGS[name], *([now] if now else [])])), f"means_{name}_{entry}"

    def changed() -> None:
        chosen = st.session_state[field]
        session.act(lambda: set_meaning(snapshot, name, entry, chosen))

    index = options.index(now) if now else None
    st.selectbox(
        as_label(f"{entry} means"), options, index=index, key=field, on_change=changed, width=200,
        label_visibility="collapsed", placeholder="means",
    )  # fmt: skip


def _one_more(snapshot: Snapshot, name: str) -> None:
    """A field for one more word, the same one below every list: what was typed stays when another list is chosen.

    It empties when the word is saved.
    """
    form = forms.current("word")
    place = form.key(name)  # a refusal is about this word and this list
    with st.container(horizontal=True, vertical_alignment="bottom"):
        word = st.text_input("One more word", key=form.key("word"), autocomplete="off", live="300ms")
        means = ""
        if meanings := MEANINGS.get(name):
            field = form.key(f"means {name}")
            means = st.selectbox("It means", meanings, key=field, index=None, placeholder="Choose") or ""
        pressed = st.button("Add", key=form.key("add"))
    if (refused := session.refusal(place)) is not None:
        st.error(safe(refused))
    if pressed:
        if session.save(lambda: add_to_list(snapshot, name, word, means), place) is not None:
            forms.renew("word")
        st.rerun()


def playbook(snapshot: Snapshot) -> None:
    """How the team does things, as its sheet Start here says; nothing where it says nothing."""
    if lines := snapshot.contents.playbook:
        with st.popover("How we do it", key="playbook", icon=":material/menu_book:", width="stretch"):
            for when, what in lines:
                st.markdown(f"**{safe(when)}**  \n{safe(what)}" if when else safe(what))
            st.text("It stands in the sheet Start here. Change it there.")
