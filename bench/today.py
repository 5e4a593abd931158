"""What waits today, of 10,000 people and ten conversations with each: the processor time, beside plain Python.

    python -m bench.today [--rows 10000] [--rounds 9]

Nothing is kept between two rounds: every round begins with the typed rows of the workbook, as after any change. In
"after a new read" the rows are understood anew too, as when somebody has saved the sheet; "after one note" a row was
added to what was known, and what nothing moved under is kept. Both ways must name the same rows.
"""

import argparse
import datetime as dt
import random
import sys
import time
from collections.abc import Callable

from bench import book
from bench.common import Goal, Trial
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.parts import Parts
from crm.analytics.thread import at_the_top, thread
from crm.analytics.today import Waiting, waiting
from crm.model.cells import Rules
from crm.model.changes import AddRow
from crm.model.contents import Contents
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from tests.analytics import plain

KITH, NEW, NOTED, PLAIN = "Kith", "Kith, after a new read", "Kith, after one note", "plain Python, row by row"
GLANCE = "the two sentences and four tiles"
WHOLE = "Kith, the whole page after a new read"
GOALS = (
    Goal("Today within 400 ms of processor time, 10,000 people", 10_000, (KITH,), at_most=400),
    Goal("The same after a new read, 10,000 people", 10_000, (NEW,), at_most=400),
    Goal("With its two sentences and four tiles, after a new read", 10_000, (WHOLE,), at_most=400),
    Goal("After one note, beside a new read, 10,000 people", 10_000, (NEW, NOTED), at_least=2),
)
DAYS = 14
Rows = dict[str, list[dict[str, object]]]


def rows_of(n: int) -> Rows:
    """`n` people, ten conversations with each, and in all about as many steps, sales, answers and requests."""
    dice = random.Random(7)
    people = [dict(row) for row in book.people(n)]
    ids = [row["id"] for row in people]

    def day(ago: int = 1_000, ahead: int = 0) -> dt.date:
        return book.TODAY + dt.timedelta(days=dice.randint(-ago, ahead))

    def some(letter: str, count: int, make: Callable[[], dict[str, object]]) -> list[dict[str, object]]:
        return [{"id": book.id_of(letter, number), "contact_id": dice.choice(ids), **make()} for number in range(count)]

    made: Rows = {
        "Contacts": people,
        "Interactions": some("N", 10 * n, lambda: {
            "date": day(), "type": dice.choice(("Call", "Visit", "Email", "Note")), "what": "Spoke about the order",
            "outcome": dice.choice(("Good", "Neutral", "No answer")), "by": dice.choice(("Maya", "Tom")),
        }),
        "Follow-ups": some("F", n // 2, lambda: {
            "due": day(300, 60), "what": "Ring", "status": dice.choice(("Open", "Done", "Done", "Done")),
        }),
        "Sales": some("S", n, lambda: {
            "date": day(), "kind": dice.choice(("Sale", "Sale", "Purchase")), "amount": dice.randint(5, 900),
            **({"due": day(60, 30)} if dice.random() < 0.1 else {}),
        }),
        "Satisfaction": some("Q", n // 5, lambda: {
            "date": day(), "question": "Satisfied (1-5)", "score": dice.randint(1, 5),
            "followed_up": dice.choice(("Yes", "No")),
        }),
        "Tickets": some("T", n // 10, lambda: {
            "opened": day(), "subject": "Gears slip", "status": dice.choice(("New", "Solved", "Closed")),
            "promised_by": day(100, 10),
        }),
    }  # fmt: skip
    return made


def kith(snapshot: Snapshot) -> Waiting:
    """What waits, as the page Today asks for it."""
    return waiting(from_snapshot(snapshot, as_of=book.TODAY), as_of=book.TODAY, birthday_days=DAYS)


def glance(frames: Frames) -> None:
    """What stands above and below what waits."""
    thread(frames, as_of=book.TODAY, top=at_the_top(frames, as_of=book.TODAY))


def whole(snapshot: Snapshot) -> None:
    """Everything that the page Today shows, of rows that nobody has understood yet."""
    frames = from_snapshot(snapshot, as_of=book.TODAY)
    waiting(frames, as_of=book.TODAY, birthday_days=DAYS)
    glance(frames)


def noted(snapshot: Snapshot, parts: Parts) -> Waiting:
    """The same after somebody was rung and the note was saved, as the pages ask for it: what did not move is kept."""
    note = [AddRow("Interactions", snapshot.draw_id("Interactions"), {"date": book.TODAY, "type": "Call"})]
    after = snapshot.after(snapshot.contents.applied(note), note, ())
    return waiting(from_snapshot(after, as_of=book.TODAY, parts=parts), as_of=book.TODAY, birthday_days=DAYS)


def slowly(rows: Rows) -> tuple[dict[object, object], ...]:
    """The same by the plain implementation that the tests compare with."""
    return (
        dict(plain.steps(rows, book.TODAY)),
        dict(plain.promises(rows, book.TODAY)),
        dict(plain.invoices(rows, book.TODAY)),
        dict.fromkeys(plain.unhappy(rows, book.TODAY)),
        dict.fromkeys(one[0] for one in plain.occasions(rows, book.TODAY, DAYS)),
        dict(plain.losing_touch(rows, book.TODAY, 0)),
    )


def same(found: Waiting, slow: tuple[dict[object, object], ...]) -> bool:
    """Whether both name the same rows."""
    ids = [found.follow_ups.index, found.tickets.index, found.invoices.index, found.unhappy.index]
    ids += [found.occasions["contact_id"], found.losing_touch.index]
    return [set(some) for some in ids] == [set(some) for some in slow]


def timed(trial: Trial, n: int, who: str, work: Callable[[], object]) -> object:
    """Do it, and note the milliseconds of processor time that it took."""
    began = time.process_time()
    done = work()
    trial.add(n, who, (time.process_time() - began) * 1000, "ms")
    return done


def typed(contents: Contents, names: Rows) -> Snapshot:
    """The rows of the workbook, understood."""
    snapshot = Snapshot(contents, Rules(book.TODAY))
    for name in names:
        snapshot.frame(name)
    return snapshot


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.today", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args(arguments)
    trial = Trial("today", "What waits today, ten conversations with each person", KITH, GOALS)
    for n in given.rows:
        rows = rows_of(n)
        contents = MemoryWorkbook.new(rows, today=lambda: book.TODAY).read()  # type: ignore[arg-type]
        for number in range(given.rounds):
            snapshot = typed(contents, rows)
            found = timed(trial, n, KITH, lambda snapshot=snapshot: kith(snapshot))
            parts = Parts()
            from_snapshot(snapshot, as_of=book.TODAY, parts=parts)
            timed(trial, n, NOTED, lambda snapshot=snapshot, parts=parts: noted(snapshot, parts))
            timed(trial, n, NEW, lambda contents=contents: kith(Snapshot(contents, Rules(book.TODAY))))
            timed(trial, n, WHOLE, lambda contents=contents: whole(Snapshot(contents, Rules(book.TODAY))))
            frames = from_snapshot(snapshot, as_of=book.TODAY)
            timed(trial, n, GLANCE, lambda frames=frames: glance(frames))
            slow = timed(trial, n, PLAIN, lambda rows=rows: slowly(rows))
            if number == 0 and not same(found, slow):  # type: ignore[arg-type]
                raise SystemExit("Kith and the plain implementation name different rows.")
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
