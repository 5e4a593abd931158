"""Lists of people: searched as one types, filtered, fifty at a time; a press opens the card."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from crm.actions.contacts import add_contact
from crm.model.cells import CHOICES, TEXT
from crm.model.frames import entries_of
from crm.model.schema import SHOWN, Column
from crm.model.snapshot import Snapshot
from crm.model.text import brief, squash
from crm.search.hits import Hit
from crm.search.query import Query, parse, settled
from crm.ui import finding, lacking, paper, searching, session, taking, theme
from crm.ui.computed import computed
from crm.ui.messages import as_label, safe

PAGE, NARROW_PAGE = 50, 25
NAME = 80  # letters of a name that is offered to be added
NOTED = 10  # people who are shown because of a note
HIDDEN = 5  # of those whom the filters hide, so many are named
FILTERED = ("relationships", "status", "owner", "tags")
UNLISTED = ("kind", "status", "whatsapp", "birthday", "notes")  # in view in the sheet, and too much for the list


def contact_list(snapshot: Snapshot) -> int:
    """Search, filters and the list; how many people are shown in all."""
    query = st.text_input(
        "Search", key="q", type="search", live="250ms", bind="query-params", label_visibility="collapsed",
        placeholder="Search a name, a phone number, a place, a note", autocomplete="off",
    )  # fmt: skip
    asked = _asked(snapshot, query or "")
    frame = filtered(snapshot, any_status=any(one.field == "status" for one in asked.conditions))
    searching.offer(snapshot, query or "", "q", partial(in_use, snapshot))
    searching.doubted(snapshot, query or "", asked, "q")
    frame, noted = _meant(snapshot, asked, frame)
    everybody = len(snapshot.contacts)
    if frame.empty and everybody and not noted:
        _nobody(snapshot, query or "")
    elif frame.empty:
        searching.in_notes(snapshot, noted, "q")
    else:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(f"{len(frame):,} of {everybody:,}" if len(frame) < everybody else f"{everybody:,} in all")
            paper.print_cards(snapshot, frame.index)
            taking.away(snapshot, frame.index)
        _one_page(snapshot, frame, f"list_page_{hash((query, tuple(frame.index[:1]), len(frame)))}")
        searching.in_notes(snapshot, noted, "q")
    return everybody


def _asked(snapshot: Snapshot, query: str) -> Query:
    columns = snapshot.columns("Contacts")
    return parse(settled(query, columns), columns)


def _meant(snapshot: Snapshot, asked: Query, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Hit]]:
    """Those of the list whom a query means, and the notes that hold its words while the list is short."""
    values, me, location = computed(snapshot, asked.conditions), session.store().actor.name, session.chosen()
    people = finding.people(location, snapshot, asked, me=me, computed=values)
    if people is not None:
        frame = frame[frame.index.isin(people)]
    if not asked.words:
        return frame, []
    through = frozenset(frame.index)
    found = finding.order(location, snapshot, asked.words, through, me)
    noted: list[Hit] = []
    if len(found) < PAGE:
        noted = finding.noted(location, snapshot, asked.words, NOTED, but=frozenset(found), within=through)
    searching.how_far(snapshot)
    return frame.loc[found], noted


def filtered(snapshot: Snapshot, *, any_status: bool = False) -> pd.DataFrame:
    """The contacts that the filters above the list let through; archived people only when asked for, there or by
    `any_status`."""
    frame = session.kept(snapshot, "by name", _by_name)
    chosen: dict[str, list[str]] = {}
    with st.expander("Filter", key="filter_box", icon=":material/filter_list:"):
        for column in filter_columns(snapshot):
            options = session.kept(snapshot, f"options {column.field}", partial(filter_options, column=column))
            if options:
                chosen[column.field] = st.multiselect(
                    as_label(column.heading), options, key=f"filter_{column.field}", placeholder="Any"
                )
    for field, words in chosen.items():
        if words:
            frame = frame[_holds(frame[field], set(words))]
    if (lacking_it := lacking.choose(snapshot)) is not None:
        frame = frame[frame.index.isin(lacking_it)]
    if not chosen.get("status") and not any_status:
        frame = frame[frame["status"].ne("Archived") | frame["status"].isna()]
    return frame


def _by_name(snapshot: Snapshot) -> pd.DataFrame:
    return snapshot.contacts.sort_values("name", key=lambda names: names.str.casefold(), kind="stable")


def filter_columns(snapshot: Snapshot) -> list[Column]:
    """The columns that the list can be filtered by: relationship, status, owner, tags and the team's own."""
    return [column for column in snapshot.columns("Contacts") if column.field in FILTERED or column.is_own]


def filter_options(snapshot: Snapshot, column: Column) -> list[str]:
    """What a column can be filtered by: the words of its list, then what else people typed, at most 200."""
    return _values(snapshot, column)[:200]


def _values(snapshot: Snapshot, column: Column) -> list[str]:
    values = snapshot.contacts[column.field].dropna()
    used = values.explode().dropna() if column.kind is CHOICES else values
    words = list(dict.fromkeys(_shown(value) for value in used))
    known = [entry for entry in entries_of(column, snapshot.lists) if entry in words] if column.is_choice else []
    return [*known, *sorted(word for word in words if word not in known)]


def in_use(snapshot: Snapshot, column: Column) -> list[str]:
    """The values of a column that may be offered while somebody types one: of words, not of numbers and days."""
    if column.field not in snapshot.contacts.columns:
        return list(entries_of(column, snapshot.lists)) if column.is_choice else []
    if not column.is_choice and column.kind is not TEXT:
        return []
    return session.kept(snapshot, f"values {column.field}", partial(_values, column=column))


def _holds(values: pd.Series, words: set[str]) -> pd.Series:
    def one(value: object) -> bool:
        return bool(words.intersection(value)) if isinstance(value, tuple) else _shown(value) in words

    return values.map(one, na_action="ignore").fillna(False).astype(bool)


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"{value.day} {value:%b %Y}" if isinstance(value, pd.Timestamp) else str(value)


def _nobody(snapshot: Snapshot, query: str) -> None:
    """Nobody is left; but somebody whom the filters hide, or who was put away, may be the one who is looked for."""
    st.text(f"Nobody matches “{brief(query)}”." if query else "Nobody matches these filters.")
    everybody = frozenset(snapshot.contacts.index)
    hidden = finding.order(session.chosen(), snapshot, query, everybody)[:HIDDEN] if query else []
    if hidden:
        st.caption("Put away, or hidden by the filters:")
    for id in hidden:
        st.page_link("pages/contact.py", label=safe(snapshot.contacts["name"].get(id)), query_params={"id": id})
    with st.container(horizontal=True):
        st.button("Show everybody", key="clear_search", on_click=_clear)
        asked = _asked(snapshot, query)
        if session.is_editor() and asked.words and not (asked.conditions or asked.without or hidden):
            name = squash(asked.words)[:NAME]
            st.button(
                safe(f"Add {name}"), key="add_searched", icon=":material/person_add:", on_click=session.act,
                args=(lambda: add_contact(snapshot, {"name": name}),),
            )  # fmt: skip


def _clear() -> None:
    for name in [name for name in st.session_state if str(name).startswith("filter_") and name != "filter_box"]:
        st.session_state[name] = []
    st.session_state["q"] = ""
    st.query_params.pop("lacks", None)


def _one_page(snapshot: Snapshot, frame: pd.DataFrame, key: str) -> None:
    size = NARROW_PAGE if theme.is_narrow() else PAGE
    pages = max(1, -(-len(frame) // size))
    number = min(st.session_state.get(key) or 1, pages)
    shown = frame.iloc[(number - 1) * size : number * size]
    if theme.is_narrow():
        cards(shown)
    else:
        picked = pick_table(shown, _headings(snapshot, shown), key="contacts", alt="The contacts, one row a person")
        if picked:
            st.switch_page("pages/contact.py", query_params={"id": picked})
    if pages > 1:
        st.pagination(pages, key=key)


def listed(snapshot: Snapshot) -> list[Column]:
    """The columns of the list: the known ones that are in view in a new workbook."""
    known = (column for column in snapshot.columns("Contacts") if column.place == SHOWN and not column.is_own)
    return [column for column in known if column.field not in ("id", *UNLISTED)]


def _headings(snapshot: Snapshot, frame: pd.DataFrame) -> dict[str, str]:
    """Field -> heading of the columns of the list that anybody on this page has something in; always the name."""
    found = {column.field: column.heading for column in listed(snapshot) if frame[column.field].notna().any()}
    return {"name": "Name", **found}


def pick_table(frame: pd.DataFrame, headings: dict[str, str], *, key: str, alt: str) -> str | None:
    """A table of rows of which one can be pressed; its ID, once, when it was.

    The selection is a position, so the key changes with the rows, and the callback keeps the IDs it was drawn with:
    a row that somebody inserts meanwhile cannot turn a press into another person.
    """
    ids = tuple(frame.index)
    name = f"{key}_{hash((ids, st.session_state.get('seen_revision')))}"
    shown = pd.DataFrame({heading: frame[field].map(_text, na_action="ignore") for field, heading in headings.items()})
    st.dataframe(
        shown, key=name, hide_index=True, on_select=_picked(ids, name), selection_mode="single-cell", placeholder="",
        alt=alt, height="content",
    )  # fmt: skip
    found: str | None = st.session_state.pop("picked", None)
    return found


def _picked(ids: Sequence[str], name: str) -> Callable[[], None]:
    def remember() -> None:
        cells = st.session_state[name].selection.cells
        if cells:
            st.session_state["picked"] = ids[cells[0][0]]

    return remember


def _text(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def cards(frame: pd.DataFrame) -> None:
    """The same for a narrow screen: a card a person, with a link to call."""
    for id, row in frame.iterrows():
        with st.container(border=True, gap="small"):
            st.page_link("pages/contact.py", label=safe(row["name"]), query_params={"id": str(id)})
            if isinstance(row["relationships"], tuple):
                st.caption(safe("; ".join(row["relationships"])))
            if isinstance(row["phone"], str):
                st.text(row["phone"])
