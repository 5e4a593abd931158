"""The trial of Tidy finds what it planted."""

from bench import tidy
from bench.common import Trial


def test_a_run_finds_every_slip_that_it_planted() -> None:
    trial = Trial("tidy", "", tidy.LOOKED, tidy.GOALS)
    tidy.run(trial, 200)
    assert [(one.rows, one.who, len(one.rounds)) for one in trial.series] == [
        (200, tidy.LOOKED, 1),
        (200, tidy.HEALED, 1),
    ]
