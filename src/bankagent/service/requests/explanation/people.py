"""Third section of an explanation: who or what allowed it, overrode it, or was asked."""

from collections.abc import Callable, Iterator
from typing import get_args

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Sentence
from bankagent.domain.request_status import Status
from bankagent.service.requests.explanation import (
    calls,
    comments,
    exceptions,
    findings,
    for_client,
    overdue,
    questions,
    stopped,
)
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    actor,
    at,
    entry_id,
    evaluation_id,
    of_result,
    policy_id,
)

Told = Callable[[Records, Row], Iterator[Sentence]]


def sentences(records: Records) -> Iterator[Sentence]:
    """Yield what each evaluation recommended, and then what each entry of the trail did."""
    for evaluation in records.evaluations:
        yield _recommended(records, evaluation)
        yield from stopped.sentences(records, evaluation)
        yield from _allowed(records, evaluation)
    for entry in records.entries:
        told = TOLD.get((str(entry["from_status"]), str(entry["action"])))
        if told is not None:
            yield from told(records, entry)


def _recommended(records: Records, evaluation: Row) -> Sentence:
    policy = policy_id(evaluation)
    named = (
        f"Version {evaluation['policy_version']} of the policy {evaluation['policy_key']}"
        if policy
        else "The service, without a policy,"
    )
    said = stopped.policy_said(evaluation)
    counts = "" if evaluation is records.evaluation else "; that evaluation no longer counts"
    return Sentence(
        f"{named} said {said} on {at(evaluation)}{counts}.",
        (evaluation_id(evaluation), *([policy] if policy else [])),
    )


def _allowed(records: Records, evaluation: Row) -> Iterator[Sentence]:
    """Yield the author of the version that was applied, and who put it in force, when and why."""
    policy = policy_id(evaluation)
    if policy is None:
        return
    version = (evaluation["policy_key"], evaluation["policy_version"])
    named = f"version {version[1]} of the policy {version[0]}"
    for one in _of(version, records.policies):
        yield Sentence(f"The author of {named} is {one['created_by']}.", (policy,))
    before = at(evaluation)
    in_force = [
        one for one in _of(version, records.activations) if at(one, "active_from") <= before
    ]
    if not in_force:
        yield Sentence(f"No activation of {named} is recorded before that.", (policy,))
        return
    last = in_force[-1]
    ids = (f"activation:{last['key']}@{last['active_from']}", policy)
    yield Sentence(
        f"{last['activated_by']} activated {named} on {at(last, 'activated_at')}, in force from "
        f"{at(last, 'active_from')}: {str(last['reason']).rstrip('.')}.",
        ids,
    )
    if last["activated_by"] == "bankagent":
        yield Sentence(f"No person of the bank has signed {named}.", ids)


def _of(version: tuple[JsonValue, JsonValue], found: tuple[Row, ...]) -> list[Row]:
    return [one for one in found if (one["key"], one["version"]) == version]


def _decided_alone(records: Records, entry: Row) -> Iterator[Sentence]:
    ids = (entry_id(entry), f"decision:{records.given.request_id}")
    yield Sentence("The policy decided; no person was asked.", ids, internal=False)


def _asked_people(_records: Records, entry: Row) -> Iterator[Sentence]:
    yield Sentence(f"People of the bank were asked on {at(entry)}.", (entry_id(entry),))


def _voted(records: Records, entry: Row) -> Iterator[Sentence]:
    vote = _vote(records, entry)
    if vote is not None:
        code = f" (override: {vote['override_code']})" if vote["override_code"] else ""
        did = f"voted {vote['verdict']}"
        if vote["verdict"] == "escalate":
            did, code = "escalated it to the next level", f" ({vote['escalation_code']})"
        yield Sentence(
            f"{vote['reviewer']} {did} on {at(vote)}{code}: {vote['reason']}",
            (f"vote:{vote['id']}", entry_id(entry)),
        )


def _decided_by_people(records: Records, entry: Row) -> Iterator[Sentence]:
    ids = (entry_id(entry), f"decision:{records.given.request_id}")
    if of_result(entry, "reason") == "expired":
        yield overdue.expired(ids)
        return
    exception_id = of_result(entry, "exception_id")
    if exception_id is not None:
        yield from exceptions.closed(records, entry, (*ids, f"exception:{exception_id}"))
        return
    yield Sentence("People of the bank decided it.", ids, internal=False)
    vote = _vote(records, entry)
    if vote is not None:
        by_vote = (f"vote:{vote['id']}", *ids)
        yield Sentence(f"The vote of {vote['reviewer']} decided it.", by_vote)
        if vote["verdict"] == "reject":
            yield for_client.words(vote, by_vote)
        yield from _overrode(records, vote, by_vote)


def _overrode(records: Records, vote: Row, ids: tuple[str, ...]) -> Iterator[Sentence]:
    """Yield how the vote stands to what the policy said of its own, without a stop."""
    evaluation = records.evaluation
    if evaluation is None:
        return
    said = stopped.policy_said(evaluation)
    policy = policy_id(evaluation)
    of = f"the policy {evaluation['policy_key']}, version {evaluation['policy_version']}"
    named = of if policy else "the service, without a policy"
    if said == vote["verdict"]:
        text = f"That is what {named}, said of its own: {said}."
    elif vote["verdict"] == "approve" or said == "approve":
        text = f"That overrode what {named}, recommended: {said}."
    else:
        text = f"What {named}, recommended was {said}, which leaves the decision to people."
    rests_on = (*ids, evaluation_id(evaluation), *([policy] if policy else []))
    yield Sentence(text, rests_on)


def _failed_attempt(_records: Records, entry: Row) -> Iterator[Sentence]:
    error = of_result(entry, "error")
    why = f" by an error ({error})" if error else ""
    text = f"Attempt {entry['attempt']} of job {entry['job_id']} ended without a result{why}."
    yield Sentence(text, (entry_id(entry),))


def _requeued(_records: Records, entry: Row) -> Iterator[Sentence]:
    reason = of_result(entry, "reason")
    why = f" ({reason})" if reason else ""
    text = f"{actor(entry['actor'])} had it processed again from {at(entry)}{why}."
    yield Sentence(text, (entry_id(entry),))


def _cancelled(_records: Records, entry: Row) -> Iterator[Sentence]:
    yield Sentence(f"{actor(entry['actor'])} cancelled it on {at(entry)}.", (entry_id(entry),))


def _vote(records: Records, entry: Row) -> Row | None:
    vote_id = of_result(entry, "vote_id")
    return next((one for one in records.votes if one["id"] == vote_id), None)


TOLD: dict[tuple[str, str], Told] = {
    ("received", "processed"): _decided_alone,
    ("received", "awaiting_approval"): _asked_people,
    ("received", "needs_info"): questions.asked,
    ("received", "attempt_failed"): _failed_attempt,
    ("received", "attempt_lost"): _failed_attempt,
    ("received", "failed"): _failed_attempt,
    ("received", "requeued"): _requeued,
    ("failed", "requeued"): _requeued,
    ("awaiting_approval", "voted"): _voted,
    ("awaiting_approval", "escalated"): overdue.escalated,
    ("awaiting_approval", "exception_moved"): exceptions.moved,
    ("processed", "exception_reopened"): exceptions.reopened,
    **{("awaiting_approval", action): calls.decided for action in calls.DID},
    ("awaiting_approval", "findings_given"): findings.given,
    ("needs_info", "findings_given"): findings.given,
    ("received", "findings_noted"): findings.noted,
    ("awaiting_approval", "findings_noted"): findings.noted,
    ("needs_info", "findings_noted"): findings.noted,
    ("awaiting_approval", "processed"): _decided_by_people,
    ("awaiting_approval", "needs_info"): questions.asked,
    ("needs_info", "payload_replaced"): questions.replaced,
    ("needs_info", "answered"): questions.answered,
    **{(status, "commented"): comments.told for status in get_args(Status)},
    **{(status, "cancelled"): _cancelled for status in get_args(Status)},
}
