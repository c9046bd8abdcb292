"""Repairs and write-offs of an exception, by forms: one person proposes, another one votes."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.errors import NotFound
from bankagent.pages import sides
from bankagent.pages.exception import REFUSED, done, whole
from bankagent.pages.visit import Page, Visit
from bankagent.service.exceptions import decide
from bankagent.store.exceptions import lists, verbs

NO_PROPOSAL = "There is no such proposal on this exception."


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
        return await whole(visit, error)
    return done(visit, "proposed")


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
        return await whole(visit, error)
    return done(visit, "voted")


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


PAGES = (
    Page("POST", "/exceptions/{exception_id:int}/proposals", "exception.propose", propose),
    Page("POST", "/exceptions/{exception_id:int}/votes", "exception.vote", vote),
)
