"""The file that keeps what the trials found."""

import datetime as dt
import json
from pathlib import Path

from bench.common import machine
from tests.trials.result import Result


def keep(file: Path, result: Result) -> None:
    """Put the result of one trial into the file; those of other trials in it stay."""
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    told = {**result.as_json(), "taken": f"{dt.date.today()}", "machine": machine()}
    kept[result.name] = told
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
