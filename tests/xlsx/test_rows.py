"""A sheet cut at its rows: each row found where it is, and put together again with what changed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.rows import SheetText
from tests.xlsx.books import sheet


def cut(rows: str) -> SheetText:
    return SheetText(sheet(rows, "<tail/>").encode(), "sheet1.xml")


def plain(number: int, value: str = "x") -> bytes:
    return f'<row r="{number}"><c r="A{number}" t="str"><v>{value}</v></c></row>'.encode()


def rows_in(xml: bytes) -> dict[int, bytes]:
    return {int(re.search(rb'r="(\d+)"', row)[1]): row for row in re.findall(rb"<row.*?</row>", xml)}


@given(
    st.sets(st.integers(1, 40)),
    st.lists(st.lists(st.tuples(st.integers(1, 45), st.text("abc", max_size=5)), max_size=6), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_rounds_of_random_edits_give_the_rows_that_a_dict_gives(start, rounds):
    text = cut("".join(plain(number).decode() for number in sorted(start)))
    wanted = {number: plain(number) for number in start}
    for edits in rounds:
        for number, value in edits:
            text.put(number, plain(number, value))
            wanted[number] = plain(number, value)
        assert list(text.upwards()) == sorted(wanted, reverse=True)
        joined = text.join()
        assert list(rows_in(joined).items()) == sorted(wanted.items())
        assert SheetText(joined, "x").numbers == text.numbers and SheetText(joined, "x").starts == text.starts
        assert {number: text.row(number) for number in wanted} == wanted


def test_white_space_between_rows_stays():
    text = cut('\n<row r="1"/>\n  <row r="2"></row>\n')
    text.put(2, plain(2) + b"\n")
    assert b'<sheetData>\n<row r="1"/>\n  ' + plain(2) + b"\n</sheetData><tail/>" in text.join()


def test_what_is_around_the_rows_can_change_with_them():
    text = cut(plain(3).decode())
    text.head = text.head.replace(b"<sheetData>", b"<cols/><sheetData>")
    text.tail = text.tail.replace(b"<tail/>", b"<longer-tail/>")
    text.put(1, plain(1))
    joined = text.join()
    assert b"<cols/><sheetData>" + plain(1) + plain(3) + b"</sheetData><longer-tail/>" in joined
    assert text.row(3) == plain(3) and not text.edited


def test_going_back_to_an_earlier_state():
    text = cut(plain(1).decode())
    before, state = text.xml, text.state()
    text.put(1, plain(1, "changed"))
    text.put(7, plain(7))
    text.join()
    text.put(8, plain(8))
    text.restore(state)
    assert text.join() == before and not text.touched_anything and list(text.upwards()) == [1]


@pytest.mark.parametrize(("rows", "words"), [
    ('<row r="2"/><row r="2"/>', "not in order"), ('<row r="0"/>', "not in order"),
    ('<row r="1048577"/>', "not in order"),
    ("<row/>", "no numbers"), ('<row r="x"/>', "no numbers"), ("<!-- -->", "comments"), ("<?x?>", "marks"),
])  # fmt: skip
def test_why_a_sheet_cannot_be_edited(rows, words):
    assert words in (cut(rows).trouble or "")


@pytest.mark.parametrize("rows", ["", '<row r="1"/>', "<row r='5' ht='3'></row>", '<row\n x="1"  r = "7" />'])
def test_rows_in_any_style_of_writing_are_found(rows):
    text = cut(rows)
    assert text.trouble is None and len(text.numbers) == rows.count("<row")


def test_exclamation_marks_in_texts_are_no_comments():
    assert cut(plain(1, "Hurra! Why? " * 20_000).decode()).trouble is None
    assert "comments" in (cut(plain(1, "!" * 20_000).decode() + "<!---->").trouble or "")


def test_a_document_type_is_refused():
    with pytest.raises(RefusedWorkbook, match="document type"):
        SheetText(b"<!DOCTYPE x>" + sheet("").encode(), "sheet1.xml")


def test_hidden_rows_are_known():
    assert cut('<row hidden="true" r="4"/><row r="5" hidden="0"/><row r="6" hidden="1"/>').hidden == {4, 6}
