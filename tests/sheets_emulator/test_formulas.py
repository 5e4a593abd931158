"""The few formulas that the emulator computes, and the many that it refuses."""

import pytest

from .conftest import Program


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+1", 2),
        ("=2+3*4^2/8", 8),
        ("=-(2-5)", 3),
        ('="a"&1&TRUE', "a1TRUE"),
        ('="say ""hi"""', 'say "hi"'),
        ("=D2>D3", True),
        ("=SUM(D2:D4)", 6),
        ("=SUM(D:D)", 6),
        ("=COUNTA(B2:B9)", 3),
        ("=AVERAGE(D2:D4)+MAX(D2:D4)", 5),
        ('=IF(D2=3,"yes","no")', "yes"),
        ('=IFERROR(1/0,"none")', "none"),
        ("=UPPER(B2)", "ZOE"),
        ("='Sheet1'!B3", "Ada"),
        ("=1/0", "#DIV/0!"),
        ("=B2*2", "#VALUE!"),
        ("=Nowhere!A1", "#REF!"),
        ("=NA()", "#N/A"),
        ("=(1", "#ERROR!"),
        ("=F1", "#REF!"),
    ],
)
def test_a_formula_comes_to_its_value(contacts: Program, formula: str, value: object) -> None:
    contacts.emulator.person.edit("Sheet1!F1", formula)
    assert contacts.values("Sheet1!F1", valueRenderOption="UNFORMATTED_VALUE") == [[value]]


@pytest.mark.parametrize("formula", ["=VLOOKUP(1,A:B,2)", "={1,2}", '=IMPORTRANGE("x","y")'])
def test_a_formula_that_the_emulator_cannot_compute_is_501(program: Program, formula: str) -> None:
    program.update("Sheet1!A1", [[formula]], option="USER_ENTERED")
    assert program.status == 501


def test_today_is_the_day_of_the_clock(program: Program) -> None:
    program.emulator.person.edit("Sheet1!A1", "=TODAY()")
    today = program.values("Sheet1!A1", valueRenderOption="UNFORMATTED_VALUE")
    program.emulator.clock.advance(86400)
    assert program.values("Sheet1!A1", valueRenderOption="UNFORMATTED_VALUE") == [[today[0][0] + 1]]


def test_a_formula_sees_a_change_at_once(contacts: Program) -> None:
    contacts.emulator.person.edit("Sheet1!E2", "=D2*2")
    contacts.update("Sheet1!D2", [[50]])
    assert contacts.values("Sheet1!E2") == [["100"]]
