"""Paper: every letter is there, nothing leaves its place, and what no font has is seen to be missing."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFont

from crm.exchange import paper_cards
from crm.exchange.paper import Paper
from crm.exchange.paper_cards import Card
from crm.exchange.paper_signs import MISSING, NOTE, plain, runs
from tests.printed import Printed

ALPHABETS = {
    "Polish": "aąbcćdeęfghijklłmnńoóprsśtuwyzźż",
    "Greek": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "Serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "Belarusian": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "Turkish": "abcçdefgğhıijklmnoöprsştuüvyz",
    "Vietnamese": "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ",
    "Romanian": "aăâbcdefghiîjklmnopqrsștțuvwxyzşţ",
    "Czech": "aábcčdďeéěfghchiíjklmnňoópqrřsštťuúůvwxyýzž",
    "Hungarian": "aábcdeéfghiíjklmnoóöőpqrstuúüűvwxyz",
    "Icelandic": "aábdðeéfghiíjklmnoóprstuúvxyýþæö",
}


def one_line(text: str, country: str = "GB", **how) -> Printed:
    paper = Paper("A line", country=country)
    for number, line in enumerate(paper.wrapped(text, 500, 10)):
        paper.write(line, 40, 60 + 14 * number, 10, **how)
    return Printed(paper.done())


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_of_a_language_is_on_the_paper(language: str, bold: bool) -> None:
    letters = ALPHABETS[language]
    shown = one_line(f"{letters} {letters.upper()}", bold=bold)
    assert unicodedata.normalize("NFC", f"{letters}{letters.upper()}") in shown.letters
    assert MISSING not in shown.text


def test_decomposed_accents_are_put_together() -> None:
    assert "Zoë Nguyễn" in one_line("Zoe\u0308 Nguye\u0302\u0303n").text


@pytest.mark.parametrize("name", ["田中 花子", "陈小红", "김철수", "王小明"])
def test_names_of_the_east_are_left_to_the_fonts_of_the_reader(name: str) -> None:
    assert name in one_line(name).text


def test_one_font_writes_a_name_that_it_holds_whole() -> None:
    assert [font for font, _ in runs("陈小红", (), "GB")] == ["STSong-Light"]
    assert [font for font, _ in runs("王", (), "TW")] == ["MSung-Light"]


def test_letters_that_no_font_has_are_seen_to_be_missing_and_the_page_says_what_the_sign_is() -> None:
    shown = one_line("Dana שלום مرحبا 😀")
    assert f"Dana {MISSING * 4} {MISSING * 5} {MISSING}" in shown.text
    assert NOTE in shown.text


def test_a_page_without_such_letters_does_not_speak_of_them() -> None:
    assert NOTE not in one_line("Dana").text


def test_markup_is_text() -> None:
    text = "<b>Ann</b> & <font color='red'>&amp; ${x} {{y}} \\n %s"
    assert text in one_line(text).text


def test_title_and_language_stand_in_the_file() -> None:
    data = Paper("Cards · Łódź & <b>", language="pl").done()
    assert Printed(data).title == "Cards · Łódź & <b>"
    assert b"/Lang (pl)" in data


@pytest.mark.parametrize(("country", "size"), [("GB", (595, 842)), ("us", (612, 792)), ("", (595, 842))])
def test_the_paper_is_that_of_the_country(country: str, size: tuple[int, int]) -> None:
    assert one_line("x", country).size == size


def test_the_same_calls_make_the_same_bytes() -> None:
    assert one_line("Ann Łee 田中").data == one_line("Ann Łee 田中").data


@given(st.text(max_size=300), st.floats(20, 300), st.integers(1, 4))
def test_a_wrapped_text_stays_within_its_width_and_its_lines(text: str, width: float, most: int) -> None:
    paper = Paper("")
    lines = paper.wrapped(text, width, 9, most=most)
    assert len(lines) <= most
    assert all(paper.long(line, 9) <= width + 0.01 or len(line) <= 1 for line in lines)


@given(st.text(max_size=300), st.floats(20, 300))
def test_a_text_with_room_enough_loses_nothing(text: str, width: float) -> None:
    lines = Paper("").wrapped(text, width, 9)
    assert "".join("".join(lines).split()) == "".join(plain(text, lines=True).split())


def test_a_text_that_is_cut_says_so() -> None:
    paper = Paper("")
    assert paper.wrapped("one\ntwo\nthree\nfour\nfive\nsix", 200, 9, most=2) == ["one", "two three four five …"]
    assert paper.fitted("x" * 500, 100, 9).endswith("x…")


@given(st.lists(st.text(max_size=40), min_size=1, max_size=9))
def test_any_name_makes_a_card_with_all_its_letters_or_the_sign_of_missing_ones(names: list[str]) -> None:
    shown = Printed(paper_cards.draw(Paper(""), [Card("C-1", name) for name in names]))
    own = TTFont("any", Path(paper_cards.__file__).with_name("fonts") / "NotoSans-Bold.ttf").face.charToGlyph
    for name in names:
        first = {sign for _, part in runs(plain(name)[:8], own, "GB") for sign in part if not sign.isspace()}
        assert first - {"-"} <= set(unicodedata.normalize("NFC", shown.text)), name
