"""Groups of people on the command line: who is in one, and the list for a mail merge."""

from pathlib import Path

import pandas as pd

from crm.actions.mail_merge import Merge, mail_merge
from crm.actions.messages import channel_of
from crm.actions.segments import members, segment_called, understood, wanted
from crm.analytics.facts import facts
from crm.analytics.frames import from_snapshot
from crm.commands.answers import Arguments, Said, opened
from crm.exchange.outgoing import as_csv
from crm.model.cells import written
from crm.model.errors import CannotOpen, InvalidInput
from crm.model.snapshot import Snapshot
from crm.search.keys import Rule


def segment(given: Arguments) -> Said:
    """Who is in a group, by its rule or its name; with --csv also the list of those who may be written to."""
    channel = channel_of(given.channel)
    if not channel:
        raise InvalidInput("channel", f"“{given.channel}” is not Email, WhatsApp or Letter.")
    with opened(given.location) as store:
        snapshot = store.snapshot()
    text = " ".join(given.rule)
    id = segment_called(snapshot, text)
    rule = understood(snapshot, written(snapshot.cell("Segments", id, "rule")) if id else text)
    ids = members(snapshot, rule, computed(snapshot, rule))
    names = [{"id": one, "name": snapshot.contacts["name"].get(one)} for one in ids]
    lines = [f"{one['id']}  {one['name']}" for one in names] or ["Nobody is in it."]
    data: dict[str, object] = {"count": len(ids), "people": names}
    if given.csv:
        data["list"], said = _list(snapshot, ids, channel, Path(given.csv).expanduser())
        lines = said
    return Said(data, lines)


def computed(snapshot: Snapshot, rule: Rule) -> dict[str, pd.Series]:
    """What is worked out from the other sheets for a rule, by field."""
    names = wanted(rule)
    return facts(from_snapshot(snapshot, as_of=snapshot.rules.today), names) if names else {}


def written_list(snapshot: Snapshot, ids: list[str], channel: str) -> tuple[Merge, bytes]:
    """The list of those who may be written to, and the file that holds it."""
    merge = mail_merge(snapshot, ids, channel)
    return merge, as_csv(merge.headings, merge.rows)


def _list(snapshot: Snapshot, ids: list[str], channel: str, path: Path) -> tuple[dict[str, object], list[str]]:
    """Write the list; a file that is there already is left as it is."""
    merge, content = written_list(snapshot, ids, channel)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise CannotOpen(f"{path} is there already. It was left as it is.") from error
    data: dict[str, object] = {"file": str(path), "people": list(merge.ids), "left_out": dict(merge.left_out)}
    return data, [f"{len(merge.ids)} on the list {path}.", *([merge.sentence()] if merge.left_out else [])]
