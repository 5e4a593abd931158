"""One line about what happened, on the command line: what was understood, and with --yes saved."""

from collections.abc import Mapping, Sequence

from crm.actions.interactions import log_together, note_type
from crm.actions.quick import Understood, understand
from crm.commands.answers import Arguments, Said, opened, saved
from crm.commands.rows import contact_called, name_of
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.ui.words import weekday


def log_it(given: Arguments) -> Said:
    """Say what a line such as "called Ann Lee, wants a quote, ring Friday" was understood to mean; --yes saves it."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
        found = understand(snapshot, given.line)
        who = list(dict.fromkeys((*(contact_called(snapshot, name) for name in given.people), *found.sure)))
        values = _values(found, given.line)
        questions = [] if given.people else _questions(snapshot, found)
        if not who and not questions and not given.to_sort:
            unknown = f"Nobody called “{found.unknown}” is among the contacts. " if found.unknown else ""
            questions = [f"{unknown}No person named. Say --with WHO, or keep it with --to-sort."]
        if not given.yes:
            return Said({"people": who, **values, "open": questions}, [*_told(snapshot, who, values), *questions], 1)
        if questions:
            raise InvalidInput("contact", " ".join(questions))
        return saved(store, log_together(snapshot, who, values, step_with=_step_with(found)))


def _values(found: Understood, line: str) -> dict[str, object]:
    """The fields that were understood, as the action takes them."""
    values: dict[str, object] = {
        "what": "" if found.is_plan else line, "type": found.type, "date": found.date, "outcome": found.outcome,
        "next_what": found.next_what, "next_due": found.next_due, "next_how": found.next_how,
    }  # fmt: skip
    return {field: value for field, value in values.items() if value}


def _step_with(found: Understood) -> str:
    return next((mention.ids[0] for mention in found.asked_of if mention.is_sure), "")


def _questions(snapshot: Snapshot, found: Understood) -> list[str]:
    """Who is meant, where a name leaves it open."""
    return [
        f"Which {mention.words}? {', '.join(f'{name_of(snapshot, id)} ({id})' for id in mention.ids)}. Say --with WHO."
        for mention in found.people
        if not mention.is_sure
    ]


def _told(snapshot: Snapshot, who: Sequence[str], values: Mapping[str, object]) -> list[str]:
    """What would be saved, every day spelled out."""
    lines = []
    if values.get("what"):
        names = ", ".join(name_of(snapshot, id) for id in who) or "nobody yet"
        when = weekday(values.get("date") or snapshot.rules.today)
        outcome = f", {str(values['outcome']).lower()}" if values.get("outcome") else ""
        lines = [f"{values.get('type') or note_type(snapshot)} with {names}, {when}{outcome}"]
    if values.get("next_what"):
        lines.append(f"Next step: {values['next_what']}, due {weekday(values['next_due'])}")
    return [*lines, "Nothing was saved. Say --yes to save it."]
