"""Requests that a reviewer may read: those that their authorities cover."""

from bankagent.db.gateway import Gateway
from bankagent.domain.caller import Caller, Reviewer
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.store.access import covers


async def check_reading(gateway: Gateway, reader: Caller | Reviewer, request_id: int) -> None:
    """Refuse what a reviewer's authorities do not cover; what they have voted on stays readable.

    A caller is left to the maker of the request.

    Raises:
        NotFound: there is no such request, or none that the reviewer may read.
        Unavailable: the database is away or busy.
    """
    if isinstance(reader, Reviewer) and not await gateway.ask(
        covers.may_read, request_id, reviewer=reader.name
    ):
        raise NotFound(NO_REQUEST)
