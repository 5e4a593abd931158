"""The past on the command line: what was changed, taking it back, earlier versions, and what somebody must decide."""

import os
from collections.abc import Sequence
from dataclasses import asdict

from crm.commands.answers import CHOSEN, Arguments, Said, opened, told
from crm.commands.rows import sheet_named
from crm.model import ids
from crm.model.errors import CannotOpen, InvalidInput, NoSuchRow
from crm.model.text import fold, key
from crm.store import places
from crm.store.receipt import Backup, Batch, Conflict, Question
from crm.ui import told as words

STEPS = 10  # steps of a batch that are shown; --json has all of them


def log(given: Arguments) -> Said:
    """What was changed, newest first, here and in the sheet."""
    with opened(given.location) as store:
        if given.verify:
            wrong = store.verify()
            return Said(
                wrong, wrong or ["The history is whole: nothing in it was changed afterwards."], int(bool(wrong))
            )
        id = given.id and (store.snapshot().people.ids.get(ids.normal(given.id)) or ids.normal(given.id))
        by = next((name for name in store.actors() if fold(name) == fold(given.by or "")), given.by or "")
        batches = store.history(actor=by, id=id or "", sheet=_sheet(given.sheet or ""))
        lines = [
            line for batch in batches for line in [_line(batch), *_steps(words.steps(batch, store.snapshot(), STEPS))]
        ]
    return Said([asdict(batch) for batch in batches], lines or ["Nothing was saved yet."])


def _sheet(word: str) -> str:
    if key(word) in ("", "settings", "lists"):
        return word.strip().capitalize()
    return sheet_named(word).key


def _line(batch: Batch) -> str:
    marks = [words.MARKS.get(batch.state, ""), "undone" if batch.undone else ""]
    who = ", ".join([batch.actor, *filter(None, marks)])
    return f"{batch.at.astimezone():%Y-%m-%d %H:%M}  {batch.batch}  {batch.summary} ({who})"


def _steps(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def undo(given: Arguments) -> Said:
    """Take back what was saved; a cell that was changed again since is left alone, and named."""
    with opened(given.location) as store:
        left = store.undo_overwrites(*given.batch)
        if given.dry_run:
            lines = words.left_alone(left, store.snapshot()) or ["All of it can be taken back."]
            return Said([asdict(one) for one in left], lines, int(bool(left)))
        return told(store, store.undo(*given.batch), left)


def restore(given: Arguments) -> Said:
    """Go back to an earlier version of the workbook; without a name, say which there are."""
    with opened(given.location) as store:
        kept = store.backups()
        if not given.name:
            lines = [f"{one.name}  {words.version(one)}" for one in kept]
            return Said([asdict(one) for one in kept], lines or ["No versions are kept yet."])
        version = _version(kept, given.name)
        if not given.yes:
            later = "Changes made after it are brought back too." if given.later else "Changes made after it stay out."
            lines = [words.restoring(version), later, "Nothing was done yet. Say --yes to do it."]
            return Said({"name": version.name, "done": False}, lines, 1)
        return told(store, store.restore(version.name, given.later))


def _version(kept: Sequence[Backup], name: str) -> Backup:
    found = next((one for one in kept if one.name == name), None)
    if found is None:
        raise NoSuchRow(f"No version is called “{name}”. Without a name, restore lists those that are kept.")
    return found


def conflicts(given: Arguments) -> Said:
    """What two people typed into one cell; with a number, choose."""
    chosen = [name for name, is_chosen in _choices(given).items() if is_chosen]
    with opened(given.location) as store:
        waiting = store.conflicts()
        if given.seq is None:
            lines = [line for one in waiting for line in _both(one, words.whose(store.snapshot(), one))]
            return Said([asdict(one) for one in waiting], lines or ["Nothing to decide."])
        conflict = next((one for one in waiting if one.seq == given.seq), None)
        if conflict is None:
            raise NoSuchRow(f"Nothing is to be decided under the number {given.seq}.")
        if len(chosen) != 1:
            raise InvalidInput("choice", "Choose one: --keep what the sheet has, --mine, or --other and a value.")
        value = words.as_cell(store.snapshot(), conflict, given.other) if chosen == ["other"] else None
        receipt = store.decide(conflict.seq, chosen[0], value)
        return told(store, receipt) if receipt else Said({"seq": conflict.seq}, ["The sheet keeps what it has."])


def _choices(given: Arguments) -> dict[words.Choosing, bool]:
    return {"theirs": given.keep, "mine": given.mine, "other": given.other is not None}


def _both(conflict: Conflict, whose: str) -> list[str]:
    return [f"{conflict.seq}  {whose}", *_steps(words.both(conflict, is_mine=False))]


def answer(given: Arguments) -> Said:
    """What the owner of the workbook must decide; with a choice, decide it."""
    with opened(given.location) as store:
        question = store.question()
        if question is None:
            return Said(None, ["There is nothing that the owner must decide."])
        if not given.choice:
            return Said(asdict(question), _asked(question))
        if given.choice not in {choice.name for choice in question.choices}:
            names = " or ".join(choice.name for choice in question.choices)
            raise InvalidInput("choice", f"“{given.choice}” is none of the choices. Choose {names}.")
        if given.choice == "restore":
            raise InvalidInput("choice", "Choose the version with the command restore; without a name it lists them.")
        store.answer(given.choice)
        return Said({"answered": given.choice}, [store.status().sentence])


def _asked(question: Question) -> list[str]:
    choices = [f"{choice.name}  {choice.words}" for choice in question.choices]
    return [question.sentence, *_steps(question.details), *choices]


def status(given: Arguments) -> Said:
    """How many changes are kept beside the workbook because it could not be written yet."""
    folder = places.state_folder(os.environ)
    location = given.location or os.environ.get("KITH_WORKBOOK") or places.read(folder, CHOSEN).get("location")
    if not location:
        raise CannotOpen("No workbook has been chosen yet. Name one, or set KITH_WORKBOOK.")
    with opened(location) as store:
        now = store.status()
    asks = [f"To be decided by the owner: {now.question.sentence}"] if now.question else []
    sentence = words.waits(now, words.utc_now())
    return Said({"location": now.location, "waiting": now.waiting}, [f"{now.location}: {sentence}", *asks])
