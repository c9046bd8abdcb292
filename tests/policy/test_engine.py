import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.domain.evaluation import Evaluation
from bankagent.policy import engine
from bankagent.policy.engine import evaluate
from tests.support import policies
from tests.support.policies import rule

POLICY = policies.shipped("trade_review", version=1)
NOTHING_WRONG = {
    "notional": Decimal(2500000),
    "currency": "USD",
    "notional_usd_known": "yes",
    "side": "buy",
    "economics": "match",
    "dates": "ordered",
}


def judged(**facts: Any) -> Evaluation:
    return evaluate(POLICY, NOTHING_WRONG | facts)


def fired(evaluation: Evaluation) -> list[str]:
    return [rule.rule_id for rule in evaluation.fired]


def test_a_trade_with_nothing_wrong_is_approved_by_the_default_rule() -> None:
    evaluation = judged()
    assert (evaluation.outcome, fired(evaluation)) == ("approve", ["TR-000"])
    assert (evaluation.policy_key, evaluation.policy_version) == ("trade_review", 1)
    assert evaluation.policy_sha256 == POLICY.sha256
    assert evaluation.facts == NOTHING_WRONG


@pytest.mark.parametrize(
    ("facts", "outcome", "rule_id", "saw"),
    [
        (
            {"notional": Decimal(6000000)},
            "review",
            "TR-010",
            {"notional": Decimal(6000000), "notional_usd_known": "yes"},
        ),
        (
            {"currency": "JPY", "notional_usd_known": "no"},
            "review",
            "TR-020",
            {"notional_usd_known": "no"},
        ),
        ({"economics": "mismatch"}, "review", "TR-030", {"economics": "mismatch"}),
        ({"dates": "reversed"}, "needs_info", "TR-040", {"dates": "reversed"}),
    ],
)
def test_each_rule_fires_alone_and_says_what_it_saw(
    facts: dict[str, Any], outcome: str, rule_id: str, saw: dict[str, Any]
) -> None:
    evaluation = judged(**facts)
    (only,) = evaluation.fired
    assert (evaluation.outcome, only.rule_id, only.outcome) == (outcome, rule_id, outcome)
    assert only.facts == saw


def test_the_strictest_of_all_rules_that_fire_is_the_outcome() -> None:
    evaluation = judged(notional=Decimal(6000000), economics="mismatch", dates="reversed")
    assert evaluation.outcome == "review"
    assert fired(evaluation) == ["TR-010", "TR-030", "TR-040"]


@pytest.mark.parametrize(
    ("notional", "outcome"),
    [
        ("5000000", "approve"),
        ("5000000.0000000000", "approve"),
        ("5E+6", "approve"),
        ("4999999.9999999999", "approve"),
        ("5000000.0000000001", "review"),
        ("5.0000000000000001E+6", "review"),
        ("999999999999999999.9999999999", "review"),
    ],
)
def test_the_limit_is_exact(notional: str, outcome: str) -> None:
    assert judged(notional=Decimal(notional)).outcome == outcome


@pytest.mark.parametrize(
    ("notional", "outcome"),
    [
        ("9007199254740993.00", "approve"),
        ("9007199254740993.01", "approve"),
        ("9007199254740993.02", "review"),
    ],
)
def test_a_limit_beyond_what_floats_hold_is_exact_too(notional: str, outcome: str) -> None:
    policy = policies.changed(
        POLICY, lambda d: rule(d, "TR-010").update(notional="> 9007199254740993.01")
    )
    evaluation = evaluate(policy, NOTHING_WRONG | {"notional": Decimal(notional)})
    assert evaluation.outcome == outcome


AMOUNTS = st.decimals(Decimal("0.0000000001"), Decimal(10**17), places=10)
NEAR = st.decimals(Decimal("4999999.9999999990"), Decimal("5000000.0000000010"), places=10)


@given(notional=AMOUNTS | NEAR)
@settings(deadline=None, max_examples=100)
def test_the_engine_compares_as_decimals_do(notional: Decimal) -> None:
    expected = "review" if notional > 5_000_000 else "approve"
    assert judged(notional=notional).outcome == expected


@pytest.mark.parametrize("number", [Decimal("1e-29"), Decimal("1." + "0" * 27 + "1"), 10**28])
def test_a_number_that_the_engine_would_round_is_for_a_person(number: Any) -> None:
    evaluation = judged(notional=number)
    assert (evaluation.outcome, fired(evaluation)) == ("review", ["POLICY-ERROR"])


@pytest.mark.parametrize("missing", NOTHING_WRONG)
def test_without_one_of_its_facts_nothing_is_approved_and_the_fact_is_named(missing: str) -> None:
    evaluation = evaluate(POLICY, {k: v for k, v in NOTHING_WRONG.items() if k != missing})
    assert (evaluation.outcome, fired(evaluation)) == ("review", ["POLICY-ERROR"])
    tested = ", which rule TR-040 tests," if missing == "dates" else ""
    assert evaluation.fired[0].text.startswith(f"the policy needs the fact {missing}{tested}")


MISTYPED = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.sampled_from([Decimal("NaN"), Decimal("Infinity"), Decimal(-1), 0, "", "USD\n", "\ud800"]),
    st.text(st.characters(max_codepoint=64), max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.builds(object),
)


@given(name=st.sampled_from([*NOTHING_WRONG]), value=MISTYPED)
@settings(deadline=None, max_examples=200)
def test_with_a_fact_of_another_type_nothing_is_approved(name: str, value: Any) -> None:
    evaluation = evaluate(POLICY, NOTHING_WRONG | {name: value})
    assert (evaluation.outcome, fired(evaluation)) == ("review", ["POLICY-ERROR"])


def test_a_table_that_is_not_the_recorded_one_decides_nothing() -> None:
    looser = POLICY.table_json.replace("> 5000000", "> 9000000")
    evaluation = evaluate(replace(POLICY, table_json=looser), NOTHING_WRONG)
    assert (evaluation.outcome, fired(evaluation)) == ("review", ["POLICY-ERROR"])


def test_a_default_stricter_than_a_rule_stays() -> None:
    policy = policies.changed(POLICY, lambda d: rule(d, "TR-000").update(outcome="'escalate'"))
    evaluation = evaluate(policy, NOTHING_WRONG | {"dates": "reversed"})
    assert (evaluation.outcome, fired(evaluation)) == ("escalate", ["TR-000", "TR-040"])


def test_what_goes_wrong_is_logged_without_the_facts(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        judged(notional="123456789")
    assert "trade_review@1" in {vars(record).get("policy") for record in caplog.records}
    assert "123456789" not in str([vars(record) for record in caplog.records])


def test_many_threads_get_the_same_answers() -> None:
    amounts = [Decimal(4_999_900 + number) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = [e.outcome for e in pool.map(lambda n: judged(notional=n), amounts)]
    assert outcomes == ["review" if n > 5_000_000 else "approve" for n in amounts]


def test_no_rule_at_all_is_for_a_person() -> None:
    # Gates see to it that there is a default row; this is the net below them.
    (only,) = engine._as_rules([], NOTHING_WRONG)
    assert (only.rule_id, only.outcome) == ("POLICY-EMPTY", "review")
