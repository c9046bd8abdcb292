"""Failures by type and error, and the requeue of all requests of a group that gave up."""

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.errors import BadRequest, BankagentError, Conflict, NotFound, Unavailable
from bankagent.pages import queries, render
from bankagent.pages.visit import Page, Visit, to
from bankagent.store.operations import failures, marks
from bankagent.store.requests import verbs

MOST_IN_BULK = 200
LONGEST_REASON = 500
NO_REASON = "Say in 1 to 500 characters why these requests are processed again."


async def show(visit: Visit) -> Response:
    """Return the failures of the last seven days in groups."""
    return await _whole(visit)


async def requeue(visit: Visit) -> Response:
    """Give each failed request of a group a new job, each in a transaction of its own."""
    ask = visit.resources.gateway.ask
    request_type, error = visit.sent.text("request_type"), visit.sent.text("error")
    reason = visit.sent.text("reason")
    if not 0 < len(reason) <= LONGEST_REASON:
        return await _whole(visit, error=BadRequest(NO_REASON))
    ids = await ask(failures.of_group, request_type, error, MOST_IN_BULK)
    done = 0
    for request_id in ids:
        try:
            await ask(
                verbs.requeue,
                request_id,
                actor=visit.name,
                traceparent=trace.traceparent(),
                reason=reason,
            )
        except (Conflict, NotFound, Unavailable):
            continue  # it has changed since the list was read
        done += 1
    return to("/failures", requeued=str(done), of=str(len(ids)))


def _told(visit: Visit) -> str:
    """Return what became of a form that led here."""
    query = visit.request.query_params
    if "of" not in query:
        return ""
    done, of = queries.number(query, "requeued", 0), queries.number(query, "of", 0)
    if not of:
        return "No request of this group still fails: nothing was requeued."
    more = " The others have changed meanwhile." if done < of else ""
    rest = " There may be more: send it again." if of == MOST_IN_BULK else ""
    return f"{done} of {of} requests were requeued.{more}{rest}"


async def _whole(visit: Visit, error: BankagentError | None = None) -> Response:
    ask = visit.resources.gateway.ask
    mark = await ask(marks.failures)  # before the groups: what comes between is told
    return render.page(
        visit,
        "failures",
        title="Failures",
        status=error.status if error else 200,
        error=error,
        told="" if error else _told(visit),
        mark=mark,
        groups=await ask(failures.groups),
        most=MOST_IN_BULK,
    )


PAGES = (
    Page("GET", "/failures", "failures.see", show),
    Page("POST", "/failures", "failures.requeue", requeue),
)
