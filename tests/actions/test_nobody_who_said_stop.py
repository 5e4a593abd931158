"""No message and no list for many reaches a person who said stop: over every path there is, whatever the sheet holds.

PATHS are all the ways in which addresses of many leave Kith. `REVIEWED` names every place in the sources that makes an
address or a file; a new one turns the check red until somebody has looked at it and written down why it is right.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.actions.letters import to_many
from crm.actions.mail_merge import mail_merge
from crm.actions.messages import recipients
from crm.actions.templates import Template
from crm.commands.groups import written_list
from crm.model.cells import Rules
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand
from tests.search.conftest import TODAY

ROOT = Path(__file__).parents[2]
HEADINGS = ("ID", "Name", "Status", "Tags", "Email", "Phone", "WhatsApp", "Street", "Marketing OK", "Do not contact")
Yielded = Mapping[str, str]
"""Contact ID -> everything that leaves Kith about them."""

HELLO = Template("Hello", "Email", "For {Name}", "{Email|} {Phone|} {Street|}")
PATHS: dict[str, Callable[[Snapshot, Sequence[str], str], Yielded]] = {
    "one by one": lambda now, ids, channel: recipients(now, ids, channel).addresses,
    "a list": lambda now, ids, channel: joined(mail_merge(now, ids, channel)),
    "a list with the text": lambda now, ids, channel: joined(mail_merge(now, ids, channel, HELLO)),
    "letters": lambda now, ids, channel: {id: letter.text for id, letter in to_many(now, ids, HELLO)},
    "the command segment": lambda now, ids, channel: as_lines(written_list(now, list(ids), channel)),
}


def joined(merge) -> Yielded:
    return {id: " ".join(row) for id, row in zip(merge.ids, merge.rows, strict=True)}


def as_lines(file: tuple[object, bytes]) -> Yielded:
    lines = file[1].decode("utf-8-sig").splitlines()[1:]
    return {line.partition(",")[0]: line for line in lines}


# whatever the sheet holds ---------------------------------------------------------------------------------------------

STOPS = [None, "", "Yes", "yes", "ja", "x", "✓", True, 1, "No", "nein", False, 0, "perhaps", "from May on", "  YES "]
ANSWERS = [None, "", "Yes", "yes ", True, "No", "no", False, "nein", "Ask", "ask", "maybe", "Y", 1, 0]
MAILS = [
    None,
    "ann@x.uk",
    "bo@x.uk",
    "Bo@X.uk; cy@x.uk",
    "Cy <cy@x.uk>",
    "mailto:ann@x.uk",
    "ann@x,uk",
    "cy@x.uk / bo@x.uk",
]
PHONES = [None, "07700 900001", "+44 7700 900001", "07700 900002", "12", 447700900002, "07700 900001 / 07700 900002"]
ROW = st.tuples(
    st.sampled_from([None, "Former", "Archived", "archived", "Gone"]), st.sampled_from([None, "vip", "Test; a"]),
    st.sampled_from(MAILS), st.sampled_from(PHONES), st.sampled_from(PHONES), st.sampled_from([None, "1 High Street"]),
    st.sampled_from(ANSWERS), st.sampled_from(STOPS),
)  # fmt: skip
NO = {"no", "nein", "false", "0"}


def workbook(rows: Sequence[tuple], needs_consent: object) -> Snapshot:
    cells = [[f"C-{n}", f"Ann {n}", *row] for n, row in enumerate(rows)]
    told = Tab("Settings", [["Key", "Setting", "Value"], ["message_needs_consent", "", needs_consent]], {}, {})
    rules = Rules(TODAY)
    people = Tab("Contacts", [list(HEADINGS), *cells], {}, {})
    return Snapshot(understand([people, told], rules, revision="1", stamp=None), rules)


def text(cell: object) -> str:
    return "" if cell is None else str(cell).strip().lower()


def said_stop(row: tuple) -> bool:
    """As plainly as it can be said: anything but a blank and a clear no; or a no to messages."""
    return (text(row[-1]) != "" and text(row[-1]) not in NO) or text(row[-2]) in NO


def said_yes(row: tuple) -> bool:
    return text(row[-2]) in ("yes", "true")


@settings(deadline=None, max_examples=250)
@given(
    st.lists(st.tuples(ROW, ROW), min_size=1, max_size=5), st.sampled_from(["Yes", "No", None, "perhaps"]),
    st.sampled_from(["Email", "WhatsApp", "Letter"]),
)  # fmt: skip
def test_nobody_who_said_stop_gets_anything(people, needs_consent, channel) -> None:
    drawn = workbook([before for before, _ in people], needs_consent)
    asked = [*map(str, drawn.contacts.index), "C-99"]
    pressed = [after for _, after in people]
    now = workbook(pressed, needs_consent)
    for name, path in PATHS.items():
        for id, told in path(now, asked, channel).items():
            row = pressed[int(id[2:])]
            assert not said_stop(row), name
            assert said_yes(row) or needs_consent == "No", name
            assert text(row[0]) != "archived" and "test" not in text(row[1]), name
            assert told.strip(), name


@settings(deadline=None, max_examples=250)
@given(st.lists(ROW, min_size=2, max_size=5), st.sampled_from(["Yes", "No"]))
def test_no_address_of_somebody_who_said_stop_is_used_for_another(rows, needs_consent) -> None:
    now = workbook(rows, needs_consent)
    stopped = " ".join(f"{text(row[2])} " for row in rows if said_stop(row))
    for address in recipients(now, list(map(str, now.contacts.index)), "Email").addresses.values():
        assert address.lower().removeprefix("mailto:") not in stopped


def test_somebody_who_said_yes_does_get_it() -> None:
    """Or all that stands above would hold for a program that writes to nobody."""
    row = (None, None, "ann@x.uk", "07700 900001", None, "1 High Street", "Yes", None)
    for name, path in PATHS.items():
        for channel in ("Email", "WhatsApp", "Letter"):
            assert list(path(workbook([row], "Yes"), ["C-0"], channel)) == ["C-0"], name


# and by no other way --------------------------------------------------------------------------------------------------

WATCHED_CALLS = (
    "as_csv", "as_xlsx", "to_csv", "to_excel", "download_button", "first_address", "e164", "envelope", "postal",
    "recipients", "mail_merge",
)  # fmt: skip
WATCHED_TEXTS = ("mailto:", "wa.me/")
REVIEWED = {
    "crm/actions/messages.py": "where the addresses of many are made; the only place",
    "crm/actions/addresses.py": "how it is written on one letter, whose maker decides about Do not contact",
    "crm/actions/mail_merge.py": "the list: recipients() alone",
    "crm/commands/groups.py": "the command segment: mail_merge() alone",
    "crm/ui/writing.py": "one by one and the list: recipients() and mail_merge() at each run and press",
    "crm/actions/letters.py": "to many: mail_merge() alone; to one person: not while Do not contact is on",
    "crm/ui/paper.py": "letters by crm/actions/letters.py at the press; the other paper is for the team itself",
    "crm/ui/reach.py": "one person, whose links are off while Do not contact is on",
    "crm/ui/follow_ups.py": "the team's own calendar: steps and birthdays, without addresses",
    "crm/ui/below.py": "figures as a table, without addresses",
    "crm/ui/card.py": "one person, whose links are off while Do not contact is on",
    "crm/ui/taking.py": "as_table() and as_cards(): no address and no card of who said stop; or all of one person, for "
                        "themselves",
    "crm/commands/exporting.py": "as_table() and as_cards(): no address and no card of who said stop; or all of one "
                                 "person, for themselves",
    "crm/actions/taking_away.py": "leaves out the addresses and cards of who said stop",
    "crm/ui/importing.py": "rows of somebody's own file that were not brought in, given back to them",
    "crm/actions/import_cells.py": "compares what comes in with what is here",
    "crm/exchange/outgoing.py": "writes what it is given",
    "crm/exchange/columns.py": "reads what comes in",
    "crm/exchange/people.py": "reads what comes in",
    "crm/model/phones.py": "understands one number",
    "crm/model/emails.py": "understands one cell",
    "crm/model/headings.py": "understands one cell",
}  # fmt: skip
"""File -> why what it does with addresses or files is right."""


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "pages").glob("*.py"))
    yield from sorted((ROOT / "crm").rglob("*.py"))


def handles_addresses(source: str) -> set[str]:
    """What in a source makes an address or a file for somebody."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found |= {name} & set(WATCHED_CALLS)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            found |= {word for word in WATCHED_TEXTS if word in node.value}
    return found


def test_whatever_makes_an_address_or_a_file_was_looked_at() -> None:
    names = {str(path.relative_to(ROOT)): handles_addresses(path.read_text("utf-8")) for path in sources()}
    assert {name: found for name, found in names.items() if found and name not in REVIEWED} == {}


@pytest.mark.parametrize("name", ["crm/ui/writing.py", "crm/commands/groups.py", "crm/actions/mail_merge.py"])
def test_what_writes_to_many_gets_its_addresses_from_the_one_place(name: str) -> None:
    found = handles_addresses((ROOT / name).read_text("utf-8"))
    assert found & {"recipients", "mail_merge"} and not found & {"first_address", "e164", "envelope", "postal"}


@pytest.mark.parametrize(
    "line",
    ['st.download_button("All", as_csv(h, rows))', 'link = f"mailto:{row.email}"', "send(first_address(cell))",
     'x = "https://wa.me/" + digits'],
)  # fmt: skip
def test_another_way_would_be_found(line: str) -> None:
    assert handles_addresses(line)


def test_every_place_that_was_looked_at_is_there() -> None:
    assert [name for name in REVIEWED if not (ROOT / name).exists()] == []
