"""Reasons as a client reads them: what the check found, without outcomes, and one sentence for all.

A client must not learn from an explanation which internal rule fired, nor that one did. So the
outcomes of rules are left out (a review beside a rejection would tell of another rule), and the
sentence on rules that are not explained stands in each explanation, also where no rule fired.
"""

from collections.abc import Iterator, Mapping, Sequence

from bankagent.domain.exact_json import JsonValue
from bankagent.domain.explanation import Sentence
from bankagent.service.requests.explanation.records import (
    Records,
    Row,
    evaluation_id,
    mapping,
    rule_id,
)

IN_EACH = (
    "The bank also checks each request by rules that it does not explain; this sentence stands in "
    "every explanation for a client."
)
NOTHING = "The check found nothing that holds it up."
# The rule of the service itself for a payload that a caller can correct.
INVALID = "PAYLOAD-INVALID"


def reasons(records: Records, evaluation: Row, fired: Sequence[Row]) -> Iterator[Sentence]:
    """Yield a sentence on each public rule that fired, and the one that stands in each."""
    for rule in fired:
        if text := _found(records, rule):
            yield Sentence(text, (rule_id(evaluation, rule),), internal=False)
    ids = (evaluation_id(evaluation),)
    if evaluation["outcome"] == "approve":
        yield Sentence(NOTHING, ids, internal=False)
    yield Sentence(IN_EACH, ids, internal=False)


def words(vote: Row, ids: tuple[str, ...]) -> Sentence:
    """Return the words of a rejection that may reach the client, and no others of its reviewer."""
    if given := vote.get("client_reason"):
        return Sentence(f"The bank says on it: {given}", ids, internal=False)
    return Sentence("The reviewer gave no words on it for the client.", ids)


def _found(records: Records, rule: Row) -> str | None:
    text = str(rule.get("text")).rstrip(".")
    if rule.get("rule_id") == INVALID:
        fields = _listed(mapping(rule.get("facts")).get("fields"))
        return f"The check found this: {text}. Fields to correct: {fields}."
    return f"The check found this: {text}." if records.is_public_rule(rule) else None


def _listed(fields: JsonValue) -> str:
    given = fields if isinstance(fields, list | tuple) else ()
    return ", ".join(str(one) for one in given if not isinstance(one, Mapping)) or "payload"
