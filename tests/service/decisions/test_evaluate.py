import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bankagent.domain.exact_json import dumps
from bankagent.domain.settlement import ClaimedRequest, Settlement
from bankagent.request_types.trade_review import TYPE
from bankagent.service.decisions.evaluate import decide
from bankagent.service.decisions.result import NAMES
from tests.support import policies
from tests.support.known import quiet

POLICY = policies.shipped("trade_review")
EXAMPLE = {"symbol": "AAPL", "notional": 2500000}


def recorded(settlement: Settlement) -> dict[str, Any]:
    return {"result": settlement.result, "evaluation": settlement.evaluation.as_json()}


def settled(
    payload: Any, *, policy: Any = POLICY, request_type: str = "trade_review"
) -> Settlement:
    return decide(ClaimedRequest(1, "CUST-1042", request_type, dumps(payload)), policy, quiet())


LARGE = EXAMPLE | {"notional": Decimal("5000000.01"), "currency": "EUR"}


def the_rule(settlement: Settlement) -> Any:
    (only,) = settlement.result["reasons"]
    return only


def test_the_tutorials_request_is_approved_by_rule() -> None:
    settlement = settled(EXAMPLE)
    assert (settlement.status, settlement.decision) == ("processed", "approved")
    assert settlement.result == {
        "client_id": "CUST-1042",
        "request_type": "trade_review",
        "decision": "approved",
        "decided_by": "policy",
        "confidence": Decimal("1.0"),
        "confidence_basis": {"method": "rule"},
        "summary": "Approved by policy: no restricting rule fired (TR-000).",
        "reasons": [
            {
                "rule_id": "TR-000",
                "outcome": "approve",
                "text": "no restricting rule fired",
                "facts": {},
            }
        ],
        "policy": {"key": "trade_review", "version": POLICY.version, "sha256": POLICY.sha256},
        "outcome": "approve",
    }


def test_evidence_of_a_type_takes_the_place_of_no_name_of_a_result_or_of_a_need() -> None:
    """A package that finds its evidence by the payload can pass the check of its example."""
    shown = {"confidence": 1, "summary": "All is well.", "fx_rates": {}, "cover": "102 %"}
    own = replace(TYPE, facts_and_evidence=lambda p, k: (TYPE.facts(p, k), lambda _: shown))
    request = ClaimedRequest(1, "CUST-1042", TYPE.name, dumps(LARGE))
    settlement, usual = (decide(request, POLICY, quiet(), (one,)) for one in (own, TYPE))
    assert settlement.result == usual.result | {"fx_rates": {}, "cover": "102 %"}
    recorded, as_usual = (one.evaluation.as_json()["known"] for one in (settlement, usual))
    assert recorded["fx_rates"] == as_usual["fx_rates"] != {}


def test_above_the_limit_people_decide_and_no_confidence_is_invented() -> None:
    settlement = settled(EXAMPLE | {"notional": Decimal("5000000.01")})
    assert (settlement.status, settlement.decision) == ("awaiting_approval", None)
    assert settlement.result["decision"] is None
    assert settlement.result["confidence"] is None
    assert settlement.result["confidence_basis"] == {"method": None, "reason": "a person decides"}
    assert settlement.result["summary"] == (
        "Waiting for a reviewer: the notional is above 5,000,000 USD (TR-010)."
    )
    assert the_rule(settlement)["facts"]["notional_usd"] == Decimal("5000000.01")


def test_dates_in_the_wrong_order_are_asked_about() -> None:
    dates = {"trade_date": "2026-11-24", "settlement_date": "2026-11-23"}
    settlement = settled(EXAMPLE | dates)
    assert (settlement.status, settlement.decision) == ("needs_info", None)
    assert settlement.result["summary"].startswith("Waiting for the caller to correct")


@pytest.mark.parametrize(
    ("outcome", "status", "decision", "summary"),
    [
        ("approve", "processed", "approved", "Approved by policy: "),
        ("reject", "processed", "rejected", "Rejected by policy: "),
        ("needs_info", "needs_info", None, "Waiting for the caller"),
        ("review", "awaiting_approval", None, "Waiting for a reviewer: "),
        (
            "dual_control",
            "awaiting_approval",
            None,
            "Waiting for a reviewer; the policy asks for dual control: ",
        ),
        (
            "escalate",
            "awaiting_approval",
            None,
            "Waiting for a reviewer; the policy asks for escalation: ",
        ),
    ],
)
def test_each_outcome_has_its_status_and_says_who_acts_next(
    outcome: str, status: str, decision: str | None, summary: str
) -> None:
    policy = policies.changed(
        POLICY, lambda d: policies.rule(d, "TR-030").update(outcome=f"'{outcome}'")
    )
    settlement = settled(EXAMPLE | {"quantity": 1, "price": 1}, policy=policy)
    assert (settlement.status, settlement.decision) == (status, decision)
    assert tuple(settlement.result) == NAMES
    assert settlement.result["decided_by"] == (decision and "policy")
    assert settlement.result["outcome"] == outcome
    assert settlement.result["summary"].startswith(summary)
    assert (settlement.result["confidence"] is None) == (decision is None)


def test_a_payload_that_sql_brought_in_broken_is_asked_about_without_its_values() -> None:
    settlement = settled({"notional": "Mrs Example", "isin": "Mrs", "Mrs Example": 1})
    assert settlement.status == "needs_info"
    assert the_rule(settlement)["rule_id"] == "PAYLOAD-INVALID"
    fields = ["(a field that is not known)", "isin", "notional", "symbol"]
    assert the_rule(settlement)["facts"] == {"fields": fields}
    assert "Mrs" not in dumps(recorded(settlement))
    assert settlement.result["policy"] is None


def test_a_payload_with_a_number_that_sql_brought_in_too_long_is_asked_about() -> None:
    settlement = settled(EXAMPLE | {"price": Decimal("1" + "0" * 29)})
    assert settlement.status == "needs_info"
    assert the_rule(settlement)["facts"] == {"fields": ["payload"]}


@pytest.mark.parametrize("payload", [None, [], "text", 5])
def test_a_payload_that_is_no_object_is_asked_about(payload: Any) -> None:
    settlement = settled(payload)
    assert settlement.status == "needs_info"
    assert the_rule(settlement)["facts"] == {"fields": ["payload"]}


def test_without_a_policy_a_person_looks() -> None:
    settlement = settled(EXAMPLE, policy=None)
    assert (settlement.status, settlement.decision) == ("awaiting_approval", None)
    assert the_rule(settlement)["rule_id"] == "POLICY-MISSING"
    assert "a person must look" in settlement.result["summary"]


def test_a_type_that_is_not_known_is_for_a_person() -> None:
    settlement = settled(EXAMPLE, request_type="tea_review")
    assert (settlement.status, settlement.decision) == ("awaiting_approval", None)
    assert the_rule(settlement)["rule_id"] == "TYPE-UNKNOWN"
    assert "tea_review" not in settlement.result["summary"]


def test_a_policy_that_fails_its_checks_is_for_a_person_and_is_named() -> None:
    settlement = settled(EXAMPLE, policy=policies.a_policy("{}"))
    assert settlement.status == "awaiting_approval"
    assert the_rule(settlement)["rule_id"] == "POLICY-ERROR"
    assert settlement.result["policy"]["key"] == "trade_review"


def test_an_item_is_json_with_exact_numbers() -> None:
    item = dumps(recorded(settled(EXAMPLE | {"notional": Decimal("9007199254740993.01")})))
    assert '"notional":9007199254740993.01' in item
    assert json.loads(item)["evaluation"]["outcome"] == "review"
    assert '"confidence":1.0' in dumps(recorded(settled(EXAMPLE)))


def test_version_1_of_the_policy_still_decides_on_the_facts_of_today() -> None:
    settlement = settled(EXAMPLE, policy=policies.shipped("trade_review", 1))
    assert settlement.decision == "approved"
    assert settlement.result["policy"]["version"] == 1
