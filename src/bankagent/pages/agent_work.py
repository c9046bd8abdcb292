"""Work of an agent on a request: the answer that people decide on, and how it came about."""

from collections.abc import Mapping

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


async def suggestion_on(visit: Visit, request_id: int, request_type: str) -> Suggestion | None:
    """Return the suggestion for those who decide; None where there is none to be told of."""
    if request_type not in FORMS or visit.holder is None or not visit.may("work.see"):
        return None
    cleared = DocumentReader.of(visit.holder)
    one = await visit.resources.gateway.ask(
        suggestion, request_id, reader=TraceReader(cleared.kind, cleared.name)
    )
    return None if one.left_out == "none" else one
