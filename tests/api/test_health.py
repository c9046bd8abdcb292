"""Liveness, readiness, and the start on a database that the service must refuse."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from bankagent.db import schema
from bankagent.db.embedded import EmbeddedServer
from bankagent.errors import BadSettings, CannotRun, SchemaMismatch
from bankagent.settings import Settings
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.payloads import TRADE


async def test_a_service_with_its_database_is_alive_and_ready(api: httpx.AsyncClient) -> None:
    assert (await api.get("/livez")).json() == {"status": "alive"}
    assert (await api.get("/readyz")).json() == {"status": "ready"}


async def test_without_its_database_a_service_starts_says_so_and_recovers_by_itself(
    own_db: Database, own_server: EmbeddedServer
) -> None:
    own_server.stop("immediate")
    async with calling(Settings(api_database_url=own_db.api_url)) as api:
        assert (await api.get("/livez")).status_code == 200
        answer = await api.get("/readyz")
        assert answer.status_code == 503
        assert "not reachable" in answer.json()["detail"]
        for refused in await asyncio.gather(
            api.post("/requests", json=TRADE),
            api.get("/requests/1"),
            api.post("/requests/1/process"),
        ):
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "2"
        own_server.start()
        assert (await api.post("/requests", json=TRADE)).status_code == 201
        assert (await api.get("/readyz")).status_code == 200


async def test_a_restart_of_the_database_is_a_moment_s_delay(
    own_db: Database, own_server: EmbeddedServer
) -> None:
    async with calling(Settings(api_database_url=own_db.api_url)) as api:
        for mode in ("fast", "immediate"):
            assert (await api.get("/readyz")).status_code == 200
            own_server.restart(mode)
            assert (await api.post("/requests", json=TRADE)).status_code == 201


async def test_a_database_without_our_schema_ends_the_start_in_one_sentence(
    empty_db: Database,
) -> None:
    with pytest.raises(SchemaMismatch, match="run bankagent migrate"):
        async with calling(Settings(database_url=empty_db.url)):
            pass


async def test_the_versions_before_and_after_are_good_and_those_beyond_are_not(
    db: Database,
) -> None:
    settings = Settings(api_database_url=db.api_url)
    with psycopg.connect(db.url, autocommit=True) as conn:
        newest = "insert into bankagent.schema_versions (version, procrastinate) values (%s, '3')"
        conn.execute(newest, [schema.version() + 1])
        async with calling(settings) as api:
            assert (await api.get("/readyz")).status_code == 200
            conn.execute(newest, [schema.version() + 2])
            answer = await api.get("/readyz")
            assert answer.status_code == 503
            assert f"schema version {schema.version() + 2}" in answer.json()["detail"]
            assert (await api.post("/requests", json=TRADE)).status_code == 503
        with pytest.raises(SchemaMismatch, match="install the newer code"):
            async with calling(settings):
                pass


async def test_in_development_the_api_works_as_its_role_and_not_as_the_owner(
    db: Database,
) -> None:
    async with calling(Settings(database_url=db.url)) as api:
        assert (await api.post("/requests", json=TRADE)).status_code == 201
        with psycopg.connect(db.url) as conn:
            conn.execute("set local role bankagent_api")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute("update bankagent.banking_requests set status = 'processed'")


async def test_production_refuses_an_owner(db: Database) -> None:
    with pytest.raises(CannotRun, match="superuser"):
        async with calling(Settings(database_url=db.url, app_env="production")):
            pass


@pytest.mark.direct("PgBouncer lets in none but the logins of its file")
async def test_a_user_without_rights_ends_the_start(db: Database) -> None:
    stranger = f"stranger_{db.name}"  # the server's roles are everybody's
    with psycopg.connect(db.url, autocommit=True) as conn:
        conn.execute(f"create role {stranger} login password 'of-a-stranger'")
    parts = urlsplit(db.api_url)
    host = parts.netloc.rpartition("@")[2]
    url = parts._replace(netloc=f"{stranger}:of-a-stranger@{host}").geturl()
    with pytest.raises(CannotRun, match="lacks a right"):
        async with calling(Settings(api_database_url=url)):
            pass


async def test_production_needs_a_database_url(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        async with calling(Settings(app_env="production", data=tmp_path)):
            pass
