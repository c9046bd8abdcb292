"""Support: the calibrated probability that the best unit answers a question."""

import math
from collections.abc import Sequence
from decimal import Decimal

from bankagent.answering.calibration import SUPPORT
from bankagent.answering.extract import Candidate
from bankagent.answering.features import ASKS_FIGURE, ASKS_PERCENT, ASKS_REASON, Question

PLACES = Decimal("0.001")


def signals(asked: Question, found: Sequence[Candidate]) -> dict[str, float]:
    """Return what support weighs about candidates, of which the first is the best.

    Empty where there is no candidate.
    """
    if not found:
        return {}
    best = found[0]
    second = found[1].score if len(found) > 1 else best.score - 1
    odds = [math.exp(one.score - best.score) for one in found]
    asked_figure = float(bool(ASKS_FIGURE.search(asked.text) or ASKS_PERCENT.search(asked.text)))
    return {
        "coverage": best.features.coverage,
        "squared": best.features.coverage**2,
        "pairs": best.features.pairs,
        "years": best.features.years,
        "type": best.features.type,
        "rare": best.features.rare,
        "brief": best.features.brief,
        "around": best.around.coverage,
        "precise": best.features.precise,
        "precise_coverage": best.features.precise * best.features.coverage,
        "gap": min(best.score - second, 3.0),
        "share": 1 / sum(odds),
        "known": found[0].known,
        "sureness": (1 / sum(odds)) * best.features.coverage,
        "asked_years": float(bool(asked.years)),
        "asked_figure": asked_figure,
        "asked_reason": float(bool(ASKS_REASON.search(asked.text))),
        "asked_figure_years": asked_figure * best.features.years,
        "asked_terms": 1 / (1 + len(asked.terms)),
        "bias": 1.0,
    }


def support(asked: Question, found: Sequence[Candidate]) -> Decimal:
    """Return the support of the first candidate, from 0 to 1 with three places."""
    seen = signals(asked, found)
    if not seen:
        return Decimal("0.000")
    total = sum(weight * seen[name] for name, weight in SUPPORT[found[0].unit.kind].items())
    return Decimal(1 / (1 + math.exp(-max(-30.0, min(30.0, total))))).quantize(PLACES)
