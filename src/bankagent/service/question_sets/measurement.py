"""Measurements of question sets in their JSON form, and their comparison with earlier ones."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bankagent.answering.calibration import VERSION
from bankagent.answering.evaluation import metrics
from bankagent.answering.evaluation.question_set import QuestionSet
from bankagent.answering.evaluation.results import (
    PLACES,
    Asked,
    Change,
    compared,
    measured,
)
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.errors import CannotRun
from bankagent.service.agents.research import LEAST_SUPPORT

FORM = "bankagent-measurement-1"
Metrics = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier measurement: the digest of its set, and its metrics."""

    set_sha256: str
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes since an earlier measurement, which may be one of another set."""

    is_same_set: bool
    changes: Sequence[Change]

    @property
    def is_worse(self) -> bool:
        """Say if any metric is worse."""
        return any(one.is_worse for one in self.changes)


def measurement(
    text: bytes,
    asked: QuestionSet,
    done: Sequence[Asked],
    embedding_sha256: str | None = None,
) -> JsonObject:
    """Return what was measured: metrics, calibration by bins, and the answer to each question.

    `embedding_sha256` is the model by which search compared embeddings, if one did.
    """
    supports, right = [float(one.support) for one in done], [one.is_right for one in done]
    return {
        "form": FORM,
        "set": {
            "name": asked.name,
            "sha256": hashlib.sha256(text).hexdigest(),
            "documents": len(asked.documents),
            "questions": len(asked.questions),
            "answerable": sum(one.answerable for one in asked.questions),
        },
        "calibration": VERSION,
        "embedding_sha256": embedding_sha256,
        "least_support": Decimal(LEAST_SUPPORT),
        "metrics": dict(measured(done)),
        "bins": [
            {"support": _rounded(support), "right": _rounded(share), "questions": number}
            for support, share, number in metrics.reliability(supports, right)
        ],
        "answers": [_answer(one) for one in done],
    }


def earlier(text: bytes) -> Earlier:
    """Read a measurement.

    Raises:
        CannotRun: it is none.
    """
    try:
        value: Any = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=str)
        found = Earlier(value["set"]["sha256"], value["metrics"])
        is_one = value["form"] == FORM and isinstance(found.set_sha256, str)
        is_one = is_one and all(map(_is_metric, found.metrics.values()))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        is_one = False
    if not is_one:
        raise CannotRun("The earlier measurement must be what bankagent eval --json wrote.")
    return found


def comparison(before: Earlier, now: JsonObject) -> Comparison:
    """Compare a measurement with an earlier one."""
    told: Any = now
    same = told["set"]["sha256"] == before.set_sha256
    return Comparison(same, compared(before.metrics, told["metrics"]))


def as_json(found: Comparison) -> JsonObject:
    """Return a comparison in its JSON form."""
    return {
        "is_same_set": found.is_same_set,
        "is_worse": found.is_worse,
        "changes": [
            {"metric": one.name, "before": one.before, "now": one.now, "is": verdict(one)}
            for one in found.changes
        ],
    }


def verdict(change: Change) -> str:
    """Return better, worse or same; not_measured where one of the two has no figure."""
    if change.before is None or change.now is None:
        return "not_measured"
    if change.is_worse:
        return "worse"
    return "better" if change.is_better else "same"


def _answer(one: Asked) -> dict[str, JsonValue]:
    first = next((at for at, hit in enumerate(one.hits, start=1) if hit), None)
    return {
        "key": one.question.key,
        "support": one.support,
        "is_answered": one.is_answered,
        "is_right": one.is_right,
        "rank_of_gold": first,
    }


def _rounded(value: float) -> Decimal:
    return Decimal(value).quantize(PLACES)


def _is_metric(value: object) -> bool:
    return value is None or (isinstance(value, Decimal) and value.is_finite())
