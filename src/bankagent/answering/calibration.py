"""Calibration of extraction: the weights of ranking and support, with the name of their version.

Written by `bench/fit_support.py` from 1,666 questions of TAT-QA dev (278 reports, CC BY 4.0), half
of them without their answer. A bank fits them anew on answers that its reviewers have judged.
"""

VERSION = "tatqa-dev-2"

RANKING = {
    "coverage": 4.431,
    "pairs": 1.683,
    "years": 2.506,
    "type": 2.286,
    "rare": 0.549,
    "brief": -0.257,
    "row": -0.668,
    "row_precise": 1.994,
    "around": 1.487,
}

# By the kind of the best unit.
SUPPORT = {
    "sentence": {
        "coverage": 1.207, "squared": 0.556, "pairs": 0.485, "years": 2.432, "type": 1.217,
        "rare": -1.025, "brief": -1.24, "around": 0.979, "precise": 0.124,
        "precise_coverage": 1.561, "gap": -0.019, "share": 0.473, "known": -1.392,
        "sureness": 3.948, "asked_years": -0.639, "asked_figure": 0.746, "asked_reason": 0.197,
        "asked_figure_years": -0.665, "asked_terms": -0.761, "bias": -5.775,
    },
    "row": {
        "coverage": -4.516, "squared": 0.402, "pairs": 1.123, "years": 0.206, "type": 0.67,
        "rare": -0.636, "brief": 1.48, "around": 0.53, "precise": 1.062,
        "precise_coverage": 2.753, "gap": 0.0, "share": -0.593, "known": 1.628,
        "sureness": 3.88, "asked_years": 0.754, "asked_figure": -0.331, "asked_reason": -0.882,
        "asked_figure_years": 0.57, "asked_terms": 1.247, "bias": -6.24,
    },
}  # fmt: skip
