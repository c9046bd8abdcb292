"""Calibration of support: weights that `bench/answers.py fit` found, and the name of their version."""

RANKING = {"coverage": 4.0, "pairs": 1.0, "years": 0.6, "type": 0.8, "rare": 0.0, "brief": 0.0, "row": 0.0, "row_precise": 1.0, "around": 1.0}
SUPPORT: dict[str, dict[str, float]] = {}
VERSION = "extractive-1"
