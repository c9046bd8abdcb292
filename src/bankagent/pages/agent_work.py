"""Work of an agent on a request: the answer that people decide on, and how it came about."""

from collections.abc import Mapping
from typing import Any

from bankagent.domain.caller import Caller
from bankagent.domain.document import DocumentReader
from bankagent.domain.explanation import Evidence
from bankagent.domain.suggestion import Suggestion
from bankagent.pages.visit import Visit
from bankagent.service.agents.shown import ShownWork, shown
from bankagent.service.agents.suggestions.forms import FORMS
from bankagent.service.agents.suggestions.read import suggestion
from bankagent.service.agents.told import head, told
from bankagent.service.agents.value_lines import value_lines
from bankagent.service.requests import readings
from bankagent.store.agents.trace import TraceReader

LEFT_OUT = {
    "none": "The agent has not answered.",
    "held": "People decide first: the answer is shown once the request is approved.",
    "redacted": "Retention has taken the text of the answer away; its digest is left.",
    "withheld": "The answer rests on a document above your clearance.",
    "long": "The answer is too long for this page; the API has it.",
    "unreadable": "The answer has no form that this service reads.",
}
WORDS = {"head": head, "told": told, "left_out": LEFT_OUT, "value_lines": value_lines}


async def of_request(visit: Visit, found: Evidence) -> ShownWork | None:
    """Return the work of an agent; None for a type that no agent works on."""
    if found.request_type not in readings.ANSWERED or visit.holder is None:
        return None
    cleared = DocumentReader.of(visit.holder)
    payload = found.payload if isinstance(found.payload, Mapping) else {}
    work = await visit.resources.gateway.ask(
        shown,
        found.request_id,
        str(payload.get("question", "")),
        reader=TraceReader(cleared.kind, cleared.name),
        maker=visit.sees,
    )
    if isinstance(visit.holder, Caller) and work.answer.claims:
        await readings.note_use(visit.resources.gateway, visit.holder, found.request_id)
    return work


async def advice(visit: Visit, request_id: int, request_type: str) -> dict[str, Any]:
    """Return the suggestion for those who decide, None where there is none, and words for it."""
    found: Suggestion | None = None
    if request_type in FORMS and visit.holder is not None and visit.may("work.see"):
        cleared = DocumentReader.of(visit.holder)
        found = await visit.resources.gateway.ask(
            suggestion, request_id, reader=TraceReader(cleared.kind, cleared.name)
        )
    is_there = found is not None and found.left_out != "none"
    return {"suggestion": found if is_there else None, "agent_words": WORDS}
