"""How a workbook is begun: what is proposed, the pieces of the first page, and one press that makes it."""

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from crm.actions.starting import TEAMS, Region, Team, countries, custom_of, region_of, time_zones
from crm.model.errors import InvalidInput, KithError, NotYetKiths
from crm.model.text import brief
from crm.store import places
from crm.store.opening import BOOKS, is_link
from crm.ui import copies, session
from crm.ui.messages import safe

_ICONS = {"shop": "storefront", "practice": "stethoscope", "charity": "volunteer_activism", "services": "work"}
_SHOWN_BOOKS = 5
WHERE = "adopt_where"
"""In the visit: where the spreadsheet lies that is looked through on the first page."""
PRESSES = ("start_sample", "list_bring", *(f"start_{name}" for name in TEAMS))
"""The keys of the buttons that make a workbook."""


@dataclass
class Start:
    """One workbook that is about to be made. However often its button is pressed, it is made once."""

    book_id: str = field(default_factory=lambda: secrets.token_hex(8))
    made: Path | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def once(self, wanted: Path, make: Callable[[Path, str], object]) -> Path:
        """The workbook: what `make(path, book_id)` made at the first free name. Raises InvalidInput(folder)."""
        with self.lock:
            if self.made is None:
                self.made = _made(wanted, lambda path: make(path, self.book_id))
            return self.made


def _made(wanted: Path, make: Callable[[Path], object]) -> Path:
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        for path in _names(wanted):
            try:
                make(path)
            except FileExistsError:
                continue  # somebody was quicker; what is there stays
            return path
    except (OSError, UnicodeEncodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "no file can have this name"
        raise InvalidInput(
            "folder",
            f"{brief(str(wanted), 200)} could not be made ({said}). Choose another folder or name under Change.",
        ) from error
    raise AssertionError("the names never end")


def _names(wanted: Path) -> Iterator[Path]:
    """The free names there are: Contacts.xlsx, Contacts 2.xlsx ..."""
    number = 1
    while True:
        path = wanted if number == 1 else wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}")
        if not path.exists():
            yield path
        number += 1


def free(wanted: Path) -> Path:
    """The first free name: no file is ever overwritten. Where nobody may look, the name as it is: making it tells."""
    try:
        return next(_names(wanted))
    except (OSError, ValueError):
        return wanted


def prepare() -> None:
    """What the buttons of this visit's page will make; another one once that was made and the press is over."""
    start = st.session_state.setdefault("start", Start())
    if start.made and not any(st.session_state.get(key) for key in PRESSES):
        st.session_state["start"] = Start()


def begin(wanted: Path, make: Callable[[Path, str], object]) -> None:
    """Make a workbook, remember it and go to Today; or say why not, with everything as it was."""
    start: Start = st.session_state["start"]
    try:
        with st.spinner("Making the workbook"):
            path = start.once(wanted, make)
    except KithError as error:
        st.error(safe(error), icon=":material/info:")
        return
    open_book(str(path))


def open_book(location: str) -> None:
    """Remember a workbook that is there and go to Today; or say why not."""
    try:
        with copies.asked(location):
            session.choose(location)
            go_to_today()
    except NotYetKiths:
        st.session_state[WHERE] = location
        st.rerun()
    except KithError as error:
        st.error(safe(error), icon=":material/info:")
    except OSError as error:
        st.error(safe(f"This cannot be opened ({error.strerror}). Nothing was changed. Look at the path once more."))


def go_to_today() -> None:
    """Begin with the workbook that was chosen."""
    session.outbox().last = None  # what could be undone was in the other workbook
    st.session_state.pop("forms", None)
    st.switch_page(st.Page("pages/today.py"))  # by its path it is not found: this run's menu knows the first page alone


# what is proposed -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """Where a new workbook goes and where its team works."""

    region: Region
    path: Path


def folder() -> Path:
    """Kith in the folder for documents, or in the home folder where there is none."""
    try:
        from platformdirs import user_documents_dir
    except ImportError:
        return Path.home() / "Kith"
    documents = Path(user_documents_dir())
    return (documents if documents.is_dir() else Path.home()) / "Kith"


def proposal(title: str = "Contacts") -> Proposal:
    """What the computer says, in one line, and below Change everything that can be said otherwise."""
    line = st.container()
    with st.expander("Change", key="start_change"), st.grid(3, min_column_width=200):
        where = st.text_input("Folder", str(folder()), key="start_folder", autocomplete="off")
        name = st.text_input("Name of the file", title, key=f"start_name_{title}", autocomplete="off")
        region = choose_region(told())
    path = free(_path(where, name))
    days = "3/4 is 3 April" if region.day_first else "3/4 is March 4"
    country = countries().get(region.country, region.country)
    line.caption(
        safe(f"{path.name} in {shortly(path.parent)} · {country} · {region.currency} · {days} · {region.time_zone}")
    )
    return Proposal(region, path)


def _path(where: str, name: str) -> Path:
    plain = "".join(" " if sign in '\\/:*?"<>|\0' else sign for sign in name).strip(" .") or "Contacts"
    parent = absolute(where) if where.strip() else folder()
    return parent / (plain if plain.lower().endswith(".xlsx") else f"{plain}.xlsx")


def absolute(typed: str) -> Path:
    """A path as somebody typed or pasted it; one that begins nowhere begins in their home folder."""
    return Path.home() / os.path.expanduser(typed.replace("\0", "").strip().strip('"'))  # noqa: PTH111  # never raises


def shortly(path: Path) -> str:
    """A path as people say it: what lies in their home folder begins with ~."""
    return f"~{os.sep}{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)


def told() -> Region:
    """What the browser says about where the team works."""
    return region_of(st.context.locale or "", st.context.timezone or "")


def choose_region(told: Region) -> Region:
    """Where the team works, as the computer says or as somebody says instead."""
    names, zones = countries(), time_zones()
    known = list(names)
    country = st.selectbox(
        "Country", known, known.index(told.country), format_func=lambda code: names[code], key="start_country"
    )
    currency, day_first = (
        (told.currency, told.day_first) if country == told.country else custom_of(country)
    )  # another country brings its own fields, filled with its own custom
    currency = st.text_input("Currency", currency, max_chars=3, key=f"start_currency_{country}", autocomplete="off")
    orders = ["Day before month", "Month before day"]
    order = st.selectbox("Days are written", orders, 0 if day_first else 1, key=f"start_order_{country}")
    zone = st.selectbox("Time zone", zones, zones.index(told.time_zone), key="start_zone")
    currency = currency.strip().upper() if len(currency.strip()) == 3 else told.currency
    return Region(country, currency, order == orders[0], zone)


# the pieces of the page -----------------------------------------------------------------------------------------------


def kinds() -> Team | None:
    """Four buttons, one a kind of team; the one that was pressed."""
    pressed = None
    with st.container(gap="xsmall"):
        for name, team in TEAMS.items():
            icon = f":material/{_ICONS[name]}:"
            if st.button(f"{team.title}: {team.who}", key=f"start_{name}", icon=icon, width="stretch"):
                pressed = team
    return pressed


def books() -> dict[str, str]:
    """Workbooks that were opened on this computer before, the last ones first, each with its words; of the files those
    that are still there."""
    state = places.state_folder(os.environ)
    sheets, files = places.read(state, session.SHEETS), map(Path, reversed(places.read(state, BOOKS)))
    said = {str(path): f"{path.name} in {shortly(path.parent)}" for path in files if path.is_file()}
    said |= {link: f"{sheets[link]} at Google" for link in reversed(sheets)}
    said.pop(session.chosen(), None)
    return dict(list(said.items())[:_SHOWN_BOOKS])


def another() -> str:
    """A workbook of Kith's that is there already: one seen before, or a path or link. The one asked for, or ""."""
    asked = ""
    for location, words in books().items():
        if st.button(safe(words), key=f"open_{location}", icon=":material/table:"):
            asked = location
    with st.form("open_path", border=False):
        shown = str(folder() / "Contacts.xlsx")
        typed = st.text_input(
            "Where it lies, or the link of a Google Sheet", key="open_where", autocomplete="off", placeholder=shown
        )
        if st.form_submit_button("Open", key="open_submit") and typed.strip():
            asked = typed.strip() if is_link(typed) else str(absolute(typed))
    return asked
