"""From bytes to text."""

import pytest

from crm.exchange.decoding import decode
from crm.model.errors import InvalidInput

NAMES = "Name\nMüller\nJosé\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_form_of_unicode_is_read_without_a_question(encoding: str) -> None:
    decoded = decode(NAMES.encode(encoding), "people.csv", "GB")
    assert (decoded.text, decoded.questions) == (NAMES, ())


@pytest.mark.parametrize(
    ("country", "page", "text"),
    [
        ("GB", "cp1252", "Müller, José"),
        ("PL", "cp1250", "Łukasz Wójcik, Gdańsk"),
        ("RU", "cp1251", "Анна Иванова"),
        ("GR", "cp1253", "Ελένη"),
        ("TR", "cp1254", "Ayşe Yılmaz"),
        ("JP", "cp932", "山田太郎"),
    ],
)
def test_older_files_are_read_in_the_code_page_of_the_country_and_a_person_is_asked(
    country: str, page: str, text: str
) -> None:
    decoded = decode(text.encode(page), "people.csv", country)
    assert (decoded.text, decoded.encoding) == (text, page)
    assert decoded.questions[0].code == "encoding"


def test_the_question_shows_the_word_as_each_code_page_would_read_it() -> None:
    question = decode("Name\nMüller\n".encode("cp1252"), "people.csv", "GB").questions[0]
    assert question.sentence == "Does “Müller” look right?"
    assert dict(question.choices)["mac_roman"] == "M¸ller"


def test_an_old_mac_file_is_recognised_by_where_its_letters_lie() -> None:
    assert decode("Müller, Jörg, Björn, Zoë".encode("mac_roman"), "people.csv", "DE").encoding == "mac_roman"


def test_an_answer_to_the_question_is_obeyed() -> None:
    assert decode("Łukasz".encode("cp1250"), "people.csv", "GB", "cp1250").text == "Łukasz"


@pytest.mark.parametrize(
    "data", [b"Name,Phone\0Ann,1", bytes(range(256)), b"\xff\xfe\x00", b"\x01\x02\x03\x04\x05\x06"]
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(InvalidInput, match="holds no text"):
        decode(data, "photo.csv", "GB")
