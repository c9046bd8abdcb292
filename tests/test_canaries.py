"""Client data and secrets leave no process by its log, its metrics, its title or its errors.

A real API and a real worker, both told to log all they can, are given canaries wherever strangers
and operators can put something in, and are then made to fail in every way that prints something.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bankagent.db.embedded import EmbeddedServer
from tests.support import postgres, verbs
from tests.support.api_process import Api, serving
from tests.support.databases import Database
from tests.support.metrics_page import Page
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.processes import fresh_process
from tests.support.rows import connect
from tests.support.workers import Crew, Worker, crew, wait_for

CLIENT, TEXT, WORD = "canary-client", "canary payload text", "CNRY"
KEYED = "canary-idempotency"
REASON = "canary reason of a vote"
HEADER = "canary-header"
BROKEN = """
create or replace function bankagent.{signature} returns table ({columns}) language plpgsql
as $$ begin raise exception 'canary detail %', $1 using errcode = 'XX000'; end $$
"""
BROKEN_SUBMIT = BROKEN.format(
    signature="submit_requests(items jsonb)",
    columns="item integer, request_id bigint, status text, outcome text",
)
LARGE = TRADE | {"client_id": CLIENT, "payload": {"symbol": WORD, "notional": 6000000}}
# What the CLI prints of itself, the first line of its own log, and what worker_app.py says.
NOT_LOGGED = ("Launching a worker on all queues", "DEBUG:procrastinate.cli:", "started ")


@dataclass(slots=True)
class Service:
    """The processes, their database, and what they have answered so far."""

    api: Api
    worker: Worker
    crew: Crew
    database: Database
    probes: str
    secrets: list[str]
    answers: list[httpx.Response] = field(default_factory=list)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        answer = self.api.client.request(method, path, timeout=20, **more)
        self.answers.append(answer)
        return answer

    def shown(self) -> str:
        """Return all that the processes show to anybody."""
        pages = [
            httpx.get(f"{where}/metrics", timeout=20).text for where in (self.api.url, self.probes)
        ]
        titles = [
            path.read_text()
            for process in (self.api.process, self.worker.process)
            for path in (Path(f"/proc/{process.pid}/cmdline"), Path(f"/proc/{process.pid}/comm"))
            if path.exists()
        ]
        listed = subprocess.run(["ps", "axww"], capture_output=True, text=True, check=True).stdout
        asked = str(self.crew.rows("select query, application_name from pg_stat_activity"))
        return "\n".join([self.api.said(), self.worker.said(), *pages, *titles, listed, asked])


@pytest.fixture
def service(
    own_db: Database, own_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    probes, port = f"127.0.0.1:{postgres.free_port()}", postgres.free_port()
    desk, anna = keyed_caller(own_db.url, "desk-7"), keyed_reviewer(own_db.url, "anna")
    monkeypatch.setenv("BANKAGENT_LOG_LEVEL", "debug")
    monkeypatch.setenv("UVICORN_LOG_LEVEL", "trace")
    monkeypatch.setenv("PROCRASTINATE_LOG_LEVEL", "debug")
    with (
        crew(own_db.url, own_db.worker_url) as hired,
        serving(port, start=fresh_process, BANKAGENT_API_DATABASE_URL=own_db.api_url) as api,
    ):
        monkeypatch.setenv("BANKAGENT_METRICS_ADDRESS", probes)
        secrets = [part for one in (desk, anna) for part in (one.key.secret, one.key.text)]
        secrets += [password(own_db.api_url), password(own_db.worker_url)]
        worker = hired.hire(start=fresh_process)
        found = Service(api, worker, hired, own_db, f"http://{probes}", secrets)
        yield found


def password(url: str) -> str:
    return url.partition("@")[0].rpartition(":")[2]


def test_no_canary_leaves(service: Service, own_server: EmbeddedServer) -> None:
    _, desk, _, anna, *_ = service.secrets
    as_desk = {"Authorization": f"Bearer {desk}"}
    as_anna = {"Authorization": f"Bearer {anna}"}
    call_with_canaries(service, as_desk)
    vote_with_a_canary(service, as_anna)
    fail_attempts(service)
    break_a_verb(service, as_desk)
    while_away = take_the_database_away(service, own_server, as_desk)
    shown = [while_away, service.shown()]
    every_line_is_an_object(service.api.said())
    every_line_is_an_object(service.worker.said())
    shown += [break_the_claim(service), *refusals(service)]
    no_canary_is_in("\n".join(shown), service.secrets)


def refusals(service: Service) -> list[str]:
    """Return the refusals that callers got; there is one of each kind."""
    found = [answer for answer in service.answers if answer.status_code >= 400]
    every_kind = {400, 401, 404, 405, 409, 412, 413, 415, 422, 500, 503}
    assert {answer.status_code for answer in found} >= every_kind
    return [f"{answer.headers}\n{answer.text}" for answer in found]


def no_canary_is_in(shown: str, secrets: list[str]) -> None:
    for canary in ("canary", WORD, *secrets):
        assert canary not in shown, [line for line in shown.splitlines() if canary in line][:3]


def call_with_canaries(service: Service, desk: dict[str, str]) -> None:
    """Put canaries wherever a caller can, in calls that are accepted and in calls that are not."""
    odd = {
        "X-Request-Id": f"<{HEADER}>",
        "traceparent": f"00-{HEADER}",
        "tracestate": f"v={HEADER}",
        "User-Agent": HEADER,
        "X-Forwarded-For": HEADER,
        "Prefer": f"wait=0, {HEADER}",
    }
    keyed = desk | odd | {"Idempotency-Key": KEYED}
    assert service.call("POST", "/requests", json=LARGE, headers=keyed).status_code == 201
    service.call("POST", "/requests", json=LARGE | {"client_id": f"{CLIENT}-2"}, headers=keyed)
    for body in (
        LARGE | {"request_type": TEXT},
        LARGE | {"payload": {"symbol": TEXT, TEXT: TEXT, "notional": -1}},
        {TEXT: TEXT},
    ):
        service.call("POST", "/requests", json=body, headers=desk | odd)
    json_type = {"Content-Type": "application/json"}
    service.call("POST", "/requests", content=f'{{"{TEXT}": {TEXT}', headers=desk | json_type)
    service.call("POST", "/requests", content=TEXT * 30_000, headers=desk | json_type)
    service.call("POST", "/requests", content=TEXT, headers=desk | {"Content-Type": HEADER})
    service.call("PATCH", f"/requests/{HEADER}?q={HEADER}", headers=desk)
    service.call("GET", f"/{HEADER}?q={HEADER}", headers=desk)
    service.call("GET", "/requests/1", headers={"Authorization": f"Bearer {HEADER}"})
    service.call("GET", "/requests/1", headers={"Authorization": f"{desk['Authorization'][:-1]}"})
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    service.call("GET", f"/{HEADER}?q={HEADER}", headers=desk | upgrade | key)


def vote_with_a_canary(service: Service, anna: dict[str, str]) -> None:
    """Vote on the request that waits for people: on a stale digest, then for good, then again."""
    wait_for("it waits", lambda: service.crew.statuses([1]) == {"awaiting_approval"})
    vote = {"verdict": "approve", "reason": REASON, "digest": "0" * 64}
    assert service.call("POST", "/requests/1/votes", json=vote, headers=anna).status_code == 412
    vote["digest"] = service.call("GET", "/approvals/1", headers=anna).json()["digest"]
    assert service.call("POST", "/requests/1/votes", json=vote, headers=anna).status_code == 201
    assert service.call("POST", "/requests/1/votes", json=vote, headers=anna).status_code == 409


def fail_attempts(service: Service) -> None:
    """Submit by SQL what is refused, what raises in its attempt, and what cannot be settled."""
    service.crew.conn.execute("update bankagent.request_types set max_attempts = 1")
    payloads: list[dict[str, Any]] = [
        {"symbol": TEXT, "notional": TEXT, TEXT: [TEXT]},
        {"symbol": WORD, "text": TEXT, "test": {"raise": True}},
        {"symbol": WORD, "text": TEXT, "test": {"refused": True}},
    ]
    items = [TRADE | {"client_id": CLIENT, "payload": payload} for payload in payloads]
    ids = [answer.request_id for answer in verbs.put(service.crew.conn, *items)]
    wait_for("they end", lambda: service.crew.statuses(ids) == {"needs_info", "failed"})


def break_a_verb(service: Service, desk: dict[str, str]) -> None:
    """Have a verb fail with what it was given in the error's text."""
    kept = service.crew.one("select pg_get_functiondef('bankagent.submit_requests'::regproc)")
    service.crew.conn.execute(BROKEN_SUBMIT)
    assert service.call("POST", "/requests", json=LARGE, headers=desk).status_code == 500
    service.crew.conn.execute(kept)


def take_the_database_away(service: Service, server: EmbeddedServer, desk: dict[str, str]) -> str:
    """Stop the server under both; return what they show meanwhile."""
    server.stop("immediate")
    assert service.call("POST", "/requests", json=LARGE, headers=desk).status_code == 503
    assert service.call("GET", "/readyz").status_code == 503
    wait_for("the worker misses it", lambda: "heartbeat failed" in service.worker.said())
    assert httpx.get(f"{service.probes}/livez").status_code == 200
    assert Page(httpx.get(f"{service.probes}/metrics").text)("heartbeat_age_seconds") > 0
    assert service.call("GET", "/livez").status_code == 200
    shown = service.api.said() + service.worker.said()
    server.start()
    service.crew.conn.close()
    service.crew.conn = connect(service.database.url)
    wait_for("the worker is back", lambda: service.crew.one("select alive from ops.workers"))
    return shown


def break_the_claim(service: Service) -> str:
    """Have the claim fail with a canary in the error's text; return what the worker ends with."""
    claim = service.crew.one("select pg_get_functiondef('bankagent.claim_jobs'::regproc)")
    head, quote, _ = claim.partition("$function$")
    raises = " begin raise exception 'canary detail' using errcode = 'XX000'; end "
    service.crew.conn.execute(f"{head}{quote}{raises}{quote}")
    wait_for("it gives up", lambda: not service.worker.alive)
    said = service.worker.said()
    assert said.splitlines()[-1].startswith("The queue refuses claims (SQLSTATE XX000)")
    return said


def every_line_is_an_object(log: str) -> None:
    lines = [line for line in log.splitlines() if not line.startswith(NOT_LOGGED)]
    assert len(lines) > 20
    for line in lines:
        found = json.loads(line)
        assert {"at", "level", "event", "logger"} <= set(found), line
