"""What lifelines and lifetimes say of the published data, as JSON. Run by `bench.oracle` in an environment of its own.

python bench/oracle_peers.py FOLDER
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifetimes import BetaGeoBetaBinomFitter, BetaGeoFitter, GammaGammaFitter

DRAWN = 20  # sets of durations, each with a seed of its own


def durations(folder: Path) -> dict[str, tuple[list[float], list[int]]]:
    """Name -> durations and whether they ended: published ones, and some that are drawn, with many ties."""
    lung, waltons = (pd.read_csv(folder / name) for name in ("lung.csv", "waltons_dataset.csv"))
    telco = pd.read_csv(folder / "telco.csv")
    found = {
        "lung": (lung["time"].tolist(), (lung["status"] == 1).astype(int).tolist()),
        "waltons": (waltons["T"].tolist(), waltons["E"].tolist()),
        "telco": (telco["tenure"].tolist(), (telco["Churn"] == "Yes").astype(int).tolist()),
    }
    for seed in range(DRAWN):
        random = np.random.default_rng(seed)
        n = int(random.integers(5, 300))
        found[f"drawn {seed}"] = (random.integers(1, 40, n).tolist(), random.integers(0, 2, n).tolist())
    return found


def curve(lasted: list[float], ended: list[int]) -> dict[str, object]:
    """S and its log-log bounds at each time at which something ended, and the median."""
    fit = KaplanMeierFitter().fit(lasted, ended)
    times = sorted({t for t, over in zip(lasted, ended, strict=True) if over})
    bounds = fit.confidence_interval_survival_function_.loc[times]
    median = float(fit.median_survival_time_)
    return {
        "lasted": lasted, "ended": ended, "t": times, "S": fit.survival_function_["KM_estimate"].loc[times].tolist(),
        "lo": bounds.iloc[:, 0].tolist(), "hi": bounds.iloc[:, 1].tolist(),
        "median": median if np.isfinite(median) else None,
    }  # fmt: skip


def buying(folder: Path) -> dict[str, object]:
    """Parameters of BG/NBD, gamma-gamma and BG/BB, and what the first expects of each customer in 39 weeks."""
    rows = pd.read_csv(folder / "cdnow_customers_summary.csv")
    parts = rows["frequency"], rows["recency"], rows["T"]
    bgnbd = BetaGeoFitter().fit(*parts)
    expected = bgnbd.conditional_expected_number_of_purchases_up_to_time(39, *parts)
    values = pd.read_csv(folder / "cdnow_customers_summary_with_transactions.csv").query("x > 0")
    gamma = GammaGammaFitter().fit(values["x"], values["zbar"])
    gifts = pd.read_csv(folder / "donations.csv")
    bgbb = BetaGeoBetaBinomFitter().fit(gifts["frequency"], gifts["recency"], gifts["periods"], gifts["weights"])
    return {
        "BG/NBD": bgnbd.params_.to_dict(), "expected": expected.tolist(), "gamma-gamma": gamma.params_.to_dict(),
        "BG/BB": bgbb.params_.to_dict(),
    }  # fmt: skip


if __name__ == "__main__":
    data = Path(sys.argv[1])
    print(json.dumps({"km": {name: curve(*case) for name, case in durations(data).items()}, **buying(data)}))
