"""Audit: the log searched by request, client, actor, action and time; one entry; a CSV of it."""

import csv
import io
from collections.abc import Sequence

from starlette.responses import Response

from bankagent.errors import NotFound
from bankagent.pages import queries, render
from bankagent.pages.visit import PREFIX, Page, Visit
from bankagent.service.requests import readings
from bankagent.store.operations import audit_search
from bankagent.store.operations.audit_search import AuditFilters, FoundEntry

PATH = f"{PREFIX}/audit"
GIVEN = ("request", "client", "actor", "action", "since", "until")
MOST_IN_CSV = 5_000
NO_ENTRY = "There is no such audit entry."
COLUMNS = (
    "id",
    "created_at",
    "request_id",
    "request_type",
    "client_id",
    "action",
    "actor",
    "from_status",
    "to_status",
    "job_id",
    "attempt",
    "trace_id",
)
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def show(visit: Visit) -> Response:
    """Return the audit entries that the filters leave in, the newest first."""
    query, ask = visit.request.query_params, visit.resources.gateway.ask
    given = {name: query.get(name) for name in GIVEN}
    before = queries.number(query, "before", queries.LARGEST_ID)
    found = await ask(
        audit_search.search, _filters(visit), before=before, most=queries.MOST_ROWS + 1
    )
    goes_on = len(found) > queries.MOST_ROWS or any(one.ends_scan for one in found)
    page = found[: queries.MOST_ROWS]
    rows = [one for one in page if one.matches]
    state = (await visit.resources.snapshots()).status
    return render.page(
        visit,
        "audit",
        title="Audit",
        rows=rows,
        given=given,
        is_filtered=any(given.values()),
        actions=await ask(audit_search.actions),
        gaps=[one for one in state.troubles if one.kind == "audit_gap"],
        first=queries.link(PATH, given) if "before" in query else None,
        following=queries.link(PATH, given, before=page[-1].id) if goes_on and page else None,
        csv_path=queries.link(f"{PATH}.csv", given),
        scanned_on=goes_on and len(rows) < queries.MOST_ROWS,
    )


async def entry(visit: Visit) -> Response:
    """Return one audit entry with all that it has."""
    found = await visit.resources.gateway.ask(audit_search.entry, visit.number("entry_id"))
    if found is None:
        raise NotFound(NO_ENTRY)
    # The entry of an evaluation has the whole case in its result.
    await readings.note(visit.resources.gateway, visit.name, found.request_id)
    return render.page(visit, "audit_entry", title=f"Audit entry {found.id}", one=found)


async def export(visit: Visit) -> Response:
    """Return what the filters leave in as a CSV, the newest first, at most 5,000 entries."""
    found = await visit.resources.gateway.ask(
        audit_search.search, _filters(visit), before=queries.LARGEST_ID, most=MOST_IN_CSV
    )
    headers = {
        "Content-Disposition": 'attachment; filename="audit.csv"',
        "Cache-Control": "no-store",
    }
    text = _csv([one for one in found if one.matches])
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _csv(rows: Sequence[FoundEntry]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(getattr(row, name)) for name in COLUMNS] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    written = "" if value is None else str(value)
    return f"'{written}" if written.startswith(FORMULA) else written


def _filters(visit: Visit) -> AuditFilters:
    query = visit.request.query_params
    return AuditFilters(
        request_id=queries.number(query, "request", 0) or None,
        client_id=queries.text(query, "client"),
        actor=queries.text(query, "actor"),
        action=queries.text(query, "action"),
        since=queries.instant(query, "since"),
        until=queries.instant(query, "until"),
    )


PAGES = (
    Page("GET", "/audit", "audit.see", show),
    Page("GET", "/audit.csv", "audit.export", export),
    Page("GET", "/audit/{entry_id:int}", "audit.see", entry),
)
