"""Explanation of a pair: each break in a sentence, with its code, its values and its tolerance."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bankagent.domain import exact_json
from bankagent.domain.explanation import Evidence
from bankagent.domain.settlement import ClaimedRequest
from bankagent.facts.breaks.of_pair import PairCalendars, PairRestrictions
from bankagent.facts.breaks.pairs import Arrival, Earlier, Pairs
from bankagent.facts.breaks.tolerances import Tolerances
from bankagent.service.decisions.evaluate import decide
from bankagent.service.requests.explanation.explain import explanation
from tests.support import policies
from tests.support.known import XNYS
from tests.support.pairs import RECEIVED, known, pair

POLICY = policies.shipped("trade_exception")


def told(payload: Any, *others: Any, audience: Any = "bank") -> dict[str, tuple[str, ...]]:
    """Return the sentences of an explanation, each with the records that it rests on."""
    request = ClaimedRequest(1, "C-1", "trade_exception", exact_json.dumps(payload))
    evaluation = decide(request, POLICY, known(*others)).evaluation.as_json()
    row = evaluation | {"job_id": 3, "attempt": 1, "created_at": "2026-11-25T15:00:01+00:00"}
    given = Evidence(
        request_id=1,
        client_id="C-1",
        request_type="trade_exception",
        status="awaiting_approval",
        maker="recon",
        on_behalf_of=None,
        created_at=datetime(2026, 11, 25, 15, tzinfo=UTC),
        job_id=3,
        payload_version=1,
        payload_sha256="0" * 64,
        payload=payload,
        decision=None,
        entries=[],
        evaluations=exact_json.loads(exact_json.dumps([row])),
        approvals=[],
        votes=[],
        policies=[
            {"key": POLICY.key, "version": POLICY.version, "document": POLICY.table_json,
             "created_by": "bankagent"},
        ],
        activations=[],
        references=[],
        holidays=[],
        stops=[],
    )  # fmt: skip
    sections = explanation(given, audience).sections
    return {one.text: one.rests_on for section in sections for one in section.sentences}


def test_each_break_has_a_sentence_with_its_code_and_its_values() -> None:
    payload = pair(quantity=900, settlement_amount="150251.5", ssi__custodian_bic=None)
    said = told(payload | {"reported_reason_codes": ["DDAT"]})
    assert "The sides do not agree." in said
    assert "quantity (DQUA): ours is 1000, theirs is 900, the difference is -100." in said
    custodian = (
        "ssi.custodian_bic (ICUS): ours is CHASUS33XXX, theirs is not given; theirs: not given."
    )
    assert custodian in said
    amount = (
        "settlement_amount (DMON): ours is 150250, theirs is 150251.5, the difference is 1.5; the "
        "tolerance of 200 minor units of the currency covers it."
    )
    assert said[amount] == ("fact:3/1/match", "payload:1@1", "reference:tolerances@1")
    assert "Sources reported, and no field showed: DDAT." in said
    urgent = next(text for text in said if text.startswith("The severity was"))
    assert "the exposure was 150251.5 USD; 0 business days had passed" in urgent


def test_a_priority_by_escalation_says_so() -> None:
    payload, listed = pair(quantity=900), {("isin", "US0378331005"): "restricted"}
    text = "\n".join(told(payload, PairRestrictions(3, listed)))
    assert "the priority 1 of 4, since a rule escalates it; the exposure was" in text
    assert "since a rule escalates it" not in "\n".join(told(payload, PairRestrictions(3)))


def test_a_penalty_is_shown_in_minor_units_of_its_currency() -> None:
    german = pair(quantity=900) | {"market": "XETR", "asset_class": "equity", "exposure": 123456}
    calendars = PairCalendars(4, {"XETR": XNYS, "TARGET": XNYS, "USD": XNYS}, date(2026, 11, 28))
    for currency, shown in (("EUR", "12.35 EUR"), ("JPY", "12 JPY"), ("KWD", "12.346 KWD")):
        text = "\n".join(told(german | {"currency": currency}, calendars))
        assert f"the expected penalty was {shown}." in text


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (pair(), "The sides agree in each field that was compared."),
        (pair(settlement_amount=150251), "The sides agree within the tolerances."),
        (pair() | {"theirs": None}, "The counterparty's side is missing (CMIS)."),
        (pair() | {"ours": None}, "The bank's own side is missing (DTRA)."),
    ],
)
def test_the_match_has_a_sentence(payload: Any, sentence: str) -> None:
    assert sentence in told(payload)


def test_an_earlier_request_is_named() -> None:
    earlier = Pairs({1: Arrival(RECEIVED, Earlier(17, "approved"))})
    said = told(pair(quantity=900), earlier)
    assert said["Request 17 was about the same pair, which people approved."] == ("request:17",)
    assert "The sides do not agree, and people accepted this very pair before." in said


def test_missing_tolerances_are_told() -> None:
    said = told(pair(price=151), Tolerances())
    assert "No tolerances were in force: each difference counts." in said


def test_a_client_reads_of_no_tolerance_and_of_no_earlier_request() -> None:
    earlier = Pairs({1: Arrival(RECEIVED, Earlier(17, "open"))})
    text = "\n".join(told(pair(settlement_amount=150251), earlier, audience="client"))
    for word in ("tolerance", "Request 17", "severity", "150251", "TE-0"):
        assert word not in text
    assert text
