"""Submit many requests together: all of them are stored, or none."""

from collections.abc import Sequence

from bankagent import catalog
from bankagent.db.errors import translated
from bankagent.db.gateway import Gateway
from bankagent.db.pool import Connection
from bankagent.domain import findings
from bankagent.domain.submission import Accepted, Submission
from bankagent.errors import (
    MOST_FINDINGS,
    BadRequest,
    Conflict,
    Finding,
    Unavailable,
)
from bankagent.service.requests import types
from bankagent.service.requests.submit import count
from bankagent.store.requests import verbs

UNKNOWN = (
    "The database did not answer in time: it is not known whether this batch was stored; send it "
    "again if each item has its idempotency_key, or check first whether it is there."
)
KEY_IS_TAKEN = Finding("idempotency_key", "must be new, or come with its body")


async def submit_batch(
    gateway: Gateway, submissions: Sequence[Submission], *, within: str
) -> list[Accepted]:
    """Store all of these and return the answer for each, in order, once committed.

    Not through the group commit, which splits what it gathers where one item is refused. `within`
    is the caller's name for the items, whose places the findings name.

    Raises:
        BadRequest: an item's type is unknown, or its payload is not what the type takes.
        Conflict: the key of an item stands for a request with another body.
        Unavailable: the database is away or busy; whether the batch is stored is not known. Or the
            package of a type is not installed here, and nothing is stored.
        SchemaMismatch: the database lacks a type.
    """
    wrong = _findings(submissions, within)
    if wrong:
        await types.refuse_missing_package(gateway, {one.request_type for one in submissions})
        raise BadRequest("Nothing was stored: the errors name what is wrong.", findings=wrong)
    await gateway.ensure_checked()
    try:
        with translated(within=within):
            accepted = await gateway.ask_untranslated(_store_all, submissions, within)
    except Unavailable:
        raise Unavailable(UNKNOWN) from None
    except BadRequest as refused:
        names = [one.request_type for one in submissions]
        raise types.missing_row(refused, names) or refused from None
    count(submissions, accepted)
    return accepted


async def _store_all(
    conn: Connection, submissions: Sequence[Submission], within: str
) -> list[Accepted]:
    # The error leaves the transaction and so rolls it back: all are stored, or none.
    async with conn.transaction():
        accepted = await verbs.submit(conn, submissions)
        conflicts = [one.item for one in accepted if one.disposition == "conflict"]
        if conflicts:
            raise Conflict(
                "Nothing was stored: the idempotency_key of each item that the errors name stands "
                "for a request with another body; use a new key for a new request.",
                findings=[
                    findings.inside((within, item), KEY_IS_TAKEN)
                    for item in conflicts[:MOST_FINDINGS]
                ],
            )
    return accepted


def _findings(submissions: Sequence[Submission], within: str) -> list[Finding]:
    found: list[Finding] = []
    for place, one in enumerate(submissions):
        try:
            catalog.parse_payload(catalog.request_type(one.request_type), one.payload)
        except BadRequest as wrong:
            found += [findings.inside((within, place), finding) for finding in wrong.findings]
        if len(found) >= MOST_FINDINGS:
            break
    return found[:MOST_FINDINGS]
