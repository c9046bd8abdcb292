"""A trade exception on one page: both sides aligned, its trail, and what people may do with it."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bankagent.domain.trade_exception import WholeException
from bankagent.errors import BadRequest, BankagentError, Conflict, Forbidden, NotFound, Stale
from bankagent.pages import agent_work, demand, payload, render, sides
from bankagent.pages.visit import Page, Visit, to
from bankagent.store.exceptions import lists
from bankagent.store.requests import read

TYPE = "trade_exception"
NO_EXCEPTION = "There is no such exception."
# What a page shows in words, above the form.
REFUSED = (BadRequest, Conflict, Forbidden, Stale)
# What the page says after a form was taken.
DONE = {
    "moved": "The exception has moved.",
    "worked": "The lists of your team show it.",
    "commented": "Your comment is stored.",
    "labelled": "The labels have changed.",
    "proposed": "Your proposal waits for the vote of a colleague.",
    "voted": "Your vote is recorded.",
    "reopened": "A new request compares the pair again.",
}


async def show(visit: Visit) -> Response:
    """Return an exception with both sides of its pair, its trail, comments and proposals."""
    return await whole(visit)


def done(visit: Visit, what: str) -> Response:
    """Lead back to the exception, which says what was done."""
    return to(f"/exceptions/{visit.number('exception_id')}", done=what)


async def whole(visit: Visit, error: BankagentError | None = None) -> Response:
    """Return the page of an exception, with the error of a form that was refused."""
    ask, number = visit.resources.gateway.ask, visit.number("exception_id")
    found = await ask(lists.read, number)
    if found is None:
        raise NotFound(NO_EXCEPTION)
    await visit.check_reading(found.request_id)
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
        stages=demand.stages_of_proposal(waiting) if waiting else [],
        proposals=[
            (one, payload.rows_of(TYPE, one.get("content"))) for one in rows_in(found.proposals)
        ],
        why_not=await _why_not(visit, waiting),
        reviewers=await ask(lists.reviewers),
        **await agent_work.advice(visit, found.request_id, TYPE),
        kept={name: visit.sent.text(name) for name in ("reason", "text", "amount")},
    )


def rows_in(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a JSON list; what was written past the verbs is left out."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _waiting(found: WholeException) -> Mapping[str, Any] | None:
    """Return the proposal that waits for a vote."""
    return next((one for one in rows_in(found.proposals) if not one.get("disposition")), None)


async def _why_not(visit: Visit, proposal: Mapping[str, Any] | None) -> str:
    """Return the reason why the reader may not vote on what waits; empty where they may."""
    if proposal is None or not visit.may("exception.vote"):
        return ""
    if proposal.get("proposer") == visit.name:
        return "You proposed this: a colleague must vote on it."
    if any(one.get("reviewer") == visit.name for one in rows_in(proposal["votes"])):
        return "You have voted on it: another colleague votes next."
    ask = visit.resources.gateway.ask
    fault = await ask(lists.vote_fault, int(proposal["id"]), visit.name)
    return demand.said_to(visit.name, fault) if fault else ""


PAGES = (Page("GET", "/exceptions/{exception_id:int}", "exception.see", show),)
