"""Summary of a feed, for its sender and for those who see all requests."""

from bankagent.db.gateway import Gateway
from bankagent.domain.caller import Caller, Reviewer
from bankagent.domain.feed import FeedSummary
from bankagent.errors import Conflict, NotFound
from bankagent.store.feeds import summaries

NO_FEED = "There is no such feed."
SEVERAL = "Several makers have sent a feed of this name: say whose it is (maker)."


async def summary_of(
    gateway: Gateway, reader: Caller | Reviewer, name: str, maker: str | None
) -> FeedSummary:
    """Return the summary of a feed: of this maker, else the reader's own, else the only one.

    Raises:
        NotFound: there is no such feed that the reader may see.
        Conflict: several makers have sent one of this name, none of them the reader.
    """
    own = maker or reader.name
    if reader.sees in (None, own):
        found = await gateway.ask(summaries.summary, name, maker=own)
        if found is not None:
            return found
    if maker is not None or reader.sees is not None:
        raise NotFound(NO_FEED)
    makers = await gateway.ask(summaries.makers, name)
    if len(makers) > 1:
        raise Conflict(SEVERAL)
    found = await gateway.ask(summaries.summary, name, maker=makers[0]) if makers else None
    if found is None:
        raise NotFound(NO_FEED)
    return found
