"""A trade exception on one page: both sides aligned, its trail, and what people may do with it."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.domain.trade_exception import WholeException
from bankagent.errors import BadRequest, BankagentError, Conflict, Forbidden, NotFound, Stale
from bankagent.pages import payload, render, sides
from bankagent.pages.visit import Page, Visit, to
from bankagent.service.exceptions import decide
from bankagent.store.exceptions import lists, verbs
from bankagent.store.requests import read

TYPE = "trade_exception"
NO_EXCEPTION = "There is no such exception."
NO_PROPOSAL = "There is no such proposal on this exception."
REFUSED = (BadRequest, Conflict, Forbidden, Stale)
# What the page says after a form was taken.
DONE = {
    "moved": "The exception has moved.",
    "commented": "Your comment is stored.",
    "labelled": "The labels have changed.",
    "proposed": "Your proposal waits for the vote of a colleague.",
    "voted": "Your vote is recorded.",
    "reopened": "A new request compares the pair again.",
}


async def show(visit: Visit) -> Response:
    """Return an exception with both sides of its pair, its trail, comments and proposals."""
    return await _whole(visit)


async def move(visit: Visit) -> Response:
    """Move the exception: to a person, to the team, on, or closed with a reason."""
    sent = visit.sent
    to_state = sent.text("to_state")
    try:
        await decide.move(
            visit.resources.gateway,
            visit.number("exception_id"),
            to_state=to_state,
            reason=sent.optional("reason"),
            assignee=sent.optional("assignee") if to_state == "assigned" else None,
            actor=visit.name,
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return _done(visit, "moved")


async def comment(visit: Visit) -> Response:
    """Store a comment, for colleagues or for the counterparty."""
    try:
        await visit.resources.gateway.ask(
            verbs.comment,
            visit.number("exception_id"),
            visibility=visit.sent.text("visibility"),
            text=visit.sent.text("text"),
            actor=visit.name,
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return _done(visit, "commented")


async def label(visit: Visit) -> Response:
    """Set or remove a label, such as a root cause."""
    try:
        await visit.resources.gateway.ask(
            verbs.label,
            visit.number("exception_id"),
            label=visit.sent.text("label"),
            is_set=visit.sent.text("remove") != "yes",
            actor=visit.name,
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return _done(visit, "labelled")


async def propose(visit: Visit) -> Response:
    """Propose a repair, or a write-off, on which a colleague votes."""
    sent = visit.sent
    try:
        await visit.resources.gateway.ask(
            verbs.propose,
            visit.number("exception_id"),
            proposed=sent.text("proposed"),
            content=_content(visit),
            reason=sent.text("reason"),
            actor=visit.name,
            traceparent=trace.traceparent(),
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return _done(visit, "proposed")


async def vote(visit: Visit) -> Response:
    """Vote on the proposal whose digest the page had shown."""
    sent, ask = visit.sent, visit.resources.gateway.ask
    number = next(iter(sent.numbers("proposal_id")), 0)
    if await ask(lists.proposal_of, number) != visit.number("exception_id"):
        raise NotFound(NO_PROPOSAL)
    try:
        await decide.vote(
            visit.resources.gateway,
            number,
            verdict=sent.text("verdict"),
            reason=sent.text("reason"),
            digest=sent.text("digest"),
            actor=visit.name,
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return _done(visit, "voted")


async def reopen(visit: Visit) -> Response:
    """Reopen a closed exception: a new request compares the pair again."""
    try:
        await visit.resources.gateway.ask(
            verbs.reopen,
            visit.number("exception_id"),
            reason=visit.sent.text("reason"),
            actor=visit.name,
            traceparent=trace.traceparent(),
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return _done(visit, "reopened")


def _done(visit: Visit, what: str) -> Response:
    return to(f"/exceptions/{visit.number('exception_id')}", done=what)


def _content(visit: Visit) -> Mapping[str, Any]:
    """Return what a proposal says: fields of a side with the value to take, or an amount."""
    sent = visit.sent
    if sent.text("proposed") == "write_off":
        return {"amount": sent.text("amount"), "currency": sent.text("currency")}
    content: dict[str, dict[str, str]] = {}
    for name in sent.several:
        side, _, field = name.partition(":")
        if side in sides.SIDES and field and sent.text(name):
            content.setdefault(side, {})[field] = sent.text(name)
    return content


async def _whole(visit: Visit, error: BankagentError | None = None) -> Response:
    ask, number = visit.resources.gateway.ask, visit.number("exception_id")
    found = await ask(lists.read, number)
    if found is None:
        raise NotFound(NO_EXCEPTION)
    waiting = _waiting(found)
    request = await ask(read.overview, found.request_id, maker=None)
    rows = sides.rows_of(TYPE, request.payload if request else None, found.breaks)
    return render.page(
        visit,
        "exception",
        title=f"Exception {number}",
        status=error.status if error else 200,
        error=error,
        done=DONE.get(visit.request.query_params.get("done", ""), "") if not error else "",
        one=found,
        request=request,
        rows=rows,
        breaks=[row for row in rows if row.is_break and not row.within],
        waits=waiting,
        content=payload.rows_of(TYPE, waiting.get("content")) if waiting else (),
        why_not=_why_not(visit, found),
        reviewers=await ask(lists.reviewers),
        kept={name: visit.sent.text(name) for name in ("reason", "text", "amount")},
    )


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _waiting(found: WholeException) -> Mapping[str, Any] | None:
    """Return the proposal that waits for a vote."""
    return next((one for one in _rows(found.proposals) if not one.get("disposition")), None)


def _why_not(visit: Visit, found: WholeException) -> str:
    """Return the reason why the reader may not vote on what waits; empty where they may."""
    proposal = _waiting(found)
    if proposal and proposal.get("proposer") == visit.name:
        return "You proposed this: a colleague must vote on it."
    return ""


PAGES = (
    Page("GET", "/exceptions/{exception_id:int}", "exception.see", show),
    Page("POST", "/exceptions/{exception_id:int}/moves", "exception.move", move),
    Page("POST", "/exceptions/{exception_id:int}/comments", "exception.comment", comment),
    Page("POST", "/exceptions/{exception_id:int}/labels", "exception.label", label),
    Page("POST", "/exceptions/{exception_id:int}/proposals", "exception.propose", propose),
    Page("POST", "/exceptions/{exception_id:int}/votes", "exception.vote", vote),
    Page("POST", "/exceptions/{exception_id:int}/reopen", "exception.reopen", reopen),
)
