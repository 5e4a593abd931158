"""What is earned in 12 months, in each currency apart: in all, by contact, kind and source, and how soon it is paid."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import FEW, ROUGH, Counted, LeftOut, rounded
from crm.analytics.profit import Concentration, PaymentDelay, concentration, profit, trend
from crm.analytics.words import percent, ratio_words, times

NOBODY, NOT_NOTED = "Nobody named", "Not noted"
BY: Mapping[str, str] = {"contact_id": "Contact", "kind": "Kind", "source": "Source"}
WAITS = ("early", "on the day", "1 to 7 days late", "8 to 30 days late", "over 30 days late")
ENDS = (-1, 0, 7, 30)  # the last day of each of them
Written = Callable[[float, str], str]
"""Writes an amount in a currency."""


@dataclass(frozen=True)
class Earning(Counted):
    """Money in of 12 months in one currency, from `n` rows, `known` of them with a cost.

    `headline` is "profit" where costs are known for 80 % of the money, else "sales"; `value` is that one and `before`
    the same of the 12 months before, None where it was told otherwise then, or nothing came in.
    """

    currency: str
    headline: str
    value: float
    sales: float
    coverage: float | None
    known: int
    n: int
    before: float | None
    left_out: LeftOut = field(default_factory=dict)


def earnings(frames: Frames) -> list[Earning]:
    """Every currency in which money came in during the 12 months up to as_of, the team's own first."""
    now, then = _sums(frames, 0, ()), _sums(frames, 1, ())
    before = then.to_dict("index")
    found = [
        Earning(
            str(currency), str(row["headline"]), float(row[row["headline"]]), float(row["sales"]),
            None if math.isnan(row["coverage"]) else float(row["coverage"]), int(row["known"]), int(row["n"]),
            _same(before.get(currency), str(row["headline"])), frames.money.left_out,
        )
        for currency, row in now.to_dict("index").items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.currency != frames.rules.currency, -one.n))


def _same(row: Mapping[object, object] | None, headline: str) -> float | None:
    return float(str(row[headline])) if row and row["headline"] == headline else None


def _sums(frames: Frames, years_ago: int, by: tuple[str, ...]) -> pd.DataFrame:
    """`profit` of 12 months, with the columns by which it can be told apart filled in."""
    day = pd.Timestamp(frames.as_of) - pd.DateOffset(years=years_ago)
    rows = frames.sold
    source = rows["contact_id"].map(frames.contacts["source"]).astype("object")
    rows = rows.assign(
        source=source.where(source.notna(), NOT_NOTED).where(rows["contact_id"].notna(), NOBODY),
        contact_id=rows["contact_id"].astype("object").where(rows["contact_id"].notna(), ""),
        kind=rows["kind"].astype("object").where(rows["kind"].notna(), NOT_NOTED),
    )
    since = day - pd.DateOffset(years=1) + pd.Timedelta(days=1)
    return profit(rows, since=since.date(), until=day.date(), by=by)


def told_apart(frames: Frames, currency: str, by: str) -> pd.DataFrame:
    """By contact_id, kind or source in one currency: sales, profit, coverage, headline, known, n, before, the most
    first. before: the sales of the 12 months before. Rows of nobody stand under contact_id ""."""
    now, then = (_of(_sums(frames, years, (by,)), currency) for years in (0, 1))
    return now.assign(before=then["sales"].reindex(now.index)).sort_values("sales", ascending=False, kind="stable")


def _of(sums: pd.DataFrame, currency: str) -> pd.DataFrame:
    return sums[sums.index.get_level_values("currency") == currency].droplevel("currency")


def shown(found: pd.DataFrame, headline: str) -> pd.Series:
    """What is drawn of `told_apart`: sales, or the profit of those whose costs are known for 80 % of their money."""
    return found["sales"] if headline == "sales" else found["profit"][found["headline"] == "profit"]


def gathered(found: pd.DataFrame, headline: str) -> Concentration:
    """How much of it the top fifth of the contacts brought, and who brought a loss as far as costs are known."""
    people = found[found.index != ""]
    whole = concentration(shown(people, headline))
    losses = people["profit"][people["profit"] < 0].sort_values(kind="stable")
    return Concentration(whole.share, whole.top, tuple(map(str, losses.index)), whole.n)


# sentences ------------------------------------------------------------------------------------------------------------


def short(amount: float) -> float:
    """An amount with three leading digits, for sentences.

    >>> short(7152.5), short(-1416.44), short(83.5), short(0.0)
    (7150.0, -1420.0, 83.5, 0.0)
    """
    if abs(amount) < 100:
        return round(amount, 2)
    step = 10 ** (math.floor(math.log10(abs(amount))) - 2)
    return float(rounded(amount / step) * step)


def earning_sentence(found: Earning, written: Written) -> str:
    """Profit where costs are known for most of the money, else sales and what is missing; and how it moved."""
    amount, costs = written(short(found.value), found.currency), f"cost known for {found.known:,} of {found.n:,}"
    moved = moved_sentence(found)
    if found.headline == "profit":
        whole = written(short(found.sales), found.currency)
        part = "" if found.coverage is None or found.coverage == 1 else f"{percent(found.coverage)} of "
        return f"{amount} profit in 12 months, on {part}sales of {whole}; {costs}.{moved}"
    covered = percent(found.coverage) if found.coverage is not None else "none"
    return (
        f"{amount} sales in 12 months.{moved} Profit is told once costs are filled in for 80 % of the money; now it is "
        f"{covered}, {costs}."
    )


def best_sentence(rows: Sequence[tuple[str, float, str]], amounts: pd.Series, headline: str) -> str:
    """Who or what brought most, of all that is told; `rows`: name, amount, amount in words, the most first."""
    if not rows:
        return "Nobody's costs are known for 80 % of the money, so nobody's profit is told."
    (name, amount, words), total = rows[0], float(amounts.sum())
    part = f", {percent(amount / total)} of all" if 0 < amount < total else ""
    return f"{name}: the most {headline}, {words}{part}."


def moved_sentence(found: Earning) -> str:
    """How it moved against the 12 months before."""
    ratio = None if found.before is None else trend(found.value, found.before)
    return ratio_words(ratio, "the 12 months before")


def gathered_sentence(found: Concentration, headline: str) -> str:
    """Whether few people bring most of it."""
    if found.n < FEW or found.share is None:
        return f"How much the best fifth brings is told from {FEW} contacts with {headline} on: {found.n} so far."
    top = "1 contact, the best fifth, brings" if found.top == 1 else (
        f"The best fifth, {found.top:,} of {found.n:,} contacts, bring")  # fmt: skip
    return f"{top} {percent(found.share)} of the {headline}."


def losses_sentence(found: Concentration) -> str:
    """How many brought a loss, "" for nobody."""
    return f"{times(len(found.losses), 'contact', 'contacts')} brought a loss." if found.losses else ""


def delay_sentence(found: PaymentDelay) -> str:
    """How soon people pay."""
    if found.everybody is None:
        return f"How soon people pay is told from {ROUGH} paid invoices on: {found.n} so far."
    days = rounded(found.everybody)
    when = "on the day in Due" if days == 0 else (
        f"{times(abs(days), 'day', 'days')} {'after' if days > 0 else 'before'} the day in Due")  # fmt: skip
    return f"Half of {found.n:,} invoices were paid {when} or earlier."


# groups and tables ----------------------------------------------------------------------------------------------------


def delays(found: PaymentDelay) -> list[tuple[str, int]]:
    """How many invoices were paid early, on the day, and how late."""
    days = found.all_delays
    counts = [int((days <= ENDS[0]).sum())]
    counts += [int(((days > low) & (days <= high)).sum()) for low, high in pairwise(ENDS)]
    counts.append(int((days > ENDS[-1]).sum()))
    return [(name[0].upper() + name[1:], n) for name, n in zip(WAITS, counts, strict=True)]


def name_of(frames: Frames, by: str, value: object) -> str:
    """What a contact, a kind or a source is called."""
    if by != "contact_id":
        return str(value)
    return frames.name(value) if value else NOBODY


def apart_table(found: pd.DataFrame, frames: Frames, by: str, currency: str, delay: PaymentDelay) -> pd.DataFrame:
    """The table of `told_apart`; of contacts also how late they pay, in days, from three invoices on."""
    table = {
        BY[by]: [name_of(frames, by, value) for value in found.index],
        f"Sales ({currency})": found["sales"].to_numpy(),
        f"Profit ({currency})": found["profit"].to_numpy(),
        "Cost known for": [f"{known:,} of {n:,}" for known, n in zip(found["known"], found["n"], strict=True)],
        "12 months before": found["before"].to_numpy(),
    }
    if by == "contact_id":
        table["Pays after (days)"] = delay.own.reindex(found.index).to_numpy()
    return pd.DataFrame(table)
