"""How many headings of address books are understood: in eight languages, and in the exports of the great programs."""

import pytest

from bench.headings import BLANK, RIGHT, WRONG, judged, measured, verdict
from crm.exchange.columns import propose
from crm.exchange.table import Table
from tests.exchange.headings import SAMPLES

MEASURED = measured()
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "pl", "nl")


def missed(language: str) -> list[str]:
    """The headings of a language that are not understood, and what happens to each."""
    return [
        f"{one.heading}: {one.with_cells}" for one in judged() if one.language == language and one.with_cells != RIGHT
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_hundred_headings_97_are_understood_and_at_most_one_is_taken_for_another(language: str) -> None:
    right, blank, wrong = MEASURED[language]["cell vote"]
    assert right >= 0.97 * (right + blank + wrong), missed(language)
    assert wrong <= 0.01 * (right + blank + wrong), missed(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_ten_headings_nine_are_understood_by_their_name_alone(language: str) -> None:
    counts = MEASURED[language]["name vote"]
    assert counts[0] >= 0.9 * sum(counts)


def test_a_heading_is_right_blank_or_wrong() -> None:
    told = [verdict("email_2", "email"), verdict("own:Fax", "own"), verdict("own:Mail", "email"), verdict("", "email")]
    assert told == [RIGHT, RIGHT, BLANK, BLANK]
    assert verdict("phone", "own") == verdict("city", "email") == WRONG


def exported(line: str, **cells: str) -> dict[str, str]:
    """Heading -> target of an export with these headings, its one row filled by what the headings mean."""
    heads = line.split(",")
    row = [
        cells.get(head, next((SAMPLES[field][0] for word, field in FILLED if word in head.lower()), "x"))
        for head in heads
    ]
    table = Table("list", [1, 2], [heads, row]).with_heading(1)
    return {one.heading: one.target for one in propose(table)}


FILLED = [
    ("e-mail", "email"), ("email", "email"), ("phone", "phone"), ("mobile", "phone"), ("birth", "birthday"),
    ("postal", "postcode"), ("zip", "postcode"), ("date", "since"), ("url", "website"), ("web", "website"),
    ("first name", "first_name"), ("last name", "last_name"), ("name", "name"),
]  # fmt: skip


def test_the_address_book_that_thunderbird_exports_is_understood() -> None:
    found = exported(
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,"
        "Mobile Number,Home Address,Home City,Home State,Home ZipCode,Home Country,Job Title,Department,Organization,"
        "Web Page 1,Notes"
    )
    wanted = {
        "First Name": "first_name", "Last Name": "last_name", "Display Name": "name", "Primary Email": "email",
        "Secondary Email": "email_2", "Home Address": "street", "Home City": "city", "Home State": "region",
        "Home ZipCode": "postcode", "Home Country": "country", "Job Title": "role", "Organization": "organisation",
        "Web Page 1": "website", "Notes": "notes", "Nickname": "own:Nickname", "Department": "own:Department",
    }  # fmt: skip
    assert {heading: found[heading] for heading in wanted} == wanted
    assert {"phone", "phone_2"} <= set(found.values())


def test_the_contacts_that_hubspot_exports_are_understood() -> None:
    found = exported(
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Lead Status,Job Title,"
        "Street Address,City,State/Region,Postal Code,Country/Region,Website URL,Create Date",
        **{"Lead Status": "New", "Contact owner": "Maya", "Record ID": "151"},
    )
    wanted = {
        "Record ID": "reference", "First Name": "first_name", "Last Name": "last_name", "Email": "email",
        "Phone Number": "phone", "Contact owner": "owner", "Associated Company": "organisation", "Job Title": "role",
        "Street Address": "street", "City": "city", "State/Region": "region", "Postal Code": "postcode",
        "Country/Region": "country", "Website URL": "website",
    }  # fmt: skip
    assert {heading: found[heading] for heading in wanted} == wanted
    assert found["Create Date"].startswith("own:")


def test_the_connections_that_linkedin_exports_are_understood() -> None:
    found = exported("First Name,Last Name,URL,Email Address,Company,Position,Connected On")
    assert list(found.values())[:6] == ["first_name", "last_name", "website", "email", "organisation", "role"]
    assert found["Connected On"].startswith("own:")
