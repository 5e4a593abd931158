"""Contact cards as they are written: by the letter of the standards, and read again as what they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.vcard import read
from crm.exchange.vcard_out import Card, cards

ANN = Card("C-7K3Q9F", "Ann Lee", ("Ann", "Lee"), phones=("07700 900417",), birthday="1984-03-14")


def lines(card: Card, version: str = "3.0") -> list[str]:
    return cards([card], version).decode().split("\r\n")


def test_a_card_is_written_as_the_standard_says() -> None:
    assert lines(ANN) == [
        "BEGIN:VCARD", "VERSION:3.0", "UID:C-7K3Q9F", "FN:Ann Lee", "N:Lee;Ann;;;", "TEL;TYPE=voice:07700 900417",
        "BDAY:1984-03-14", "END:VCARD", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("version", "day"), [("3.0", []), ("4.0", ["BDAY:--0229"])])
def test_a_birthday_without_a_year_has_a_form_in_4_0_only(version: str, day: list[str]) -> None:
    told = lines(Card("C-1", "Ann", ("Ann", ""), birthday="--02-29"), version)
    assert [line for line in told if line.startswith("BDAY")] == day


def test_what_parts_a_value_is_escaped_and_nothing_can_end_a_card() -> None:
    told = lines(Card("C-1", "Lee; Ann, \\ UK\r\nEND:VCARD", ("Ann", "Lee")))
    assert told[3] == "FN:Lee\\; Ann\\, \\\\ UK\\nEND:VCARD"


def test_no_line_has_more_than_75_octets_and_no_letter_is_cut() -> None:
    data = cards([Card("C-1", "Łukasz " * 40, ("Ł", "ü" * 90), notes="漢字" * 60)])
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert all(line.decode() is not None for line in data.split(b"\r\n"))


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=90).map(lambda text: " ".join(text.split()))


@given(st.lists(TEXT.filter(bool), min_size=1, max_size=4), TEXT, st.sampled_from(["3.0", "4.0"]))
def test_whatever_a_card_says_is_read_again(names: list[str], notes: str, version: str) -> None:
    data = cards([Card("C-7K3Q9F", name, ("A", ""), notes=notes) for name in names], version)
    found = read(data, "c.vcf", "GB")
    place = {heading: number for number, heading in enumerate(found.headings)}
    assert [row[place["Name"]] for row in found.rows] == names
    assert [row[place["Notes"]] for row in found.rows] == [notes] * len(names) if notes else "Notes" not in place
