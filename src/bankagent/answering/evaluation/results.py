"""Runs of an evaluation: their metrics, and the comparison with an earlier run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bankagent.answering.evaluation import metrics
from bankagent.answering.evaluation.question_set import SetQuestion
from bankagent.domain.quoted_answer import Claim

K = 10
PLACES = Decimal("0.001")
# Of these, less is better.
LESS_IS_BETTER = frozenset({"unanswerable_answered", "ece", "brier"})
# A step of one question in a thousand is no change.
SMALLEST_CHANGE = Decimal("0.002")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a run: which retrieved passages hold gold, and what was answered.

    hits: for each retrieved passage, the gold places in it by their index. is_right: of the first
    claim. is_answered: the support reached the threshold.
    """

    question: SetQuestion
    hits: tuple[frozenset[int], ...]
    support: Decimal
    is_answered: bool
    is_right: bool


def is_right(question: SetQuestion, claim: Claim, keys: Mapping[tuple[int, int], str]) -> bool:
    """Say if a quote of a claim covers a gold place; `keys` names documents by id and version."""
    return any(
        keys.get((quote.document_id, quote.version)) == gold.document
        and quote.start <= gold.start
        and gold.end <= quote.end
        for quote in claim.quotes
        for gold in question.gold
    )


def measured(asked: Sequence[Asked]) -> dict[str, Decimal | None]:
    """Return the metrics of a run by name, with three places; None where nothing was measured."""
    answerable = [one for one in asked if one.question.answerable]
    answered = [one for one in asked if one.is_answered]
    unanswerable = [one for one in asked if not one.question.answerable]
    supports = [float(one.support) for one in asked]
    right = [one.is_right for one in asked]
    found: dict[str, float | None] = {
        # Gold places are alternatives: one of them is enough. Short documents have no ten chunks.
        "recall_at_3": _mean([float(any(one.hits[:3])) for one in answerable]),
        f"recall_at_{K}": _mean([float(any(one.hits[:K])) for one in answerable]),
        f"ndcg_at_{K}": _mean([_ndcg(one) for one in answerable]),
        "answered": _mean([float(one.is_answered) for one in asked]),
        "right_among_answered": _mean([float(one.is_right) for one in answered]),
        "unanswerable_answered": _mean([float(one.is_answered) for one in unanswerable]),
        "auroc": metrics.auroc(supports, right),
        "ece": metrics.calibration_error(supports, right) if asked else None,
        "brier": metrics.brier(supports, right) if asked else None,
    }
    return {
        name: None if value is None else Decimal(value).quantize(PLACES)
        for name, value in found.items()
    }


@dataclass(frozen=True, slots=True)
class Change:
    """One metric before and now."""

    name: str
    before: Decimal | None
    now: Decimal | None

    @property
    def is_worse(self) -> bool:
        """Say if the metric moved to its bad side."""
        return self._gain <= -SMALLEST_CHANGE

    @property
    def is_better(self) -> bool:
        """Say if the metric moved to its good side."""
        return self._gain >= SMALLEST_CHANGE

    @property
    def _gain(self) -> Decimal:
        if self.before is None or self.now is None:
            return Decimal(0)
        moved = self.now - self.before
        return -moved if self.name in LESS_IS_BETTER else moved


def compared(
    before: Mapping[str, Decimal | None], now: Mapping[str, Decimal | None]
) -> list[Change]:
    """Return each metric of the two runs in the order of the present one."""
    names = [*now, *(name for name in before if name not in now)]
    return [Change(name, before.get(name), now.get(name)) for name in names]


def _ndcg(one: Asked) -> float:
    ranked = [bool(hit) for hit in one.hits]
    return metrics.ndcg_at(ranked, max(1, sum(ranked)), K)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
