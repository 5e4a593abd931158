"""What Kith remembers of a spreadsheet on this computer: who it is there, and which of its saves are in doubt."""

import secrets
from pathlib import Path

from crm.store import places

FILE = "google.json"
_MOST = 20


class State:
    """A small file beside the journal. `note` is the key under which the spreadsheet keeps the last save of this Kith;
    every computer has its own, since to each the others are people like all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = places.read(folder, FILE)
        self._host = known.get("host") or secrets.token_hex(6)
        self._finished = known.get("finished", "")
        self._attempted = known.get("attempted", "")
        self._doubtful = [each for each in known.get("doubtful", "").split() if each]
        if not known:
            self._write()
        self.note = f"save of {self._host}"

    def believed(self, generation: str) -> str:
        """The save that a look shows, from what the spreadsheet says. One that was given up says nothing, though it may
        have arrived after all: what it wrote counts as somebody's. Where our note is gone, the last one counts."""
        is_late = generation in self._doubtful and generation != self._attempted
        return self._finished if is_late or not generation else generation

    def attempt(self, generation: str) -> None:
        """A save begins."""
        self._attempted = generation

    def finished(self, generation: str) -> None:
        """A save was seen to be there."""
        self._finished = generation
        self._doubtful = [each for each in self._doubtful if each != generation]
        self._write()

    def doubt(self, generation: str) -> None:
        """Nobody can tell yet whether this save is there."""
        self._doubtful = [*(each for each in self._doubtful if each != generation), generation][-_MOST:]
        self._write()

    def give_up(self, generation: str) -> None:
        """This save did not come about as it was announced, and is done anew under another name."""
        if self._attempted == generation:
            self._attempted = ""
            self.doubt(generation)

    def _write(self) -> None:
        told = {"host": self._host, "finished": self._finished, "attempted": self._attempted}
        places.write(self._folder, FILE, {**told, "doubtful": " ".join(self._doubtful)})
