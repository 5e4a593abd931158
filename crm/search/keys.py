"""The one table of keys that searches, filters and groups name things by, and what a condition is."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from crm.model.cells import CHOICE, CHOICES, DATE, INTEGER, MONEY
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.text import key

EQUAL, UNEQUAL, LESS, MORE_THAN, AT_MOST, AT_LEAST = "=", "!=", "<", ">", "<=", ">="
CONTAINS, LACKS, EMPTY, FILLED = "contains", "does not contain", "is empty", "is not empty"
BEGINS, NOT_BEGINS = "begins with", "does not begin with"
SIGNS = (EQUAL, UNEQUAL, CONTAINS, LACKS, BEGINS, NOT_BEGINS, LESS, MORE_THAN, AT_MOST, AT_LEAST, EMPTY, FILLED)
OPPOSITE = {BEGINS: NOT_BEGINS, EMPTY: FILLED, FILLED: EMPTY, EQUAL: UNEQUAL, LESS: AT_LEAST, MORE_THAN: AT_MOST,
            AT_MOST: MORE_THAN, AT_LEAST: LESS}  # fmt: skip

_STATES = ("steady", "overdue", "at risk", "lapsed", "came once", "not known")
COMPUTED = (
    Column(
        "last_contact", "Last contact", DATE,
        aliases="Last, Last touch; Letzter Kontakt; Dernier contact; Último contacto",
    ),
    Column("last_sale", "Last sale", DATE, aliases="Last order, Last gift; Letzter Kauf; Dernier achat; Última venta"),
    Column(
        "sales_12_months", "Sales 12 months", MONEY,
        aliases="Sales in 12 months; Umsatz 12 Monate; Ventes 12 mois; Ventas 12 meses",
    ),
    Column("last_score", "Last score", INTEGER, aliases="; Letzte Note; Dernière note; Última nota"),
    Column("state", "State", CHOICE, fixed=_STATES, aliases="; Rhythmus; Rythme; Ritmo"),
    Column(
        "next_step", "Next step", DATE,
        aliases="Due, Next follow-up; Nächster Schritt, Fällig; Prochaine étape; Próximo paso",
    ),
    Column("deal_stage", "Stage", CHOICES, list="Stages", aliases="Deal stage; Phase; Étape; Etapa"),
)  # fmt: skip
"""What is worked out from the other sheets; whoever asks for people by these hands the values in."""


@dataclass(frozen=True)
class Condition:
    """One condition: the cell of `field` stands to one of `values` as `sign` says; `is empty` has no values."""

    field: str
    sign: str
    values: tuple[str, ...] = ()


Rule = tuple[Condition, ...]
"""Conditions that must all hold."""


def all_columns(columns: Sequence[Column] = SHEETS["Contacts"].columns) -> tuple[Column, ...]:
    """Everything a condition may be about: the columns of the contacts, and what is computed."""
    return (*columns, *COMPUTED)


def keys(columns: Sequence[Column] = SHEETS["Contacts"].columns) -> dict[str, Column]:
    """Folded key -> its column: headings first, then field names, then aliases; of two the one declared first."""
    return _keys(tuple(columns))


@lru_cache(maxsize=8)
def _keys(columns: tuple[Column, ...]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in all_columns(columns):
        found.setdefault(column.names[0] if column.names else "", column)
    for column in all_columns(columns):
        for name in (key(column.field.removeprefix("own:")), *column.names[1:]):
            found.setdefault(name, column)
    found.pop("", None)
    return {"tag": found["tags"]} | found if "tags" in found else found


def name_of_key(column: Column, known: dict[str, Column]) -> str:
    """How a column is written in a rule: its heading, or where another one is called so, the first name it alone has.

    "" for a column that no key leads to.
    """
    if known.get(key(column.heading)) == column:
        return column.heading
    return next((name for name, other in known.items() if other == column), "")


def nearest(name: str, known: dict[str, Column]) -> str:
    """The heading that somebody may have meant by a key that is none, "" where none is near."""
    near = difflib.get_close_matches(key(name), known, n=1, cutoff=0.7)
    return known[near[0]].heading if near else ""
