"""Cards and lists from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crm.commands.exporting import FORMATS
from tests.printed import Printed

Kith = Callable[..., tuple[int, str, str]]
PRINTED = {
    "cards": "Zoë Clarke",
    "daysheet": "Day sheet",
    "calls": "Call list",
    "birthdays": "February",
    "summary": "Do they stay?",
}


@pytest.fixture
def sample(kith: Kith) -> str:
    assert kith("new", "sample.xlsx", "--demo")[0] == 0
    return "sample.xlsx"


@pytest.mark.parametrize("format", PRINTED)
def test_a_file_to_print_is_made_and_named(format: str, kith: Kith, sample: str) -> None:
    code, out, err = kith("export", sample, "--to", format, "out.pdf")
    assert (code, out, err) == (0, "Made out.pdf.\n", "")
    assert PRINTED[format] in Printed(Path("out.pdf").read_bytes()).text
    assert set(PRINTED) <= set(FORMATS)


def test_without_a_name_the_file_is_called_after_what_is_in_it(kith: Kith, sample: str) -> None:
    answer = json.loads(kith("export", sample, "--to", "daysheet", "--json")[1])
    assert (answer["file"], Path("day sheet.pdf").stat().st_size) == ("day sheet.pdf", answer["bytes"])


def test_a_file_that_is_there_is_never_written_over(kith: Kith, sample: str) -> None:
    Path("out.pdf").write_text("mine")
    code, _, err = kith("export", sample, "--to", "cards", "out.pdf")
    assert (code, Path("out.pdf").read_text()) == (2, "mine")
    assert "is there already. It was left as it is." in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--to", "stickers"), "There is no format “stickers”. There is cards, daysheet"),
        ((), "Say what to make, with --to or --everything-of."),
        (("--everything-of", "Nobody At All"), "Nobody At All"),
        (("--everything-of", "Zoë Clarke", "--to", "zoe.pdf"), "goes into an .xlsx or a .txt, not into “zoe.pdf”."),
        (("--to", "cards", "a.pdf", "b.pdf"), "One file is made at a time; 2 are named."),
        (("--to", "cards", "nowhere/cards.pdf"), "No such file or directory. Nothing was changed."),
    ],
)
def test_what_cannot_be_made_is_one_sentence(words, sentence: str, kith: Kith, sample: str) -> None:
    code, out, err = kith("export", sample, *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


def test_a_workbook_without_people_has_no_cards(kith: Kith, book: str) -> None:
    assert kith("export", book, "--to", "cards") == (2, "", "There is nobody to print a card of.\n")
    assert list(Path().glob("*.pdf")) == []


def test_everything_of_one_person_is_a_workbook_or_a_text(kith: Kith, sample: str) -> None:
    assert kith("export", sample, "--everything-of", "Zoë Clarke", "--to", "zoe.xlsx")[0] == 0
    assert kith("export", sample, "--everything-of", "Zoë Clarke", "--to", "zoe.txt")[0] == 0
    sheets = {page.title: [row[0] for row in page.values] for page in openpyxl.load_workbook("zoe.xlsx")}
    assert len(sheets["Contacts"]) == 2 and len(sheets) > 2
    text = Path("zoe.txt").read_text("utf-8-sig")
    assert text.startswith("Everything that is kept of Zoë Clarke") and "INTERACTIONS (" in text
