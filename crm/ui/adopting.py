"""A spreadsheet that a team has already: how Kith reads it, corrected by a press; then looked at, or worked in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from crm.actions.starting import settings_of
from crm.exchange.adopting import ALONE, Guess, guess, layout_of, options, taken_for
from crm.exchange.mapped import Mapped
from crm.model.errors import KithError, NotYetKiths
from crm.model.layout import Layout
from crm.model.sheets import SHEETS
from crm.store import adoption, looking
from crm.store.adopting import Chosen, missing, without
from crm.store.opening import is_link, local_now
from crm.store.receipt import Status
from crm.ui import bringing, guard, session, starting
from crm.ui.messages import as_label, safe

_FRESH = "adopt_fresh"  # in the visit: where one lies that was adopted in it
_READ = "adopt_read"  # in the visit: what stands on the sheets of one, and of which version
_TAKEN = {ALONE: "Nothing of Kith's: leave it alone", "Contacts": "Contacts: people and organisations"}
_ROWS = 15  # rows from the top that can hold the headings
_OWN = "own:"


@contextmanager
def asked(location: str) -> Iterator[None]:
    """Where opening a workbook finds that nobody decided about it yet, the page that shows how it would be read."""
    try:
        yield
    except NotYetKiths:
        guard.admitted("owner")
        show(location)


def show(location: str) -> None:
    """How a spreadsheet is read, sheet by sheet, and what can be done with it. Nothing is written before a press."""
    st.subheader(safe(adoption.name_of(location)), anchor=False)
    st.markdown("So Kith reads it. Nothing was written; change what is not right, then choose below.")
    try:
        guesses = [_corrected(one, number) for number, one in enumerate(_guesses(location))]
    except KithError as error:
        st.error(safe(error), icon=":material/info:")
        return
    layout = layout_of(guesses)
    if "Contacts" not in layout:
        st.warning("Say which sheet holds your people: choose “Contacts” for it above.", icon=":material/help:")
        return
    left, right = st.columns(2, border=True)
    with left:
        st.subheader("Look only", anchor=False)
        st.markdown("All pages read it. Nothing is ever written into it.")
        if st.button("Look only", key="adopt_look", icon=":material/visibility:", width="stretch"):
            adoption.look_at(location, layout)
            _begin(location)
    with right:
        st.subheader("Work in it", anchor=False)
        consent(location, layout)


def _begin(location: str) -> None:
    st.session_state.pop(starting.WHERE, None)
    st.session_state.pop(_READ, None)
    session.forget(location)
    if session.is_given():
        st.rerun()
    starting.open_book(location)


# how it is read -------------------------------------------------------------------------------------------------------


def _guesses(location: str) -> list[Guess]:
    """What the sheets were taken for; read once, however often the page is drawn."""
    now = location, adoption.revision(location)
    if st.session_state.get(_READ, ((), []))[0] != now:
        with st.spinner("Reading the spreadsheet"):
            st.session_state[_READ] = now, guess(adoption.tabs_of(location))
    found: list[Guess] = st.session_state[_READ][1]
    return found


def _corrected(found: Guess, number: int) -> Guess:
    """One sheet as it was taken for, with what the person says instead."""
    with st.container(border=True, key=f"adopt_sheet_{number}", gap="small"):
        kinds = [ALONE, *SHEETS]
        sheet = st.selectbox(
            f"What stands in the sheet {as_label(found.title)}?", kinds, kinds.index(found.sheet),
            format_func=lambda name: _TAKEN.get(name, name), key=f"adopt_kind_{number}",
        )  # fmt: skip
        if not sheet:
            return taken_for(found, ALONE)
        row = _heading_row(found, number)
        if (sheet, row) != (found.sheet, found.heading_row):
            found = taken_for(found, sheet, row)
        return _with_columns(found, number)


def _heading_row(found: Guess, number: int) -> int:
    rows = dict(list(zip(found.table.numbers, found.table.rows, strict=True))[:_ROWS])

    def words(row: int) -> str:
        return f"Row {row}: {' · '.join(str(cell) for cell in rows.get(row, ()) if cell is not None)[:80]}"

    numbers = list(rows) if found.heading_row in rows else [found.heading_row or 1, *rows]
    place = numbers.index(found.heading_row) if found.heading_row in numbers else 0
    return st.selectbox("Which row holds the headings?", numbers, place, format_func=words, key=f"adopt_row_{number}")


def _with_columns(found: Guess, number: int) -> Guess:
    """What each column is, with samples, changed by a press; what rows are left out, and why."""
    shown = st.container()
    about = f"{number}_{found.sheet}_{found.heading_row}"
    with st.expander("Change what a column is", key=f"adopt_change_{about}"), st.grid(3, min_column_width=240):
        targets = [_target(one, place, found.sheet, about) for place, one in enumerate(found.columns)]
    if targets != [one.target for one in found.columns]:
        found = found.with_targets(targets)
    frame = {
        "Your heading": [one.heading for one in found.columns],
        "What it is": [_said(one, found.sheet) for one in found.columns],
        "For example": [" · ".join(one.samples) for one in found.columns],
    }
    told = "Your headings, what each is, and up to three of its cells"
    shown.dataframe(pd.DataFrame(frame), hide_index=True, key=f"adopt_columns_{about}", alt=told)
    left = list(found.table.left_out())
    st.caption(safe(f"{found.rows:,} {'row' if found.rows == 1 else 'rows'} of {found.sheet}; all columns stay."))
    if left:
        are = "row is" if len(left) == 1 else "rows are"
        with st.expander(f"{len(left):,} {are} left out", key=f"adopt_left_{about}"):
            rows = pd.DataFrame([(row, text, f"It {why}") for row, text, why in left[:200]])
            rows.columns = pd.Index(["Row", "What stands there", "Why"])
            st.dataframe(rows, hide_index=True, key=f"adopt_rows_{about}", alt="Rows that are no records")
    if totals := _totals_below(found):
        st.caption(
            f"Row {totals:,} is a line of totals. Whom you add in Kith comes below it, since nothing of yours is "
            "moved, and its formulas do not count them. To have them counted, put the totals above your headings, and "
            "let them reach far below the last row."
        )
    if words := _hidden_by(found):
        st.caption(safe(words))
    return found


def _hidden_by(found: Guess) -> str:
    """What is said of a chart or picture that lies where new columns go; "" where none does."""
    if not (over := found.drawn_over(len(missing(found.sheet, found.placed)) + 1)):
        return ""
    return (
        f"A chart or picture lies over {over}, where new columns would go. It stays where it is and hides them; "
        "move it aside to see them."
    )


def _totals_below(found: Guess) -> int:
    """The row of totals below all records, 0 where there is none."""
    last = max((number for number, _ in found.table.body()), default=0)
    return next((row for row, _, why in found.table.left_out() if "totals" in why and row > last), 0)


def _target(one: Mapped, place: int, sheet: str, about: str) -> str:
    own = one.target if one.target.startswith(_OWN) else f"{_OWN}{one.heading}"
    fields = [*(column.field for column in options(sheet)), own]
    targets = fields if one.target in fields else [one.target, *fields]
    return st.selectbox(
        as_label(one.heading), targets, targets.index(one.target), key=f"adopt_{place}_{about}",
        format_func=lambda target: _words(target, sheet),
    )  # fmt: skip


def _words(target: str, sheet: str) -> str:
    if target.startswith(_OWN):
        return f"Your own column “{target.removeprefix(_OWN)}”"
    return "Kith's ID" if target == "id" else SHEETS[sheet].column(target).heading


def _said(one: Mapped, sheet: str) -> str:
    doubtful = not one.sure and not one.target.startswith(_OWN)
    return f"{_words(one.target, sheet)} (please check)" if doubtful else _words(one.target, sheet)


# worked in ------------------------------------------------------------------------------------------------------------


def consent(location: str, layout: Layout) -> None:
    """The exact list of what is added, which columns of it are wanted, and one press that agrees."""
    team = bringing.kind()
    with st.expander("Country, currency, days", key="adopt_region"):
        region = starting.choose_region(starting.told())
    chosen = Chosen(settings_of(team, region), team.lists)
    everything = adoption.proposed(location, layout, chosen.settings)
    offered = [(name, each) for name, fields in everything.columns.items() for each in fields if each != "id"]
    wanted = st.multiselect(
        "Columns that your sheets lack", offered, offered, key="adopt_wanted",
        format_func=lambda each: _offered(layout, *each),
        help="Take out what you do not want. It can come later: write the heading beside your others.",
    )  # fmt: skip
    additions = without(everything, set(offered) - set(wanted))
    st.markdown("This is added, and nothing else. Nothing of yours is moved, renamed or made to look otherwise:")
    st.text("\n".join(f"• {line}" for line in adoption.sentences(location, layout, additions)))
    kept = "Google keeps the sheet as it is now." if is_link(location) else "The file as it is now is kept."
    st.caption(f"{kept} What was added can be taken out again while nobody has typed into it.")
    if st.button("Add this and work in it", key="adopt_yes", type="primary", icon=":material/check:", width="stretch"):
        try:
            with st.spinner("Adding"):
                session.forget(location)
                adoption.adopt(location, layout, additions, chosen, local_now().date())
        except KithError as error:
            st.session_state.pop(_READ, None)  # it is looked through anew
            st.error(safe(error), icon=":material/info:")
            return
        st.session_state[_FRESH] = adoption.place_of(location)
        _begin(location)


def _offered(layout: Layout, sheet: str, field: str) -> str:
    heading = SHEETS[sheet].column(field).heading
    return f"{heading} ({layout[sheet].title})" if len(layout) > 1 else heading


# afterwards -----------------------------------------------------------------------------------------------------------


def notice(page: str, now: Status) -> None:
    """On top of every page: that a workbook is only looked at, or what was added to it just now."""
    if now.is_looked_at:
        st.info(safe(looking.ONLY.format(now.name)), icon=":material/visibility:")
        if page != "workbook" and session.is_owner():
            st.page_link("pages/workbook.py", label="Work in it", icon=":material/edit:")
    elif _is_fresh(now.location) and _can_go_back(now.location):
        words = f"Kith works in {now.name} now. What it added can be taken out again on the page Workbook."
        st.info(safe(words), icon=":material/check:")


def keeping(now: Status) -> None:
    """On the page Workbook: work in one that is only looked at, or take out again what was added."""
    if now.is_looked_at and (layout := adoption.looked_at(now.location)):
        st.subheader("Work in it", anchor=False)
        consent(now.location, layout)
    elif _can_go_back(now.location):
        with st.container(border=True, key="adopt_added"):
            st.text("Nobody has typed into the columns and sheets that Kith added.")
            st.button(
                "Take them out again", key="adopt_undo", icon=":material/undo:", on_click=_go_back, args=(now.location,)
            )
            st.caption("All else stays as it is now. Kith goes on looking at it, and writes nothing into it.")


def _is_fresh(location: str) -> bool:
    return st.session_state.get(_FRESH) == adoption.place_of(location)


def _can_go_back(location: str) -> bool:
    return session.kept(session.snapshot(), "can_go_back", lambda seen: adoption.can_go_back(location, seen.contents))


def _go_back(location: str) -> None:
    guard.admitted("owner")
    try:
        session.forget(location)
        adoption.go_back(location, dt.date.today())
    except KithError as error:
        session.outbox().refused["page"] = error


def words_of(found: Sequence[Guess]) -> list[str]:
    """How a spreadsheet is read, a line each, for the command line."""
    lines = []
    for one in found:
        lines.append(f"{one.title}: {f'{one.sheet}, headings in row {one.heading_row}' if one.sheet else 'left alone'}")
        lines += [f"  {each.heading}: {_said(each, one.sheet)}" for each in one.columns]
        lines += [f"  Row {row} is left out: it {why}" for row, _, why in one.table.left_out() if one.sheet]
        lines += [f"  {words}" for words in (_hidden_by(one) if one.sheet else "",) if words]
    return lines
