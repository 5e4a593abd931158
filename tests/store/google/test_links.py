"""Links, the server that stands in for Google, and keys."""

import pytest

from crm.model.errors import CannotOpen
from crm.store.google.connecting import credentials, transport
from crm.store.google.link import spreadsheet_id, stand_in
from tests.store.google.keys import service_account

ID = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


@pytest.mark.parametrize(
    "link", ["docs.google.com/spreadsheets/d/{}", "https://docs.google.com/spreadsheets/u/1/d/{}/edit?usp=x#gid=3"]
)
def test_the_id_of_a_spreadsheet_is_found_in_every_form_of_its_link(link: str) -> None:
    assert spreadsheet_id(link.format(ID)) == ID


@pytest.mark.parametrize(
    "link", ["https://docs.google.com/document/d/" + ID, "https://example.org", "/spreadsheets/d/short"]
)
def test_another_link_is_said_to_be_none_of_a_sheet(link: str) -> None:
    with pytest.raises(CannotOpen, match="does not look like a Google Sheets link"):
        spreadsheet_id(link)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "http://127.0.0.1.example.org",
        "http://me@localhost",
        "ftp://localhost",
        "http://10.0.0.7:80",
    ],
)
def test_the_server_that_stands_in_for_google_must_be_on_this_computer(url: str) -> None:
    with pytest.raises(CannotOpen, match="may only point at this computer"):
        stand_in({"KITH_SHEETS_URL": url})


@pytest.mark.parametrize("url", ["http://127.0.0.1:4000/", "http://localhost:1", "http://[::1]:9"])
def test_a_server_on_this_computer_needs_no_key_and_goes_by_no_proxy(url: str) -> None:
    http = transport({"type": "not even read"}, {"KITH_SHEETS_URL": url})
    assert http.base == url.rstrip("/") and http.session.trust_env is False


def test_without_a_key_nobody_is_asked() -> None:
    with pytest.raises(CannotOpen, match="no key"):
        transport(None, {})


@pytest.fixture
def key() -> dict[str, str]:
    return service_account()


def test_a_key_whose_line_ends_were_doubled_is_read_all_the_same(key: dict[str, str]) -> None:
    assert credentials({**key, "private_key": key["private_key"].replace("\n", "\\n")}).service_account_email


def test_a_key_that_was_cut_off_says_what_to_do(key: dict[str, str]) -> None:
    for cut in (key["private_key"][:400], key["private_key"][40:], "x"):
        with pytest.raises(CannotOpen, match="cut off"):
            credentials({**key, "private_key": cut})


def test_another_kind_of_google_file_says_which_one_is_needed(key: dict[str, str]) -> None:
    for other in ({"installed": {}}, {**key, "type": "authorized_user"}, {**key, "token_uri": ""}):
        with pytest.raises(CannotOpen, match="different kind of Google file"):
            credentials(other)
