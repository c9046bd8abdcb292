"""Queues and workers: depth, waits, what comes and leaves each minute, and who is alive."""

from starlette.responses import Response

from bankagent.errors import BadRequest, BankagentError, Conflict, NotFound
from bankagent.pages import pictures, render
from bankagent.pages.visit import Page, Visit, to
from bankagent.store.operations import pauses, watch

DONE = {"paused": "It is paused: workers claim no more of it.", "resumed": "It goes on."}


async def show(visit: Visit) -> Response:
    """Return the state of queues, workers and the database."""
    return await _whole(visit)


async def pause(visit: Visit) -> Response:
    """Pause a queue or a request type, with the reason that all will read."""
    holds, _, name = visit.sent.text("what").partition(":")
    try:
        await visit.resources.gateway.ask(
            pauses.pause,
            holds,
            name,
            visit.sent.text("reason"),
            visit.name,
            until=visit.sent.instant("until"),
        )
    except (BadRequest, Conflict, NotFound) as error:
        return await _whole(visit, error)
    visit.resources.snapshots.forget()
    return to("/queues", done="paused")


async def resume(visit: Visit) -> Response:
    """Resume what is paused."""
    holds, _, name = visit.sent.text("what").partition(":")
    try:
        await visit.resources.gateway.ask(pauses.resume, holds, name, visit.name)
    except (BadRequest, Conflict, NotFound) as error:
        return await _whole(visit, error)
    visit.resources.snapshots.forget()
    return to("/queues", done="resumed")


async def _whole(visit: Visit, error: BankagentError | None = None) -> Response:
    ask = visit.resources.gateway.ask
    found = await visit.resources.snapshots()
    return render.page(
        visit,
        "queues",
        title="Queues and workers",
        status=error.status if error else 200,
        error=error,
        done=DONE.get(visit.request.query_params.get("done", ""), "") if not error else "",
        found=found,
        state=found.status,
        picture=pictures.lines(
            "Requests that came in and left the queue, each minute of the last 30",
            [
                ("came in", [one.came for one in found.minutes]),
                ("left the queue", [one.left_queue for one in found.minutes]),
            ],
        ),
        pausable=await ask(watch.pausable) if visit.may("queues.pause") else [],
    )


PAGES = (
    Page("GET", "/queues", "queues.see", show),
    Page("POST", "/queues/pause", "queues.pause", pause),
    Page("POST", "/queues/resume", "queues.pause", resume),
)
