"""Metrics for Prometheus: of this process, and of the database that all processes share."""

from fastapi import APIRouter, Response

from bankagent import metrics
from bankagent.api.http.auth import Authenticated
from bankagent.api.http.resources import TheResources
from bankagent.api.openapi.describe import problems, text

router = APIRouter(tags=["metrics"])

EXAMPLE = """\
# HELP bankagent_queue_jobs Open jobs: ready, scheduled, doing.
# TYPE bankagent_queue_jobs gauge
bankagent_queue_jobs{queue="trade_review",state="ready"} 3.0
"""


@router.get(
    "/metrics",
    response_class=Response,
    summary="Read the metrics",
    response_description="The text format of Prometheus, version 0.0.4.",
    responses=text(200, "text/plain", EXAMPLE) | problems(401, 503),
)
async def get_metrics(resources: TheResources, _: Authenticated) -> Response:
    """Return the counters of this process, and the state of the queue in the database.

    Where the database is unreachable, the answer comes within two seconds and has
    `bankagent_database_up 0`.
    """
    looked_up = metrics.database_families(await resources.gauges())
    own = metrics.api_families(waiters=len(resources.result_waiters), pool=resources.pool_stats())
    return Response(metrics.exposition(looked_up + own), media_type=metrics.CONTENT_TYPE)
