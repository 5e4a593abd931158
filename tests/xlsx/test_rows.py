"""A sheet cut at its rows: each row found where it is, and put together again with what changed."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.markup.rows import SheetText
from tests.xlsx.books import sheet


def cut(rows: str) -> SheetText:
    return SheetText([sheet(rows, "<tail/>").encode()], "sheet1.xml")


def plain(number: int, value: str = "x") -> bytes:
    return f'<row r="{number}"><c r="A{number}" t="str"><v>{value}</v></c></row>'.encode()


def rows_in(xml: bytes) -> dict[int, bytes]:
    return {int(re.search(rb'r="(\d+)"', row)[1]): row for row in re.findall(rb"<row.*?</row>", xml)}


def bit_by_bit(xml: bytes, step: int) -> Iterator[bytes]:
    return (xml[at : at + step] for at in range(0, len(xml), step))


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of two rows or so, so that small sheets have many."""
    monkeypatch.setattr("crm.xlsx.packing.blocks.SIZE", 100)
    monkeypatch.setattr("crm.xlsx.markup.rows.SIZE", 100)


@pytest.mark.usefixtures("small_blocks")
@given(
    st.sets(st.integers(1, 40)),
    st.integers(1, 300),
    st.lists(st.lists(st.tuples(st.integers(1, 45), st.text("abc", max_size=5)), max_size=6), max_size=4),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rounds_of_random_edits_give_the_rows_that_a_dict_gives(start, step, rounds):
    whole = sheet("".join(plain(number).decode() for number in sorted(start)), "<tail/>").encode()
    text = SheetText(bit_by_bit(whole, step), "sheet1.xml")
    wanted = {number: plain(number) for number in start}
    for edits in rounds:
        for number, value in edits:
            text.put(number, plain(number, value))
            wanted[number] = plain(number, value)
        assert list(text.upwards()) == sorted(wanted, reverse=True)
        joined = text.join()
        assert list(rows_in(joined).items()) == sorted(wanted.items())
        assert SheetText(bit_by_bit(joined, step), "x").join() == joined
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
    assert text.row(3) == plain(3) and not text.waiting


def test_going_back_to_an_earlier_state():
    text = cut(plain(1).decode())
    before, state = text.join(), text.state()
    text.put(1, plain(1, "changed"))
    text.put(7, plain(7))
    text.join()
    text.put(8, plain(8))
    text.restore(state)
    assert text.join() == before and not text.touched_anything and list(text.upwards()) == [1]


@pytest.mark.parametrize(("rows", "words"), [
    ('<row r="2"/><row r="2"/>', "not in order"), ('<row r="0"/>', "not in order"),
    ('<row r="1048577"/>', "not in order"),
    ("<row/>", "no numbers"), ('<row r="x"/>', "no numbers"), ("x<row/>", "before its rows"),
    ("<!-- <row/> -->", "before its rows"),
    ('<row r="1"><?x <c/>?></row>', "hide tags"), ('<row r="1"><![CDATA[<c]]></row>', "hide tags"),
])  # fmt: skip
def test_why_a_sheet_cannot_be_edited(rows, words):
    assert words in (cut(rows).trouble or "")


@pytest.mark.parametrize("rows", ["", '<row r="1"/>', "<row r='5' ht='3'></row>", '<row\n x="1"  r = "7" />'])
def test_rows_in_any_style_of_writing_are_found(rows):
    text = cut(rows)
    assert text.trouble is None and len(list(text.upwards())) == rows.count("<row")


def test_exclamation_marks_in_texts_are_no_comments():
    assert cut(plain(1, "Hurra! Why? " * 20_000).decode()).trouble is None
    assert "hide tags" in (cut(plain(1, "!" * 20_000).decode() + "<!--<-->").trouble or "")


@pytest.mark.parametrize("mark", ["<!-- here -->", "<!---->", '<?program x="1"?>', "\n <!-- a --> <!-- > -->"])
def test_comments_and_instructions_that_hide_no_tag_stay_where_they_are(mark):
    text = cut(mark + plain(1).decode() + mark + plain(2).decode() + mark)
    text.put(1, plain(1, "changed") + mark.encode())
    assert text.trouble is None and text.join().count(mark.encode()) == 3


def test_a_document_type_is_refused():
    with pytest.raises(RefusedWorkbook, match="document type"):
        SheetText([b"<!DOCTYPE x>" + sheet("").encode()], "sheet1.xml")


def test_hidden_rows_are_known():
    assert cut('<row hidden="true" r="4"/><row r="5" hidden="0"/><row r="6" hidden="1"/>').hidden == {4, 6}


@pytest.mark.parametrize("step", [7, 50, 10_000])
def test_what_is_called_like_a_row_behind_the_rows_is_none(step):
    whole = sheet(plain(1).decode() + plain(2).decode(), '<rowBreaks count="1"><brk id="1"/></rowBreaks>').encode()
    text = SheetText(bit_by_bit(whole, step), "sheet1.xml")
    assert text.trouble is None and list(text.upwards()) == [2, 1] and text.join() == whole
