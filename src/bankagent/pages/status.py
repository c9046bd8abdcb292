"""Status: what needs a person now, in words; open requests, stops, versions, and the doctor."""

import asyncio
from collections.abc import Sequence
from importlib.metadata import version

from starlette.responses import Response

from bankagent.db import schema
from bankagent.domain.checkup import CheckResult, Severity
from bankagent.errors import TooMany
from bankagent.pages import render
from bankagent.pages.visit import Page, Visit
from bankagent.service.operations.doctor.examine import examine
from bankagent.service.operations.doctor.thresholds import CheckContext

DOCTOR_S = 20.0
# An examination takes seconds of the database.
DOCTOR = asyncio.Lock()
BUSY = "The doctor is at work for another reader: try again in a few seconds."


async def show(visit: Visit) -> Response:
    """Return the status of the service."""
    return await _whole(visit)


async def examined(visit: Visit) -> Response:
    """Return the status with the findings of the doctor, who looks for one reader at a time.

    Raises:
        TooMany: the doctor looks for another reader.
    """
    if DOCTOR.locked():
        raise TooMany(BUSY)
    async with DOCTOR:
        context = CheckContext(database_is_local=False)
        found = await visit.resources.gateway.ask_within(DOCTOR_S, examine, context)
    return await _whole(visit, sorted(found, key=lambda one: -one.severity))


async def _whole(visit: Visit, checks: Sequence[CheckResult] | None = None) -> Response:
    found = await visit.resources.snapshots()
    return render.page(
        visit,
        "status",
        title="Status",
        mark=found.mark,
        state=found.status,
        checks=checks,
        worst=Severity.WARNING,
        versions={"bankagent": version("bankagent"), "schema": schema.version()},
    )


PAGES = (
    Page("GET", "/status", "status.see", show),
    Page("GET", "/status/doctor", "status.examine", examined),
)
