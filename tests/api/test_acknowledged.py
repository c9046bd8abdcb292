"""Acknowledged means committed: an answer never leaves before the commit is known."""

import asyncio
from contextlib import ExitStack
from functools import partial
from typing import Any

import httpx
import psycopg
import pytest

from bankagent.settings import Settings
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.pgbouncer import pooler
from tests.support.workers import wait_for

WAITING_FOR_A_STANDBY = "select pid from pg_stat_activity where wait_event = 'SyncRep'"


def fail_commits(db: Database, errcode: str, only: str = "true") -> None:
    """Let everything of a submit succeed, up to its COMMIT."""
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute(
            "create function refuse() returns trigger language plpgsql as "
            f"$$ begin raise exception 'at the commit' using errcode = '{errcode}'; end $$"
        )
        conn.execute(
            "create constraint trigger at_the_commit after insert on bankagent.banking_requests "
            f"deferrable initially deferred for each row when ({only}) execute function refuse()"
        )


def stored(db: Database) -> int:
    with psycopg.connect(db.url) as conn:
        row = conn.execute("select count(*) from bankagent.banking_requests").fetchone()
        assert row
        return int(row[0])


@pytest.mark.parametrize(("errcode", "status"), [("23514", 422), ("XX000", 500), ("42501", 503)])
async def test_a_commit_that_fails_is_never_acknowledged(
    api: httpx.AsyncClient, db: Database, errcode: str, status: int
) -> None:
    fail_commits(db, errcode)
    answer = await api.post("/requests", json=TRADE)
    assert answer.status_code == status
    assert stored(db) == 0


async def test_one_bad_item_of_a_flush_costs_its_neighbours_nothing(
    api: httpx.AsyncClient, db: Database
) -> None:
    fail_commits(db, "23514", only="new.client_id = 'BAD'")
    clients = ["BAD" if i == 17 else f"C{i}" for i in range(50)]
    answers = await asyncio.gather(
        *(api.post("/requests", json=TRADE | {"client_id": client}) for client in clients)
    )
    assert [answer.status_code for answer in answers] == [
        422 if client == "BAD" else 201 for client in clients
    ]
    assert stored(db) == 49


@pytest.mark.parametrize(
    ("errcode", "status"),
    [("XX000", 500), ("P0001", 500), ("42P01", 503), ("42501", 503), ("40001", 503)],
)
async def test_an_error_that_a_trigger_raises_for_one_item_costs_its_neighbours_nothing(
    api: httpx.AsyncClient, db: Database, errcode: str, status: int
) -> None:
    fail_commits(db, errcode, only="new.client_id = 'BAD'")
    clients = ["BAD" if i == 17 else f"C{i}" for i in range(60)]
    answers = await asyncio.gather(
        *(api.post("/requests", json=TRADE | {"client_id": client}) for client in clients)
    )
    assert [answer.status_code for answer in answers] == [
        status if client == "BAD" else 201 for client in clients
    ]
    assert stored(db) == 59


async def test_a_connection_that_breaks_at_the_commit_is_not_known_and_a_key_makes_it_known(
    api: httpx.AsyncClient, db: Database
) -> None:
    with psycopg.connect(db.url, autocommit=True) as conn:
        # A sequence forgets nothing that is rolled back: only the first commit is cut off.
        conn.execute("create sequence cuts")
        conn.execute(
            "create function cut() returns trigger language plpgsql security definer as $$ begin "
            "if nextval('cuts') = 1 then perform pg_terminate_backend(pg_backend_pid()); "
            "end if; return null; end $$"
        )
        conn.execute(
            "create constraint trigger cut after insert on bankagent.banking_requests "
            "deferrable initially deferred for each row execute function cut()"
        )
    without = await api.post("/requests", json=TRADE)
    assert without.status_code == 503
    assert "not known" in without.json()["detail"]
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute("alter sequence cuts restart")
    with_key = await api.post("/requests", json=TRADE, headers={"Idempotency-Key": "k"})
    assert with_key.status_code == 201
    assert stored(db) == 1


def one_that_waits_for_a_standby(dba: psycopg.Connection[Any]) -> int:
    look = partial(dba.execute, WAITING_FOR_A_STANDBY)
    return int(wait_for("a commit waits for a standby", lambda: look().fetchone())[0])


@pytest.mark.direct("it goes both ways by itself")
@pytest.mark.parametrize("pooled", [False, True])
async def test_a_commit_whose_wait_for_a_standby_was_cut_short_is_not_acknowledged(
    own_db: Database, *, pooled: bool
) -> None:
    with psycopg.connect(own_db.url, autocommit=True) as dba, ExitStack() as over:
        dba.execute("set synchronous_commit to local")
        dba.execute("alter system set synchronous_commit to 'on'")
        # The first would hide the warning, the second would not wait at all.
        dba.execute("alter role api_user set client_min_messages to error")
        dba.execute("alter role api_user set synchronous_commit to local")
        found = over.enter_context(pooler(own_db)).before(own_db) if pooled else own_db
        async with calling(Settings(api_database_url=found.api_url)) as api:
            assert (await api.get("/readyz")).status_code == 200
            dba.execute("alter system set synchronous_standby_names to 'nobody'")
            dba.execute("select pg_reload_conf()")
            sent = asyncio.create_task(api.post("/requests", json=TRADE))
            # PostgreSQL then calls the commit done, with no more than a warning.
            waits = await asyncio.to_thread(one_that_waits_for_a_standby, dba)
            dba.execute("select pg_cancel_backend(%s)", [waits])
            answer = await sent
            assert answer.status_code == 503
            assert "not known" in answer.json()["detail"]
            dba.execute("alter system reset synchronous_standby_names")
            dba.execute("select pg_reload_conf()")
            assert (await api.post("/requests", json=TRADE)).status_code == 201
    assert stored(own_db) == 2
