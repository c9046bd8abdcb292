"""Two ways to the same schema, by psql and by migrate, and who may go them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from bankagent import settings
from bankagent.db import pool, schema
from bankagent.db.embedded import EmbeddedServer
from bankagent.db.migrate import migrate
from bankagent.errors import SchemaMismatch
from bankagent.store.operations import startup
from tests.support import databases, postgres, psql, rows, session_settings, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect

GRANTS = """
select c.oid::regclass::text as name, c.relacl::text as acl from pg_class as c
where c.relnamespace = any(%(ours)s::regnamespace[]) and c.relkind in ('r', 'v', 'S')
union all
select p.oid::regprocedure::text, p.proacl::text from pg_proc as p
where p.pronamespace = any(%(ours)s::regnamespace[])
union all
select n.oid::regnamespace::text, n.nspacl::text from pg_namespace as n
where n.oid = any(%(ours)s::regnamespace[])
order by 1
"""
COMMENTS = """
select pg_identify_object(classoid, objoid, objsubid)::text as what, description
from pg_description
where (pg_identify_object(classoid, objoid, objsubid)).schema = any(%(ours)s)
order by 1
"""
OURS = {"ours": ["bankagent", "procrastinate", "ops"]}


def catalog(url: str) -> list[Any]:
    """All that an install makes: definitions, rights, comments and rows."""
    with connect(url) as conn:
        return [
            rows.fetch(conn, "select * from ops.schema_now() order by 1, 2"),
            conn.execute(GRANTS, OURS).fetchall(),
            conn.execute(COMMENTS, OURS).fetchall(),
            rows.fetch(conn, "select * from bankagent.request_moves order by 1, 2, 3"),
            rows.fetch(conn, "select * from bankagent.request_types order by 1"),
            rows.fetch(conn, "select key, version, sha256 from bankagent.policies order by 1, 2"),
            rows.fetch(conn, "select key, version, status, author from ops.policy_versions"),
            rows.fetch(conn, "select version, procrastinate from bankagent.schema_versions"),
            rows.fetch(conn, "select file, sha256 from bankagent.schema_files order by 1"),
            rows.fetch(conn, "select * from bankagent.schema_objects order by 1, 2"),
        ]


@pytest.mark.parametrize("options", [(), ("-1",)], ids=["plainly", "in one transaction"])
def test_psql_installs_what_migrate_installs(
    db: Database, empty_db: Database, options: tuple[str, ...]
) -> None:
    assert psql.run(empty_db.url, "roles.sql", options=("-v", "ON_ERROR_STOP=1")).returncode == 0
    done = psql.run(empty_db.url, "install.sql", options=options)
    assert done.returncode == 0, done.stderr
    ours, theirs = catalog(empty_db.url), catalog(db.url)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine
        assert mine == other
    assert migrate(empty_db.url) == []
    with connect(empty_db.url) as conn:
        assert verbs.process(conn)
        assert rows.fetch(conn, "table ops.audit_gaps") == []


@pytest.mark.parametrize("options", [(), ("-1",)], ids=["plainly", "in one transaction"])
def test_psql_installs_the_same_whatever_the_session_has_set(
    db: Database, empty_db: Database, options: tuple[str, ...]
) -> None:
    assert psql.run(empty_db.url, "roles.sql").returncode == 0
    with connect(empty_db.url) as conn:
        conn.execute(session_settings.TRAP)
        set_for_database = sql.SQL("alter database {} set {} to {}")
        hostile = dict(session_settings.TOGETHER) | {
            "default_transaction_read_only": "on",
            "plpgsql.extra_errors": "all",
            "search_path": "trap, pg_catalog, public",
            "statement_timeout": "100s",
            "lock_timeout": "1ms",
            "idle_in_transaction_session_timeout": "200ms",
            "exit_on_error": "on",
            "restrict_nonsystem_relation_kind": "view, foreign-table",
            "xmlbinary": "hex",
            "default_transaction_deferrable": "on",
            "constraint_exclusion": "on",
        }
        for name, value in hostile.items():
            literal = sql.SQL(value) if name == "search_path" else sql.Literal(value)
            conn.execute(
                set_for_database.format(sql.Identifier(empty_db.name), sql.SQL(name), literal)
            )
    done = psql.run(empty_db.url, "install.sql", options=options, PGCLIENTENCODING="LATIN1")
    assert done.returncode == 0, done.stderr
    with connect(empty_db.url) as conn:
        conn.execute("set default_transaction_read_only to off")
        conn.execute(sql.SQL("alter database {} reset all").format(sql.Identifier(empty_db.name)))
    for mine, other in zip(catalog(empty_db.url), catalog(db.url), strict=True):
        assert [one for one in mine if one not in other] == []
        assert len(mine) == len(other)


def test_a_second_install_by_psql_says_so_and_changes_nothing(db: Database) -> None:
    before = catalog(db.url)
    done = psql.run(db.url, "install.sql", options=("-1",))
    assert done.returncode == 0
    assert "installed here already: upgrade it with `bankagent migrate`" in done.stdout
    assert catalog(db.url) == before


def test_an_install_by_psql_that_fails_leaves_nothing(empty_db: Database) -> None:
    psql.run(empty_db.url, "roles.sql")
    with connect(empty_db.url) as conn:
        conn.execute("create schema ops; create table ops.workers (x integer)")
        assert psql.run(empty_db.url, "install.sql").returncode == 3
        assert (
            rows.fetch(conn, "select from pg_class where relname ~ '^(procrastinate_|banking_)'")
            == []
        )
        assert rows.one(conn, "select to_regnamespace('bankagent')") is None


def test_migrating_again_does_nothing(db: Database) -> None:
    said: list[str] = []
    before = catalog(db.url)
    assert migrate(db.url, log=said.append) == []
    assert said == []
    assert catalog(db.url) == before


def test_four_at_once_install_once(empty_db: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(migrate, [empty_db.url] * 4))
    assert sorted(map(bool, done)) == [False, False, False, True]
    with connect(empty_db.url) as conn:
        assert rows.one(conn, "select count(*) from bankagent.schema_versions") == 1


# --- who may --------------------------------------------------------------------


def as_user(url: str, name: str) -> str:
    return databases.changed_url(url, url.partition("?")[0].rpartition("/")[2], (name, "x"))


@pytest.fixture
def nobody(empty_db: Database) -> Iterator[str]:
    """The name of a user with no powers."""
    name = f"nobody_{empty_db.name}"
    with connect(empty_db.url) as conn:
        conn.execute(f"create role {name} login password 'x'")
        yield name
        conn.execute(f"drop owned by {name}; drop role {name}")


def test_a_member_of_the_owner_installs_once_the_roles_are_there(
    db: Database, empty_db: Database, nobody: str
) -> None:
    psql.run(empty_db.url, "roles.sql")
    with connect(empty_db.url) as conn:
        conn.execute(f"grant bankagent_owner to {nobody}")
    assert migrate(as_user(empty_db.url, nobody))
    assert catalog(empty_db.url) == catalog(db.url)
    with connect(empty_db.url) as conn:
        assert rows.fetch(
            conn,
            "select distinct relowner::regrole::text from pg_class "
            "where relnamespace = any(%s::regnamespace[])",
            OURS["ours"],
        ) == [("bankagent_owner",)]


def test_a_stranger_is_told_whom_to_ask(empty_db: Database, nobody: str) -> None:
    psql.run(empty_db.url, "roles.sql")
    with pytest.raises(SchemaMismatch, match=r"^This user may not migrate: a DBA can grant it"):
        migrate(as_user(empty_db.url, nobody))


def test_a_database_where_the_roles_have_no_rights_yet_is_said_so(
    db: Database, empty_db: Database, nobody: str
) -> None:
    with connect(empty_db.url) as conn:
        conn.execute(f"grant bankagent_owner to {nobody}")
    with pytest.raises(SchemaMismatch, match=r"ask a DBA to run sql/roles\.sql in this database"):
        migrate(as_user(empty_db.url, nobody))


def test_the_owner_of_another_database_of_the_cluster_needs_no_dba(
    db: Database, empty_db: Database, nobody: str
) -> None:
    with connect(empty_db.url) as conn:
        conn.execute(f"grant bankagent_owner to {nobody}")
        conn.execute(f"alter database {empty_db.name} owner to {nobody}")
        assert migrate(as_user(empty_db.url, nobody))
        assert catalog(empty_db.url) == catalog(db.url)
        conn.execute(f"alter database {empty_db.name} owner to postgres")


@pytest.fixture
def new_server(folder: Path) -> Iterator[EmbeddedServer]:
    """A server that has never heard of us."""
    server = postgres.quick_server(folder / "new", pg_bin=settings.load().pg_bin)
    server.start()
    yield server
    server.stop("immediate")
    server.release()


def test_on_a_new_server_a_user_with_createrole_is_enough_and_one_without_is_told(
    new_server: EmbeddedServer,
) -> None:
    url = new_server.url()
    with connect(url) as conn:
        conn.execute("create role plain login password 'x'")
        conn.execute("create role maker login createrole password 'x'")
        conn.execute("create database theirs owner maker")
    theirs = databases.changed_url(url, "theirs")
    with pytest.raises(
        SchemaMismatch, match=r"^The role bankagent_owner does not exist: ask a DBA"
    ):
        migrate(as_user(theirs, "plain"))
    assert migrate(as_user(theirs, "maker"))
    assert migrate(as_user(theirs, "maker")) == []


def test_a_server_of_the_version_before_gets_its_new_role_or_a_dba_is_asked(
    new_server: EmbeddedServer,
) -> None:
    url = new_server.url()
    migrate(url)
    with connect(url) as conn:
        conn.execute("create role plain login password 'x' in role bankagent_owner")
        conn.execute("drop owned by bankagent_shadow; drop role bankagent_shadow")
        conn.execute("delete from bankagent.schema_files where file = 'grants.sql'")
    with pytest.raises(SchemaMismatch, match=r"^The role bankagent_shadow does not exist: ask a"):
        migrate(as_user(url, "plain"))
    said: list[str] = []
    assert migrate(url, log=said.append) == ["grants.sql"]
    assert said[0] == "created the roles"
    reads = "select has_table_privilege('bankagent_shadow', 'bankagent.evaluations', 'select')"
    with connect(url) as conn:
        assert rows.one(conn, reads)
        assert rows.one(conn, "select pg_has_role('bankagent_owner', 'bankagent_shadow', 'member')")


# --- versions -------------------------------------------------------------------


def test_a_table_file_that_changed_is_refused(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = schema.files()
    changed = tuple(
        schema.SqlFile(file.name, file.text.replace("actor text", "actor name"), "0" * 64)
        if file.name == "tables/decisions.sql"
        else file
        for file in files
    )
    monkeypatch.setattr(schema, "files", lambda: changed)
    before = catalog(db.url)
    with pytest.raises(SchemaMismatch, match=r"^sql/tables/decisions\.sql was changed after"):
        migrate(db.url)
    assert catalog(db.url) == before


def test_a_shipped_policy_that_changed_in_place_is_refused(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "policies/trade_review.sql"
    files = schema.files()
    changed = tuple(
        schema.SqlFile(name, file.text.replace("5,000,000 USD'", "6,000,000 USD'"), "0" * 64)
        if file.name == name
        else file
        for file in files
    )
    monkeypatch.setattr(schema, "files", lambda: changed)
    before = catalog(db.url)
    said = r"^policies/trade_review/\d+ was changed after it was stored here: restore it"
    with pytest.raises(SchemaMismatch, match=said):
        migrate(db.url)
    assert catalog(db.url) == before


def test_a_changed_function_file_is_applied_again_and_the_rights_with_it(db: Database) -> None:
    ring = "bankagent.ring(bigint[])"
    with connect(db.url) as conn:
        conn.execute(
            "update bankagent.schema_files set sha256 = 'old' "
            "where file = 'functions/queue/ring.sql'"
        )
        # As where a function is dropped to be made anew: PostgreSQL lets everybody call that.
        conn.execute(f"grant execute on function {ring} to public")
    assert migrate(db.url) == ["functions/queue/ring.sql", "grants.sql"]
    assert migrate(db.url) == []
    with connect(db.api_url) as conn:
        assert not rows.one(conn, "select has_function_privilege(%s, 'execute')", ring)


def test_what_a_newer_version_adds_is_not_everybodys_though_no_right_changed(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "create function bankagent.new_verb() returns void language sql security definer as ''"
    *files, rights, manifest = schema.files()
    newer = (*files, schema.SqlFile("functions/new_verb.sql", text, "new"), rights, manifest)
    monkeypatch.setattr(schema, "files", lambda: newer)
    assert migrate(db.url) == ["functions/new_verb.sql", "grants.sql"]
    for url in (db.api_url, db.worker_url, db.auditor_url):
        with connect(url) as conn, rows.refused("42501", "new_verb"):
            conn.execute("select bankagent.new_verb()")


def test_a_newer_database_is_refused(db: Database, dba: Conn) -> None:
    dba.execute("insert into bankagent.schema_versions values (99, '9')")
    with pytest.raises(SchemaMismatch, match=f"version 99, this code {schema.version()}: install"):
        migrate(db.url)


@pytest.mark.parametrize(("step", "fits"), [(-1, True), (1, True), (2, False)])
async def test_services_accept_the_version_before_and_the_next(
    db: Database, dba: Conn, step: int, *, fits: bool
) -> None:
    dba.execute("update bankagent.schema_versions set version = version + %s", [step])
    async with await pool.connect(db.api_url) as conn:
        if fits:
            await startup.check(conn, "bankagent_api", production=True)
            return
        with pytest.raises(SchemaMismatch, match="install the newer code"):
            await startup.check(conn, "bankagent_api", production=True)
