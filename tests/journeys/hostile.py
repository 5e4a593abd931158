"""A workbook in which every text wants the browser to call another computer."""

import datetime as dt
from pathlib import Path

from crm.model.cells import Cell
from crm.store.excel import template

BEACON = "http://beacon.invalid/x.png"
LIVE = (
    f"![x]({BEACON})",
    f"[x]({BEACON})",
    f"<img src={BEACON}>",
    f"<img src=x onerror=fetch('{BEACON}')>",
    f"<script>fetch('{BEACON}')</script>",
    f"<iframe src={BEACON}></iframe>",
    f"<link rel=stylesheet href={BEACON}>",
    f"<style>@import '{BEACON}'</style>",
    f"<svg><image href={BEACON} /></svg>",
    f"<video src={BEACON} autoplay></video>",
    f"<object data={BEACON}></object>",
    f"![x][1] [1]: {BEACON}",
    f"<{BEACON}>",
    f"**![x]({BEACON})**",
    f":red[![x]({BEACON})]",
    f"$\\href{{{BEACON}}}{{x}}$ :material/home: | a | b |",
    f"# ![x]({BEACON})",
    f"- ![x]({BEACON})",
    f"`x` ![x]({BEACON}) \\",
    f"data:text/html,<img src={BEACON}>",
)
FIRST = "C-7K3Q90"
TEXTS = {
    "Contacts": ("name", "organisation", "role", "relationships", "phone", "email", "city", "owner", "notes",
                 "birthday", "website", "tags", "status", "own:Colour"),
    "Interactions": ("type", "what", "outcome", "by"),
    "Follow-ups": ("what", "owner", "type"),
    "Satisfaction": ("comment", "asked_by"),
    "Sales": ("item", "kind", "notes"),
}  # fmt: skip


def write(path: Path, today: dt.date) -> None:
    """Make it: twenty people, and twenty rows about the first of them in every other sheet, all of this month."""
    rows = {sheet: [_row(sheet, number, text, today) for number, text in enumerate(LIVE)] for sheet in TEXTS}
    for contact, text in zip(rows["Contacts"], LIVE, strict=True):
        contact[f"own:{text}"] = text
    lists: dict[str, list[tuple[Cell, ...]]] = {
        "Tags": [(text,) for text in LIVE],
        "People": [(text, text) for text in LIVE],
        "Questions": [(LIVE[0], "NPS", 0, 10, 9, "Yes"), ("Recommend us (0-10)", "NPS", 0, 10, 9, "Yes")],
    }
    template.write(path, book_id="b-live", today=today, rows=rows, lists=lists, settings={"word_customers": LIVE[0]})


def _row(sheet: str, number: int, text: str, today: dt.date) -> dict[str, Cell]:
    letter = {"Contacts": "C", "Interactions": "N", "Follow-ups": "F", "Satisfaction": "Q", "Sales": "S"}[sheet]
    row: dict[str, Cell] = {
        "id": f"{letter}-7K3Q9{'0123456789ABCDEFGHJK'[number]}",
        **dict.fromkeys(TEXTS[sheet], text),
    }
    if sheet == "Contacts":
        return row
    about: dict[str, Cell] = {"contact": LIVE[0], "contact_id": FIRST, "date": today - dt.timedelta(days=number)}
    extra: dict[str, dict[str, Cell]] = {
        "Follow-ups": {"due": today, "date": None},
        "Satisfaction": {"question": LIVE[0] if number % 3 else text, "score": number % 11},
        "Sales": {"amount": 10},
    }
    return {field: cell for field, cell in {**row, **about, **extra.get(sheet, {})}.items() if cell is not None}
