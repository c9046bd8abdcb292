"""Metrics of retrieval, answers and calibration: pure functions of lists.

Ranked lists hold, for each place from the first, whether what stands there is relevant.
Probabilities are floats here: they are statistics, and no figure of a client.
"""

import math
from collections.abc import Sequence

BINS = 10


def recall_at(ranked: Sequence[bool], relevant: int, k: int) -> float:
    """Return the share of the relevant ones that stand among the first k; 0 where none is.

    `recall_at([False, True], relevant=2, k=10)` is 0.5.
    """
    return min(sum(ranked[:k]), relevant) / relevant if relevant else 0.0


def chance_recall_at(candidates: int, k: int) -> float:
    """Return the recall at k that a ranking by chance gives among so many candidates."""
    return min(1.0, k / candidates) if candidates else 0.0


def ndcg_at(ranked: Sequence[bool], relevant: int, k: int) -> float:
    """Return the normalised discounted cumulative gain of the first k, with gains 0 and 1."""
    gain = sum(1 / math.log2(at + 2) for at, hit in enumerate(ranked[:k]) if hit)
    best = sum(1 / math.log2(at + 2) for at in range(min(k, relevant)))
    return gain / best if best else 0.0


def auroc(probabilities: Sequence[float], right: Sequence[bool]) -> float | None:
    """Return how often a right answer has the higher probability than a wrong one; ties are half.

    None where all are right or all are wrong.
    """
    positives = sum(right)
    negatives = len(right) - positives
    if not positives or not negatives:
        return None
    ranked = sorted(zip(probabilities, right, strict=True))
    total, below, at = 0.0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        hits = sum(is_right for _, is_right in ranked[at:end])
        misses = end - at - hits
        total += hits * (below + misses / 2)
        below += misses
        at = end
    return total / (positives * negatives)


def calibration_error(
    probabilities: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> float:
    """Return the expected calibration error (ECE) over bins of equal width."""
    if not right:
        return 0.0
    return sum(
        abs(sum(p for p, _ in inside) - sum(is_right for _, is_right in inside))
        for inside in _bins(probabilities, right, bins)
    ) / len(right)


def reliability(
    probabilities: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> list[tuple[float, float, int]]:
    """Return mean probability, share right and number of each bin that has any."""
    return [
        (
            sum(p for p, _ in inside) / len(inside),
            sum(is_right for _, is_right in inside) / len(inside),
            len(inside),
        )
        for inside in _bins(probabilities, right, bins)
        if inside
    ]


def brier(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean squared distance between probability and what came (1 right, 0 wrong)."""
    pairs = zip(probabilities, right, strict=True)
    return sum((p - is_right) ** 2 for p, is_right in pairs) / len(right) if right else 0.0


def _bins(
    probabilities: Sequence[float], right: Sequence[bool], bins: int
) -> list[list[tuple[float, bool]]]:
    found: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for p, is_right in zip(probabilities, right, strict=True):
        found[min(int(p * bins), bins - 1)].append((p, is_right))
    return found
