"""Suggestions in a real worker, offline: made of the prompt alone, and they decide nothing."""

from collections.abc import Iterator

import pytest
from psycopg.types.json import Jsonb

from tests.support import verbs
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.payloads import PAYLOAD
from tests.support.questions import decided
from tests.support.suggestions import BIG, NAMES, PAYLOADS, read, submit, suggested
from tests.support.workers import Crew, Worker, crew

REPLACE = "select bankagent.replace_payload(%s, %s)"


@pytest.fixture(scope="module")
def workers(module_db: Database) -> Iterator[Crew]:
    with crew(module_db.url, module_db.worker_url) as found:
        own = {"BANKAGENT_SUGGESTIONS": NAMES}
        found.workers.append(Worker(found.worker_url, environ=own))
        yield found


def test_a_trade_that_a_reviewer_decides_has_a_summary_and_concerns(workers: Crew) -> None:
    request = decided(workers, submit(workers, "trade_review"))
    assert request.status == "awaiting_approval"
    found = suggested(workers, request.id)
    first, second = found["summary"]
    assert first == "Trade of AAPL, 6000000 USD."
    assert second.startswith("A reviewer decides: the notional is above 5,000,000 USD")
    assert "the notional is above 5,000,000 USD" in found["concerns"]
    assert found.keys() == {"summary", "concerns"}


def test_a_broken_pair_has_a_draft_to_the_counterparty_and_a_cause(workers: Crew) -> None:
    request = decided(workers, submit(workers, "trade_exception"))
    assert request.status == "awaiting_approval"
    found = suggested(workers, request.id)
    assert found["cause"] == "DQUA"
    assert found["message"].splitlines()[1:4] == [
        "Our record OMS 4711, your record BROKER-A 9-17.",
        "Our records of this trade differ:",
        "- quantity: we have 1000, you have 900 (DQUA)",
    ]
    assert "ours OMS 4711, theirs BROKER-A 9-17" in found["summary"][0]


@pytest.mark.parametrize(
    ("missing", "cause", "words"),
    [
        ("theirs", "CMIS", "- record: OMS 4711"),
        ("ours", "DTRA", "- record: BROKER-A 9-17"),
    ],
)
def test_a_missing_side_is_asked_for(workers: Crew, missing: str, cause: str, words: str) -> None:
    payload = PAYLOADS["trade_exception"] | {missing: None}
    client = f"CUST-{cause}"
    request = decided(workers, submit(workers, "trade_exception", payload, client_id=client))
    found = suggested(workers, request.id)
    assert (found["cause"], words in found["message"]) == (cause, True)
    assert "- isin: US0378331005" in found["message"]


def test_a_case_whose_documents_are_missing_has_a_draft_to_the_client(workers: Crew) -> None:
    request = decided(workers, submit(workers, "client_onboarding"))
    assert request.status == "needs_info"
    found = suggested(workers, request.id)
    assert "- register extract of Muster Maschinenbau GmbH: missing" in found["message"]
    assert "cause" not in found


def test_another_payload_makes_the_suggestion_an_earlier_one_until_the_next(
    workers: Crew, module_db: Database
) -> None:
    reversed_dates = PAYLOAD | {"trade_date": "2026-11-24", "settlement_date": "2026-11-20"}
    request_id = submit(workers, "trade_review", reversed_dates, client_id="CUST-90")
    assert decided(workers, request_id).status == "needs_info"
    assert read(module_db.url, request_id).is_current
    workers.rows("select bankagent.pause('request_type', 'trade_review', 'A test.')")
    workers.rows(REPLACE, request_id, Jsonb(BIG | {"notional": "7000000.5"}))
    assert read(module_db.url, request_id).is_current is False
    workers.rows("select bankagent.resume('request_type', 'trade_review')")
    assert decided(workers, request_id).status == "awaiting_approval"
    found = read(module_db.url, request_id)
    assert (found.run, found.is_current) == (2, True)
    assert found.summary[0] == "Trade of AAPL, 7000000.5 USD."


def test_what_policy_decides_alone_asks_no_model(workers: Crew) -> None:
    rejected = PAYLOADS["client_onboarding"] | {
        "client": PAYLOADS["client_onboarding"]["client"] | {"country": "KP"}
    }
    request = decided(workers, submit(workers, "client_onboarding", rejected))
    assert request.status == "processed"
    assert suggested(workers, request.id) is None
    assert (
        workers.rows("select 1 from bankagent.agent_runs where request_id = %s", request.id) == []
    )


def test_an_invalid_payload_asks_no_model(workers: Crew) -> None:
    request = decided(workers, submit(workers, "trade_review", {"symbol": "AAPL"}))
    assert request.status == "needs_info"
    assert suggested(workers, request.id) is None


def test_the_stored_work_on_a_suggestion_is_verified(workers: Crew, module_db: Database) -> None:
    request = decided(workers, submit(workers, "trade_review"))
    done = in_process("trace", "verify", str(request.id), DATABASE_URL=module_db.url)
    assert "Nothing is wrong." in done.stdout


def test_a_worker_without_the_setting_decides_in_batches_as_ever(db: Database) -> None:
    with crew(db.url, db.worker_url) as found:
        found.hire()
        (request_id,) = verbs.submit(found.conn, 1, payload=PAYLOADS["trade_review"])
        assert decided(found, request_id).status == "awaiting_approval"
        assert found.rows("select 1 from bankagent.agent_runs") == []


def test_an_unknown_name_ends_the_worker_with_one_sentence(db: Database) -> None:
    worker = Worker(db.worker_url, environ={"BANKAGENT_SUGGESTIONS": "trade_review,mail"})
    try:
        assert worker.process.wait(30) == 2
        (said,) = [one for one in worker.said().splitlines() if one.startswith("bankagent worker")]
        assert "BANKAGENT_SUGGESTIONS is not usable: it must be names of trade_review" in said
    finally:
        worker.end()
