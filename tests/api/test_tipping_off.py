"""What a client reads of a case: the same with a hit and without one, and no reason that is false.

A client that learns of a suspicion is tipped off (AMLR art. 73, FATF R.21).
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bankagent.service.requests.explanation import for_client
from tests.support import cases, people, records, reference, rows
from tests.support.databases import Database
from tests.support.decided_cases import ARTICLES, BERTA, EXTRACT, MEDIUM, fired, quiet, result, sent
from tests.support.decisions import decide_all
from tests.support.onboarding import OWNER, PASSPORT, client
from tests.support.rows import Conn, connect

LISTED = OWNER | {"name": "Anna Muster", "ownership_pct": "100"}
UNKNOWN = "is missing"
NO_WORDS_OF_STATUS = ("People", "people", "asked for more information", "awaiting", "needs_info")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        people.add_reviewers(conn, "anna", "eva")
        reference.imported(
            conn,
            "screening:TEST",
            screening_entries=[("36", "person", "SDGT", "IR", "1965-03-09", "[]", None)],
            screening_names=[("36", "MUSTER, Anna", "primary", "strong")],
        )
        reference.activate(conn, "screening:TEST")
        yield conn


@pytest.fixture
def desk(dba: Conn) -> dict[str, str]:
    return people.bearer(people.add_key(dba, "caller", "desk-1"))


async def read(
    api: httpx.AsyncClient, desk: dict[str, str], request_id: int
) -> tuple[str, list[str]]:
    """Return the status that a client reads, and its sentences, without times and digests."""
    bank = (await api.get(f"/requests/{request_id}/explanation", headers=desk)).json()
    answer = await api.get(f"/requests/{request_id}/explanation?audience=client", headers=desk)
    told = records.sentences(answer.json())
    whole = {one["text"] for one in records.sentences(bank) if not one["internal"]}
    why = {for_client.IN_EACH, for_client.NOTHING}
    spoken = {one["text"] for one in told}
    # What a program shows that goes by the marks of the bank's explanation says no more.
    assert {one for one in whole - spoken if not one.startswith(("Rule ", "Version "))} == set()
    assert all(
        one in whole | why or one.startswith(("The check found this", "Version ")) for one in spoken
    )
    plain = [re.sub(r"\d{4}-\S+ \S+ UTC|[0-9a-f]{64}|equest \d+", "…", it["text"]) for it in told]
    return answer.json()["status"], plain


WITHOUT_A_PAPER = [PASSPORT, EXTRACT]
REFUSED = [PASSPORT | {"expires": "2026-01-01"}, EXTRACT, ARTICLES]
OWNERS = {"ownership_pct": "60"}


@pytest.mark.parametrize(
    ("change", "documents"),
    [({}, WITHOUT_A_PAPER), ({}, REFUSED), (OWNERS, [PASSPORT, EXTRACT, ARTICLES])],
)
async def test_an_open_case_reads_the_same_with_a_hit_and_without(
    db: Database,
    dba: Conn,
    api: httpx.AsyncClient,
    desk: dict[str, str],
    change: Any,
    documents: Any,
) -> None:
    found = []
    for number, owner in enumerate((BERTA, LISTED)):
        payload = quiet(parties=[owner | change], documents=documents)
        request_id = await sent(db, dba, payload, of="CUST-1")
        assert ("CO-032" in fired(dba, request_id)) is bool(number)
        assert rows.entries(dba, request_id)[-1].to_status in ("needs_info", "awaiting_approval")
        found.append(await read(api, desk, request_id))
    assert found[0] == found[1]
    status, text = found[0][0], "\n".join(found[0][1])
    assert status == "received"
    assert [word for word in NO_WORDS_OF_STATUS if word in text] == []
    assert UNKNOWN in text or "has expired" in text or "no known owner" in text


async def test_a_question_of_a_reviewer_reads_as_an_open_case_too(
    db: Database, dba: Conn, api: httpx.AsyncClient, desk: dict[str, str]
) -> None:
    request_id = await sent(db, dba, quiet(parties=[LISTED]))
    before = await read(api, desk, request_id)
    with connect(db.api_url) as service:
        people.vote(service, request_id, verdict="needs_info")
    assert rows.status(dba, request_id) == "needs_info"
    assert await read(api, desk, request_id) == before


async def test_a_prohibited_client_is_told_no_missing_document_as_the_reason(
    db: Database, dba: Conn, api: httpx.AsyncClient, desk: dict[str, str]
) -> None:
    payload = quiet(client=client(country="KP"), documents=WITHOUT_A_PAPER)
    request_id = await sent(db, dba, payload)
    assert fired(dba, request_id) == {"CO-010", "CO-040"}
    status, texts = await read(api, desk, request_id)
    text = "\n".join(texts)
    assert (status, result(dba, request_id)["decision"]) == ("processed", "rejected")
    assert "It was rejected on" in text
    assert [
        word for word in ("missing", "requirement", "check found", "owner") if word in text
    ] == []
    assert for_client.IN_EACH in texts


async def test_a_client_whom_people_rejected_for_a_hit_is_told_no_other_finding(
    db: Database, dba: Conn, api: httpx.AsyncClient, desk: dict[str, str]
) -> None:
    told = []
    for owner in (BERTA, LISTED):
        request_id = await sent(db, dba, quiet(parties=[owner | OWNERS]), of=owner["name"])
        assert "CO-021" in fired(dba, request_id)
        with connect(db.api_url) as service:
            people.vote(service, request_id, verdict="reject")
        status, texts = await read(api, desk, request_id)
        told.append((status, [one.replace(owner["name"], "…") for one in texts]))
    assert told[0] == told[1]
    assert not any("owner" in one for one in told[0][1])


async def test_a_reviewers_code_is_not_told_as_if_the_check_had_found_it(
    db: Database, dba: Conn, api: httpx.AsyncClient, desk: dict[str, str]
) -> None:
    request_id = await sent(db, dba, quiet(documents=WITHOUT_A_PAPER))
    verdict = {"sha256": PASSPORT["sha256"], "verdict": "reject", "reason_code": "expired"}
    cases.give(dba, request_id, verdicts=[verdict])
    await decide_all(db)
    _, texts = await read(api, desk, request_id)
    refused = [one for one in texts if "is refused" in one]
    assert refused
    assert not any("has expired" in one for one in texts)


async def test_the_order_of_what_a_client_reads_tells_no_rule(
    db: Database, dba: Conn, api: httpx.AsyncClient, desk: dict[str, str]
) -> None:
    alike = quiet(parties=[LISTED | {"date_of_birth": None}])
    strong = quiet(parties=[LISTED])
    medium = quiet(client=MEDIUM)
    told = []
    for payload, rule in ((alike, "CO-030"), (strong, "CO-032"), (medium, "CO-042")):
        request_id = await sent(db, dba, payload, of=rule)
        assert fired(dba, request_id) == {rule}
        _, texts = await read(api, desk, request_id)
        told.append([one.replace(rule, "…") for one in texts])
    assert told[0] == told[1] == told[2]
