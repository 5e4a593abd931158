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


@pytest.mark.parametrize(
    ("act", "where", "formula"),
    [
        (("insert_rows", "Sheet1", 2), "F1", "=SUM(D3:D5)+'Sheet1'!$D$3+SUM(D:D)"),
        (("insert_rows", "Sheet1", 3), "F1", "=SUM(D2:D5)+'Sheet1'!$D$2+SUM(D:D)"),
        (("delete_rows", "Sheet1", 3), "F1", "=SUM(D2:D3)+'Sheet1'!$D$2+SUM(D:D)"),
        (("delete_rows", "Sheet1", 2), "F1", "=SUM(D2:D3)+#REF!+SUM(D:D)"),
        (("insert_columns", "Sheet1", "B"), "G1", "=SUM(E2:E4)+'Sheet1'!$E$2+SUM(E:E)"),
        (("move_column", "Sheet1", "D", "A"), "F1", "=SUM(A2:A4)+'Sheet1'!$A$2+SUM(A:A)"),
        (("rename_tab", "Sheet1", "My people"), "F1", "=SUM(D2:D4)+'My people'!$D$2+SUM(D:D)"),
    ],
)
def test_a_formula_follows_the_cells_it_means(contacts: Program, act: tuple, where: str, formula: str) -> None:
    person = contacts.emulator.person
    person.edit("Sheet1!F1", "=SUM(D2:D4)+'Sheet1'!$D$2+SUM(D:D)")
    name, *words = act
    getattr(person, name)(*words)
    tab = person.world.files[contacts.id].book.sheets[0].title
    assert contacts.values(f"'{tab}'!{where}", valueRenderOption="FORMULA") == [[formula]]


def test_a_formula_that_is_typed_after_an_insert_in_one_batch_is_left_as_it_is(contacts: Program) -> None:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    cell = {"userEnteredValue": {"formulaValue": "=D3"}}
    write = {"start": {"rowIndex": 0, "columnIndex": 5}, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}
    contacts.batch({"insertDimension": {"range": span}}, {"updateCells": write})
    assert contacts.values("Sheet1!F1", valueRenderOption="FORMULA") == [["=D3"]]


@pytest.mark.parametrize(
    ("formula", "kind"),
    [("=1/0", "DIVIDE_BY_ZERO"), ("=NA()", "N_A"), ("=(", "ERROR"), ("=B2*2", "VALUE"), ("=Nowhere!A1", "REF")],
)
def test_a_formula_that_comes_to_nothing_says_why(contacts: Program, formula: str, kind: str) -> None:
    contacts.emulator.person.edit("Sheet1!F1", formula)
    answer = contacts.send("GET", "", ranges="Sheet1!F1", fields="sheets.data.rowData.values.effectiveValue")
    (cell,) = answer["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert cell["effectiveValue"]["errorValue"]["type"] == kind
