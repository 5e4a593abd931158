"""What the sources of the screens promise, read from the sources themselves."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
SCREENS = [ROOT / "app.py", *PAGES, *sorted((ROOT / "crm" / "ui").glob("*.py"))]
ELSEWHERE = [path for path in sorted((ROOT / "crm").rglob("*.py")) if path not in SCREENS]
KEYED = {
    "button", "download_button", "link_button", "form_submit_button", "checkbox", "toggle", "radio", "selectbox",
    "multiselect", "slider", "text_input", "text_area", "number_input", "date_input", "time_input", "file_uploader",
    "data_editor", "pills", "segmented_control", "pagination", "expander", "popover", "dataframe", "feedback",
}  # fmt: skip
MARKDOWN = KEYED - {"pagination", "dataframe", "feedback", "data_editor"} | {
    "markdown", "caption", "title", "header", "subheader", "error", "warning", "info", "success", "toast", "page_link",
    "tabs", "metric", "status", "spinner", "progress", "table", "html", "badge",
}  # fmt: skip
OURS = {
    "declared.title", "declared.help", "team.title", "team.who", "found.n", "now.to_decide", "told.how",
    "ICONS[event.sheet]", "band", "label", "title", "target", "number", "number + 1", "MORE_NAMES", "count - SHOWN",
    "icon", "tab_names(snapshot)", "_filled(lines)", "_badges(plan.counts)", "ROWS", "count", "len(members) - SHOWN",
    "len(loose) - SHOWN", "secrets.token_hex(3)", "_CSS", "_KITHS", "WRITE_ANYWAY",
    "len(waiting) - MOST", "len(together) - LISTED", "path", "_HOW", "_NO_KEYS", "_SHEET", "_SHARE", "_SHARE_LATER",
    "_CHECK", "_USE", "_MOVE", "where",
    "month_table(snapshot, rows, first)", "finding.SIMPLE", "page.path",
}  # fmt: skip
"""What may stand in a label as it is: words of ours and numbers. Whatever comes from a sheet goes through safe()."""


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def calls(part: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a thing of something, by its name: `st.button`, `line.caption` ...; `words` makes texts, and draws
    nothing."""
    for node in ast.walk(part):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and ast.unparse(node.func.value) != "words":
            yield node.func.attr, node


def scopes(path: Path) -> list[ast.AST]:
    """The functions of a file, and what stands outside of them."""
    whole = tree(path)
    functions = [node for node in ast.walk(whole) if isinstance(node, ast.FunctionDef)]
    outside = [node for node in whole.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return [*functions, ast.Module(outside, [])]


def place(path: Path, node: ast.expr) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:90]}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_begins_with_the_guard(path: Path) -> None:
    statements = [node for node in tree(path).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    assert ast.unparse(statements[1]).startswith("page("), "the guard comes first, after docstring and imports"


def test_every_field_and_button_has_a_key() -> None:
    """Without one, a field whose content moves in the sheet is a new field, and what is being typed is gone."""
    missing = [
        place(path, call)
        for path in SCREENS
        for name, call in calls(tree(path))
        if name in KEYED
        and ast.unparse(call.func).startswith("st.")
        and not {word.arg for word in call.keywords} & {"key", None}
    ]
    assert missing == []


def test_streamlit_takes_a_key_wherever_we_ask_for_one() -> None:
    assert [name for name in KEYED if "key" not in inspect.signature(getattr(st, name)).parameters] == []


def live(node: ast.expr | None, named: dict[str, list[ast.expr]]) -> list[ast.expr]:
    """The parts of a label that are neither our own words nor made harmless by safe()."""
    match node:
        case None | ast.Constant():
            return []
        case ast.Call(func=ast.Name(id="safe" | "unbroken" | "as_label" | "highlighted" | "len")):
            return []
        case ast.Call(func=ast.Attribute(value=ast.Name(id="told"), attr="count"), args=[_, *nouns]):
            return [part for noun in nouns for part in live(noun, named)]
        case ast.JoinedStr(values=parts) | ast.BoolOp(values=parts) | ast.Tuple(elts=parts):
            return [found for part in parts for found in live(part, named)]
        case ast.FormattedValue(format_spec=None, value=value):
            return live(value, named)
        case ast.FormattedValue():
            return []  # a number or a time of day: a text has no format
        case ast.IfExp(body=one, orelse=other):
            return [*live(one, named), *live(other, named)]
        case ast.Name(id=name) if name in named:
            return [found for value in named[name] for found in live(value, {})]
    return [] if ast.unparse(node) in OURS else [node]


def assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """Variable -> what is put into it."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            ((target, value),) = [(target, node.value) for target in node.targets[:1]]
            together = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            for name, part in zip(target.elts, value.elts, strict=True) if together else [(target, value)]:  # type: ignore[attr-defined]
                if isinstance(name, ast.Name):
                    found.setdefault(name.id, []).append(part)
    return found


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.name)
def test_no_text_of_a_sheet_reaches_a_label_without_being_made_harmless(path: Path) -> None:
    found = [
        place(path, part)
        for scope in scopes(path)
        for name, call in calls(scope)
        if name in MARKDOWN
        for label in [*call.args[:1], *(word.value for word in call.keywords if word.arg in ("label", "body", "help"))]
        for part in live(label, assigned(scope))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    ['f"{row.name} · 3"', 'row["name"]', '"with " + name_of(row)', '"%s" % text', '", ".join(words)', "row.name"],
)
def test_a_label_with_a_text_of_a_sheet_would_be_found(text: str) -> None:
    assert live(ast.parse(text, mode="eval").body, {}) != []


def test_nothing_of_streamlit_is_touched_between_the_press_and_the_journal() -> None:
    """Another press interrupts a run at any such call, and would cut the save in two."""
    (save,) = [
        node
        for node in ast.walk(tree(ROOT / "crm" / "ui" / "session.py"))
        if isinstance(node, ast.FunctionDef) and node.name == "_save"
    ]
    assert [node.lineno for node in ast.walk(save) if isinstance(node, ast.Name) and node.id == "st"] == []


def test_only_the_screens_know_streamlit() -> None:
    """Also where an import stands inside a function."""
    imported = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ELSEWHERE
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("streamlit", "altair"))
        or (isinstance(node, ast.Import) and {"streamlit", "altair"} & {name.name.split(".")[0] for name in node.names})
    ]
    assert imported == []
