"""What a run brings to its end: the request that it saw, and what is to be recorded."""

from dataclasses import dataclass
from typing import Any

from bankagent.domain.evaluation import Evaluation
from bankagent.domain.exact_json import JsonValue


@dataclass(frozen=True, slots=True)
class ClaimedRequest:
    """A request as a run sees it; the payload is JSON text that came in by any door, untrusted."""

    request_id: int
    client_id: str
    request_type: str
    payload: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a run ends: status is processed, awaiting_approval or needs_info.

    decision is approved or rejected, and only with processed; result is what callers are shown.
    """

    status: str
    decision: str | None
    evaluation: Evaluation
    result: dict[str, JsonValue]

    def as_item(self) -> dict[str, Any]:
        """Return it as settle_jobs takes it, without the fence."""
        return {
            "status": self.status,
            "decision": self.decision,
            "result": self.result,
            "evaluation": self.evaluation.as_json(),
        }
