"""The API behind PgBouncer in transaction mode, whose few server processes many clients share."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.support.api_process import Api, serving
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.pgbouncer import Pooler, pooler
from tests.support.postgres import free_port

CALLERS = 10
CALLS = 120
HOSTILE = {
    "DateStyle": "German",
    "default_transaction_read_only": "on",
    "default_transaction_isolation": "serializable",
    "statement_timeout": "1ms",
    "client_encoding": "LATIN1",
}
SHELL = {
    "PGDATESTYLE": "German",
    "PGTZ": "Asia/Kolkata",
    "PGCLIENTENCODING": "LATIN1",
    "PGOPTIONS": "-c datestyle=German",
}


@pytest.fixture
def hostile(db: Database, server_url: str) -> Iterator[Database]:
    """A database whose settings hurt."""
    with psycopg.connect(server_url, autocommit=True) as conn:
        for name, value in HOSTILE.items():
            conn.execute(f"alter database {db.name} set {name} = '{value}'")
        yield db
        conn.execute(f"alter database {db.name} reset all")


@pytest.fixture
def bouncer(db: Database) -> Iterator[Pooler]:
    """A PgBouncer with three server processes for the API of this test."""
    with pooler(db) as found:
        yield found


def test_each_call_is_answered_and_each_row_is_what_its_caller_sent(
    db: Database, bouncer: Pooler
) -> None:
    through = {"BANKAGENT_API_DATABASE_URL": bouncer.through(db.api_url)}
    with (
        serving(free_port(), **through) as one,
        serving(free_port(), **through) as other,
        ThreadPoolExecutor(CALLERS) as callers,
    ):

        def call(number: int) -> tuple[int, int, str]:
            api: Api = (one, other)[number % 2]
            client = f"CUST-{number}"
            made = api.client.post("/requests", json=TRADE | {"client_id": client})
            request_id = made.json().get("request_id", 0)
            read = api.client.get(f"/requests/{request_id}")
            listed = api.client.get("/requests", params={"client_id": client})
            assert [found["id"] for found in listed.json()["requests"]] == [request_id]
            return made.status_code, request_id, read.json()["request"]["client_id"]

        answers = list(callers.map(call, range(CALLS)))
    assert Counter(status for status, *_ in answers) == {201: CALLS}
    with psycopg.connect(db.url) as conn:
        stored = conn.execute("select id, client_id from bankagent.banking_requests").fetchall()
    sent = {(request_id, f"CUST-{number}") for number, (_, request_id, _) in enumerate(answers)}
    assert set(stored) == sent
    assert all(read == f"CUST-{number}" for number, (*_, read) in enumerate(answers))


def test_settings_of_the_database_and_of_the_shell_change_no_answer(
    hostile: Database, bouncer: Pooler
) -> None:
    url = bouncer.through(hostile.api_url)
    with serving(free_port(), BANKAGENT_API_DATABASE_URL=url, **SHELL) as api:
        began = datetime.now(UTC)
        for _ in range(10):
            sent = TRADE | {"client_id": "Łódź-7"}
            made = api.client.post("/requests", json=sent)
            assert made.status_code == 201
            request = api.client.get(f"/requests/{made.json()['request_id']}").json()["request"]
            assert request["client_id"] == "Łódź-7"
            at = datetime.fromisoformat(request["created_at"])
            assert abs(at - began) < timedelta(minutes=1)
