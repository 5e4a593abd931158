"""Kith's survival curves and models of buying beside lifelines and lifetimes, on the same data.

    KITH_TEST_DATA=... python -m bench.oracle

The others need an older pandas: uv makes them an environment of their own. What they agree to is kept in
`bench/results/oracle.json`; anything further apart than its limit ends the run with an error.
"""

import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.common import RESULTS, ROOT, commit
from crm.analytics.bgbb import bgbb_fit
from crm.analytics.bgnbd import BgNbd, bgnbd_expected, bgnbd_fit
from crm.analytics.gamma_gamma import gamma_gamma_fit
from crm.analytics.survival import km

PEERS = ("lifelines==0.30.3", "lifetimes==0.11.3", "pandas<3")
LIMITS = {"Kaplan-Meier": 1e-6, "BG/NBD": 1e-3, "visits expected": 1e-3, "gamma-gamma": 1e-2, "BG/BB": 2e-3}
"""What is compared -> how far apart it may lie."""


def asked(folder: Path) -> dict[str, Any]:
    """What the others say."""
    uv = ["uv", "run", "-q", "--no-project", "--python", "3.11"]
    command = [
        *uv,
        *(part for peer in PEERS for part in ("--with", peer)),
        "python",
        "bench/oracle_peers.py",
        str(folder),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def furthest(one: Sequence[float], other: Sequence[float]) -> float:
    """The largest difference, where both are numbers."""
    apart = np.abs(np.asarray(one, dtype="float64") - np.asarray(other, dtype="float64"))
    return float(np.nanmax(apart)) if len(apart) and not np.isnan(apart).all() else 0.0


def curves(cases: Mapping[str, Mapping[str, Any]]) -> float:
    """How far apart any S, bound or median lies; infinitely where only one side has a median."""
    worst = 0.0
    for case in cases.values():
        found = km(np.array(case["lasted"]), np.array(case["ended"]))
        if (found.median is None) != (case["median"] is None):
            return math.inf
        pairs = [(found.t, case["t"]), (found.S, case["S"]), (found.lo, case["lo"]), (found.hi, case["hi"])]
        worst = max(worst, *(furthest(one, other) for one, other in pairs))
        worst = max(worst, abs((found.median or 0.0) - (case["median"] or 0.0)))
    return worst


def models(folder: Path, said: Mapping[str, Any]) -> dict[str, float]:
    """How far apart the parameters lie, and what is expected of each customer."""
    names = {"frequency": "x", "recency": "t_x"}
    rows = pd.read_csv(folder / "cdnow_customers_summary.csv").rename(columns=names)
    values = pd.read_csv(folder / "cdnow_customers_summary_with_transactions.csv").rename(columns={"zbar": "mean"})
    gifts = pd.read_csv(folder / "donations.csv").rename(columns={**names, "periods": "T", "weights": "n"})
    bgnbd, gamma, bgbb = bgnbd_fit(rows), gamma_gamma_fit(values), bgbb_fit(gifts)
    fits = {"BG/NBD": bgnbd, "gamma-gamma": gamma, "BG/BB": bgbb}
    found = {
        name: max(abs(getattr(fit, part) - value) for part, value in said[name].items()) for name, fit in fits.items()
    }
    if not isinstance(bgnbd, BgNbd):
        raise SystemExit(f"BG/NBD was refused: {bgnbd.reason}")
    return {**found, "visits expected": furthest(bgnbd_expected(bgnbd, rows, 39).to_numpy(), said["expected"])}


def main() -> int:
    """Compare, keep, and say what is too far apart."""
    folder = Path(os.environ["KITH_TEST_DATA"]) / "analytics"
    said = asked(folder)
    apart = {"Kaplan-Meier": curves(said["km"]), **models(folder, said)}
    kept = {
        "name": "oracle",
        "peers": PEERS,
        "curves": len(said["km"]),
        "commit": commit(),
        "apart": apart,
        "limits": LIMITS,
    }
    (RESULTS / "oracle.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    for name, limit in LIMITS.items():
        print(f"{name:<18}at most {apart[name]:.1e} apart, allowed {limit:.0e}")
    return int(any(apart[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
