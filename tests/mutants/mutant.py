"""A deliberate mistake: what is damaged, where, and the tests that must notice."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One mistake. `swaps` are (old, new) pieces of the file; each old one must stand in it exactly once. Of `tests`
    (as pytest takes them, divided by blanks) one must fail."""

    name: str
    file: str
    swaps: tuple[tuple[str, str], ...]
    tests: str
