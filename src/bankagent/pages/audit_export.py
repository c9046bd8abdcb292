"""Audit entries as a CSV: what the filters leave in, and a word where that is not all."""

import csv
import io
import re

from starlette.responses import Response

from bankagent.domain.plain_text import plain
from bankagent.pages import audit_filters, queries
from bankagent.pages.visit import Page, Visit
from bankagent.service.operations.audit_entries import Found, search

MOST = 5_000
LONGEST_S = 10.0  # a statement reads 20,000 entries in 15 ms
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
# A spreadsheet takes a cell that begins so for a formula. Where its separator is the semicolon, as
# in Poland, a cell begins in the middle of ours; a tab or a line feed may begin one, too.
FORMULA = re.compile(r"((?:^|[;\t\r\n])\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])")


async def export(visit: Visit) -> Response:
    """Return what the filters leave in, the newest first, at most 5,000 entries.

    Where entries are left out, the last line and the name of the file say so.
    """
    found = await search(
        visit.resources.gateway,
        audit_filters.of(visit),
        before=queries.LARGEST_ID,
        most=MOST,
        within_s=LONGEST_S,
    )
    name = "audit.csv" if found.next_before is None else "audit-incomplete.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(_csv(found), media_type="text/csv; charset=utf-8", headers=headers)


def cell(value: object) -> str:
    """Return a value for a cell: text that no spreadsheet takes for a formula."""
    safe = FORMULA.sub(r"\1'\2", "" if value is None else str(value))
    return plain(safe)


def _csv(found: Found) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(getattr(row, name)) for name in COLUMNS] for row in found.entries)
    if found.next_before is not None:
        left_out = f"not complete: entries before {found.next_before} are left out"
        writer.writerow([left_out])
    return text.getvalue()


PAGES = (Page("GET", "/audit.csv", "audit.export", export),)
