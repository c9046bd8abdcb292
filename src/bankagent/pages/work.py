"""My work: what waits for a reviewer, the oldest first, with its amount and why it waits."""

from starlette.responses import Response

from bankagent import catalog
from bankagent.domain.evaluation import OF_PEOPLE
from bankagent.domain.trade_exception import ExceptionFilters
from bankagent.domain.work import WorkFilters
from bankagent.pages import queries, render
from bankagent.pages.visit import PREFIX, Page, Visit
from bankagent.store.approvals import work
from bankagent.store.exceptions import lists

PATH = f"{PREFIX}/work"
MOST_COUNTED = 1000
LISTS = ("approvals", "proposals", "exceptions", "votes")


async def show(visit: Visit) -> Response:
    """Return one of the lists of the work of a reviewer, and the counts of all."""
    query = visit.request.query_params
    chosen = query.get("list", LISTS[0])
    chosen = chosen if chosen in LISTS else LISTS[0]
    filters = WorkFilters(
        request_type=queries.text(query, "type"),
        client_id=queries.text(query, "client"),
        outcome=queries.text(query, "asks"),
        at_least=queries.amount(query, "at_least"),
    )
    ask = visit.resources.gateway.ask
    counts = await ask(work.counts, visit.name)
    rows, following = await _page(visit, chosen, filters)
    given = {name: query.get(name) for name in ("list", "type", "client", "asks", "at_least")}
    return render.page(
        visit,
        "work",
        title="My work",
        chosen=chosen,
        lists=_tabs(counts.approvals, counts.proposals, counts.exceptions),
        waiting=counts.approvals + counts.proposals,
        rows=rows,
        given=given,
        is_filtered=any(given[name] for name in given if name != "list"),
        types=[known.name for known in catalog.TYPES],
        asks=[one.value for one in OF_PEOPLE],
        first=queries.link(PATH, given) if "after" in query or "before" in query else None,
        following=following and queries.link(PATH, given, **following),
    )


async def _page(
    visit: Visit, chosen: str, filters: WorkFilters
) -> tuple[list[object], dict[str, int] | None]:
    """Return the rows of a list, and where its next page begins."""
    query, most = visit.request.query_params, queries.MOST_ROWS
    ask = visit.resources.gateway.ask
    after = queries.number(query, "after", 0)
    before = queries.number(query, "before", queries.LARGEST_ID)
    found: list[object]
    if chosen == "approvals":
        waiting = await ask(
            work.approvals, filters, reviewer=visit.name, after=after, most=most + 1
        )
        found, place = [*waiting], {"after": waiting[:most][-1].request_id if waiting else 0}
    elif chosen == "proposals":
        proposed = await ask(work.proposals, reviewer=visit.name, after=after, most=most + 1)
        found, place = [*proposed], {"after": proposed[:most][-1].id if proposed else 0}
    elif chosen == "votes":
        cast = await ask(work.votes, reviewer=visit.name, before=before, most=most + 1)
        found, place = [*cast], {"before": cast[:most][-1].id if cast else 0}
    else:
        own = ExceptionFilters(assignee=visit.name)
        held = await ask(lists.page, own, before=before, most=most + 1)
        found, place = [*held], {"before": held[:most][-1].id if held else 0}
    return found[:most], place if len(found) > most else None


def _tabs(approvals: int, proposals: int, exceptions: int) -> list[tuple[str, str, str | None]]:
    counted = (approvals, proposals, exceptions)
    labels = ("Approvals", "Proposals to vote on", "My exceptions", "My votes")
    shown = [f"{count:,}" + "+" * (count >= MOST_COUNTED) for count in counted]
    return list(zip(LISTS, labels, [*shown, None], strict=True))


PAGES = (Page("GET", "/work", "work.see", show),)
