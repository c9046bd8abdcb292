"""GET /metrics: well-formed, bounded, true to what happened, and there when the database is not."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg

from bankagent import catalog
from bankagent.api.app import app
from bankagent.domain.caller import WRITE
from bankagent.settings import Settings
from tests.support.api_client import calling
from tests.support.api_process import Api
from tests.support.databases import Database
from tests.support.metrics_page import Page, families
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.processes import fresh_process
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand
from tests.support.workers import wait_for

NAMES = {
    "accept_seconds", "approvals_oldest_age_seconds", "approvals_pending", "auth_failures",
    "build_info", "database_up", "decisions", "fence_rejections", "flush_items", "flush_seconds",
    "http_call_seconds", "http_calls", "job_run_seconds", "job_wait_seconds", "jobs", "outcomes",
    "pool_connect_errors", "pool_connections", "pool_connections_idle", "pool_lost",
    "pool_refusals", "pool_uses", "pool_wait_seconds", "pool_waiting", "pool_waits", "queue_jobs",
    "queue_workers",
    "queue_oldest_wait_seconds", "requests", "requests_open", "rescues", "waiters",
    "workers_alive",
}  # fmt: skip
BOUNDED = {
    "method", "route", "status", "reason", "type", "outcome", "flush", "decision", "by", "queue",
    "state", "version", "schema", "le",
}  # fmt: skip
GONE = "postgresql://nobody@127.0.0.1:1/gone"


async def read(api: httpx.AsyncClient, **headers: str) -> Page:
    answer = await api.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return Page(answer.text)


async def test_names_kinds_units_and_labels_are_as_prometheus_expects(
    api: httpx.AsyncClient,
) -> None:
    await api.post("/requests", json=TRADE)
    ours = [
        family
        for family in families((await api.get("/metrics")).text)
        if family.name.startswith("bankagent_")
    ]
    assert {family.name.removeprefix("bankagent_") for family in ours} == NAMES
    for family in ours:
        assert len(family.documentation) > 10, family.name
        assert family.type in {"counter", "gauge", "histogram"}, family.name
        if family.type == "histogram":
            assert family.name.endswith(("_seconds", "_items"))
        for sample in family.samples:
            assert family.type != "counter" or sample.name.endswith("_total")
            assert set(sample.labels) <= BOUNDED, sample
            assert "CUST-1042" not in sample.labels.values()
        assert not re.search("_(ms|millis|minutes|created)", family.name)


async def test_what_the_docs_and_the_alerts_name_is_there() -> None:
    text = (Path(__file__).parents[2] / "docs" / "observability.md").read_text()
    told = set(re.findall(r"bankagent_([a-z_]+)", text))
    counters = {f"{name}_total" for name in NAMES}
    of_workers = {"heartbeat_age_seconds", "jobs_in_hand", "listening"}
    histograms = {f"{name}_{part}" for name in NAMES for part in ("bucket", "sum", "count")}
    roles = {"api", "worker", "owner", "auditor"}
    assert told <= NAMES | counters | of_workers | histograms | roles
    for name in NAMES | of_workers:
        assert f"bankagent_{name}" in text, name


async def test_calls_and_requests_are_counted(db: Database, hand: WorkerByHand) -> None:
    desk = keyed_caller(db.url, "desk-7", WRITE)
    anna = keyed_reviewer(db.url, "anna")
    once = desk.headers | {"Idempotency-Key": "k-1"}
    settings = Settings(api_database_url=db.api_url, app_env="production")
    async with calling(settings) as api:
        before = await read(api, **desk.headers)
        for headers in (once, once, desk.headers):
            await api.post("/requests", json=TRADE, headers=headers)
        await api.post("/requests", json=TRADE | {"client_id": "C-2"}, headers=once)
        hand.claim()
        hand.settle(1, **to_people())
        shown = (await api.get("/approvals/1", headers=anna.headers)).json()
        vote = {"verdict": "reject", "reason": "No.", "digest": shown["digest"]}
        await api.post("/requests/1/votes", json=vote, headers=anna.headers)
        for wrong in ({}, {"Authorization": "Bearer x"}, desk.headers):
            await api.get("/requests/1", headers=wrong)
        await api.post("/requests/1/process", headers=anna.headers)
        await api.get("/approvals", headers=desk.headers)
        after = await read(api, **desk.headers)

    def more(name: str, **labels: str) -> float:
        return after(name, **labels) - before(name, **labels)

    posted = {"method": "POST", "route": "/requests"}
    assert [more("http_calls_total", **posted, status=s) for s in ("201", "200", "409")] == [
        2,
        1,
        1,
    ]
    assert more("http_call_seconds_count", **posted) == 4
    made = {"type": "trade_review"}
    assert more("requests_total", **made, outcome="created") == 2
    assert more("requests_total", **made, outcome="replayed") == 1
    assert more("requests_total", **made, outcome="conflict") == 1
    assert more("accept_seconds_count", **made) == 4
    assert more("flush_items_sum", flush="intake") == 4
    assert more("decisions_total", **made, decision="rejected", by="people") == 1
    for reason in ("no_key", "unknown_key", "scope", "not_a_caller", "not_a_reviewer"):
        assert more("auth_failures_total", reason=reason) == 1, reason
    assert more("pool_uses_total") > 5


async def test_what_there_is_to_do_is_read_from_the_database(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    for _ in range(3):
        await api.post("/requests", json=TRADE)
    hand.claim()
    hand.settle(1, **to_people())
    hand.settle(2, **to_people("needs_info"))
    hand.beat()
    await api.post("/requests", json=TRADE)
    page = await read(api)
    assert page("database_up") == 1
    queue = {"queue": catalog.TYPES[0].queue}
    states = {state: page("queue_jobs", **queue, state=state) for state in ("ready", "doing")}
    assert states == {"ready": 1, "doing": 1}
    assert 0 < page("queue_oldest_wait_seconds", **queue) < 60
    asked = {"received": 2, "awaiting_approval": 1, "needs_info": 1, "failed": 0}
    assert {status: page("requests_open", status=status) for status in asked} == asked
    assert page("workers_alive") == 1
    assert page("approvals_pending") == 1
    assert 0 < page("approvals_oldest_age_seconds") < 60


async def test_many_scrapes_are_one_look(api: httpx.AsyncClient) -> None:
    before = (await read(api))("pool_uses_total")
    pages = await asyncio.gather(*(read(api) for _ in range(20)))
    assert pages[-1]("pool_uses_total") == before


async def test_a_database_that_is_away_is_said_so_and_the_rest_is_there() -> None:
    async with calling(Settings(api_database_url=GONE)) as api:
        began = time.monotonic()
        page = await read(api)
        assert time.monotonic() - began < 3
        assert page("database_up") == 0
        assert not page.has("queue_jobs")
        assert page.has("pool_connections")
        assert page.has("build_info")


async def test_a_database_that_is_stuck_costs_two_seconds_and_only_once(
    db: Database, api: httpx.AsyncClient
) -> None:
    with psycopg.connect(db.url) as conn:
        conn.execute("lock table bankagent.banking_requests in access exclusive mode")
        began = time.monotonic()
        assert (await read(api))("database_up") == 0
        assert 1 < time.monotonic() - began < 4
        began = time.monotonic()
        assert (await read(api))("database_up") == 0
        assert time.monotonic() - began < 1


def test_processes_that_share_a_port_count_together(tmp_path: Path) -> None:
    count = (
        "from bankagent import metrics; metrics.CALLS.labels('GET', '/livez', '200').inc(); "
        "metrics.BUILD.labels('1', '2').set(1); "
        "print(metrics.exposition(metrics.api_families(waiters=1, pool={})).decode())"
    )
    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    said = [
        subprocess.run([sys.executable, "-c", count], env=env, capture_output=True, check=True)
        for _ in range(2)
    ]
    page = Page(said[1].stdout.decode())
    assert page("http_calls_total", method="GET", route="/livez", status="200") == 2
    assert page("build_info", version="1", schema="2") == 1
    assert not page.has("waiters")


def test_a_measurement_that_fails_changes_no_answer(
    db: Database, free_port: int, tmp_path: Path
) -> None:
    """The files of the metrics vanish, as a cleaner of /tmp removes them."""
    files = tmp_path / "metrics"
    files.mkdir()
    api = Api(
        free_port,
        start=fresh_process,
        BANKAGENT_API_DATABASE_URL=db.api_url,
        PROMETHEUS_MULTIPROC_DIR=str(files),
    )
    try:
        wait_for("it listens", lambda: "Uvicorn running on" in api.said())
        shutil.rmtree(files)
        made = api.client.post("/requests", json=TRADE)
        assert made.status_code == 201
        assert made.json()["status"] == "received"
        assert api.client.get(made.headers["location"]).status_code == 200
        assert "not measured" in api.said()
    finally:
        api.end()


def test_the_page_of_the_routes_has_it() -> None:
    assert "text/plain" in app.openapi()["paths"]["/metrics"]["get"]["responses"]["200"]["content"]
