"""Explanations from records alone: marks of a policy, versions of data, missing records."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bankagent.domain import exact_json
from bankagent.domain.explanation import Evidence, Sentence
from bankagent.service.requests.explanation.explain import explanation
from tests.support import policies

AT = "2026-11-28T09:30:00.123456+00:00"
RULES: list[Any] = [
    {"rule_id": "A", "outcome": "reject", "text": "a", "facts": {"dates": "reversed"}},
    {"rule_id": "B", "outcome": "reject", "text": "b", "facts": {"dates": "x", "notional": 1}},
    {"rule_id": "C", "outcome": "approve", "text": "c", "facts": {}},
]
EVALUATION: dict[str, Any] = {
    "job_id": 3, "attempt": 1, "outcome": "reject", "facts": {"dates": "reversed", "notional": 1},
    "policy_key": "trade_review", "policy_version": 1, "policy_sha256": "5f0d", "fired": RULES,
    "created_at": AT, "reference": {"screening:OFAC-SDN": 4, "fx_rates": 2},
}  # fmt: skip
ENTRIES: list[Any] = [
    {
        "id": number, "action": action, "from_status": old, "actor": "x", "created_at": AT,
        "job_id": 3, "attempt": 1, "result": {},
    }
    for number, action, old in [(1, "received", "new"), (2, "processed", "received")]
]  # fmt: skip
DECISION: dict[str, Any] = {
    "decision": "rejected", "decided_by": "policy", "job_id": 3, "attempt": 1, "created_at": AT,
}  # fmt: skip


def table(*public: str) -> str:
    """Return the shipped table with these facts marked as public."""
    found: Any = exact_json.loads(policies.shipped("trade_review", 1).table_json)
    schema = found["nodes"][0]["content"]["schema"]
    for name in public:
        schema["properties"][name]["public"] = True
    return exact_json.dumps(found)


def evidence(**changes: Any) -> Evidence:
    policy = {"key": "trade_review", "version": 1, "document": table("dates")}
    given = Evidence(
        request_id=7,
        client_id="C",
        request_type="trade_review",
        status="processed",
        maker="desk-7",
        on_behalf_of=None,
        created_at=datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
        job_id=3,
        payload_version=1,
        payload_sha256="0" * 64,
        decision=DECISION,
        entries=ENTRIES,
        evaluations=[EVALUATION],
        approvals=[],
        votes=[],
        policies=[policy],
    )
    return replace(given, **changes)


def sentences(given: Evidence, audience: Any = "bank") -> list[Sentence]:
    return [one for section in explanation(given, audience).sections for one in section.sentences]


def records_of(given: Evidence, audience: Any = "bank") -> set[str]:
    return {record for one in sentences(given, audience) for record in one.rests_on}


def test_a_rule_is_public_only_where_the_policy_marks_each_fact_that_it_saw() -> None:
    told = records_of(evidence(), "client")
    assert {it for it in told if it.startswith(("rule", "fact"))} == {
        "rule:3/1/A",
        "fact:3/1/dates",
    }


@pytest.mark.parametrize(
    "known",
    [
        [],
        [{"key": "trade_review", "version": 2, "document": table("dates")}],
        [{"key": "trade_review", "version": 1, "document": table()}],
        [{"key": "trade_review", "version": 1, "document": "{"}],
        [{"key": "trade_review", "version": 1, "document": "{}"}],
        "x",
    ],
)
def test_without_the_mark_of_the_version_that_was_applied_all_is_internal(known: Any) -> None:
    told = records_of(evidence(policies=known), "client")
    assert not any(it.startswith(("rule", "fact")) for it in told)


def test_versions_of_reference_data_are_named_and_internal() -> None:
    said = {one.text: one for one in sentences(evidence())}
    for dataset, version in EVALUATION["reference"].items():
        one = said[f"Version {version} of the reference data {dataset} was used."]
        assert one == Sentence(one.text, (f"reference:{dataset}@{version}",), internal=True)
    before = evidence(evaluations=[EVALUATION | {"reference": None}])
    assert "The evaluation records no reference data." in {one.text for one in sentences(before)}


def test_without_a_record_there_is_no_sentence_on_it() -> None:
    assert "entry:2" in records_of(evidence())
    assert "entry:2" not in records_of(evidence(entries=ENTRIES[:1]))
    assert not any("3/1" in record for record in records_of(evidence(evaluations=[])))
    no_decision = evidence(decision=None, entries=ENTRIES[:1])
    assert "decision:7" not in records_of(no_decision)


def test_the_same_records_give_the_same_explanation() -> None:
    assert explanation(evidence(), "bank") == explanation(evidence(), "bank")
    assert explanation(evidence(), "client") == explanation(evidence(), "bank").for_client()
