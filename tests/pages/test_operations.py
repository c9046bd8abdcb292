"""Pages of operators, auditors and compliance: queues, failures, policies, audit and status."""

import csv
import io
from collections.abc import Iterator

import pytest

from bankagent.pages.audit_export import COLUMNS
from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.pages import Browser
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


async def test_an_operator_pauses_and_resumes_under_its_name(operators: Browser, dba: Conn) -> None:
    verbs.submit(dba, 3)
    form = {"what": "queue:trade_review", "reason": "The prices are late."}
    assert (await operators.send("/queues/pause", form)).status_code == 303
    assert rows.one(dba, "select paused_by from bankagent.pauses") == "ops"
    text = (await operators.get("/queues")).text
    assert "The prices are late." in text
    assert (await operators.send("/queues/pause", form)).status_code == 409
    assert (await operators.send("/queues/resume", form)).status_code == 303
    assert rows.one(dba, "select resumed_by from bankagent.pauses") == "ops"
    for wrong in ({}, {"what": "queue:nothing", "reason": "x"}, {"what": "queue:trade_review"}):
        assert (await operators.send("/queues/pause", wrong)).status_code in {404, 422}


async def test_a_pause_has_the_end_that_the_operator_sets(operators: Browser, dba: Conn) -> None:
    form = {"what": "queue:trade_review", "reason": "Late.", "until": "2099-01-31T09:30"}
    for wrong in ("2020-01-01T00:00", "soon"):
        refused = await operators.send("/queues/pause", form | {"until": wrong})
        assert refused.status_code == 422
        assert "must be a time" in refused.text
        assert f'value="{wrong}"' in refused.text  # what was typed is kept
    assert (await operators.send("/queues/pause", form)).status_code == 303
    assert rows.one(dba, "select ends_at::text from bankagent.pauses").startswith(
        "2099-01-31 09:30"
    )
    assert "2099-01-31 09:30:00 UTC" in (await operators.get("/queues")).text


async def test_the_queues_page_shows_depth_pictures_and_numbers(
    operators: Browser, dba: Conn
) -> None:
    verbs.process(dba)
    verbs.submit(dba, 12)
    text = (await operators.get("/queues")).text
    assert "came in" in text
    assert 'role="img"' in text
    assert "of 1" in text or "Connections" in text


async def test_a_group_of_failures_is_requeued(operators: Browser, dba: Conn) -> None:
    failed = verbs.fail(dba)
    text = (await operators.get("/failures")).text
    error = text.split('name="error" value="')[1].split('"')[0]
    form = {"request_type": "trade_review", "error": error}
    for nothing in ("", " ", "x" * 501):
        assert (await operators.send("/failures", form | {"reason": nothing})).status_code == 422
    assert rows.status(dba, failed) == "failed"
    form["reason"] = "The price feed is back."
    sent = await operators.send("/failures", form)
    assert sent.status_code == 303  # a reload sends nothing again
    answer = await operators.client.get(sent.headers["location"])
    assert "1 of 1 requests were requeued" in answer.text
    assert rows.status(dba, failed) == "received"
    entry = rows.entries(dba, failed)[-1]
    assert (entry.actor, entry.result) == ("ops", {"reason": form["reason"]})
    sent = await operators.send("/failures", form)
    again = await operators.client.get(sent.headers["location"])
    assert "nothing was requeued" in again.text


async def test_the_audit_log_is_searched_and_exported(auditors: Browser, dba: Conn) -> None:
    people.add_reviewers(dba, "anna")
    first, second = people.waiting(dba, 2, client_id="=C-1")
    people.vote(dba, first)
    for query, count in (
        ("", 6),
        (f"request={first}", 4),
        ("actor=anna", 2),
        ("action=voted", 1),
        ("client=%3DC-1", 6),
        ("client=C-2", 0),
        ("since=2020-01-01", 6),
        ("until=2020-01-01", 0),
    ):
        text = (await auditors.get(f"/audit?{query}")).text
        assert text.count("<tr data-open") == count, query
    answer = await auditors.get("/audit.csv?actor=anna")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    header, *rest = csv.reader(io.StringIO(answer.text))
    assert header == list(COLUMNS)
    assert [row[header.index("action")] for row in rest] == ["processed", "voted"]
    # A spreadsheet must not take a client's name for a formula.
    assert {row[header.index("client_id")] for row in rest} == {"'=C-1"}
    entry = rows.entries(dba, second)[0]
    assert "received" in (await auditors.get(f"/audit/{entry.id}")).text
    assert (await auditors.get("/audit/999999")).status_code == 404


@pytest.mark.expect_gaps
async def test_a_gap_of_the_audit_trail_is_shown(auditors: Browser, dba: Conn) -> None:
    assert "has no gap" in (await auditors.get("/audit")).text
    (request_id,) = verbs.submit(dba)
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.banking_requests set status = 'processed' where id = %s", [request_id]
        )
    text = (await auditors.get("/audit")).text
    assert "a write bypassed the verbs" in text


async def test_policies_show_versions_rules_and_sources(annas: Browser) -> None:
    text = (await annas.get("/policies")).text
    assert "nobody of the bank has signed it" in text
    assert "fx rates" in text
    page = (await annas.get("/policies/trade_review/1")).text
    assert "the notional is above 5,000,000 USD" in page
    assert "Activate it" not in page
    assert (await annas.get("/policies/nothing/1")).status_code == 404
    assert (await annas.get("/policies/trade_review/999")).status_code == 404


async def test_status_says_what_needs_a_person(operators: Browser, dba: Conn) -> None:
    assert "Nothing needs an operator now" in (await operators.get("/status")).text
    verbs.submit(dba, 2)
    assert "no worker is alive" in (await operators.get("/status")).text
    examined = await operators.get("/status/doctor")
    assert examined.status_code == 200
    assert "audit gaps" in examined.text
