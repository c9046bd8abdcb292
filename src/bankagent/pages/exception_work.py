"""Work on a trade exception by forms of its page: moves, comments, labels, reopening."""

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.errors import NotFound
from bankagent.pages import moves
from bankagent.pages.exception import NO_EXCEPTION, REFUSED, done, whole
from bankagent.pages.visit import Page, Visit
from bankagent.service.exceptions import decide
from bankagent.service.worklist import moves as worklist
from bankagent.store.exceptions import verbs
from bankagent.store.worklist.verbs import request_of_exception


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
        return await whole(visit, error)
    return done(visit, "moved")


async def work(visit: Visit) -> Response:
    """Claim, release, hand back or snooze the exception on the work list."""
    ask, number = visit.resources.gateway.ask, visit.number("exception_id")
    request_id = await ask(request_of_exception, number)
    if request_id is None:
        raise NotFound(NO_EXCEPTION)
    try:
        asked = moves.asked_of(visit.sent, request_id)
        await worklist.move(visit.resources.gateway, asked, actor=visit.name)
    except REFUSED as error:
        return await whole(visit, error)
    return done(visit, "worked")


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
        return await whole(visit, error)
    return done(visit, "commented")


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
        return await whole(visit, error)
    return done(visit, "labelled")


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
        return await whole(visit, error)
    return done(visit, "reopened")


PAGES = (
    Page("POST", "/exceptions/{exception_id:int}/work", "work.move", work),
    Page("POST", "/exceptions/{exception_id:int}/moves", "exception.move", move),
    Page("POST", "/exceptions/{exception_id:int}/comments", "exception.comment", comment),
    Page("POST", "/exceptions/{exception_id:int}/labels", "exception.label", label),
    Page("POST", "/exceptions/{exception_id:int}/reopen", "exception.reopen", reopen),
)
