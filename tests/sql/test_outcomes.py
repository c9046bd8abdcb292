"""Law 7 in settle_jobs: the outcome of the evaluation says the status and the decision."""

from itertools import product
from typing import Any

import psycopg
import pytest

from bankagent.domain.evaluation import Outcome
from bankagent.service.decisions.evaluate import ENDS
from tests.support import people, rows, verbs
from tests.support.rows import Conn, refused

STATUSES = ("processed", "awaiting_approval", "needs_info", "received", "failed", "cancelled")
WRONG_ENDS = [
    (outcome, status, decision)
    for outcome, status, decision in product(Outcome, STATUSES, ("approved", "rejected", None))
    if ENDS[outcome] != (status, decision)
]
RULE = {"rule_id": "TR-1", "outcome": "review", "text": "a text", "facts": {"notional": 1}}
# Each value of a key of the evaluation that no reader could show.
MALFORMED: list[tuple[str, Any]] = [
    *product(["fired"], ["TR-1", {}, 7, [7], ["TR-1"], [[RULE]], [None], [RULE, {}]]),
    *[("fired", [{name: RULE[name] for name in RULE if name != left}]) for left in RULE],
    *[("fired", [RULE | {name: 7}]) for name in RULE],
    ("fired", [RULE | {"facts": []}]),
    *product(["facts"], ["text", 7, [], [{}], True]),
]


@pytest.fixture
def fence(dba: Conn) -> dict[str, Any]:
    """The fence of a claimed job."""
    verbs.submit(dba)
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    return verbs.fence(job, worker_id)


def end(outcome: str, status: str, decision: str | None) -> dict[str, Any]:
    """An end of an attempt whose result agrees with its decision."""
    ending = verbs.undecided(status, outcome)
    ending["result"]["decision"] = decision
    return ending | {"decision": decision}


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_ends_as_the_program_derives_it(
    dba: Conn, fence: dict[str, Any], outcome: Outcome
) -> None:
    status, decision = ENDS[outcome]
    assert verbs.settle(dba, fence | end(outcome, status, decision)) == ["settled"]
    assert rows.status(dba, fence["request_id"]) == status
    assert rows.one(dba, "select decision from bankagent.decisions") == decision


def test_an_end_that_contradicts_its_outcome_is_refused(
    dba: Conn, fence: dict[str, Any], subtests: pytest.Subtests
) -> None:
    assert len(WRONG_ENDS) == 6 * 18 - 6
    with rows.nothing_written(dba):
        for outcome, status, decision in WRONG_ENDS:
            with subtests.test(f"{outcome} {status} {decision}"), refused("BA422", "item 0: "):
                verbs.settle(dba, fence | end(outcome, status, decision))


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("review", {"decision": "approved"}),
        ("review", {"decision": "rejected"}),
        ("review", {"decided_by": "policy"}),
        ("reject", {"decision": "approved"}),
        ("reject", {"decision": None}),
        ("approve", {"decision": "maybe"}),
        ("approve", {"decided_by": "people"}),
        ("approve", {"outcome": "reject"}),
        ("reject", {"outcome": "approve"}),
    ],
)
def test_a_result_that_contradicts_the_decision_is_refused(
    dba: Conn, fence: dict[str, Any], outcome: str, told: dict[str, Any]
) -> None:
    ending = end(outcome, *ENDS[Outcome(outcome)])
    ending["result"] |= told
    with rows.nothing_written(dba), refused("BA422", "item 0: result must"):
        verbs.settle(dba, fence | ending)
    for no_object in ("approved", [], [ending["result"]], None):
        with rows.nothing_written(dba), refused("BA422", "item 0: result must"):
            verbs.settle(dba, fence | ending | {"result": no_object})


@pytest.mark.parametrize("outcome", list(Outcome)[:-1])
def test_an_outcome_looser_than_a_rule_that_fired_is_refused(
    dba: Conn, fence: dict[str, Any], outcome: Outcome
) -> None:
    ending = end(outcome, *ENDS[outcome])
    for stricter in list(Outcome)[list(Outcome).index(outcome) + 1 :]:
        ending["evaluation"]["fired"] = [RULE | {"outcome": stricter}]
        with rows.nothing_written(dba), refused("BA422", "item 0: evaluation must"):
            verbs.settle(dba, fence | ending)
    ending["evaluation"]["fired"] = [RULE | {"outcome": one} for one in ("approve", outcome)]
    assert verbs.settle(dba, fence | ending) == ["settled"]


@pytest.mark.parametrize(
    "told",
    [
        {"policy_key": "nonesuch"},
        {"policy_key": "trade_review@1 or worker:7"},
        {"policy_version": 999},
        {"policy_sha256": "0" * 64},
        {"policy_key": None},
        {"policy_key": None, "policy_version": None, "policy_sha256": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("outcome", ["approve", "reject"])
def test_no_decision_is_made_by_a_policy_that_is_not_here(
    dba: Conn, fence: dict[str, Any], outcome: str, told: dict[str, Any]
) -> None:
    ending = end(outcome, *ENDS[Outcome(outcome)])
    ending["evaluation"] |= told
    with rows.nothing_written(dba), refused("BA422", "item 0: evaluation must"):
        verbs.settle(dba, fence | ending)


def test_people_are_told_of_no_policy_that_is_not_here(dba: Conn, fence: dict[str, Any]) -> None:
    ending = verbs.to_people()
    ending["evaluation"] |= {"policy_sha256": "0" * 64}
    with rows.nothing_written(dba), refused("BA422", "item 0: evaluation must"):
        verbs.settle(dba, fence | ending)


@pytest.mark.parametrize(("key", "value"), MALFORMED, ids=str)
def test_facts_and_fired_rules_have_the_form_that_readers_need(
    dba: Conn, fence: dict[str, Any], key: str, value: Any
) -> None:
    ending = people.asks_for_people()
    ending["evaluation"] |= {key: value}
    with rows.nothing_written(dba), refused("23514", f"evaluations_{key}_"):
        verbs.settle(dba, fence | ending)


def test_the_refusal_names_the_item_and_its_neighbours_can_be_settled_alone(dba: Conn) -> None:
    verbs.submit(dba, 3)
    worker_id = verbs.register(dba)
    first, second, third = verbs.claim(dba, worker_id)
    good = [verbs.fence(job, worker_id) | verbs.approved() for job in (first, third)]
    bad = verbs.fence(second, worker_id) | verbs.approved() | {"decision": "rejected"}
    with pytest.raises(psycopg.Error) as caught:
        verbs.settle(dba, good[0], bad, good[1])
    diag = caught.value.diag
    assert (diag.message_detail, diag.column_name) == ("1", "decision")
    assert diag.message_hint == "must be approved, as the outcome approve says"
    assert verbs.settle(dba, *good) == ["settled", "settled"]
    failed = verbs.fence(second, worker_id) | {"error": "SQLSTATE BA422"}
    assert verbs.settle(dba, failed) == ["settled"]


def test_a_lost_attempt_is_lost_whatever_it_says(dba: Conn, fence: dict[str, Any]) -> None:
    stale = fence | {"attempts": 7} | end("reject", "processed", "approved")
    with rows.nothing_written(dba):
        assert verbs.settle(dba, stale) == ["lost"]
