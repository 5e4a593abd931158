"""Consent: when and how somebody said yes is asked for, and a stop is only lifted on purpose."""

from collections.abc import Mapping

from crm.model.cells import Cell, written
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.model.stops import says_stop
from crm.model.text import fold, squash


def is_yes(cell: Cell) -> bool:
    """Whether a cell of “Marketing OK” is a clear Yes."""
    return fold(squash(written(cell))) == "yes"


def settled(snapshot: Snapshot, now: Mapping[str, Cell], cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells of a contact that are about to be written, with the day of a new consent where none was given.

    Raises InvalidInput when Marketing OK becomes Yes without saying how, or Do not contact is blanked instead of being
    answered with No.
    """
    done = dict(cells)
    present = {column.field for column in snapshot.columns("Contacts")}
    is_blanked = "do_not_contact" in cells and cells["do_not_contact"] is None
    if is_blanked and says_stop(now.get("do_not_contact"), snapshot.rules):
        raise InvalidInput("do_not_contact", "They asked not to be contacted. Only a No lifts that, not a blank.")
    if not is_yes(cells.get("marketing_ok")) or is_yes(now.get("marketing_ok")):
        return done
    if "consent_source" in present and not (cells.get("consent_source") or _still(now, cells, "consent_source")):
        how = "How did they say yes? A few words, such as “at the counter” or “form on our page”."
        raise InvalidInput("consent_source", how)
    is_known = now.get("consent_date") and not written(now.get("marketing_ok"))
    if "consent_date" in present and not cells.get("consent_date") and not is_known:
        done["consent_date"] = snapshot.rules.today
    return done


def _still(now: Mapping[str, Cell], cells: Mapping[str, Cell], field: str) -> Cell:
    """What stands in a cell that is not being emptied."""
    return None if field in cells else now.get(field)
