"""From text to rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.exchange.delimited import DELIMITERS, split
from crm.model.errors import InvalidInput


@pytest.mark.parametrize("mark", DELIMITERS)
def test_whatever_parts_the_columns_is_found(mark: str) -> None:
    text = f"Name{mark}Phone{mark}City\nAnn{mark}0123{mark}Leeds\n"
    assert split(text, "x.csv") == ([["Name", "Phone", "City"], ["Ann", "0123", "Leeds"]], ())


def test_commas_within_amounts_do_not_part_a_file_with_semicolons() -> None:
    rows, doubts = split("Name;Amount\nAnn;1,5\nBo;2,5\nCleo;3\n", "x.csv")
    assert (rows[1], doubts) == (["Ann", "1,5"], ())


def test_a_first_line_that_names_the_delimiter_is_obeyed_and_is_no_row() -> None:
    assert split("sep=|\na|b,c\n", "x.csv") == ([["a", "b,c"]], ())


def test_quotes_line_breaks_and_doubled_quotes_stay_within_their_cell() -> None:
    rows, _ = split('Name,Note\r\n"Lee, Ann","two\r\nlines and ""quotes"""\r\n', "x.csv")
    assert rows[1] == ["Lee, Ann", 'two\r\nlines and "quotes"']


def test_a_list_of_one_column_needs_no_question() -> None:
    assert split("Name\nAnn\nBo\n", "x.csv") == ([["Name"], ["Ann"], ["Bo"]], ())


def test_a_file_parted_in_two_ways_is_asked_about_and_keeps_all_its_rows() -> None:
    rows, doubts = split("a,b,c,d,e,f\n1\t2\t3\n4\t5\t6\n", "x.csv")
    assert (len(rows), doubts[0].code) == (3, "delimiter")


def test_an_answer_to_the_question_is_obeyed() -> None:
    assert split("a;b\n1;2\n", "x.csv", ",")[0] == [["a;b"], ["1;2"]]


def test_a_quote_that_is_never_closed_is_refused_with_its_row() -> None:
    with pytest.raises(InvalidInput, match="quotation mark in row 2"):
        split('Name,Note\nAnn,"open\nBo,x\nCleo,y\n', "x.csv")


def test_inches_are_no_open_quotes() -> None:
    assert split('Pipe,Size\nshort,5"\nlong,7\n', "x.csv")[0][1] == ["short", '5"']


def test_a_cell_of_endless_length_is_refused() -> None:
    with pytest.raises(InvalidInput, match="more than 131,072 characters"):
        split("a" * 200_000, "x.csv")


@given(st.text())
def test_any_text_gives_rows_or_a_sentence(text: str) -> None:
    try:
        rows, _ = split(text, "x.csv")
    except InvalidInput as refused:
        assert refused.field == "file"
    else:
        assert isinstance(rows, list)
