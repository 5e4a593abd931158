"""The figures of the sheet Overview as the screens word them; a thread without a page may ask for them too."""

from crm.analytics import overview
from crm.analytics.frames import Frames, from_snapshot
from crm.model.cells import Cell
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.store.overview import Figures, cells
from crm.ui.words import money


def of_snapshot(snapshot: Snapshot) -> dict[tuple[int, int], Cell]:
    """By (row, column), as of the day of the snapshot."""
    return of_frames(from_snapshot(snapshot, as_of=snapshot.rules.today), snapshot.settings)


def of_frames(frames: Frames, settings: Settings) -> dict[tuple[int, int], Cell]:
    """The same from frames that are at hand."""
    found = overview.overview(frames, lambda amount, unit: money(amount, unit, settings))
    return cells(Figures(frames.as_of, found.factors, found.months, found.calls))
