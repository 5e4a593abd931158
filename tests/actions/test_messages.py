"""Who gets a message, who is left out, and why in words."""

import pytest

from crm.actions.addresses import envelope, place
from crm.actions.contacts import edit_contact
from crm.actions.mail_merge import mail_merge
from crm.actions.messages import CHANNELS, channel_of, recipients
from crm.actions.sending import log_sent, type_of, written_today
from crm.actions.templates import Template
from crm.model.errors import NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, TOM
from tests.search.conftest import snapshot_of

TEAM = """
    Contacts
  | ID  | Name| Status  | Tags| Email              | Phone       | Street| City | Marketing OK| Do not contact|
  | C-1 | Ann |         |     | ann@a.uk           | 07700 900001| 1 High| Leeds| Yes         |               |
  | C-2 | Bo  |         |     | bo@a.uk            |             |       |      | yes         | Yes           |
  | C-3 | Cy  |         |     | cy@a.uk            |             |       |      | Yes         | perhaps       |
  | C-4 | Di  |         |     | di@a.uk            |             |       |      |             |               |
  | C-5 | Ed  |         |     | ed@a.uk            |             |       |      | Ask         | No            |
  | C-6 | Flo |         |     | flo@a.uk           |             |       |      | No          |               |
  | C-7 | Gus | archived|     | gus@a.uk           |             |       |      | Yes         |               |
  | C-8 | Hal |         | Test| hal@a.uk           |             |       |      | Yes         |               |
  | C-9 | Ida | Former  |     |                    | 12          |       | York | Yes         |               |
  | C-10| Jo  |         |     | office@a.b; BO@a.uk| 07700 900001| 2 High|      | Yes         |               |
  | C-11| Kit |         |     | bo@a.uk            | 07700 900002|       |      | Yes         | nein          |
  | C-12| Lu  |         |     | lu@a.uk            |             |       |      | vielleicht  |               |
"""
SETTINGS = "Settings\n| Key | Setting | Value |\n| message_needs_consent | x | No |\n"


@pytest.fixture(scope="module")
def team() -> Snapshot:
    return snapshot_of(TEAM)


def everybody(snapshot: Snapshot) -> list[str]:
    return list(map(str, snapshot.contacts.index))


@pytest.mark.parametrize(
    ("channel", "reached"),
    [
        ("Email", {"C-1": "ann@a.uk", "C-10": "office@a.b"}),
        ("WhatsApp", {"C-1": "+447700900001", "C-10": "+447700900001", "C-11": "+447700900002"}),
        ("Letter", {"C-1": "1 High\nLeeds", "C-10": "2 High"}),
    ],
)
def test_a_message_to_many_reaches_those_who_said_yes_and_can_be_reached(team, channel: str, reached) -> None:
    assert recipients(team, everybody(team), channel).addresses == reached


def test_everybody_else_is_left_out_with_the_reason(team: Snapshot) -> None:
    found = recipients(team, [*everybody(team), "C-99"], "Email").left_out
    assert found == {
        "C-2": "do not contact", "C-3": "do not contact", "C-4": "not asked for consent",
        "C-5": "not asked for consent", "C-6": "said no to messages", "C-7": "put away", "C-8": "tagged test",
        "C-9": "no email address", "C-11": "share an address with somebody who said stop",
        "C-12": "consent is not clear", "C-99": "not among the contacts any more",
    }  # fmt: skip


def test_the_reasons_are_one_sentence_the_commonest_first(team: Snapshot) -> None:
    told = recipients(team, ["C-1", "C-2", "C-4", "C-5"], "Email").sentence()
    assert told == "3 left out: 2 not asked for consent, 1 do not contact."
    assert recipients(team, ["C-1"], "Email").sentence() == ""


def test_a_team_that_needs_no_consent_still_writes_to_nobody_who_said_no() -> None:
    loose = snapshot_of(f"{TEAM}{SETTINGS}")
    assert set(recipients(loose, everybody(loose), "Email").addresses) == {"C-1", "C-4", "C-5", "C-10"}


def test_one_person_may_be_answered_without_consent_but_not_against_a_stop(team: Snapshot) -> None:
    found = recipients(team, ["C-2", "C-4", "C-6"], "Email", to_many=False)
    assert set(found.addresses) == {"C-4", "C-6"} and found.left_out == {"C-2": "do not contact"}


def test_an_error_in_the_cell_is_no_leave_to_write(team: Snapshot) -> None:
    for field, why in (("do_not_contact", "do not contact"), ("marketing_ok", "consent is not clear")):
        sheet = team.contents.sheets["Contacts"]
        sheet.errors[(sheet.rows[0], field)] = "#REF!"
        assert recipients(team, ["C-1"], "Email").left_out == {"C-1": why}
        del sheet.errors[(sheet.rows[0], field)]


def test_somebody_asked_for_twice_gets_one_message(team: Snapshot) -> None:
    assert list(recipients(team, ["C-1", "C-1"], "Email").addresses) == ["C-1"]


def test_a_channel_is_known_in_the_teams_own_words() -> None:
    words = ["E-Mail", "WhatsApp", "Brief", "Courriel", "Carta", "In person", ""]
    assert [channel_of(word) for word in words] == ["Email", "WhatsApp", "Letter", "Email", "Letter", "", ""]
    with pytest.raises(ValueError, match="does not write by Pigeon"):
        recipients(snapshot_of(TEAM), [], "Pigeon")


def test_the_list_for_a_mail_merge_holds_the_text_as_each_gets_it(team: Snapshot) -> None:
    merge = mail_merge(team, everybody(team), "Email", Template("T", "Email", "For {Name}", "{Street} {City}"))
    assert merge.ids == ("C-1",) and merge.rows[0][-2:] == ("For Ann", "1 High Leeds")
    assert merge.left_out["C-10"] == "lack something the text needs"
    assert dict(zip(merge.headings, merge.rows[0], strict=True))["Email"] == "ann@a.uk"


def test_a_list_without_a_text_is_of_everybody_who_may_be_written_to(team: Snapshot) -> None:
    for channel in CHANNELS:
        assert set(mail_merge(team, everybody(team), channel).ids) == set(
            recipients(team, everybody(team), channel).addresses
        )


def test_the_list_says_how_each_is_greeted_by_first_and_by_last_name() -> None:
    snapshot = snapshot_of(GREETED)
    merge = mail_merge(snapshot, everybody(snapshot), "Email")
    parts = [row[: merge.headings.index("Organisation")] for row in merge.rows]
    assert merge.headings[1:5] == ("Greeting", "Name", "First name", "Last name")
    assert parts == [
        ("C-1", "Dear Ms", "Ann de la Cruz", "Ann", "de la Cruz"),
        ("C-2", "", "Harbour Ltd", "", ""),
    ]


def test_an_address_is_written_as_its_country_writes_it() -> None:
    row = {"street": "1 High St", "postcode": "LS1 4AP", "city": "Leeds", "country": "UK"}
    assert place(row, "GB") == ("1 High St", "Leeds", "LS1 4AP")
    assert place({**row, "country": "Germany"}, "GB") == ("1 High St", "LS1 4AP Leeds", "GERMANY")


GREETED = """
    Contacts
  | ID  | Greeting | Name           | Kind         | Email       | Marketing OK |
  | C-1 | Dear Ms  | Ann de la Cruz | Person       | ann@a.uk    | Yes          |
  | C-2 |          | Harbour Ltd    | Organisation | desk@h.uk   | Yes          |
"""

FIRMS = """
    Contacts
  | ID  | Name     | Kind         | Organisation | Street | City  | Do not contact | Marketing OK |
  | C-1 | Ann      |              | harbour      |        | York  |                | Yes          |
  | C-2 | Bo       |              | Harbour      | 1 High | Leeds |                | Yes          |
  | C-3 | Cy       |              | Quay         |        |       |                | Yes          |
  | C-4 | Di       |              | Nobody's     |        | York  |                | Yes          |
  | C-8 | Harbour  | Organisation |              | 2 Quay | Hull  |                |              |
  | C-9 | Quay     | Organisation |              | 3 Quay | Hull  | Yes            |              |
"""


def test_a_letter_goes_to_the_organisation_of_who_has_no_street_for_one_and_for_many() -> None:
    snapshot = snapshot_of(FIRMS)
    found = recipients(snapshot, everybody(snapshot), "Letter")
    assert found.addresses == {"C-1": "2 Quay\nHull", "C-2": "1 High\nLeeds"}
    assert envelope(snapshot, "C-1") == ("Ann", "harbour", "2 Quay", "Hull")


def test_no_letter_goes_to_an_organisation_that_said_stop_nor_without_a_street() -> None:
    left = recipients(snapshot_of(FIRMS), ["C-3", "C-4"], "Letter").left_out
    assert left == {"C-3": "share an address with somebody who said stop", "C-4": "no postal address"}


# what is noted --------------------------------------------------------------------------------------------------------


def test_a_message_that_was_sent_is_noted_for_each_and_taken_back_at_once(store: Store) -> None:
    noted = log_sent(store.snapshot(), [ANN, TOM], "Email", "Winter check")
    store.save(noted)
    rows = store.snapshot().interactions
    rows = rows[rows["what"] == "Sent “Winter check”"]
    assert set(rows["contact_id"]) == {ANN, TOM} and set(rows["type"]) == {"Email"}
    assert set(rows["direction"]) == {"We contacted them"} and set(rows["date"].dt.date) == {NOW.date()}
    assert written_today(store.snapshot(), "Winter check") == {ANN, TOM}
    store.undo(noted.batch)
    assert written_today(store.snapshot(), "Winter check") == set()


def test_the_type_is_the_teams_own_word(store: Store) -> None:
    assert [type_of(store.snapshot(), channel) for channel in CHANNELS] == list(CHANNELS)
    german = snapshot_of("Contacts\n| ID | Name |\n| C-1 | A |\nLists\n| Interaction types |\n| Besuch |\n| E-Mail |")
    assert [type_of(german, "Email"), type_of(german, "Letter")] == ["E-Mail", "Letter"]


def test_somebody_who_is_gone_is_not_noted(store: Store) -> None:
    with pytest.raises(NoSuchRow):
        log_sent(store.snapshot(), ["C-00000A"], "Email", "x")


def test_a_stop_said_since_the_page_was_drawn_is_heard_at_the_press(store: Store) -> None:
    yes = {"marketing_ok": "Yes", "consent_source": "Form", "email": "ann@example.com"}
    store.save(edit_contact(store.snapshot(), ANN, yes))
    drawn = list(recipients(store.snapshot(), [ANN], "Email").addresses)
    store.save(edit_contact(store.snapshot(), ANN, {"do_not_contact": "Yes"}))
    assert drawn == [ANN] and mail_merge(store.snapshot(), drawn, "Email").ids == ()
