"""Answer a request that waits for its caller, in words, with another payload, or both."""

from bankagent import catalog
from bankagent.db.gateway import Gateway
from bankagent.domain import trace
from bankagent.domain.answer import Answer, StoredAnswer
from bankagent.errors import NO_REQUEST, BadRequest, NotFound
from bankagent.service.requests import types
from bankagent.store.requests import read, verbs


async def answer_request(gateway: Gateway, answer: Answer) -> StoredAnswer:
    """Store the answer of a request's maker, and give a worker the request again.

    Raises:
        NotFound: there is no such request of this caller's making.
        BadRequest: the payload is not what the request's type takes.
        Conflict: the request is not needs_info, words alone do not answer it, or the key was used
            with another answer.
        Unavailable: the package of the request's type is not installed here.
    """
    # A request's maker and type never change: what is read here still holds for the verb.
    found = await gateway.ask(read.overview, answer.request_id, maker=answer.author)
    if found is None:
        raise NotFound(NO_REQUEST)
    if answer.payload is not None:
        try:
            catalog.parse_payload(catalog.request_type(found.request_type), answer.payload)
        except BadRequest:
            await types.refuse_missing_package(gateway, [found.request_type])
            raise
    stored = await gateway.ask(verbs.answer, answer, traceparent=trace.traceparent())
    if stored is None:
        raise NotFound(NO_REQUEST)
    return stored
