"""A request on one page: payload, timeline, fired rules, history, and the form of a vote."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bankagent.domain.approval import Approval, Escalation, Vote
from bankagent.domain.approval import Page as ApprovalPage
from bankagent.domain.explanation import Evidence
from bankagent.errors import (
    NO_REQUEST,
    BadRequest,
    BankagentError,
    Conflict,
    Forbidden,
    NotFound,
    Stale,
)
from bankagent.pages import changes, demand, evaluated, payload, render, stale, trail
from bankagent.pages.visit import Page, Visit, to
from bankagent.service.approvals.escalate import escalate
from bankagent.service.approvals.vote import cast_vote
from bankagent.service.requests import readings
from bankagent.service.requests.explanation.explain import explain
from bankagent.store.approvals import pending, work
from bankagent.store.exceptions import lists
from bankagent.store.requests.evidence import evidence
from bankagent.store.requests.readings import Reading
from bankagent.store.worklist.verbs import comments

MOST_READS = 3
# What the page says after findings on a case were taken.
FOUND = {
    "verdicts": "Your verdicts are stored, and the case is evaluated again.",
    "judgements": "Your judgement is stored, and the case is evaluated again.",
    "waivers": "The waiver waits for another person, who confirms it on this page.",
    "moved": "It is done; the list of your team shows it.",
    "commented": "Your comment is stored.",
    "confirmed": "The waiver counts, and the case is evaluated again.",
}
ESCALATE = "escalate"
VERDICTS = (
    ("approve", "Approve"),
    ("reject", "Reject"),
    ("needs_info", "Ask the caller for more"),
    (ESCALATE, "Escalate to the next level"),
)


async def show(visit: Visit) -> Response:
    """Return a request with all that is known of it, and the form of a vote where it waits."""
    return await whole(visit)


async def vote(visit: Visit) -> Response:
    """Cast the vote of a form, or escalate; it names the digest that the page had shown.

    Where the request changed meanwhile, the answer is 412 and shows what changed.
    """
    cast = Vote(
        request_id=visit.number("request_id"),
        reviewer=visit.name,
        verdict=visit.sent.text("verdict"),
        reason=visit.sent.text("reason"),
        digest=visit.sent.text("digest"),
        override_code=visit.sent.optional("override_code"),
        client_reason=visit.sent.optional("client_reason"),
        escalation_code=visit.sent.optional("escalation_code"),
    )
    try:
        number = await _sent(visit, cast)
    except (Stale, Conflict, Forbidden, BadRequest) as error:
        if isinstance(error, Conflict) and (own := await _same_vote(visit, cast)):
            return to(f"/requests/{cast.request_id}", voted=own)
        return await whole(visit, error=error, wanted=cast)
    return to(f"/requests/{cast.request_id}", voted=str(number))


async def _sent(visit: Visit, cast: Vote) -> int:
    """Cast a vote or an escalation, and return its number."""
    gateway, code = visit.resources.gateway, cast.escalation_code or ""
    if cast.verdict != ESCALATE:
        return (await cast_vote(gateway, cast)).vote_id
    asked = Escalation(cast.request_id, cast.reviewer, code, cast.reason, cast.digest)
    return (await escalate(gateway, asked)).vote_id


async def whole(
    visit: Visit, *, error: BankagentError | None = None, wanted: Vote | None = None
) -> Response:
    """Return the page of a request, with the error of a form that was refused."""
    ask, request_id = visit.resources.gateway.ask, visit.number("request_id")
    await visit.check_reading(request_id)
    asked, found = await _of_one_moment(visit, request_id)
    if found is None or visit.holder is None:
        raise NotFound(NO_REQUEST)
    versions = await ask(work.payload_versions, request_id)
    earlier = versions[-1].payload if versions else None
    return render.page(
        visit,
        "request",
        title=f"Request {request_id}",
        status=error.status if error else 200,
        error=error,
        wanted=wanted,
        changed=stale.differences(found, versions, wanted.digest) if wanted and error else None,
        receipt=_receipt(visit, found),
        one=found,
        type=evaluated.words_of_type(found.request_type),
        payload_rows=payload.rows_of(found.request_type, found.payload, earlier),
        versions=versions,
        steps=trail.steps(found),
        explanation=await explain(visit.resources.gateway, visit.holder, request_id, "bank"),
        earlier=await ask(work.earlier_requests, request_id, found.client_id, maker=visit.sees),
        **asked,
        verdicts=VERDICTS,
        steps_of_payload=changes.steps(versions, found.payload),
        readings=await _readings(visit, found),
        found=FOUND.get(visit.request.query_params.get("found", ""), "") if not error else "",
        **await evaluated.parts(visit, found),
    )


async def _of_one_moment(visit: Visit, request_id: int) -> tuple[dict[str, Any], Evidence | None]:
    """Return what waits for a vote, and the request, both of the same evaluation.

    They are two statements. The digest is read first: where the request moves on meanwhile, a vote
    on the page is refused (412). The other order would bind it to what the page does not show.
    """
    for _ in range(MOST_READS):
        asked = await _asked(visit, request_id)
        found = await visit.resources.gateway.ask(evidence, request_id, maker=visit.sees)
        waiting = asked["approval"].digest if asked["approval"] else None
        if not visit.may("work.see") or found is None or waiting == stale.waiting_digest(found):
            break
    return asked, found


async def _readings(visit: Visit, found: Evidence) -> list[Reading]:
    """Note that the reader read data about persons, and return all such readings."""
    gateway, is_recorded = visit.resources.gateway, found.request_type in readings.ABOUT_PERSONS
    if is_recorded:
        await readings.note(gateway, visit.name, found.request_id)
    if not (is_recorded and visit.may("work.see")):
        return []
    return await readings.of_request(gateway, found.request_id)


async def _asked(visit: Visit, request_id: int) -> dict[str, Any]:
    """Return what waits for a vote on a request, and what people say of it, for readers of work."""
    approval: Approval | None = None
    if visit.may("work.see"):
        asked = ApprovalPage(visit.name, request_id=request_id, snoozed=True)
        found = await visit.resources.gateway.ask(pending.page, asked)
        approval = found[0] if found else None
    ask, is_reader = visit.resources.gateway.ask, visit.may("work.see")
    return {
        "questions": await ask(work.questions, request_id) if is_reader else [],
        "comments": await ask(comments, request_id) if is_reader else None,
        "reviewers": await ask(lists.reviewers) if visit.may("work.move") else [],
        "approval": approval,
        "stages": demand.stages(approval) if approval else [],
        "limit": demand.limit(approval) if approval else None,
        "override": demand.override(approval) if approval else None,
        "codes": demand.CODES,
        "escalation_codes": demand.ESCALATION_CODES,
        "escalations": demand.escalations(approval) if approval else [],
        "why_not": demand.why_not(approval, visit.name) if approval else "",
    }


async def _same_vote(visit: Visit, cast: Vote) -> str | None:
    """Return the number of the vote that this one repeats, since its answer was lost."""
    found = await visit.resources.gateway.ask(evidence, cast.request_id, maker=visit.sees)
    same = {"reviewer": cast.reviewer, "verdict": cast.verdict}
    for one in found.votes if found and isinstance(found.votes, list) else []:
        if not isinstance(one, Mapping) or not same.items() <= one.items():
            continue
        if cast.digest == (one.get("shown_digest") or one.get("digest")):
            return str(one["id"])
    return None


def _receipt(visit: Visit, found: Evidence) -> Mapping[str, Any] | None:
    """Return the reader's own vote that the address names, as the database has it."""
    named = visit.request.query_params.get("voted", "")
    votes = found.votes if isinstance(found.votes, list) else []
    for one in votes:
        if isinstance(one, Mapping) and str(one.get("id")) == named:
            return one if one.get("reviewer") == visit.name else None
    return None


PAGES = (
    Page("GET", "/requests/{request_id:int}", "request.see", show),
    Page("POST", "/requests/{request_id:int}/votes", "request.vote", vote),
)
