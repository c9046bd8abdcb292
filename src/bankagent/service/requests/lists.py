"""Page of a list of requests, and where the next page begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from bankagent.db.gateway import Gateway
from bankagent.domain.request import Filters, ListedRequest
from bankagent.errors import Unavailable
from bankagent.store.requests import lists

DEADLINE_S = 4.0
TOO_LONG = (
    "The database did not find this list in time: try again in a moment, or narrow it, by "
    "client_id, an open status or times that are closer together."
)


@dataclass(frozen=True, slots=True)
class Page:
    """Requests, newest first; the next page begins before `next_before`, None after the last."""

    requests: Sequence[ListedRequest]
    next_before: int | None


async def page_of(gateway: Gateway, filters: Filters, *, before: int, most: int) -> Page:
    """Return the page before this request; it may be short or empty though there is a next one.

    Raises:
        Unavailable: the database is away, or this list takes too long.
    """
    try:
        found = await gateway.ask_within(
            DEADLINE_S, lists.page, filters, before=before, most=most + 1
        )
    except Unavailable:
        raise Unavailable(TOO_LONG) from None
    shown = [one for one in found[:most] if one.matches]
    goes_on = len(found) > most or (bool(found) and found[-1].ends_scan)
    return Page(shown, found[:most][-1].id if goes_on else None)
