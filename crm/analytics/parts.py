"""Parts: what the last Frames were made of, taken again where nothing has moved under it."""

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")
_Held = dict[str, tuple[object, tuple[object, ...], Any]]


class Parts:
    """The parts of the newest Frames by name, each with what it was made from. Shared by every visit.

    What was made is never changed, and a part is replaced as a whole, so that two threads may ask at once.
    """

    def __init__(self, held: _Held | None = None, rules: object = None) -> None:
        self._held: _Held = {} if held is None else held
        self._rules = rules

    def under(self, rules: object) -> "Parts":
        """The same parts for what is made under these rules: under others, which are not equal, all is made anew."""
        return Parts(self._held, rules)

    def part(self, name: str, make: Callable[[], Made], *given: object) -> Made:
        """What was made under these rules of the very same things, else made now."""
        held = self._held.get(name)
        if held is None or held[0] != self._rules or any(a is not b for a, b in zip(held[1], given, strict=True)):
            held = self._held[name] = self._rules, given, make()
        made: Made = held[2]
        return made
