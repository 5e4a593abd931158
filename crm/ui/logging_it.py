"""Log it: one line from any page, what Kith understood of it, and each part to be changed before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from crm.actions.contacts import add_contact
from crm.actions.interactions import log_together, note_type
from crm.actions.quick import Understood, understand
from crm.actions.quick_names import OFFERED, Mention, Names
from crm.model.cells import written
from crm.model.changes import ChangeSet
from crm.model.entry import Entry
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import card, finding, forms, session, theme
from crm.ui.messages import safe
from crm.ui.words import weekday

NAME = "log it"
NOBODY = "No person named. Pick one, or keep it as a note to sort later."


@dataclass
class Draft:
    """What was decided by hand about a line: who was picked, who is not meant, what the line put into the fields."""

    picked: list[str] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    filled: dict[str, object] = field(default_factory=dict)


def draft() -> Draft:
    """The one that is being written in this visit."""
    found: Draft = st.session_state.setdefault("log_draft", Draft())
    return found


# coming and going -----------------------------------------------------------------------------------------------------


def remember(page: str) -> None:
    """Where somebody is, so that a press of Save brings them back there."""
    if page not in ("log", "welcome"):
        st.session_state["came_from"] = page, dict(st.query_params)


def about(page: str) -> dict[str, str]:
    """What the page Log it is asked for from a page: on a card, its person."""
    return {"contact": st.query_params.get("id", "")} if page == "contact" else {}


def begin(snapshot: Snapshot, contact: str) -> None:
    """The person whom the address names was there; once, for afterwards it is theirs to drop them."""
    if contact in snapshot.contacts.index and st.session_state.get("log_asked") != contact:
        pick(contact)
    st.session_state["log_asked"] = contact


def _back() -> None:
    """To the page that one came from; without one, an empty form."""
    for name in ("log_draft", "log_asked"):
        st.session_state.pop(name, None)
    page, asked = st.session_state.get("came_from", ("", {}))
    if "came_from" in st.session_state:
        st.switch_page(f"pages/{page or 'today'}.py", query_params=asked)
    st.rerun()


# who ------------------------------------------------------------------------------------------------------------------


def pick(contact: str) -> None:
    """For a button: they were there."""
    draft().dropped.discard(contact)
    if contact not in draft().picked:
        draft().picked.append(contact)
    st.session_state[forms.current(NAME).key("query")] = ""


def drop(*wrong: str) -> None:
    """For a button: these IDs, or whom these words name, are not meant."""
    draft().dropped.update(wrong)
    draft().picked = [contact for contact in draft().picked if contact not in wrong]


def people(snapshot: Snapshot, found: Understood) -> list[str]:
    """The IDs of everybody who was there: picked by hand, or surely named."""
    now = draft()
    known = [contact for contact in dict.fromkeys((*now.picked, *found.sure)) if contact not in now.dropped]
    return [contact for contact in known if contact in snapshot.contacts.index]


def name_of(snapshot: Snapshot, contact: str) -> str:
    """What somebody is called."""
    return written(snapshot.contacts["name"].get(contact)) or contact


def _card(snapshot: Snapshot, contact: str) -> str:
    row = snapshot.row("Contacts", contact)
    told = (written(row.get(part)) for part in ("organisation", "city", "phone"))
    return " · ".join(part for part in (name_of(snapshot, contact), *told) if part)


def _who(snapshot: Snapshot, found: Understood, who: Sequence[str]) -> None:
    """Those who were there, whom the line leaves open, and the search for somebody else."""
    for contact in who:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"With **{safe(name_of(snapshot, contact))}**", width="content")
            st.button("Not them", key=f"log_not_{contact}", type="tertiary", on_click=drop, args=(contact,))
    for mention in found.people:
        if not mention.is_sure and mention.words not in draft().dropped and not set(mention.ids) & set(who):
            _which(snapshot, mention)
    if found.unknown and not who:
        st.text(f"Nobody called “{found.unknown}” is among your contacts.")
        _add(snapshot, found.unknown)
    _search(snapshot, who)


def _which(snapshot: Snapshot, mention: Mention) -> None:
    """The people whom a word may mean, each with a press."""
    only = len(mention.ids) == 1
    st.text(f"Is {name_of(snapshot, mention.ids[0])} meant?" if only else f"Which {mention.words}?")
    with st.container(horizontal=True):
        for contact in mention.ids:
            st.button(safe(_card(snapshot, contact)), key=f"log_is_{contact}", on_click=pick, args=(contact,))
        if " " in mention.words:
            _add(snapshot, mention.words)
        st.button(
            "No" if only else "Nobody of them",
            key=f"log_none_{mention.start}",
            type="tertiary",
            on_click=drop,
            args=(mention.words,),
        )


def _add(snapshot: Snapshot, name: str) -> None:
    st.button(
        safe(f"Add {name}"), key="log_add", icon=":material/person_add:", on_click=session.act,
        args=(lambda: add_contact(snapshot, {"name": name}),),
    )  # fmt: skip


def _search(snapshot: Snapshot, who: Sequence[str]) -> None:
    asks = "Who else was there?" if who else "With whom?"
    query = st.text_input(
        asks, key=forms.current(NAME).key("query"), type="search", live="250ms", autocomplete="off",
        placeholder="Two letters are enough",
    )  # fmt: skip
    hits = finding.find(session.chosen(), snapshot, query, OFFERED, me=session.store().actor.name) if query else []
    with st.container(horizontal=True):
        for hit in hits:
            st.button(safe(_card(snapshot, hit.id)), key=f"log_{hit.id}", on_click=pick, args=(hit.id,))
    if query and not hits:
        st.text(f"Nobody matches “{query}”.")


# what -----------------------------------------------------------------------------------------------------------------


def form(snapshot: Snapshot) -> None:
    """The line, what was understood, each part as a field, and Save."""
    form = forms.current(NAME)
    line = st.text_input(
        "In one line", key=form.key("line"), live="300ms", persist_state="session", autocomplete="off",
        placeholder="called Ann Lee, wants a quote, ring Friday",
    )  # fmt: skip
    found = understand(snapshot, line or "", session.kept_of(snapshot, "Contacts", "names", Names.of))
    _fill(form, found, line or "")
    who = people(snapshot, found)
    _who(snapshot, found, who)
    understood, below, columns = st.container(), st.container(), _columns(snapshot)
    at = session.refusal(NAME)
    with st.expander("Change any part of it", key="log_parts", expanded=not theme.is_narrow() or at is not None):
        forms.fields(form, columns, snapshot, at if isinstance(at, InvalidInput) else None)
        step_with = _step_with(snapshot, form, who, found)
    with understood:
        _told(snapshot, form, who, step_with, found)
    with below:
        _save(snapshot, form, columns, who, step_with)


def _columns(snapshot: Snapshot) -> list[Column]:
    """The parts of a note, of a next step and of a rating."""
    known = {column.field: column for column in snapshot.columns("Interactions")}
    noted = [known[name] for name in ("what", "type", "date", "outcome", "by") if name in known]
    return [*noted, *card.next_step_columns(snapshot, ("how", "Next step by")), *card.rating_columns(snapshot)]


def _fill(form: forms.Form, found: Understood, line: str) -> None:
    """What was understood goes into the fields, but for those that somebody filled by hand."""
    wanted: dict[str, object] = {
        "what": "" if found.is_plan else line, "type": found.type or None, "date": found.date,
        "outcome": found.outcome or None, "next_what": found.next_what, "next_due": found.next_due,
        "next_how": found.next_how or None,
    }  # fmt: skip
    filled = draft().filled
    for name, value in wanted.items():
        now = st.session_state.get(form.key(name))
        if (now or None) == (filled.get(name) or None) and now != value:
            st.session_state[form.key(name)] = value
            filled[name] = value


def _step_with(snapshot: Snapshot, form: forms.Form, who: Sequence[str], found: Understood) -> str:
    """Whom the next step is with, where it may be one of several."""
    named = [mention.ids[0] for mention in found.asked_of if mention.is_sure and mention.ids[0] not in draft().dropped]
    options = list(dict.fromkeys((*named, *who)))
    if not st.session_state.get(form.key("next_what")) or len(options) < 2:
        return options[0] if options else ""
    chosen = st.selectbox(
        "Next step with",
        options,
        key=form.key(f"with_{'_'.join(options)}"),
        format_func=lambda id: name_of(snapshot, id),
    )
    return str(chosen)


def _told(snapshot: Snapshot, form: forms.Form, who: Sequence[str], step_with: str, found: Understood) -> None:
    """What will be saved, a sentence each, with every day spelled out."""
    part = {name: st.session_state.get(form.key(name)) for name in ("what", "type", "date", "outcome")}
    step, due = (st.session_state.get(form.key(name)) for name in ("next_what", "next_due"))
    if not (part["what"] or step):
        return
    with st.container(border=True, gap="xsmall", key="log_understood"):
        if part["what"]:
            names = ", ".join(name_of(snapshot, contact) for contact in who) or "nobody yet"
            day = part["date"] or snapshot.rules.today
            when = weekday(day) + (", today" if day == snapshot.rules.today else "")
            outcome = f", {part['outcome'].lower()}" if part["outcome"] else ""
            st.text(f"{part['type'] or note_type(snapshot)} with {names}, {when}{outcome}")
        if step:
            with_whom = f" with {name_of(snapshot, step_with)}" if step_with else ""
            st.text(f"Next step{with_whom}: {step}, " + (f"due {weekday(due)}" if due else "on which day?"))
        elif found.undated:
            st.caption(safe(f"“{found.undated}” names no day, so it is no next step yet. Say when, such as Friday."))


def _save(snapshot: Snapshot, form: forms.Form, columns: Sequence[Column], who: Sequence[str], step_with: str) -> None:
    loose = False
    if not who and form.typed():
        loose = st.checkbox("Keep it as a note to sort later", key=form.key("loose"))

    def log(entry: Entry) -> ChangeSet:
        if not who and not loose:
            raise InvalidInput("contact", NOBODY)
        return log_together(snapshot, who, entry, step_with=step_with)

    if forms.submit(NAME, form, log, columns):
        _back()
