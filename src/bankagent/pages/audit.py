"""Audit: the log searched by request, client, actor, action and time; one entry whole."""

from starlette.responses import Response

from bankagent.errors import NotFound
from bankagent.pages import audit_export, audit_filters, queries, render
from bankagent.pages.visit import PREFIX, Page, Visit
from bankagent.service.operations.audit_entries import search
from bankagent.service.requests import readings
from bankagent.store.operations import audit_search

PATH = f"{PREFIX}/audit"
LONGEST_S = 0.2  # a page that is empty so far is shown, and the next one goes on
NO_ENTRY = "There is no such audit entry."


async def show(visit: Visit) -> Response:
    """Return the audit entries that the filters leave in, the newest first."""
    query, gateway = visit.request.query_params, visit.resources.gateway
    given = {name: query.get(name) for name in audit_filters.NAMES}
    found = await search(
        gateway,
        audit_filters.of(visit),
        before=queries.number(query, "before", queries.LARGEST_ID),
        most=queries.MOST_ROWS,
        within_s=LONGEST_S,
    )
    state = (await visit.resources.snapshots()).status
    goes_on = found.next_before is not None
    return render.page(
        visit,
        "audit",
        title="Audit",
        rows=found.entries,
        given=given,
        is_filtered=any(given.values()),
        actions=await gateway.ask(audit_search.actions),
        gaps=[one for one in state.troubles if one.kind == "audit_gap"],
        first=queries.link(PATH, given) if "before" in query else None,
        following=queries.link(PATH, given, before=found.next_before) if goes_on else None,
        csv_path=queries.link(f"{PATH}.csv", given),
        most_in_csv=audit_export.MOST,
        scanned_on=goes_on and len(found.entries) < queries.MOST_ROWS,
    )


async def entry(visit: Visit) -> Response:
    """Return one audit entry with all that it has."""
    found = await visit.resources.gateway.ask(audit_search.entry, visit.number("entry_id"))
    if found is None:
        raise NotFound(NO_ENTRY)
    await visit.check_reading(found.request_id)
    # The entry of an evaluation has the whole case in its result.
    await readings.note(visit.resources.gateway, visit.name, found.request_id)
    return render.page(visit, "audit_entry", title=f"Audit entry {found.id}", one=found)


PAGES = (
    Page("GET", "/audit", "audit.see", show),
    Page("GET", "/audit/{entry_id:int}", "audit.see", entry),
)
