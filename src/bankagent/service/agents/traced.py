"""Parts of a trace from their rows: steps with their calls, searches, quotes and texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bankagent.domain import exact_json
from bankagent.domain.agent_trace import (
    TracedCitation,
    TracedHit,
    TracedMessage,
    TracedModelCall,
    TracedRetrieval,
    TracedStep,
    TracedText,
    TracedToolCall,
)
from bankagent.errors import BadJson
from bankagent.service.agents.prompts import Prompts
from bankagent.store.agents.prompts import MessageRow
from bankagent.store.agents.trace import CallRow, CitationRow, HitRow, StepRow


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of steps, by the number of the step."""

    calls: Mapping[int, CallRow]
    hits: Mapping[int, Sequence[HitRow]]
    citations: Mapping[int, Sequence[CitationRow]]
    prompts: Prompts | None


def step(one: StepRow, parts: Parts) -> TracedStep:
    """Return a step with its parts."""
    made = parts.calls.get(one.step_id)
    return TracedStep(
        one.number,
        one.kind,
        one.name,
        one.occurrence,
        one.job_id,
        one.attempt,
        one.input_sha256,
        one.started_at,
        one.ended_at,
        model_call=_model_call(one, parts.prompts),
        tool_call=call(made, withheld=one.is_withheld) if made else None,
        retrieval=_retrieval(one, parts.hits.get(one.step_id, ())),
        citations=_citations(parts.citations.get(one.step_id, ())),
        result=_text(
            one.result_sha256,
            one.result,
            one.redacted_at,
            withheld=one.is_withheld,
            long=bool(one.is_long),
        ),
    )


def _citations(rows: Sequence[CitationRow]) -> tuple[TracedCitation, ...]:
    return tuple(
        TracedCitation(
            one.number,
            one.claim,
            one.document_id,
            one.version,
            one.starts_at,
            one.ends_at,
            one.sha256,
            one.verdict,
        )
        for one in rows
        if not one.is_withheld
    )


def _model_call(one: StepRow, prompts: Prompts | None) -> TracedModelCall | None:
    if one.provider is None or one.model is None or one.latency_ms is None:
        return None
    return TracedModelCall(
        one.provider,
        one.model,
        one.version,
        one.input_tokens,
        one.output_tokens,
        one.cached_tokens,
        one.cost,
        one.latency_ms,
        one.sent_sha256 or "",
        None if prompts is None else _messages(one, prompts.get(one.step_id, ())),
    )


def _messages(one: StepRow, rows: Sequence[MessageRow]) -> tuple[TracedMessage, ...]:
    return tuple(
        TracedMessage(
            it.position,
            it.role,
            _text(
                it.content_sha256,
                it.content,
                it.redacted_at,
                withheld=one.is_withheld,
                long=bool(it.is_long),
            ),
        )
        for it in rows
    )


def call(one: CallRow, *, withheld: bool) -> TracedToolCall:
    """Return a tool call with its arguments, unless they are withheld."""
    return TracedToolCall(
        one.name,
        one.occurrence,
        one.effect,
        one.idempotency_key,
        one.outcome,
        one.in_doubt,
        one.called_at,
        arguments=_text(
            one.arguments_sha256,
            one.arguments,
            one.redacted_at,
            withheld=withheld,
            long=bool(one.is_long),
        ),
    )


def _retrieval(one: StepRow, hits: Sequence[HitRow]) -> TracedRetrieval | None:
    if one.searched_for is None or one.question_sha256 is None:
        return None
    shown = [hit for hit in hits if not hit.is_withheld]
    return TracedRetrieval(
        one.searched_for,
        one.question_sha256,
        None if one.document_ids is None else tuple(one.document_ids),
        one.embedding_sha256,
        tuple(
            TracedHit(
                hit.rank,
                hit.document_id,
                hit.version,
                hit.starts_at,
                hit.ends_at,
                hit.sha256,
                hit.score,
            )
            for hit in shown
        ),
        len(hits) - len(shown),
    )


def _text(
    sha256: str, content: str | None, redacted_at: datetime | None, *, withheld: bool, long: bool
) -> TracedText:
    if withheld:
        return TracedText(sha256, None, "withheld", redacted_at)
    if long:
        return TracedText(sha256, None, "long", None)
    if redacted_at is not None:
        return TracedText(sha256, None, "redacted", redacted_at)
    try:
        return TracedText(sha256, exact_json.loads(content or ""), None, None)
    except BadJson:
        return TracedText(sha256, None, "unreadable", None)
