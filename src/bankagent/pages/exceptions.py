"""Trade exceptions of the reconciliation team: counts by state, ages, filters, and bulk moves."""

import re
from typing import Any, get_args

from starlette.responses import Response

from bankagent.domain.trade_exception import ExceptionFilters, PeopleOutcome, Showing, State
from bankagent.domain.worklist import WorkMove, WorkMoved
from bankagent.errors import BadRequest, Finding
from bankagent.pages import pictures, queries, render
from bankagent.pages.visit import PREFIX, Page, Visit
from bankagent.service.exceptions.bulk import move_all
from bankagent.service.worklist import moves
from bankagent.store.exceptions import lists
from bankagent.store.worklist.verbs import request_of_exception

PATH = f"{PREFIX}/exceptions"
# A bulk move never closes: closing decides a request, which needs a look at each.
BULK = ("assigned", "investigating", "counterparty_contacted", "open")
ON_THE_LIST = (
    ("claim", "claim for 30 minutes"),
    ("release", "release"),
    ("hand_back", "hand back to the one before"),
    ("snooze", "leave out of the lists until"),
)
MOST_IN_BULK = 100
NOT_IN_BULK = "Tick from 1 to 100 exceptions, and choose a move that leaves them open."
CLOSED = ("rematched", "written_off", "trade_cancelled")
LABEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
CODE = re.compile(r"[A-Z]{4}")


async def show(visit: Visit) -> Response:
    """Return the exceptions that the filters of the address leave in, the newest first."""
    return await _list(visit)


async def move_many(visit: Visit) -> Response:
    """Move the ticked exceptions, each by itself, and say what became of each."""
    sent = visit.sent
    ids = sent.numbers("id")
    if sent.text("to_state") in dict(ON_THE_LIST) and 0 < len(ids) <= MOST_IN_BULK:
        return await _work_many(visit, ids)
    if not 0 < len(ids) <= MOST_IN_BULK or sent.text("to_state") not in BULK:
        return await _list(visit, error=BadRequest(NOT_IN_BULK))
    try:
        moved = await move_all(
            visit.resources.gateway,
            ids,
            to_state=sent.text("to_state"),
            reason=sent.optional("reason"),
            assignee=sent.optional("assignee"),
            actor=visit.name,
        )
    except BadRequest as error:
        return await _list(visit, error=error)
    return await _list(visit, moved=moved)


async def _work_many(visit: Visit, ids: tuple[int, ...]) -> Response:
    """Claim, release, hand back or snooze the ticked exceptions on the work list."""
    gateway, action = visit.resources.gateway, visit.sent.text("to_state")
    worked = []
    try:
        until = visit.sent.instant("until") if action == "snooze" else None
    except BadRequest as error:
        return await _list(visit, error=error)
    for number in dict.fromkeys(ids):
        request_id = await gateway.ask(request_of_exception, number)
        asked = WorkMove(request_id or 0, action, until=until)  # type: ignore[arg-type] # of a list
        (one,) = await moves.move_all(gateway, [asked], actor=visit.name)
        worked.append((number, one))
    return await _list(visit, worked=worked)


async def _list(
    visit: Visit,
    *,
    error: BadRequest | None = None,
    moved: list[Any] | None = None,
    worked: list[tuple[int, WorkMoved]] | None = None,
) -> Response:
    query, ask = visit.request.query_params, visit.resources.gateway.ask
    filters = _filters(visit)
    before = queries.number(query, "before", queries.LARGEST_ID)
    most = queries.MOST_ROWS
    found = await ask(lists.page, filters, before=before, most=most + 1)
    given = {name: query.get(name) for name in ("state", "owner", "code", "asks", "label", "hand")}
    rows = found[:most]
    return render.page(
        visit,
        "exceptions",
        title="Exceptions",
        status=error.status if error else 200,
        error=error,
        moved=moved,
        worked=worked or [],
        on_the_list=ON_THE_LIST,
        rows=rows,
        given=given,
        is_filtered=any(given.values()),
        asks=get_args(PeopleOutcome),
        **await _counts(visit),
        moves=BULK,
        reviewers=await ask(lists.reviewers) if visit.may("exceptions.move") else [],
        selectable=visit.may("exceptions.move"),
        first=queries.link(PATH, given) if "before" in query else None,
        following=queries.link(PATH, given, before=rows[-1].id) if len(found) > most else None,
    )


async def _counts(visit: Visit) -> dict[str, Any]:
    """Return the counts by state and the ages that stand above the list."""
    ask = visit.resources.gateway.ask
    counts, ages = await ask(lists.counts), await ask(lists.ageing)
    by_age = [(one.bucket, one.exceptions) for one in ages]
    return {
        "states": [(state, counts.get(state, 0)) for state in get_args(State)],
        "opened": sum(count for state, count in counts.items() if state not in CLOSED),
        "all_count": sum(counts.values()),
        "ages": ages,
        "picture": pictures.bars("Open exceptions by calendar days since their value date", by_age),
    }


def _filters(visit: Visit) -> ExceptionFilters:
    query = visit.request.query_params
    state, asks = queries.text(query, "state"), queries.text(query, "asks")
    code, label = (queries.text(query, "code") or "").upper() or None, queries.text(query, "label")
    hand = query.get("hand") or "all"
    wrong = [
        Finding(name, expected)
        for name, value, is_right, expected in (
            ("state", state, state in get_args(State), "must be a state of an exception"),
            ("asks", asks, asks in get_args(PeopleOutcome), "must be review, dual_control, …"),
            ("code", code, bool(code and CODE.fullmatch(code)), "must be 4 capitals, as in DQUA"),
            ("hand", hand, hand in get_args(Showing), "must be all, mine, team or unassigned"),
            ("label", label, bool(label and LABEL.fullmatch(label)), "must be a label"),
        )
        if value is not None and not is_right
    ]
    if wrong:
        raise BadRequest("The address of this page is wrong.", findings=wrong)
    return ExceptionFilters(
        state=state,  # type: ignore[arg-type] # checked above
        assignee=queries.text(query, "owner"),
        code=code,
        outcome=asks,  # type: ignore[arg-type] # checked above
        label=label,
        show=hand,  # type: ignore[arg-type] # checked above
        snoozed=query.get("snoozed") == "yes",
        reviewer=visit.name,
    )


PAGES = (
    Page("GET", "/exceptions", "exceptions.see", show),
    Page("POST", "/exceptions", "exceptions.move", move_many),
)
