"""The versions of the workbook that the journal knows, and the swap that is under way."""

import json
import time
from collections.abc import Mapping, Sequence

from crm.store.journal.database import Database
from crm.store.journal.rows import Entry, Generation, moment

LATER = """(select later.generation from generation later, generation old
            where old.generation = ? and later.rowid > old.rowid)"""


class Versions(Database):
    """Which change came into the workbook with which of our saves."""

    def intend(self, generation: str, swap: tuple[str, str, str], entries: Sequence[Entry]) -> None:
        """Note, within a transaction, a swap that is about to happen, and which pending rows go in with it.

        `swap` is the name of the new file, its hash, and the hash of what it replaces.
        """
        last = max((entry.seq for entry in entries), default=0)
        self.run("insert or replace into intent values (1, ?, ?, ?, ?, ?)", generation, *swap, last)
        self.run("update change set generation = null where state = 'pending' and generation is not null")
        self._connection.executemany(
            "update change set generation = ? where seq = ? and state = 'pending'",
            [(generation, entry.seq) for entry in entries],
        )
        self.set_meta("generation", generation.rpartition(":")[2])

    def intended(self) -> str | None:
        """The generation of a swap that was noted and not seen through yet."""
        noted = self.intent()
        return noted[0] if noted else None

    def intent(self) -> tuple[str, str, str, str] | None:
        """The swap that was noted and not seen through: generation, the new file, its hash, what it was to replace."""
        found = self.rows("select generation, temp, sha_new, sha_expected from intent")
        return tuple(found[0]) if found else None

    def drop_intent(self, temp: str, *, tears: bool) -> None:
        """The swap of this new file never happened, within a transaction; what was to go in waits on. Where a save
        `tears`, some of it may be in the workbook all the same, so its generation stays beside what waits."""
        self.run("delete from intent where temp = ?", temp)
        if not tears:
            self.run("update change set generation = null where state = 'pending' and generation is not null")

    def see_through(self, generation: str) -> None:
        """The swap of a generation has happened: what was to go in with it is in the workbook. Within a transaction.

        When another process saw it through already, there is nothing left to do."""
        if self.intended() != generation:
            return
        self.run(
            "insert or ignore into generation (generation, at, sha256) select generation, ?, sha_new from intent "
            "where generation = ?",
            time.time_ns() // 1_000_000,
            generation,
        )
        self.run("update change set state = 'in_workbook' where state = 'pending' and generation = ?", generation)
        self.run("update change set generation = ? where state = 'in_workbook' and generation is null", generation)
        self.run("insert or replace into meta select 'accounted', sha_new from intent where generation = ?", generation)
        self.run("delete from intent where generation = ?", generation)
        self.touch()

    def generation(self, name: str) -> Generation | None:
        """A version of the workbook that this journal knows."""
        return next(iter(self._generations("where generation = ?", name)), None)

    def last_generation(self) -> Generation | None:
        """The newest version of the workbook that Kith wrote, or found when it opened the workbook first."""
        return next(iter(self.latest(1)), None)

    def latest(self, count: int) -> list[Generation]:
        """The newest versions, newest first."""
        return self._generations("order by rowid desc limit ?", count)

    def _generations(self, rest: str, *values: object) -> list[Generation]:
        rows = self.rows(f"select generation, at, sha256 from generation {rest}", *values)
        return [Generation(name, moment(at), sha or "") for name, at, sha in rows]

    def note_generation(self, name: str, sha: str) -> None:
        """Keep that this version was found, within a transaction: the first one is not of our making."""
        now = time.time_ns() // 1_000_000
        self.run("insert or ignore into generation (generation, at, sha256) values (?, ?, ?)", name, now, sha)

    def age(self, generation: str) -> int:
        """How many versions came after one."""
        return int(self.rows(f"select count(*) from {LATER}", generation)[0][0])

    def accounted(self) -> str:
        """The fingerprint of the last version of the workbook whose every change is in this journal."""
        return self.meta("accounted") or ""

    def account(self, fingerprint: str) -> None:
        """Keep that everything in this version of the workbook is in the journal, within a transaction."""
        self.set_meta("accounted", fingerprint)
        self.set_meta("restoring", "")

    def restoring(self, sha: str, how: str, words: Mapping[str, str]) -> None:
        """Note, within a transaction, that the version whose hash begins with `sha` is about to be brought back, how it
        is to be taken then, and the words for the history: whoever finds it first takes it so."""
        self.set_meta("restoring", json.dumps({"sha": sha, "how": how, **words}))

    def restored(self, fingerprint: str) -> dict[str, str]:
        """How a version that was just brought back is to be taken, and its words; empty for any other version."""
        noted = json.loads(self.meta("restoring") or "{}")
        return noted if noted and fingerprint.startswith(noted.pop("sha")) else {}

    def next_generation(self) -> str:
        """The generation of the next save: this journal's instance and a number that rises with every swap."""
        instance = self.meta("instance")
        last = self.last_generation()
        known = int(last.name.rpartition(":")[2]) if last and last.name.startswith(f"{instance}:") else 0
        return f"{instance}:{max(int(self.meta('generation') or 0), known) + 1}"
