"""USER_ENTERED and what a person types: numbers, dates, money, in the locale of the spreadsheet."""

import pytest

from .conftest import Program


def entered(program: Program, text: str) -> tuple[object, object]:
    """(value, look) of a text that is typed into a cell."""
    program.update("Sheet1!A1", [[text]], option="USER_ENTERED")
    value = program.values("Sheet1!A1", valueRenderOption="UNFORMATTED_VALUE")
    return value[0][0] if value else "", program.values("Sheet1!A1")[0][0] if value else ""


@pytest.mark.parametrize(
    ("text", "value", "look"),
    [
        ("0042", 42, "42"),
        ("1,234.5", 1234.5, "1234.5"),
        ("+447700900123", 447700900123, "447700900123"),
        ("-7", -7, "-7"),
        ("12%", 0.12, "12%"),
        ("$100.15", 100.15, "$100.15"),
        ("2020-01-01", 43831, "2020-01-01"),
        ("1/2/1999", 36162, "1/2/1999"),
        ("1-2", 46024, "1/2/2026"),
        ("3 Jan 2024", 45294, "3 Jan 2024"),
        ("12:00", 0.5, "12:00"),
        ("1/2/1999 6:30 PM", 36162 + 18.5 / 24, "1/2/1999 6:30 PM"),
        ("true", True, "TRUE"),
        ("'007", "007", "007"),
        ("=3/2", 1.5, "1.5"),
        ("31/12/2024", "31/12/2024", "31/12/2024"),
        ("2/30/2024", "2/30/2024", "2/30/2024"),
        ("3_1_0", "3_1_0", "3_1_0"),
        ("1,23,4", "1,23,4", "1,23,4"),
        ("two words", "two words", "two words"),
        ("=", "=", "="),
        ("", "", ""),
    ],
)
def test_what_is_typed_is_read_as_the_sheet_reads_it(program: Program, text: str, value, look: str) -> None:
    assert entered(program, text) == (value, look)


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("de_DE", "31.12.2024", 45657),
        ("de_DE", "1.234,5", 1234.5),
        ("de_DE", "1.2", 46054),
        ("en_GB", "31/12/2024", 45657),
        ("sv_SE", "2024-12-31", 45657),
    ],
)
def test_the_locale_decides_how_days_and_numbers_are_read(program: Program, locale: str, text: str, value) -> None:
    program.emulator.person.set_locale(locale)
    assert entered(program, text)[0] == value


def test_a_day_looks_as_the_locale_writes_it(program: Program) -> None:
    program.emulator.person.set_locale("de_DE")
    assert entered(program, "0,5")[1] == "0,5"
    assert entered(program, "31.12.2024")[1] == "31.12.2024"


def test_a_locale_that_nobody_described_is_501(program: Program) -> None:
    change = {"properties": {"locale": "xx_XX"}, "fields": "locale"}
    program.batch({"updateSpreadsheetProperties": change})
    assert program.status == 501


def test_a_day_comes_as_a_serial_number_or_as_text(program: Program) -> None:
    entered(program, "2020-01-01")
    query = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"}
    assert program.values("Sheet1!A1", **query) == [["2020-01-01"]]


def test_a_number_in_a_day_column_looks_like_a_day(program: Program) -> None:
    entered(program, "2020-01-01")
    program.update("Sheet1!A1", [[43832]])
    assert program.values("Sheet1!A1") == [["2020-01-02"]]
