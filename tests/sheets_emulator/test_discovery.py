"""What is sent is held to Google's own description of its API."""

from pathlib import Path

import pytest

from tests.sheets_emulator import api, calls, discovery

from .conftest import Program, row_filter

BOOK = "/v4/spreadsheets/abc"


def found(verb: str, target: str, body: object = None) -> list[str]:
    """What is wrong with a request."""
    return discovery.problems(calls.read(verb, target, body, ""))


def test_right_requests_have_no_problems(contacts: Program) -> None:
    contacts.write_by(row_filter(11), [None, "x", 1, True])
    contacts.values("Sheet1!A1:B2", valueRenderOption="FORMULA", majorDimension="COLUMNS")
    contacts.append("Sheet1", [["a"]], insertDataOption="INSERT_ROWS")
    contacts.batch({"sortRange": {"range": {"sheetId": 0}, "sortSpecs": [{"sortOrder": "DESCENDING"}]}})
    assert len(contacts.emulator.log) == 7
    assert [problem for call in contacts.emulator.log for problem in discovery.problems(call)] == []


@pytest.mark.parametrize(
    ("request_body", "problem"),
    [
        ({"sortRanges": {}}, "body.requests[0].sortRanges is unknown"),
        ({"sortRange": {"rng": {}}}, "body.requests[0].sortRange.rng is unknown"),
        ({"deleteSheet": {"sheetId": "0"}}, "body.requests[0].deleteSheet.sheetId is '0', not integer"),
        ({"deleteSheet": {"sheetId": 2**31}}, "body.requests[0].deleteSheet.sheetId is 2147483648, not integer"),
        ({"mergeCells": {"mergeType": "ALL"}}, "body.requests[0].mergeCells.mergeType is 'ALL', which is none of its"),
        ({"updateCells": {"rows": {}}}, "body.requests[0].updateCells.rows is no list"),
        ({"updateCells": []}, "body.requests[0].updateCells is no object"),
    ],
)
def test_a_wrong_request_is_named(request_body: dict, problem: str) -> None:
    (said,) = found("POST", f"{BOOK}:batchUpdate", {"requests": [request_body]})
    assert said.startswith(problem)


def test_parameters_that_a_method_does_not_have_are_named() -> None:
    assert found("GET", f"{BOOK}/values/A1?valueInputOption=RAW") == ["?valueInputOption is no parameter of values.get"]
    assert found("GET", f"{BOOK}/values/A1?valueRenderOption=PRETTY") == [
        "?valueRenderOption=PRETTY is none of its values"
    ]


def test_a_path_that_is_no_method_is_a_problem() -> None:
    assert found("GET", "/v4/spreadsheet") == ["GET /v4/spreadsheet is no method that the emulator knows"]


@pytest.mark.parametrize("method", sorted(api.METHODS))
def test_every_method_of_the_emulator_is_one_of_googles(method: str) -> None:
    assert discovery.method_of(method)[1]["httpMethod"]


def test_every_request_of_a_batch_is_one_of_googles() -> None:
    known = discovery.document("sheets.v4")["schemas"]["Request"]["properties"]
    assert [kind for kind in api.KINDS if kind not in known] == []


def test_the_readme_names_every_request_of_a_batch() -> None:
    text = Path(__file__).with_name("README.md").read_text("utf-8")
    assert [kind for kind in api.KINDS if f"`{kind}`" not in text] == []


def test_an_answer_that_google_would_never_give_is_named(contacts: Program) -> None:
    contacts.values("Sheet1")
    call = contacts.emulator.log[-1]
    right, call.answer = call.answer, {"range": "Sheet1!A1", "value": [["x"]]}
    assert discovery.odd_answers(call) == ["answer.value is unknown"]
    call.answer = right
    assert discovery.odd_answers(call) == []
