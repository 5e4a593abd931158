"""`python -m tests.mutations`: damage a copy of the project in each listed way, and see that a test turns red."""

import sys
import tempfile
from pathlib import Path

from tests.mutations.changes import CHANGES
from tests.mutations.trying import copy_project, failing


def main(words: list[str]) -> int:
    """Try all changes whose name has one of the words in it. 0 when every one is noticed."""
    chosen = [change for change in CHANGES if not words or any(word in change.name for word in words)]
    unseen = 0
    with tempfile.TemporaryDirectory() as folder:
        project = copy_project(Path(folder))
        if red := failing(project, " ".join(change.tests for change in chosen)):
            print("without any change these fail already:", *red, sep="\n    ")
            return 1
        for change in chosen:
            red = failing(project, change.tests, change)
            print(f"{'noticed' if red else 'NOT NOTICED'}: {change.name}", *red[:3], sep="\n    ", flush=True)
            unseen += not red
    return min(unseen, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
