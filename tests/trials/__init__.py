"""Trials: the store under kills, failing system calls, power cuts, many processes, and a person who races it.

python -m tests.trials all --out bench/results/trials.json [--seed N] [--rounds-of kills=30 races=100]
"""
