"""Contact cards as phones and mail programs really write them: the card is read, whatever is odd about it."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.exchange.columns import propose
from crm.exchange.people import understand_rows
from crm.exchange.table import Table, read_table
from crm.model.cells import Cell, Rules
from crm.model.errors import InvalidInput

Card = Callable[..., dict[str, Cell]]


def table(data: bytes, country: str = "GB", **answers: str) -> Table:
    return read_table(data, "contacts.vcf", country, **answers)[0]


def people(data: bytes, country: str = "GB", **answers: str) -> list[dict[str, Cell]]:
    """The people of a file of cards, as they would stand in a workbook."""
    read = table(data, country, **answers)
    return [dict(one.values) for one in understand_rows(read, propose(read), Rules(dt.date(2026, 11, 22))).people]


def card(*lines: str, version: str = "3.0", end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    """A card with these lines between its beginning and its end."""
    whole = ["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]
    return end.join(whole).encode(encoding)


def one(*lines: str, **how: str) -> dict[str, Cell]:
    """The one person of a card."""
    (found,) = people(card(*lines, **how))
    return found


PLAIN = ("FN:Ann Lee", "N:Lee;Ann;;;", "TEL;TYPE=CELL:07700 900417", "EMAIL:ann@example.com")
ANN = {"name": "Ann Lee", "phone": "07700 900417", "email": "ann@example.com"}


@pytest.mark.parametrize("version", ["2.1", "3.0", "4.0"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_plain_card_is_read_in_every_version_and_with_every_end_of_line(version: str, end: str) -> None:
    assert one(*PLAIN, version=version, end=end) == ANN


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_card_in_another_unicode_encoding_is_read(encoding: str) -> None:
    assert one("FN:Zoë Łuk", *PLAIN[1:], encoding=encoding)["name"] == "Zoë Łuk"


def test_case_makes_no_difference_and_blanks_around_a_beginning_do_not_either() -> None:
    data = b"begin: vcard\nversion:3.0\nfn:Ann Lee\ntel;type=cell:07700 900417\nend:vcard \n"
    assert people(data) == [{"name": "Ann Lee", "phone": "07700 900417"}]


def test_folded_lines_are_joined_and_escapes_undone() -> None:
    found = one("FN:Ann\r\n  Lee", "NOTE:one\\, two\\; three\\nfour \\\\ http\\://a.b", "ORG:Lee\\; Sons")
    assert found == {"name": "Ann Lee", "notes": "one, two; three\nfour \\ http://a.b", "organisation": "Lee; Sons"}


def test_quoted_printable_with_soft_breaks_and_a_charset_is_decoded() -> None:
    lines = (
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;Zo=EB",
        "NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=",
        "two",
    )
    assert one(*lines, version="2.1") == {"name": "Zoë Müller", "notes": "one\ntwo"}


def test_bare_types_of_2_1_tell_a_fax_from_a_phone_and_a_mobile_comes_first() -> None:
    found = one("FN:Ann", "TEL;WORK;FAX:01632 960003", "TEL;HOME:01632 960001", "TEL;CELL:07700 900417", version="2.1")
    assert (found["phone"], found["phone_2"], found["own:Fax"]) == ("07700 900417", "01632 960001", "01632 960003")


def test_what_is_preferred_comes_first_and_what_has_no_room_is_kept() -> None:
    found = one(
        "FN:Ann", *(f"EMAIL{told}:{name}@example.com" for told, name in [("", "a"), (";PREF=1", "b"), ("", "c")])
    )
    assert [found["email"], found["email_2"], found["own:Email 3"]] == [
        "b@example.com",
        "a@example.com",
        "c@example.com",
    ]


def test_labels_of_a_group_name_what_has_no_name_of_its_own() -> None:
    found = one(
        "FN:Ann", "item1.X-ABDATE:1975-03-01", "item1.X-ABLabel:_$!<Anniversary>!$_",
        "item2.X-ABRELATEDNAMES:Jenny", "item2.X-ABLabel:_$!<Spouse>!$_",
    )  # fmt: skip
    assert found == {"name": "Ann", "anniversary": "1975-03-01", "own:Spouse": "Jenny"}


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("BDAY:19800322", "1980-03-22"),
        ("BDAY;VALUE=date:1980-03-22T00:00:00Z", "1980-03-22"),
        ("BDAY:--0322", "--03-22"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-22", "--03-22"),
        ("BDAY:in spring", "in spring"),
    ],
)
def test_a_birthday_is_read_with_and_without_its_year(line: str, day: str) -> None:
    assert one("FN:Ann", line)["birthday"] == day


def test_an_address_goes_into_its_parts_and_a_second_one_stays_in_one_piece() -> None:
    found = one("FN:Ann", "ADR:;;1 High St;Leeds;;LS1 1AA;UK", "ADR:;;2 Low St;York;;YO1;")
    assert [found[part] for part in ("street", "city", "postcode", "country")] == [
        "1 High St",
        "Leeds",
        "LS1 1AA",
        "UK",
    ]
    assert found["own:Address 2"] == "2 Low St, YO1 York"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("N:Lee;Ann;M.;;",), "Ann M. Lee"),
        (("ORG:Acme Ltd",), "Acme Ltd"),
        (("EMAIL:ann@example.com",), "ann@example.com"),
        (("FN:Acme", "KIND:org"), "Acme"),
    ],
)
def test_a_card_without_a_full_name_is_called_by_what_it_has(lines: tuple[str, ...], name: str) -> None:
    assert one(*lines)["name"] == name


def test_a_card_that_names_nobody_is_listed_and_a_group_is_no_person() -> None:
    read = table(card("TEL:123456") + card("FN:Family", "KIND:group") + card(*PLAIN))
    found = understand_rows(read, propose(read), Rules(dt.date(2026, 11, 22)))
    assert [(row.row, row.why.split()[0]) for row in found.not_people] == [(2, "is"), (1, "has")]
    assert [row.row for row in found.people] == [3]


def test_a_card_within_a_card_is_set_aside() -> None:
    agent = ("AGENT:", "BEGIN:VCARD", "VERSION:2.1", "FN:Bo Ek", "TEL:1234567", "END:VCARD")
    data = card("FN:Ann Lee", *agent, "NOTE:rings back")
    assert people(data) == [{"name": "Ann Lee", "notes": "rings back"}]
    assert [question.code for question in table(data).questions] == ["set_aside"]


def test_cards_without_an_end_are_all_read() -> None:
    data = b"BEGIN:VCARD\nFN:Ann\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nBEGIN:VCARD\nFN:Cy\n"
    assert [found["name"] for found in people(data)] == ["Ann", "Bo", "Cy"]


@pytest.mark.parametrize("name", ["PHOTO", "LOGO", "SOUND", "KEY"])
def test_a_broken_picture_is_set_aside_and_the_card_stays(name: str) -> None:
    data = card("FN:Ann Lee", f"{name};ENCODING=b;TYPE=JPEG:/9j/4AA", "not folded base64==", "", " QSk", "NOTE:here")
    assert people(data) == [{"name": "Ann Lee", "notes": "here"}]
    assert "1 picture" in table(data).questions[0].sentence


def test_a_uid_of_kiths_is_the_id_and_another_one_a_reference() -> None:
    assert one("FN:Ann", "UID:C-7K3Q9F")["id"] == "C-7K3Q9F"
    assert one("FN:Ann", "UID:urn:uuid:4fbe")["reference"] == "urn:uuid:4fbe"


def test_a_code_page_is_asked_about_with_a_name_and_the_answer_is_read() -> None:
    data = card("FN:Paweł Wiśniewski", "N:Wiśniewski;Paweł", encoding="cp1250")
    (question,) = table(data, "PL").questions
    assert (question.code, people(data, "PL")[0]["name"]) == ("encoding", "Paweł Wiśniewski")
    assert people(data, "GB", encoding="cp1250")[0]["name"] == "Paweł Wiśniewski"
    assert "cp1250" in dict(table(data, "GB").questions[0].choices)


def test_custom_fields_keep_their_name_and_technical_ones_are_silent() -> None:
    found = one("FN:Ann", "X-CUSTOM1:blue", "X-SKYPE:ann.lee", "REV:20261101T1200", "X-ABUID:7", "PRODID:x")
    assert found == {"name": "Ann", "own:Custom 1": "blue", "own:Skype": "ann.lee"}


def test_a_line_that_nobody_folded_goes_on_with_the_one_above() -> None:
    assert one("FN:Ann", "NOTE:one", "and two")["notes"] == "one\nand two"


def test_a_file_without_any_card_is_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidInput, match="Export the contacts once more"):
        table(b"BEGIN:VCARD\n")


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=120), st.sampled_from(["2.1", "3.0", "4.0"]), st.booleans())
def test_whatever_bytes_a_card_holds_it_is_read_or_refused(noise: bytes, version: str, is_value: bool) -> None:
    before = b"NOTE:" if is_value else b""
    data = b"BEGIN:VCARD\nVERSION:" + version.encode() + b"\nFN:Ann Lee\n" + before + noise + b"\nEND:VCARD\n"
    try:
        found = people(data)
    except InvalidInput:
        return
    assert not any("\ufffd" in str(cell) for row in found for cell in row.values())
