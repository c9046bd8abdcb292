"""Status: what needs a person now, in words; open requests, stops, versions, and the doctor."""

from importlib.metadata import version

from starlette.responses import Response

from bankagent.db import schema
from bankagent.domain.checkup import Severity
from bankagent.pages import render
from bankagent.pages.visit import Page, Visit
from bankagent.service.operations.doctor.examine import examine
from bankagent.service.operations.doctor.thresholds import CheckContext

DOCTOR_S = 20.0


async def show(visit: Visit) -> Response:
    """Return the status of the service; the doctor looks where the address asks for it."""
    gateway = visit.resources.gateway
    checks = None
    if visit.request.query_params.get("doctor") == "yes":
        context = CheckContext(database_is_local=False)
        found = await gateway.ask_within(DOCTOR_S, examine, context)
        checks = sorted(found, key=lambda one: -one.severity)
    return render.page(
        visit,
        "status",
        title="Status",
        state=(await visit.resources.snapshots()).status,
        checks=checks,
        worst=Severity.WARNING,
        versions={"bankagent": version("bankagent"), "schema": schema.version()},
    )


PAGES = (Page("GET", "/status", "status.see", show),)
