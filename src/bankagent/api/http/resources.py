"""Resources of one running API: the lifespan opens them, the routes receive them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bankagent.db.gateway import Gateway
from bankagent.service.access.concurrency_limits import ConcurrencyLimit
from bankagent.service.access.identify import Identify
from bankagent.service.documents.embeddings import Embeddings
from bankagent.service.operations.changes import Changes
from bankagent.service.operations.gauges import Gauges
from bankagent.service.requests.follow import EntryWaiters
from bankagent.service.requests.process import ResultWaiters
from bankagent.service.requests.submit import Intake


@dataclass(frozen=True, slots=True)
class Resources:
    """Resources of one running API.

    `batches`, `documents` and `streams` limit how many are under way at once. `changes`
    waits for audit entries on behalf of open pages. `probe` opens a connection of its
    own, checks the database and raises what is wrong. `trusts_this_machine`: a call without a key
    from the service's own machine is anonymous. `gauges` and `pool_stats` are for Prometheus.
    `embeddings` is the model of search, where the settings name one.
    """

    gateway: Gateway
    intake: Intake
    batches: ConcurrencyLimit
    documents: ConcurrencyLimit
    result_waiters: ResultWaiters
    streams: ConcurrencyLimit
    entry_waiters: EntryWaiters
    changes: Changes
    probe: Callable[[], Awaitable[None]]
    identify: Identify
    trusts_this_machine: bool
    gauges: Gauges
    pool_stats: Callable[[], Mapping[str, int]]
    embeddings: Embeddings | None = None


async def resources_of_app(request: Request) -> Resources:
    """Return the resources that the app's lifespan opened."""
    resources: Resources = request.app.state.resources
    return resources


TheResources = Annotated[Resources, Depends(resources_of_app)]
