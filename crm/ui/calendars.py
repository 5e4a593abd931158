"""The calendar file, for the page and for the command line."""

from crm.analytics.frames import Frames
from crm.analytics.today import celebrated, follow_ups, owned
from crm.exchange import ics

FILE = "Kith.ics"


def calendar_of(frames: Frames, who: str = "") -> bytes:
    """Open next steps, birthdays and anniversaries; those that `who` of the team looks after, or everybody's.

    Raises CannotOpen where the package that writes calendars is missing.
    """
    steps, people = follow_ups(frames, as_of=frames.as_of), celebrated(frames)
    if who:
        steps, people = owned(frames, steps, who), owned(frames, people, who)
    named = frames.contacts[["name"]].join(people[["birthday", "anniversary"]])
    return ics.calendar(steps, named, name=f"Kith, {who}" if who else "Kith", today=frames.as_of)
