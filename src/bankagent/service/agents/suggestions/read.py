"""Newest suggestion on a request, as far as its reader is shown it."""

from dataclasses import replace
from typing import Any, cast

from bankagent.agent.canonical import Invalid, parsed
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.agent import digest
from bankagent.domain.agent_trace import AgentTrace, TracedStep, TracedWork
from bankagent.domain.model_call import EMBEDDED
from bankagent.domain.suggestion import Suggestion, WrittenBy
from bankagent.errors import BadJson
from bankagent.facts.breaks.playbooks import PLAYBOOKS
from bankagent.service.agents.suggestions.forms import FORMS, ReviewSuggestion
from bankagent.service.agents.suggestions.prompt import prompt
from bankagent.service.agents.suggestions.spec import SUFFIX
from bankagent.service.agents.trace import trace
from bankagent.store.agents.suggestions import Basis, basis
from bankagent.store.agents.trace import TraceReader

OF_AGENT = {f"{name}{SUFFIX}": form for name, form in FORMS.items()}


async def suggestion(conn: Connection, request_id: int, *, reader: TraceReader) -> Suggestion:
    """Return the newest suggestion on a request; the texts of a model are bounded and printable.

    Raises:
        NotFound: there is no such request.
    """
    found = await trace(conn, request_id, reader=reader)
    said = of_trace(found)
    if said.run is None:
        return said
    now = await basis(conn, request_id)
    return replace(said, is_current=now is not None and _asked(now) == found.runs[-1].input_sha256)


def _asked(now: Basis) -> str | None:
    """Return the digest of the prompt that the request would have now; None where it has none."""
    try:
        payload, fired, known = map(exact_json.loads, (now.payload, now.fired, now.known))
        asked = prompt(now.request_type, payload, now.outcome, cast(Any, fired), cast(Any, known))
    except (BadJson, LookupError, TypeError, AttributeError):  # rows that no worker wrote
        return None
    return digest(asked)


def of_trace(found: AgentTrace) -> Suggestion:
    """Return the suggestion of the newest run."""
    last = found.runs[-1] if found.runs else None
    form = OF_AGENT.get(last.agent) if last else None
    answers = [one for one in last.steps if one.kind == "answer"] if last and form else []
    if last is None or form is None or not answers or _is_unanswered(answers[-1]):
        return Suggestion(found.request_id, "none")
    step = answers[-1]
    if step.result.left_out:
        return Suggestion(found.request_id, step.result.left_out)
    try:
        said, _ = parsed(exact_json.dumps(step.result.content), form)
    except Invalid:
        return Suggestion(found.request_id, "unreadable")
    return _whole(found.request_id, last, step, said)


def _is_unanswered(step: TracedStep) -> bool:
    return isinstance(step.result.content, dict) and "unanswered" in step.result.content


def _whole(request_id: int, last: TracedWork, step: TracedStep, said: object) -> Suggestion:
    if not isinstance(said, ReviewSuggestion):
        return Suggestion(request_id, "unreadable")
    cause = getattr(said, "cause", None)
    return Suggestion(
        request_id,
        None,
        summary=tuple(said.summary),
        concerns=tuple(said.concerns),
        message=getattr(said, "message", None),
        cause=cause,
        playbook=PLAYBOOKS.get(cause) if cause else None,
        written_by=WrittenBy(_model(last), last.definition_sha256),
        made_at=step.ended_at,
        run=last.run,
        step=step.number,
    )


def _model(last: TracedWork) -> str:
    """Return the model that wrote, as a definition names it."""
    calls = [one.model_call for one in last.steps if one.model_call]
    if not calls or calls[-1].provider == EMBEDDED:
        return EMBEDDED
    return f"{calls[-1].provider}:{calls[-1].model}"
