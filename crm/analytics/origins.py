"""Where new customers come from, what became of them, and from where deals are won; with the sentences for it."""

from collections.abc import Sequence

import pandas as pd

from crm.analytics.counting import Counting
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, Share
from crm.analytics.loyalty_words import came
from crm.analytics.money import PLACES
from crm.analytics.words import between, percent, share_sentence

NOT_NOTED = "Not noted"
TOLD = 4  # sources that a sentence names

HOW = {
    "new": (
        "New is who came for the first time ever in the last 12 months. The source stands on the card of a contact, "
        "under More. A source that nobody noted is not guessed."
    ),
    "became": (
        "Of the new customers of the last 12 months, who has come on two days or more by today; the newest had little "
        "time for it. Money is what they brought in these 12 months, in your own currency. An interval is told from 10 "
        "people on; below that, bare counts."
    ),
    "won": (
        "Of all deals that are decided, those that were won. The source of a deal counts, else that of its contact. "
        "“Most likely between” says where the figure would lie if you had decided very many, in 19 of 20 cases."
    ),
}


def origins(frames: Frames) -> pd.DataFrame:
    """By source, the most new customers first, "Not noted" last: new, twice (of the new), money, won, closed."""
    day = pd.Timestamp(frames.as_of)
    events = frames.events
    first = events.groupby("contact_id")["date"].min()
    fresh = first.index[first > day - pd.DateOffset(years=1)]
    days = events.groupby("contact_id")["date"].nunique().reindex(fresh)
    people = pd.DataFrame(
        {"source": _named(frames.contacts["source"].reindex(fresh)), "twice": (days >= 2).astype(int)}
    )
    people["money"] = _money(frames, day).reindex(fresh).fillna(0.0)
    grouped = people.groupby("source")
    found = pd.DataFrame({"new": grouped.size(), "twice": grouped["twice"].sum(), "money": grouped["money"].sum()})
    table = found.join(_decided(frames), how="outer").fillna(0.0).rename_axis("source")
    counts = dict.fromkeys(("new", "twice", "won", "closed"), "int64")
    table = table.astype(counts).assign(money=table["money"].round(PLACES))
    table = table.sort_values(["new", "closed"], ascending=False, kind="stable")
    return pd.concat([table[table.index != NOT_NOTED], table[table.index == NOT_NOTED]])


def _named(sources: pd.Series) -> pd.Series:
    return sources.astype("object").where(sources.notna(), NOT_NOTED)


def _money(frames: Frames, day: pd.Timestamp) -> pd.Series:
    rows = frames.sold
    rows = rows[(rows["date"] > day - pd.DateOffset(years=1)) & (rows["currency"] == frames.rules.currency)]
    return rows.groupby("contact_id")["amount"].sum()


def _decided(frames: Frames) -> pd.DataFrame:
    """By source: won and closed of the deals that are decided by as_of."""
    deals = frames.deals[frames.deals["means"].isin(["won", "lost"])]
    deals = deals[~(deals["closed_on"] > pd.Timestamp(frames.as_of))]
    won = (deals["means"] == "won").astype(int).groupby(_named(deals["source"]))
    return pd.DataFrame({"won": won.sum(), "closed": won.size()})


def shares(found: pd.DataFrame, k: str, n: str) -> pd.DataFrame:
    """The shares that ten cases or more carry: name, share, lo, hi, n."""
    carried = [(str(name), Share.of(int(row[k]), int(row[n]))) for name, row in found.iterrows() if row[n] >= ROUGH]
    rows = [(name, share.share, share.lo, share.hi, share.n) for name, share in carried if share]
    return pd.DataFrame(rows, columns=["name", "share", "lo", "hi", "n"])


# sentences ------------------------------------------------------------------------------------------------------------


def new_sentence(found: pd.DataFrame, rules: Counting) -> str:
    """How many are new, and from where most of them came."""
    n = int(found["new"].sum())
    if not n:
        return f"No new {rules.customer} in the last 12 months."
    head = f"{rules.people(n).replace(' ', ' new ', 1)} in the last 12 months"
    return f"{head}: {_ranking(found['new'])}."


def _ranking(counts: pd.Series) -> str:
    """The first few sources with their numbers, and for how many none is noted: "Website 5, Event 4, not noted 2"."""
    named = counts[(counts > 0) & (counts.index != NOT_NOTED)]
    told = [f"{name} {n:,}" for name, n in named.head(TOLD).items()]
    if len(named) > TOLD:
        told.append(f"others {int(named.iloc[TOLD:].sum()):,}")
    if counts.get(NOT_NOTED):
        told.append(f"not noted {counts[NOT_NOTED]:,}")
    return ", ".join(told)


def became_sentence(found: pd.DataFrame, rules: Counting) -> str:
    """How many of the new ones came again."""
    n = int(found["new"].sum())
    word = rules.customer if n == 1 else rules.customers
    empty = f"What becomes of new {rules.customers} can be told once there are some."
    rate = Share.of(int(found["twice"].sum()), n)
    return share_sentence(rate, f"new {word} {came(rules)} a second time so far", empty)


def won_sentence(found: pd.DataFrame) -> str:
    """How many of the decided deals were won."""
    rate = Share.of(int(found["won"].sum()), n := int(found["closed"].sum()))
    is_one = f"decided {'deal was' if n == 1 else 'deals were'} won"
    return share_sentence(rate, is_one, "No deal is decided yet.")


def cell(k: int, n: int) -> str:
    """A share in a table, as surely as the cases carry it.

    >>> cell(0, 0), cell(3, 4), cell(6, 12)
    ('', '3 of 4', '50 %, most likely between 25 and 75 %, of 12')
    """
    share = Share.of(k, n)
    if share is None or n < ROUGH:
        return f"{k:,} of {n:,}" if n else ""
    return f"{percent(share.share)}, {between(100 * share.lo, 100 * share.hi)} %, of {n:,}"


def listed(found: pd.DataFrame, columns: Sequence[str], rules: Counting) -> pd.DataFrame:
    """Of `origins` the columns "new", "twice", "money" or "won" that are wanted, with headings in words."""
    rows = found[found["closed" if "won" in columns else "new"] > 0]
    made = {
        "new": ("New", rows["new"].tolist()),
        "twice": ("Came again", [cell(k, n) for k, n in zip(rows["twice"], rows["new"], strict=True)]),
        "money": (f"Money ({rules.currency})", rows["money"].tolist()),
        "won": ("Won", [cell(k, n) for k, n in zip(rows["won"], rows["closed"], strict=True)]),
    }
    return pd.DataFrame({"Source": rows.index.to_numpy(), **dict(made[one] for one in columns)})
