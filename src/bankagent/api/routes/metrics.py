"""What Prometheus scrapes of the API, and of the database for everybody."""

from typing import Any

from fastapi import APIRouter, Response

from bankagent import metrics
from bankagent.api.http.auth import Anybody
from bankagent.api.http.resources import TheResources
from bankagent.api.openapi.describe import problems

router = APIRouter(tags=["metrics"])

EXAMPLE = """\
# HELP bankagent_queue_jobs Open jobs: ready, scheduled, doing.
# TYPE bankagent_queue_jobs gauge
bankagent_queue_jobs{queue="trade_review",state="ready"} 3.0
"""
SCRAPED: dict[str, Any] = {
    "summary": "Read the metrics",
    "response_description": "The text format of Prometheus, version 0.0.4.",
    "responses": {
        200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}}}
    }
    | problems(401, 503),
}


@router.get("/metrics", response_class=Response, **SCRAPED)
async def get_metrics(resources: TheResources, _: Anybody) -> Response:
    """Return what this process counted, and what there is to do in the database.

    A database that is away takes two seconds at most, and says `bankagent_database_up 0`.
    """
    looked_up = metrics.database_families(await resources.gauges())
    own = metrics.api_families(waiters=len(resources.result_waiters), pool=resources.pool_stats())
    return Response(metrics.exposition(looked_up + own), media_type=metrics.CONTENT_TYPE)
