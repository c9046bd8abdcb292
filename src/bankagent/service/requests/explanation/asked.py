"""First section of an explanation: what was asked and decided, and why."""

from collections.abc import Iterator, Sequence

from bankagent.domain import exact_json
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation import (
    calls,
    exceptions,
    follow_ups,
    for_client,
    looked_up,
)
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    actor,
    at,
    entry_id,
    evaluation_id,
    mapping,
    of_result,
    policy_id,
    rows,
    rule_id,
    time,
)
from bankagent.service.requests.explanation.stopped import STOPPED
from bankagent.service.requests.explanation.told import Told

# A client reads the same of each of these: where a document is missing it waits for people only by
# a suspicion, of which the client must not learn.
OPEN = "It is not decided yet: the bank checks it, and may ask for more information."
WAITS = {
    "received": "It waits to be processed.",
    "awaiting_approval": "It waits until a person of the bank decides it.",
    "needs_info": "It waits until the caller sends more information.",
    "failed": "It could not be processed, and waits for an operator.",
}
NOT_DECIDED = {
    "processed": "It is processed, but no decision is recorded.",
    "cancelled": "It was cancelled, and never decided.",
}
# A rule without conditions rests on all of these; requests of other types have none of them.
OF_A_CASE = ("requirements", "owners", "screening", "rating")
BY = {"policy": "by policy, without people", "people": "by people"}
EXPIRED = "since its time for a decision by people had ended"


def sentences(records: Records) -> Iterator[Sentence]:
    """Yield what was asked, by whom, what became of it, and the rules that say why."""
    given = records.given
    received = [entry_id(one) for one in records.entries if one["action"] == "received"]
    yield Sentence(
        f"A request of the type {given.request_type} for the client {given.client_id} was received "
        f"on {time(given.created_at)}.",
        (records.request, *received),
        internal=False,
    )
    person = f" on behalf of {given.on_behalf_of}" if given.on_behalf_of else ""
    yield Sentence(f"{actor(given.maker)} made it{person}.", (records.request,))
    yield from follow_ups.cause(records)
    yield from calls.submitted(records)
    yield from _end(records)
    yield from exceptions.opened(records)
    if records.evaluation is not None:
        yield from _reasons(records, records.evaluation)
    yield from follow_ups.caused(records)
    yield from follow_ups.waiting(records)


def _end(records: Records) -> Iterator[Sentence]:
    decision, status = records.decision, records.given.status
    ids = (records.request, records.last_entry)
    if decision is not None:
        # Nobody decided, and no policy rejected it.
        expired = any(of_result(one, "reason") == "expired" for one in records.entries)
        how = EXPIRED if expired else BY[str(decision["decided_by"])]
        yield Sentence(
            f"It was {decision['decision']} on {at(decision)}, {how}.",
            (f"decision:{records.given.request_id}", records.last_entry),
            internal=False,
        )
    elif status in WAITS:
        yield Sentence(OPEN, (records.request,), internal=False)
        yield Sentence(WAITS[status], ids)
    else:
        yield Sentence(NOT_DECIDED[status], ids, internal=False)


def _reasons(records: Records, evaluation: Row) -> Iterator[Sentence]:
    fired = rows(evaluation["fired"])
    if records.audience == "client":
        yield from for_client.reasons(records, evaluation, fired)
        return
    # Those that led to the outcome come first; to a client the order would tell the outcome.
    ordered = sorted(fired, key=lambda one: one.get("outcome") != evaluation["outcome"])
    told = list(looked_up.values(records, evaluation))
    for rule in ordered:
        yield _reason(records, evaluation, rule, told)
    if not fired:
        yield Sentence("No rule fired.", (evaluation_id(evaluation),))


def _reason(
    records: Records, evaluation: Row, rule: Row, told: Sequence[tuple[Told, bool]]
) -> Sentence:
    facts = mapping(rule.get("facts"))
    values = ", ".join(f"{name} = {exact_json.dumps(value)}" for name, value in facts.items())
    text = str(rule.get("text")).rstrip(".")
    tested = facts.keys() or {*OF_A_CASE}
    found_from = [one for one, _ in told if not tested.isdisjoint(one.about)]
    ids = [id_ for one in found_from for id_ in one.rests_on]
    policy = policy_id(evaluation) if rule.get("rule_id") != STOPPED else None
    return Sentence(
        " ".join(
            (
                f"Rule {rule.get('rule_id')} says {rule.get('outcome')}: {text}"
                + (f" ({values})." if values else "."),
                *(one.text for one in found_from),
            )
        ),
        tuple(dict.fromkeys((rule_id(evaluation, rule), *([policy] if policy else []), *ids))),
        internal=not records.is_public_rule(rule)
        or any(internal for one, internal in told if one in found_from),
    )
