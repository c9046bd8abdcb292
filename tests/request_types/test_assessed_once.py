"""A pair is normalised, compared and assessed once for its facts, its evidence and its result."""

from typing import Any

import pytest

from bankagent.domain import exact_json
from bankagent.domain.settlement import ClaimedRequest
from bankagent.request_types import trade_exception
from bankagent.service.decisions.evaluate import decide
from tests.support import policies
from tests.support.pairs import found, known, pair

POLICY = policies.shipped("trade_exception")


def test_a_pair_is_assessed_once_for_its_facts_and_its_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[Any] = []
    assess = trade_exception.assess

    def counted(*given: Any) -> Any:
        calls.append(given)
        return assess(*given)

    monkeypatch.setattr(trade_exception, "assess", counted)
    request = ClaimedRequest(1, "C-1", "trade_exception", exact_json.dumps(pair(quantity=900)))
    settlement = decide(request, POLICY, known())
    assert settlement.result["comparison"] == settlement.evaluation.evidence["comparison"]
    assert len(calls) == 1


def test_what_came_in_one_spelling_is_not_told_twice() -> None:
    payload = pair(quantity=900)
    for side in ("ours", "theirs"):
        payload[side]["counterparty_bic"] = "DEUTDEFFXXX"
        del payload[side]["ssi"]
    assert found(payload)[1]["normalised"] == {"ours": None, "theirs": None}
    payload["theirs"]["isin"] = "us0378331005"
    told = found(payload)[1]["normalised"]
    assert told["ours"] is None
    assert told["theirs"]["values"] == {"isin": "US0378331005"}
    assert [*told["theirs"]["origins"]] == ["isin"]
