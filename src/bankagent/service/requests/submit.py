"""Submit a request: validate it against its type, then store it through the group commit."""

import asyncio
import time
from collections.abc import Sequence

from bankagent import catalog, metrics
from bankagent.db.errors import translated
from bankagent.db.gateway import DEADLINE_S, Gateway
from bankagent.db.group_commit import GroupCommit
from bankagent.domain.submission import Accepted, Submission
from bankagent.errors import BadRequest, Conflict, Unavailable
from bankagent.service.requests import types
from bankagent.store.requests import verbs

Intake = GroupCommit[Submission, Accepted]

UNKNOWN = (
    "The database did not answer in time: it is not known whether this was stored; send it again "
    "with the same Idempotency-Key, or check first whether it is there."
)


def new_intake(gateway: Gateway) -> Intake:
    """Return the group commit through which this process submits."""

    async def flush(items: Sequence[Submission]) -> Sequence[Accepted]:
        with metrics.flushing("intake", len(items)):
            accepted = await gateway.ask_untranslated(verbs.submit, items)
        count(items, accepted)
        return accepted

    return GroupCommit(flush, repeatable=lambda item: item.idempotency_key is not None)


async def submit(gateway: Gateway, intake: Intake, submission: Submission) -> Accepted:
    """Store a request with its audit entry and its job, and return its number once committed.

    Raises:
        BadRequest: the type is unknown, or the payload is not what the type takes.
        Conflict: the idempotency key stands for another request.
        Unavailable: the database is away or busy; the text says whether the request may be stored.
            Or the type's package is not installed here.
        SchemaMismatch: the database lacks the type.
    """
    try:
        catalog.parse_payload(catalog.request_type(submission.request_type), submission.payload)
    except BadRequest:
        await types.refuse_missing_package(gateway, [submission.request_type])
        raise
    began = time.perf_counter()
    await gateway.ensure_checked()
    try:
        accepted = await _put(intake, submission)
    except BadRequest as wrong:
        raise types.missing_row(wrong, [submission.request_type]) or wrong from None
    with metrics.harmless():
        metrics.ACCEPT_SECONDS.labels(submission.request_type).observe(time.perf_counter() - began)
    if accepted.disposition == "conflict":
        raise Conflict(
            "This Idempotency-Key stands for a request with another body: use a new key for a new "
            "request, or send the first body again."
        )
    return accepted


async def _put(intake: Intake, submission: Submission) -> Accepted:
    with translated():
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await intake.put(submission)
        except TimeoutError:
            raise Unavailable(UNKNOWN) from None


@metrics.harmless()
def count(submissions: Sequence[Submission], answers: Sequence[Accepted]) -> None:
    """Count submissions by their type and by what the database answered."""
    for submission, answer in zip(submissions, answers, strict=True):
        metrics.REQUESTS.labels(submission.request_type, answer.disposition).inc()
