"""My work: what waits for a reviewer and their teams, by due time, and moves of many at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from starlette.responses import Response

from bankagent import catalog
from bankagent.domain.approval import Approval, Show
from bankagent.domain.approval import Page as ApprovalPage
from bankagent.domain.evaluation import OF_PEOPLE
from bankagent.domain.trade_exception import ExceptionFilters
from bankagent.domain.work import WorkCounts
from bankagent.domain.worklist import WorkMoved
from bankagent.errors import BadRequest
from bankagent.pages import queries, render
from bankagent.pages.moves import MOVES, asked_of
from bankagent.pages.visit import PREFIX, Page, Visit, to
from bankagent.service.worklist import moves
from bankagent.store.approvals import pending, work
from bankagent.store.exceptions import lists

PATH = f"{PREFIX}/work"
MOST_COUNTED = 1000
MOST_IN_BULK = 100
LABELS = {
    "team": "My teams'",
    "mine": "Mine",
    "unassigned": "Unassigned",
    "second": "Second vote",
    "all": "All",
    "proposals": "Proposals to vote on",
    "exceptions": "My exceptions",
    "votes": "My votes",
}
OF_APPROVALS: Mapping[str, Show] = {one: one for one in get_args(Show)}
GIVEN = ("list", "type", "client", "asks", "at_least", "snoozed")
NOT_IN_BULK = "Tick from 1 to 100 requests, and choose what to do with them."


async def show(visit: Visit) -> Response:
    """Return one of the lists of the work of a reviewer, and the counts of all."""
    return await _list(visit)


async def move_many(visit: Visit) -> Response:
    """Move the ticked items, each by itself, and say what became of each; it never votes."""
    ids = visit.sent.numbers("id")
    if not 0 < len(ids) <= MOST_IN_BULK:
        return await _list(visit, error=BadRequest(NOT_IN_BULK))
    try:
        asked = [asked_of(visit.sent, number) for number in ids]
    except BadRequest as error:
        return await _list(visit, error=error)
    moved = await moves.move_all(visit.resources.gateway, asked, actor=visit.name)
    return await _list(visit, moved=moved)


async def open_next(visit: Visit) -> Response:
    """Lead to the request that is due next and on which the reader may vote."""
    after = queries.number(visit.request.query_params, "after", 0)
    asked = ApprovalPage(visit.name, "team", by_due=True, most=2)
    for one in await visit.resources.gateway.ask(pending.page, asked):
        if one.request_id != after:
            return to(f"/requests/{one.request_id}")
    return to("/work")


async def _list(
    visit: Visit, *, error: BadRequest | None = None, moved: list[WorkMoved] | None = None
) -> Response:
    chosen = visit.request.query_params.get("list", "")
    chosen = chosen if chosen in LABELS else "team" if visit.may("request.vote") else "all"
    asked = ApprovalPage(visit.name, by_due=True, most=queries.MOST_ROWS + 1)
    given = {name: visit.request.query_params.get(name) for name in GIVEN}
    try:
        asked = _filtered(visit, asked)
    except BadRequest as wrong:
        error, given = wrong, dict.fromkeys(given) | {"list": chosen}
    rows, following = await _page(visit, chosen, asked)
    team = await _team(visit, chosen, len(rows) + bool(following))
    return render.page(
        visit,
        "work",
        title="My work",
        status=error.status if error else 200,
        error=error,
        moved=moved,
        chosen=chosen,
        rows=rows,
        given=given,
        is_filtered=any(given[name] for name in given if name != "list"),
        following=following and queries.link(PATH, given, **following),
        **await _around(visit, chosen, rows, given, team),
    )


async def _around(
    visit: Visit, chosen: str, rows: list[Approval], given: Mapping[str, str | None], team: str
) -> dict[str, Any]:
    """Return what stands around a list: counts, times left, choices of filters and moves."""
    ask, may_move = visit.resources.gateway.ask, visit.may("work.move")
    is_later = bool({"after", "before"} & {*visit.request.query_params})
    return {
        "lists": _tabs(await ask(work.counts, visit.name), team),
        "waiting": team,
        "left": await ask(work.time_left, rows) if chosen in OF_APPROVALS else {},
        "types": [known.name for known in catalog.TYPES],
        "asks": [one.value for one in OF_PEOPLE],
        "of_approvals": OF_APPROVALS,
        "selectable": may_move and chosen in OF_APPROVALS,
        "moves": MOVES,
        "reviewers": await ask(lists.reviewers) if may_move else [],
        "first": queries.link(PATH, given) if is_later else None,
    }


def _filtered(visit: Visit, asked: ApprovalPage) -> ApprovalPage:
    query = visit.request.query_params
    return replace(
        asked,
        request_type=queries.text(query, "type"),
        client_id=queries.text(query, "client"),
        outcome=queries.text(query, "asks"),
        at_least_usd=queries.amount(query, "at_least"),
        snoozed=query.get("snoozed") == "yes",
    )


async def _page(
    visit: Visit, chosen: str, asked: ApprovalPage
) -> tuple[list[Approval], dict[str, object] | None]:
    """Return the rows of a list, and where its next page begins."""
    query, most = visit.request.query_params, queries.MOST_ROWS
    ask = visit.resources.gateway.ask
    after = queries.number(query, "after", 0)
    before = queries.number(query, "before", queries.LARGEST_ID)
    found: list[Any]
    if chosen in OF_APPROVALS:
        page = replace(
            asked,
            show=OF_APPROVALS[chosen],
            after=after or None,
            after_due=queries.instant(query, "due"),
        )
        found = await ask(pending.page, page)
        last = found[:most][-1] if found else None
        place: dict[str, object] = {"after": last.request_id, "due": _due(last)} if last else {}
    elif chosen == "proposals":
        found = await ask(work.proposals, reviewer=visit.name, after=after, most=most + 1)
        place = {"after": found[:most][-1].id if found else 0}
    elif chosen == "votes":
        found = await ask(work.votes, reviewer=visit.name, before=before, most=most + 1)
        place = {"before": found[:most][-1].id if found else 0}
    else:
        own = ExceptionFilters(show="mine", reviewer=visit.name)
        found = await ask(lists.page, own, before=before, most=most + 1)
        place = {"before": found[:most][-1].id if found else 0}
    return found[:most], place if len(found) > most else None


def _due(last: Approval) -> str | None:
    return last.due_at.isoformat() if last.due_at else None


async def _team(visit: Visit, chosen: str, listed: int) -> str:
    """Return how many requests the reader may vote on: at most 50, then 50+."""
    if not visit.may("request.vote"):
        return ""
    if chosen == "team" and not {*visit.request.query_params} - {"list"}:
        count = listed
    else:
        count = await visit.resources.gateway.ask(work.team, visit.name)
    most = queries.MOST_ROWS
    return f"{most}+" if count > most else str(count)


def _tabs(counts: WorkCounts, team: str) -> list[tuple[str, str, str | None]]:
    counted = {
        name: f"{count:,}" + "+" * (count >= MOST_COUNTED)
        for name, count in (
            ("mine", counts.mine),
            ("proposals", counts.proposals),
            ("exceptions", counts.exceptions),
        )
    }
    counted |= {"team": team} if team else {}
    return [(name, label, counted.get(name)) for name, label in LABELS.items()]


PAGES = (
    Page("GET", "/work", "work.see", show),
    Page("POST", "/work", "work.move", move_many),
    Page("GET", "/next", "work.see", open_next),
)
