"""How many headings of address books are understood: by their name alone, and once the cells below have voted too.

    python -m bench.headings

The headings are those of tests/exchange/headings.py, which were written down apart from the words that Kith knows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crm.exchange.columns import by_name, propose
from crm.exchange.table import Table
from tests.exchange.headings import headings

RIGHT, BLANK, WRONG = "right", "blank", "wrong"
_SECOND = {"phone": "phone_2", "phone_2": "phone", "email": "email_2", "email_2": "email"}


@dataclass(frozen=True)
class Judged:
    """One heading of a language: what was made of it by its name alone, and with its cells; RIGHT, BLANK or WRONG."""

    language: str
    heading: str
    alone: str
    with_cells: str


def judged() -> list[Judged]:
    """Every heading. BLANK is a column of the team's own, which somebody can still give its place."""
    return [
        Judged(
            language, heading, verdict(by_name(heading), meant), verdict(with_cells(heading, cells).get(heading), meant)
        )
        for language, heading, meant, cells in headings()
    ]


def measured() -> dict[str, dict[str, tuple[int, int, int]]]:
    """Language -> how many headings are right, blank and wrong: "name vote" alone, then "cell vote" too."""
    told = judged()
    return {
        language: {
            "name vote": _counts(one.alone for one in told if one.language == language),
            "cell vote": _counts(one.with_cells for one in told if one.language == language),
        }
        for language in dict.fromkeys(one.language for one in told)
    }


def with_cells(heading: str, cells: tuple[str, ...]) -> dict[str, str]:
    """What the columns of a list become that has this heading, with cells below, beside one about something else."""
    rows = [("Colour", heading), *(("blue", cell) for cell in cells)]
    return {one.heading: one.target for one in propose(Table("list", range(1, len(rows) + 1), rows).with_heading(1))}


def verdict(found: str | None, meant: str) -> str:
    """Of two phones, or two addresses, either may be the first."""
    found = "own" if not found or found.startswith("own:") else found
    if found in (meant, _SECOND.get(meant)):
        return RIGHT
    return BLANK if found == "own" else WRONG


def _counts(told: Iterable[str]) -> tuple[int, int, int]:
    counts = Counter(told)
    return counts[RIGHT], counts[BLANK], counts[WRONG]


def main() -> None:
    print(f"{'':10}{'right':>8}{'blank':>8}{'wrong':>8}")
    for language, votes in measured().items():
        for name, counts in votes.items():
            shares = "".join(f"{count / sum(counts):8.3f}" for count in counts)
            print(f"{language} {name:8}{shares} of {sum(counts)}")


if __name__ == "__main__":
    main()
