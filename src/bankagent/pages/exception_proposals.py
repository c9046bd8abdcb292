"""Repairs and write-offs of an exception, by forms: one person proposes, another one votes."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.trade_exception import WholeException
from bankagent.errors import BadRequest, Finding, NotFound
from bankagent.pages import payload, sides
from bankagent.pages.exception import NO_EXCEPTION, REFUSED, TYPE, done, rows_in, whole
from bankagent.pages.visit import Page, Visit
from bankagent.service.exceptions import decide
from bankagent.store.exceptions import lists, verbs

MOST = Decimal(10) ** 24
NOT_READ = "The proposal cannot be read."
NO_PROPOSAL = "There is no such proposal on this exception."


async def propose(visit: Visit) -> Response:
    """Propose a repair, or a write-off, on which a colleague votes."""
    sent = visit.sent
    try:
        await visit.resources.gateway.ask(
            verbs.propose,
            visit.number("exception_id"),
            proposed=sent.text("proposed"),
            content=await _content(visit),
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


async def _content(visit: Visit) -> Mapping[str, Any]:
    """Return what a proposal says: fields of a side with the value to take, or an amount.

    The currency is the exception's, and a field is one that differs: a form cannot choose them.

    Raises:
        BadRequest: a number is none, or an amount is not above 0; the text says which.
    """
    found = await visit.resources.gateway.ask(lists.read, visit.number("exception_id"))
    if found is None:
        raise NotFound(NO_EXCEPTION)
    if visit.sent.text("proposed") == "write_off":
        return {"amount": _amount(visit.sent.text("amount")), "currency": found.currency}
    return _repair(visit, found) if visit.sent.text("proposed") == "repair" else {}


def _amount(given: str) -> JsonValue:
    try:
        amount = Decimal(given.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and 0 < amount < MOST):
        raise BadRequest(NOT_READ, findings=[Finding("amount", "must be a number above 0")])
    return f"{amount:f}"


def _repair(visit: Visit, found: WholeException) -> Mapping[str, Any]:
    broken = {str(one.get("field")) for one in rows_in(found.breaks)}
    content: dict[str, dict[str, JsonValue]] = {}
    for name in visit.sent.several:
        side, _, field = name.partition(":")
        given = visit.sent.text(name)
        if side not in sides.SIDES or field not in broken or not given:
            continue
        try:
            content.setdefault(side, {})[field] = payload.parsed(TYPE, side, field, given)
        except ValueError:
            wrong = Finding(f"{side} {field}", "must be a number")
            raise BadRequest(NOT_READ, findings=[wrong]) from None
    return content


PAGES = (
    Page("POST", "/exceptions/{exception_id:int}/proposals", "exception.propose", propose),
    Page("POST", "/exceptions/{exception_id:int}/votes", "exception.vote", vote),
)
