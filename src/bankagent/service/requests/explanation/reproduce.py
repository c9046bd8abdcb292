"""Fourth section of an explanation: how to reproduce it, from which records."""

from collections.abc import Iterator

from bankagent.domain.evaluation import VERSION
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    entry_id,
    evaluation_id,
    mapping,
    policy_id,
)
from bankagent.service.requests.explanation.stopped import policy_said


def sentences(records: Records) -> Iterator[Sentence]:
    """Yield the digests and ids of payload, policy, evaluation, approval and audit trail."""
    given = records.given
    yield Sentence(
        f"Version {given.payload_version} of the payload, the latest, has the SHA-256 "
        f"{given.payload_sha256}.",
        (records.payload, records.request),
        internal=False,
    )
    if records.entries:
        first, last = records.entries[0], records.entries[-1]
        yield Sentence(
            f"The audit trail has {len(records.entries)} entries, from {first['id']} to "
            f"{last['id']}.",
            tuple(dict.fromkeys((entry_id(first), entry_id(last)))),
        )
    if records.evaluation is not None:
        yield from _evaluated(records.evaluation)
    for approval in records.approvals:
        yield Sentence(
            f"The digest of all that reviewers were shown is {approval['digest']}.",
            (evaluation_id(approval, "approval"),),
        )


def _evaluated(evaluation: Row) -> Iterator[Sentence]:
    by = mapping(evaluation.get("known")).get(VERSION)
    text = (
        f"Version {by} of bankagent evaluated it."
        if by
        else "The evaluation does not record which version of bankagent made it."
    )
    yield Sentence(text, (evaluation_id(evaluation),))
    policy = policy_id(evaluation)
    if policy is None:
        text = "No policy was applied, so that there is none to apply again."
        yield Sentence(text, (evaluation_id(evaluation),))
        return
    yield Sentence(
        f"The table of the policy {evaluation['policy_key']}, version "
        f"{evaluation['policy_version']}, has the SHA-256 {evaluation['policy_sha256']}.",
        (policy, evaluation_id(evaluation)),
    )
    yield Sentence(
        f"That table, on the facts recorded for attempt {evaluation['attempt']} of job "
        f"{evaluation['job_id']}, must give {policy_said(evaluation)} again.",
        (evaluation_id(evaluation), policy),
    )
