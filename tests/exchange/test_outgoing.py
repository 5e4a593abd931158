"""Tables for other programs: nothing in them can start a formula, and no letter is lost."""

import csv
import io

import openpyxl
import pytest

from crm.exchange.outgoing import as_csv, as_xlsx, harmless

DANGEROUS = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1+1", "\u200b=1", "\r=1", "|calc",
    "+44 20 7946", "\u00a0@x", "\n=1",
]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_be_a_formula_gets_a_mark_in_front(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ann", "O'Brien", "a=b", "1+1", "", "Łukasz", "'=1", "ann@example.com"])
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_csv_reads_back_with_its_commas_quotes_and_line_breaks() -> None:
    rows = [['a,"b"', "one\ntwo", "Wójcik 李"], ["", "=1", "x"]]
    written = as_csv(["A", "B", "C"], rows)
    assert written.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert read == [["A", "B", "C"], rows[0], ["", "'=1", "x"]]


def test_a_csv_for_a_german_spreadsheet_is_parted_by_semicolons() -> None:
    assert as_csv(["A", "B"], [["1", "a;b"]], delimiter=";").decode("utf-8-sig") == 'A;B\r\n1;"a;b"\r\n'


def test_a_workbook_holds_texts_alone_and_no_formula() -> None:
    texts = [*DANGEROUS, "007", "x" * 40_000, "a\x00b"]
    page = openpyxl.load_workbook(io.BytesIO(as_xlsx(["=A"], [[text] for text in texts]))).worksheets[0]
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
    assert [page["A1"].value, page["A2"].value, page["A15"].value, page["A17"].value] == ["=A", "=1+1", "007", "ab"]
