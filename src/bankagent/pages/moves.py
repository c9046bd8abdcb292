"""Moves of the work list by forms: claim, release, assign, hand back, move to a team, snooze."""

from typing import get_args

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.domain.worklist import Action, WorkMove
from bankagent.errors import BadRequest, Conflict, Forbidden
from bankagent.pages.forms import Form
from bankagent.pages.request import whole
from bankagent.pages.visit import Page, Visit, to
from bankagent.service.worklist import moves
from bankagent.store.worklist import verbs

MOVES = (
    ("claim", "claim for 30 minutes"),
    ("release", "release"),
    ("hand_back", "hand back to the one before"),
    ("assign", "give to a person"),
    ("move", "give to a team"),
    ("snooze", "leave out of the lists until"),
)
REFUSED = (BadRequest, Conflict, Forbidden)
NO_MOVE = "Choose what to do."


def asked_of(sent: Form, request_id: int) -> WorkMove:
    """Return the move that a form asks for; fields that a move does not take are left out.

    Raises:
        BadRequest: the form names no move, or no time.
    """
    named = sent.text("action")
    actions: dict[str, Action] = {one: one for one in get_args(Action)}
    if named not in actions:
        raise BadRequest(NO_MOVE)
    receivers = {"assign": sent.optional("person"), "move": sent.optional("team")}
    return WorkMove(
        request_id,
        actions[named],
        receivers.get(named),
        sent.instant("until") if named == "snooze" else None,
        sent.optional("reason"),
    )


async def move(visit: Visit) -> Response:
    """Move the item of one request."""
    request_id = visit.number("request_id")
    try:
        asked = asked_of(visit.sent, request_id)
        await moves.move(visit.resources.gateway, asked, actor=visit.name)
    except REFUSED as error:
        return await whole(visit, error=error)
    return to(f"/requests/{request_id}", found="moved")


async def comment(visit: Visit) -> Response:
    """Comment on a request: for colleagues, or for the caller, too."""
    request_id = visit.number("request_id")
    try:
        await visit.resources.gateway.ask(
            verbs.comment,
            request_id,
            visibility=visit.sent.text("visibility"),
            text=visit.sent.text("text"),
            actor=visit.name,
            traceparent=trace.traceparent(),
        )
    except REFUSED as error:
        return await whole(visit, error=error)
    return to(f"/requests/{request_id}", found="commented")


PAGES = (
    Page("POST", "/requests/{request_id:int}/moves", "work.move", move),
    Page("POST", "/requests/{request_id:int}/comments", "request.comment", comment),
)
