"""Explanations: each status, each sentence on a record that is there, and no word too much."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from bankagent.service.requests.explanation import for_client
from tests.support import people, policies, records, rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.people import vote
from tests.support.rows import Conn, connect

HEADINGS = [
    "What was asked and decided, and why",
    "What data was used, with versions",
    "Who or what allowed it, overrode it, or was asked",
    "How to reproduce it",
]
# Words of which a client must read none: rules, facts, people, systems, policies.
INTERNAL = (
    "TR-010", "TR-090", "5,000,000", "notional", "trade_review@", "desk-7", "Jan Nowak", "anna",
    people.REASON, "restricted", "Boom",
)  # fmt: skip


Read = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna", "ben")
        yield conn


def waiting(dba: Conn) -> int:
    return people.waiting(dba, actor="desk-7", on_behalf_of="Jan Nowak")[0]


def voted(dba: Conn, verdict: str) -> int:
    request_id = waiting(dba)
    vote(dba, request_id, verdict=verdict)
    return request_id


def cancelled(dba: Conn) -> int:
    request_id = waiting(dba)
    dba.execute("select bankagent.cancel_request(%s)", [request_id])
    return request_id


def corrected(dba: Conn) -> int:
    request_id = voted(dba, "needs_info")
    dba.execute('select bankagent.replace_payload(%s, \'{"symbol": "B"}\')', [request_id])
    return request_id


def requeued(dba: Conn) -> int:
    request_id = verbs.fail(dba)
    dba.execute("select bankagent.requeue_request(%s)", [request_id])
    return request_id


ENDS: dict[str, tuple[Callable[[Conn], int], str, str]] = {
    "received": (lambda dba: verbs.submit(dba)[0], "received", "It waits to be processed"),
    "by policy": (lambda dba: verbs.process(dba)[0], "processed", "by policy, without people"),
    "waiting": (waiting, "awaiting_approval", "until a person of the bank decides it"),
    "approved": (lambda dba: voted(dba, "approve"), "processed", "It was approved on"),
    "rejected": (lambda dba: voted(dba, "reject"), "processed", "It was rejected on"),
    "asked": (lambda dba: voted(dba, "needs_info"), "needs_info", "sends more information"),
    "corrected": (corrected, "received", "Version 2 of the payload took the place"),
    "failed": (verbs.fail, "failed", "It could not be processed"),
    "requeued": (requeued, "received", "It waits to be processed"),
    "cancelled": (cancelled, "cancelled", "It was cancelled, and never decided."),
}


@pytest.fixture
def auditor(dba: Conn) -> dict[str, str]:
    """What a caller sends that may read all requests."""
    return people.keyed(dba, "caller", "auditor", ["requests:read_all"]).headers


@pytest.fixture
def read(api: httpx.AsyncClient, auditor: dict[str, str]) -> Read:
    """Reads the explanation of a request."""

    async def read(request_id: int, query: str = "") -> dict[str, Any]:
        answer = await api.get(f"/requests/{request_id}/explanation{query}", headers=auditor)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return read


@pytest.mark.parametrize("end", ENDS)
async def test_each_status_is_explained_by_records_that_are_there(
    dba: Conn, read: Read, end: str
) -> None:
    bring, status, words = ENDS[end]
    request_id = bring(dba)
    explained = await read(request_id)
    assert (explained["status"], explained["audience"]) == (status, "bank")
    assert [one["heading"] for one in explained["sections"]] == HEADINGS
    said = records.sentences(explained)
    assert any(words in one["text"] for one in said), said
    for one in said:
        assert one["text"].endswith((".", people.REASON)), one
        assert one["rests_on"], one
        missing = [it for it in one["rests_on"] if not records.is_there(dba, it)]
        assert missing == [], one


@pytest.mark.parametrize("end", ENDS)
async def test_a_client_reads_nothing_of_rules_facts_policies_or_people(
    dba: Conn, read: Read, end: str
) -> None:
    request_id = ENDS[end][0](dba)
    whole = await read(request_id)
    told = await read(request_id, "?audience=client")
    assert told["audience"] == "client"
    assert [one["heading"] for one in told["sections"]] == HEADINGS
    said = records.sentences(told)
    why = [one for one in said if one["rests_on"][0].startswith("evaluation:")]
    assert [one for one in said if one not in why] == [
        one for one in records.sentences(whole) if not one["internal"]
    ]
    assert {one["text"] for one in why} <= {for_client.IN_EACH, for_client.NOTHING}
    text = json.dumps(said, ensure_ascii=False)
    assert [word for word in INTERNAL if word in text] == []
    forms = {it.partition(":")[0] for one in said for it in one["rests_on"]}
    assert forms <= {"request", "entry", "payload", "decision", "evaluation"}
    assert len(said) >= 4


async def test_the_bank_reads_rules_with_values_votes_with_reasons_and_the_person(
    dba: Conn, read: Read
) -> None:
    request_id = voted(dba, "approve")
    said = {one["text"]: one["rests_on"] for one in records.sentences(await read(request_id))}
    job = rows.job(dba, request_id).id
    rule = "Rule TR-010 says review: the notional is above 5,000,000 USD (notional = 6000000)."
    assert said[rule] == [f"rule:{job}/1/TR-010", "policy:trade_review@1"]
    assert said["desk-7 made it on behalf of Jan Nowak."] == [f"request:{request_id}"]
    fact = "The fact notional was 6000000 (in major units of the currency)."
    assert said[fact] == [f"fact:{job}/1/notional"]
    (vote_said,) = (text for text in said if "voted approve" in text)
    assert vote_said.startswith("anna voted approve on ")
    assert vote_said.endswith(people.REASON)
    assert said[vote_said][0] == "vote:1"


async def test_data_of_a_real_decision_is_named_with_source_and_day_and_its_policys_activation(
    db: Database, dba: Conn, read: Read
) -> None:
    trade = {
        "symbol": "FICTIONAL.WATCH",
        "notional": 1000,
        "currency": "EUR",
        "mic": "XNYS",
        "trade_date": "2026-11-24",
        "settlement_date": "2026-11-25",
    }
    (request_id,) = verbs.submit(dba, payload=trade)
    await decide_all(db)
    explained = await read(request_id)
    said = {one["text"]: one for one in records.sentences(explained)}
    missing = {
        it for one in said.values() for it in one["rests_on"] if not records.is_there(dba, it)
    }
    assert missing == set()
    (rate,) = (it for it in said if it.startswith("1 EUR was 1.1172 USD on 2026-10-30; source: "))
    assert said[rate]["rests_on"] == ["reference:fx_rates@1"]
    listed = "The symbol FICTIONAL.WATCH was on the list of restricted instruments: watch."
    assert said[listed]["rests_on"] == ["reference:restricted_instruments@1"]
    assert any(it.startswith("Holidays of XNYS from 2026-11-24 to ") for it in said)
    (dataset,) = (it for it in said if it.startswith("Version 1 of the reference data fx_rates "))
    origin = dataset.removesuffix("; it is data that ships with bankagent.")
    assert origin.endswith(", as of 2026-10-30")
    version = policies.shipped("trade_review").version
    assert f"No person of the bank has signed version {version} of the policy trade_review." in said
    told = records.sentences(await read(request_id, "?audience=client"))
    client = " ".join(one["text"] for one in told)
    assert rate in client
    assert f"{origin}." in client
    assert [word for word in ("watch", "restrict", "bankagent", "TR-091") if word in client] == []


async def test_an_evaluation_of_an_earlier_payload_no_longer_counts(dba: Conn, read: Read) -> None:
    said = [one["text"] for one in records.sentences(await read(corrected(dba)))]
    assert "No data has been evaluated for this payload yet." in said
    assert any(one.endswith("that evaluation no longer counts.") for one in said)
    assert not any(one.startswith("Rule TR-010") for one in said)


@pytest.mark.expect_gaps
async def test_a_row_that_was_written_past_the_constraints_is_explained_too(
    dba: Conn, read: Read
) -> None:
    request_id = waiting(dba)
    dba.execute("alter table bankagent.evaluations disable trigger user")
    dba.execute("alter table bankagent.evaluations drop constraint evaluations_facts_are_an_object")
    dba.execute(
        "alter table bankagent.evaluations drop constraint evaluations_fired_is_a_list_of_rules"
    )
    for facts, fired in (("[]", '"x"'), ('{"a": null}', '[{"rule_id": 7}]'), ("7", "[1, null]")):
        dba.execute("update bankagent.evaluations set facts = %s, fired = %s", [facts, fired])
        assert records.sentences(await read(request_id))


async def test_an_unknown_audience_is_refused(
    api: httpx.AsyncClient, dba: Conn, auditor: dict[str, str]
) -> None:
    request_id = waiting(dba)
    for query in ("?audience=all", "?audience=", "?audience=client&audience=bank", "?for=client"):
        answer = await api.get(f"/requests/{request_id}/explanation{query}", headers=auditor)
        assert answer.status_code in {400, 422}, query


async def test_an_explanation_that_is_known_is_not_sent_again(
    api: httpx.AsyncClient, dba: Conn, auditor: dict[str, str]
) -> None:
    url = f"/requests/{waiting(dba)}/explanation"
    tag = (await api.get(url, headers=auditor)).headers["etag"]
    assert (await api.get(url, headers=auditor | {"If-None-Match": tag})).status_code == 304
