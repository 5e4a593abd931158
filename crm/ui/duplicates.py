"""The people who are probably in the workbook twice: each pair side by side, with what is equal and what differs."""

from collections.abc import Sequence

import streamlit as st

from crm.actions.merging import not_the_same, older
from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.search.duplicates import Duplicates, Known, Pair, among, likely
from crm.ui import session, told, working
from crm.ui.messages import safe
from crm.ui.words import day

SHOWN = 10  # a page
FACTS = ("organisation", "phone", "phone_2", "email", "street", "city", "birthday")
Ids = Sequence[str]
_LOOKING, _FOUND = "duplicates_looking", "duplicates_found"


def found(snapshot: Snapshot) -> Duplicates | None:
    """Those of a snapshot, looked for beside the page, once as long as nobody among the contacts changes.

    While they are looked for a bar says so, and those of before stay, as far as they are still to be asked about.
    """
    frame = snapshot.contacts
    work = working.begun(
        _LOOKING, id(frame), lambda tick: session.kept_of(snapshot, "Contacts", "duplicates", likely), 1
    )
    if not work.is_done:
        working.bar(work, "Looking for people who are here twice", can_stop=False)
    elif work.error is not None:
        raise work.error
    else:
        st.session_state[_FOUND] = work.result
    known: Duplicates | None = st.session_state.get(_FOUND)
    return known.still(snapshot) if known else None


def pair_of(snapshot: Snapshot, one: str, other: str) -> Pair | None:
    """Two contacts as they were found, or compared with each other alone; None where nothing says they are one."""
    known: Duplicates = st.session_state.get(_FOUND) or Duplicates()
    both = snapshot.contacts[snapshot.contacts.index.isin([one, other])]
    pairs = [*known.still(snapshot).pairs, *among(Known.of(both)).pairs]
    return next((pair for pair in pairs if pair.ids == {one, other}), None)


def draw(snapshot: Snapshot) -> None:
    """All of them: those who surely are one person first, then those to be looked at."""
    duplicates = found(snapshot)
    if duplicates is None:
        return
    each: list[tuple[Ids, Sequence[Pair]]] = [
        *duplicates.groups,
        *(((pair.one, pair.other), (pair,)) for pair in duplicates.asks),
    ]
    if not each:
        st.text(
            f"Nobody is here twice, as far as we can see. {told.count(len(snapshot.contacts), 'contact')} compared."
        )
        return
    parts = [
        told.count(
            len(duplicates.groups), "person is surely here more than once", "people are surely here more than once"
        ),
        told.count(len(duplicates.asks), "pair is to be looked at", "pairs are to be looked at"),
    ]
    told_of = "; ".join(part for part in parts if not part.startswith("0 "))
    st.text(f"{told_of}. Nothing is made one by itself, and each merge can be undone.")
    pages = -(-len(each) // SHOWN)
    number = int(st.session_state.get("duplicates_page") or 1)
    if pages > 1:
        st.pagination(pages, key="duplicates_page")
    number = min(number, pages)
    for ids, pairs in each[(number - 1) * SHOWN : number * SHOWN]:
        with st.container(border=True, gap="small", key=f"duplicates_{'_'.join(ids)}"):
            _some(snapshot, ids, pairs)


def _some(snapshot: Snapshot, ids: Ids, pairs: Sequence[Pair]) -> None:
    """The rows of one person, or two that may be: what each holds, why, and what can be done."""
    order = sorted(ids, key=list(snapshot.contacts.index).index)
    with st.grid("auto", min_column_width=240):
        for id in order:
            with st.container(gap="xxsmall"):
                side(snapshot, id)
    for pair in pairs:
        reasons(snapshot, pair, with_names=len(ids) > 2)
    if session.is_editor():
        _what_to_do(snapshot, order)


def side(snapshot: Snapshot, id: str) -> None:
    """One of two contacts that are compared: name, what tells them apart, and what belongs to them."""
    row = snapshot.row("Contacts", id)
    st.page_link(
        "pages/contact.py", label=safe(name_of(snapshot, id)), icon=":material/person:", query_params={"id": id}
    )
    for field in FACTS:
        if written(row.get(field)):
            st.text(written(row[field]))
    added = f"added {day(row.get('added_on'))}" if day(row.get("added_on")) else ""
    away = "put away" if snapshot.contacts["status"].get(id) == "Archived" else ""
    st.caption(safe(" · ".join(part for part in (id, added, away) if part)))


def reasons(snapshot: Snapshot, pair: Pair, *, with_names: bool = False) -> None:
    """Why two contacts may be one, in a line each: what is equal, and what differs."""
    names = [f"{name_of(snapshot, id)} ({id})" for id in (pair.one, pair.other)]
    whose = f"{' and '.join(names)}: " if with_names else ""
    st.markdown(f":material/equal: {safe(whose + ', '.join(pair.equal))}")
    if pair.differs:
        st.caption(safe(f"But {', '.join(pair.differs)}"))


def _what_to_do(snapshot: Snapshot, order: Ids) -> None:
    oldest = older(snapshot, *order[:2])[0] if len(order) == 2 else order[0]
    with st.container(horizontal=True):
        for id in order:
            if id == oldest:
                continue
            label = "Compare" if len(order) == 2 else f"Compare {name_of(snapshot, id)} ({id}) with {oldest}"
            st.button(safe(label), key=f"compare_{oldest}_{id}", icon=":material/compare_arrows:", on_click=ask,
                      args=(oldest, id))  # fmt: skip
        if len(order) == 2:
            st.button(
                "Not the same", key=f"apart_{order[0]}_{order[1]}", type="tertiary", on_click=session.act,
                args=(lambda: not_the_same(snapshot, *order),),
            )  # fmt: skip


def ask(one: str, other: str = "") -> None:
    """For a button: the two side by side, with a choice for what differs."""
    st.query_params.from_dict({"merge": one, "with": other})


def name_of(snapshot: Snapshot, id: str) -> str:
    """What somebody is called."""
    return written(snapshot.contacts["name"].get(id)) or id
