"""Explain a request from its records: four headings, and sentences that no model wrote."""

from collections.abc import Collection

from bankagent.db.gateway import Gateway
from bankagent.domain.caller import Caller, Reviewer
from bankagent.domain.explanation import Audience, Evidence, Explanation, Section
from bankagent.errors import NO_REQUEST, NotFound
from bankagent.service.requests.explanation import asked, data, for_caller, people, reproduce
from bankagent.service.requests.explanation.records import Records
from bankagent.store.requests.evidence import evidence, of_others

SECTIONS = (
    ("What was asked and decided, and why", asked.sentences),
    ("What data was used, with versions", data.sentences),
    ("Who or what allowed it, overrode it, or was asked", people.sentences),
    ("How to reproduce it", reproduce.sentences),
)


async def explain(
    gateway: Gateway, reader: Caller | Reviewer, request_id: int, audience: Audience
) -> Explanation:
    """Return the explanation of a request that a caller or a reviewer may read.

    A caller that sees its own requests alone reads no number of another caller's, and nothing that
    only such a request says.

    Raises:
        NotFound: there is no such request, or it is not theirs to read.
        Unavailable: the database is away or busy.
    """
    found = await gateway.ask(evidence, request_id, maker=reader.sees)
    if found is None:
        raise NotFound(NO_REQUEST)
    whole = explanation(found, audience)
    named = for_caller.named(whole) if reader.sees is not None else set()
    if not named:
        return whole
    others = await gateway.ask(of_others, sorted(named), maker=found.maker)
    return for_caller.without(explanation(found, audience, others), others) if others else whole


def explanation(given: Evidence, audience: Audience, hidden: Collection[int] = ()) -> Explanation:
    """Return the explanation that these records give; a client's is without internal sentences.

    For a client an undecided request is `received`, whoever of the bank has it in hand.
    """
    records = Records.of(given, audience, hidden)
    is_open = audience == "client" and given.status in asked.WAITS
    whole = Explanation(
        request_id=given.request_id,
        status="received" if is_open else given.status,
        audience=audience,
        sections=tuple(Section(heading, tuple(say(records))) for heading, say in SECTIONS),
    )
    return whole.without_internal() if audience == "client" else whole
