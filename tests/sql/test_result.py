"""The result that callers read: the worker and a vote both write it, with the same names."""

import json

import pytest

from bankagent.api.models.audit import RESULT
from bankagent.domain.exact_json import dumps
from bankagent.domain.settlement import ClaimedRequest
from bankagent.service.decisions.evaluate import decide
from bankagent.service.decisions.result import NAMES
from tests.support import people, policies, rows, verbs
from tests.support.known import quiet
from tests.support.rows import Conn


@pytest.mark.parametrize("verdict", ["approve", "reject", "needs_info"])
def test_a_vote_writes_the_names_that_the_worker_writes_and_its_own_id(
    dba: Conn, api: Conn, verdict: str
) -> None:
    people.add_reviewers(dba, "anna")
    payload = {"symbol": "AAPL", "notional": 6000000}
    (request_id,) = verbs.submit(dba, payload=payload)
    request = ClaimedRequest(request_id, "CUST-1042", "trade_review", dumps(payload))
    settlement = decide(request, policies.shipped("trade_review"), quiet())
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    end = {
        "status": settlement.status,
        "decision": settlement.decision,
        "result": settlement.result,
        "evaluation": settlement.evaluation.as_json(),
    }
    ended = json.loads(dumps(verbs.fence(job, worker_id) | end))
    assert verbs.settle(dba, ended) == ["settled"]
    people.vote(api, request_id, verdict=verdict)
    by_worker, by_vote = (
        entry.result
        for entry in rows.entries(dba, request_id)
        if entry.action in ("awaiting_approval", "processed", "needs_info")
    )
    assert by_worker.keys() == {*NAMES}
    assert by_vote.keys() == {*NAMES, "vote_id"}
    assert by_vote["decided_by"] == (None if verdict == "needs_info" else "people")


def test_the_example_in_the_docs_has_these_names_in_this_order() -> None:
    assert tuple(RESULT) == NAMES
