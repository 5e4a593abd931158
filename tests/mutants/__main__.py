"""`python -m tests.mutants [word ...]`: make each mistake in a copy of the project, and tell which test caught it.

With words, only mistakes whose name has one of them. Exits 1 when a test fails without any mistake, or a mistake stays
unnoticed.
"""

import sys
import tempfile
from pathlib import Path

from tests.mutants.engine import ENGINE
from tests.mutants.store import STORE
from tests.mutants.trying import copy_project, failing


def main(words: list[str]) -> int:
    """Try all mistakes whose name has one of the words in it. 0 when every one is caught."""
    chosen = [mutant for mutant in (*STORE, *ENGINE) if not words or any(word in mutant.name for word in words)]
    unseen = []
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        if red := failing(project, " ".join(mutant.tests for mutant in chosen)):
            print("without any mistake these fail already:", *red, sep="\n    ")
            return 1
        for mutant in chosen:
            red = failing(project, mutant.tests, mutant)
            print(f"{'caught' if red else 'NOT CAUGHT'}: {mutant.name}", *red[:3], sep="\n    ", flush=True)
            unseen += [] if red else [mutant]
    print(f"{len(chosen) - len(unseen)} of {len(chosen)} mistakes were caught.")
    return 1 if unseen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
