"""People who may become customers, and the day they do."""

from collections.abc import Mapping

from crm.actions.deals import new_deal
from crm.actions.follow_ups import next_step
from crm.actions.rows import existing, full_name
from crm.model.cells import CHOICES, Cell, match_entry
from crm.model.changes import Change, ChangeSet, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot


def convert(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """A lead becomes a customer: each word of their relationship that means prospect gives way to one that means
    customer, `becomes` where there are several; their other words stay. With it a deal, from `deal_title`,
    `deal_amount` and other fields of Deals with `deal_` before them, and a next step, from `next_what`, `next_due` and
    `next_how`, where they were given.

    Raises NoSuchRow, or InvalidInput when they are no lead (any more), or a value cannot be kept.
    """
    entry, now = Entry.of(given), existing(snapshot, "Contacts", contact)
    word = _customer_word(snapshot, str(entry.values.get("becomes") or ""))
    changes: list[Change] = [_becoming(snapshot, contact, now, word)]
    filled = {field: value for field, value in entry.values.items() if value not in (None, "")}
    deal = {field[5:]: value for field, value in filled.items() if field.startswith("deal_")}
    if deal:
        try:
            changes.append(new_deal(snapshot, {**deal, "contact_id": contact}))
        except InvalidInput as error:
            raise InvalidInput(f"deal_{error.field}", str(error)) from error
    if entry.values.get("next_what") or entry.values.get("next_due"):
        changes.append(next_step(snapshot, contact, entry.values))
    return ChangeSet(f"{full_name(now) or contact}: now {word}", tuple(changes), entry.batch)


def _customer_word(snapshot: Snapshot, wanted: str) -> str:
    """The word that means customer and was asked for, else the first one."""
    known = snapshot.lists.meant("Relationships", "customer")
    if not known:
        raise InvalidInput("becomes", "No relationship means customer in the sheet Lists. Write “customer” beside one.")
    return match_entry(wanted, known) or known[0]


def _becoming(snapshot: Snapshot, contact: str, now: Mapping[str, Cell], customer: str) -> UpdateRow:
    words = words_of(snapshot, contact)
    means = {word: snapshot.lists.meaning("Relationships", word) for word in words}
    if "prospect" not in means.values():
        raise InvalidInput("becomes", f"{full_name(now) or contact} is not a lead, or no longer. Nothing was changed.")
    after = dict.fromkeys(customer if means[word] == "prospect" else word for word in words)
    cell = CHOICES.format(tuple(after), snapshot.rules)
    return UpdateRow("Contacts", contact, {"relationships": cell}, {"relationships": now.get("relationships")})


def words_of(snapshot: Snapshot, contact: str) -> tuple[str, ...]:
    """What a contact is to us; who has no word is what the Settings say of such people."""
    words = snapshot.contacts["relationships"].get(contact)
    return words if isinstance(words, tuple) and words else (snapshot.settings.text("relationship_if_blank"),)
