"""What is usual among all people: names that many have, phones and addresses that belong to a family or a firm."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crm.search.identities import Identities
from crm.search.phonetic import skeleton

PEOPLE = 3  # of different names with one phone or address: it is that of a family or a firm
_ROLES = frozenset(
    """info office mail email e-mail contact contacts kontakt contacto hello hallo hi sales verkauf ventes ventas
    service support help admin administration team post postmaster webmaster buero buro bureau oficina reception empfang
    accueil accounts accounting billing rechnung invoices orders order bestellung booking bookings enquiries enquiry
    anfrage shop store hr jobs press marketing newsletter noreply no-reply""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Usual:
    """How often each first and last name occurs among `size` people, and the phones and addresses of several."""

    size: int = 0
    first: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[str, int] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    @classmethod
    def of(cls, people: Identities) -> "Usual":
        """Of these people. A phone that three rows of one person have is theirs; that of three people is nobody's."""
        names = {place: Counter(people.one[place].tolist()) for place in ("first", "last")}
        return cls(len(people), names["first"], names["last"], frozenset(_shared(people)))


def _shared(people: Identities) -> Iterator[str]:
    rows: dict[str, list[int]] = {}
    for name in ("phone", "email"):
        for slot in people.many[name]:
            for number, value in enumerate(slot.tolist()):
                if value:
                    rows.setdefault(value, []).append(number)
    for value, those in rows.items():
        if value.partition("@")[0] in _ROLES or (len(those) >= PEOPLE and _are_several(people, those)):
            yield value


def _are_several(people: Identities, rows: list[int]) -> bool:
    """Whether most of these rows have other names than the commonest two: those of one person, however mistyped."""
    parts = [{skeleton(people.one[place][row])[:2] for place in ("first", "last")} - {""} for row in rows]
    parts = [names or {people.one["whole"][row]} for names, row in zip(parts, rows, strict=True)]
    commonest = {name for name, _ in Counter(name for names in parts for name in sorted(names)).most_common(2)}
    return 2 * sum(names <= commonest for names in parts) < len(rows)
