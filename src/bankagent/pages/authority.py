"""Authority: what the reader may decide, delegations and break-glass, each with a second person."""

from datetime import datetime
from decimal import Decimal

from starlette.responses import Response

from bankagent.domain.authority import AuthorityAsk, NewAsk, ShowAsks
from bankagent.errors import BadRequest, BankagentError, Conflict, Finding, Forbidden, NotFound
from bankagent.pages import queries, render
from bankagent.pages.visit import Page, Visit, to
from bankagent.store.access import asks, authorities
from bankagent.store.exceptions import lists

MOST = 50
REFUSED = (BadRequest, Conflict, Forbidden, NotFound)
WRONG = "A field of the form is wrong."
DONE = {
    "asked": "It waits for the confirmation of another person.",
    "confirmed": "It is in force.",
    "reviewed": "Your review is recorded.",
}


async def show(visit: Visit) -> Response:
    """Return the reader's authorities, and what people asked for, asked of them first."""
    return await _whole(visit)


async def delegate(visit: Visit) -> Response:
    """Ask to delegate an authority of the reader to a colleague."""
    sent = visit.sent
    try:
        ask = NewAsk(
            kind="delegation",
            reason=sent.text("reason"),
            valid_to=_end(visit),
            valid_from=sent.instant("valid_from"),
            holder=sent.text("holder"),
            from_authority_id=next(iter(sent.numbers("authority_id")), 0),
        )
        await visit.resources.gateway.ask(asks.ask, ask, actor=visit.name)
    except REFUSED as error:
        return await _whole(visit, error)
    return to("/authority", done="asked")


async def break_glass(visit: Visit) -> Response:
    """Ask for an authority of the reader's own for some hours."""
    sent = visit.sent
    try:
        ask = NewAsk(
            kind="break_glass",
            reason=sent.text("reason"),
            valid_to=_end(visit),
            role=sent.text("role"),
            request_type=sent.optional("request_type"),
            max_amount=_amount(sent.text("amount")),
            currency=sent.optional("currency"),
        )
        await visit.resources.gateway.ask(asks.ask, ask, actor=visit.name)
    except REFUSED as error:
        return await _whole(visit, error)
    return to("/authority", done="asked")


async def confirm(visit: Visit) -> Response:
    """Confirm what another person asked for."""
    try:
        await visit.resources.gateway.ask(asks.confirm, _number(visit), actor=visit.name)
    except REFUSED as error:
        return await _whole(visit, error)
    return to("/authority", done="confirmed")


async def review(visit: Visit) -> Response:
    """Review break-glass of another person after its end."""
    sent = visit.sent
    try:
        await visit.resources.gateway.ask(
            asks.review,
            _number(visit),
            verdict=sent.text("verdict"),
            note=sent.text("note"),
            actor=visit.name,
        )
    except REFUSED as error:
        return await _whole(visit, error)
    return to("/authority", done="reviewed")


async def _whole(visit: Visit, error: BankagentError | None = None) -> Response:
    ask = visit.resources.gateway.ask
    before = queries.number(visit.request.query_params, "before", queries.LARGEST_ID)
    every = await ask(asks.listed, visit.name, show="all", before=before, most=MOST + 1)
    page = every[:MOST]
    return render.page(
        visit,
        "authority",
        title="Authority",
        status=error.status if error else 200,
        error=error,
        done=DONE.get(visit.request.query_params.get("done", ""), "") if not error else "",
        own=await ask(authorities.of_reviewer, visit.name, in_force=True),
        to_confirm=await _of_others(visit, "to_confirm"),
        to_review=await _of_others(visit, "to_review"),
        every=page,
        reviewers=await ask(lists.reviewers) if visit.may("authority.ask") else [],
        first="/ui/authority" if "before" in visit.request.query_params else None,
        following=f"/ui/authority?before={page[-1].ask_id}" if len(every) > MOST else None,
    )


async def _of_others(visit: Visit, show: ShowAsks) -> list[AuthorityAsk]:
    return await visit.resources.gateway.ask(
        asks.listed, visit.name, show=show, before=queries.LARGEST_ID, most=MOST
    )


def _number(visit: Visit) -> int:
    return next(iter(visit.sent.numbers("ask_id")), 0)


def _end(visit: Visit) -> datetime:
    found = visit.sent.instant("valid_to")
    if found is None:
        raise BadRequest(WRONG, findings=[Finding("valid_to", "must be a time")])
    return found


def _amount(given: str) -> Decimal | None:
    try:
        return Decimal(given.replace(",", "").replace(" ", "")) if given else None
    except ArithmeticError:
        raise BadRequest(WRONG, findings=[Finding("amount", "must be a number")]) from None


PAGES = (
    Page("GET", "/authority", "authority.see", show),
    Page("POST", "/authority/delegations", "authority.ask", delegate),
    Page("POST", "/authority/break-glass", "authority.ask", break_glass),
    Page("POST", "/authority/confirmations", "authority.ask", confirm),
    Page("POST", "/authority/reviews", "authority.ask", review),
)
