"""Replace the payload of a request that waits for its caller."""

from bankagent import catalog
from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.caller import Caller
from bankagent.domain.exact_json import JsonObject
from bankagent.errors import NO_REQUEST, BadRequest, NotFound
from bankagent.service.requests import types
from bankagent.store.requests import read, verbs


async def replace_payload(
    gateway: Gateway, caller: Caller, request_id: int, payload: JsonObject
) -> int:
    """Give the caller's own request another payload, and a worker the request again.

    Returns the number of the payload's version, counted from 1.

    Raises:
        NotFound: there is no such request of this caller's making.
        BadRequest: the payload is not what the request's type takes.
        Conflict: the request is not needs_info.
        Unavailable: the package of the request's type is not installed here.
    """
    # A request's maker and type never change: what is read here still holds for the verb.
    found = await gateway.ask(read.overview, request_id, maker=caller.name)
    if found is None:
        raise NotFound(NO_REQUEST)
    try:
        catalog.parse_payload(catalog.request_type(found.request_type), payload)
    except BadRequest:
        await types.refuse_missing_package(gateway, [found.request_type])
        raise
    version = await gateway.ask(
        verbs.replace_payload,
        request_id,
        payload=payload,
        maker=caller.name,
        traceparent=trace.traceparent(),
    )
    if version is None:
        raise NotFound(NO_REQUEST)
    return version
