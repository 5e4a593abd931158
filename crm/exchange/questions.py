"""What cannot be known from a file alone, and is asked with samples beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A guess that was made and may be changed. `code`: encoding, delimiter, heading or ragged.

    `choices` are (answer, what the person sees); the first is the guess. Without choices it is a note.
    """

    code: str
    sentence: str
    choices: tuple[tuple[str, str], ...] = ()
