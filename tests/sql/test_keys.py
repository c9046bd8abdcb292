"""Callers, reviewers and their keys, as operators and strangers find them in psql."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql

from bankagent.domain.api_key import ApiKey
from tests.support.databases import Database
from tests.support.people import Keyed, disable, keyed_caller, keyed_reviewer, let_expire, revoke
from tests.support.rows import connect, fetch, one, refused

ISSUE = "select bankagent.issue_key(%s, %s, %s, %s)"


def issue(url: str, name: str) -> str:
    """Issue a key to a caller; return the refusal's SQLSTATE, empty where there was none."""
    key = ApiKey.new("caller")
    with connect(url) as conn:
        try:
            conn.execute(ISSUE, ["caller", name, key.id, key.secret_sha256])
        except psycopg.Error as error:
            return error.sqlstate or "?"
    return ""


def working(url: str, name: str) -> int:
    with connect(url) as conn:
        query = "select count(*) from bankagent.api_keys where holder = %s and revoked_at is null"
        return one(conn, query, name)


def test_only_the_hash_of_a_secret_is_in_the_database(db: Database) -> None:
    desk = keyed_caller(db.url, "desk-7")
    with connect(db.url) as conn:
        (row,) = fetch(conn, "select * from bankagent.api_keys")
        assert desk.key.secret not in str(row)
        assert row.secret_sha256 == desk.key.secret_sha256
        assert (row.caller, row.reviewer, row.created_by) == (
            "desk-7",
            None,
            one(conn, "select session_user"),
        )
        with refused("23514"):
            conn.execute(ISSUE, ["caller", "desk-7", "abcdefgh", desk.key.secret])


def test_two_keys_of_a_holder_work_at_a_time_even_when_sixteen_are_issued_at_once(
    db: Database,
) -> None:
    desk = keyed_caller(db.url, "desk-7")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: issue(db.url, "desk-7"), range(16)))
    assert sorted(answers) == [""] + ["BA409"] * 15
    assert working(db.url, "desk-7") == 2
    with connect(db.url) as conn, refused("23505"):
        conn.execute(
            "insert into bankagent.api_keys (id, kind, holder, slot, secret_sha256, expires_at) "
            "values ('abcdefgh', 'caller', 'desk-7', 1, %s, now() + interval '1 day')",
            ["0" * 64],
        )
    revoke(db.url, desk)
    assert issue(db.url, "desk-7") == ""


def test_an_expired_key_gives_way_to_a_new_one(db: Database) -> None:
    desk = keyed_caller(db.url, "desk-7")
    assert issue(db.url, "desk-7") == ""
    let_expire(db.url, desk)
    assert issue(db.url, "desk-7") == ""
    assert working(db.url, "desk-7") == 2


def test_a_disabled_holder_gets_no_key_and_stays_on_record(db: Database) -> None:
    desk = keyed_caller(db.url, "desk-7")
    disable(db.url, desk)
    assert issue(db.url, "desk-7") == "BA409"
    with connect(db.url) as conn:
        since = one(conn, "select disabled_at from bankagent.callers")
        disable(db.url, desk)
        assert one(conn, "select disabled_at from bankagent.callers") == since
        disable(db.url, desk, disabled=False)
        assert fetch(conn, "select disabled_at, disabled_by from bankagent.callers") == [
            (None, None)
        ]


def test_what_is_wrong_is_said_in_words(db: Database) -> None:
    with connect(db.url) as conn:
        for name in ("", "a b", "x" * 65, "-x", "policy:x", "anonymous", "rescuer", "ä", None):
            with refused("BA422", "name must be"):
                conn.execute("select bankagent.add_caller(%s)", [name])
            with refused("BA422", "name must be"):
                conn.execute("select bankagent.add_reviewer(%s, 'compliance')", [name])
        for scopes in ([], ["root"], ["operate", None]):
            with refused("BA422", "scopes must be"):
                conn.execute("select bankagent.add_caller('x', %s::text[])", [scopes])
        for role in ("", "Compliance", None):
            with refused("BA422", "role must be"):
                conn.execute("select bankagent.add_reviewer('x', %s)", [role])
        with refused("BA404", "no caller called x"):
            conn.execute(ISSUE, ["caller", "x", "abcdefgh", "0" * 64])
        with refused("BA404"):
            conn.execute(ISSUE, ["root", "x", "abcdefgh", "0" * 64])
        with refused("BA404"):
            conn.execute("select bankagent.revoke_key('abcdefgh')")
        with refused("BA404"):
            conn.execute("select bankagent.disable_holder('reviewer', 'x')")
        conn.execute("select bankagent.add_caller('x')")
        for lasts in ("0 seconds", "-1 day", "367 days", "10 years"):
            with refused("BA422", "a key must last"):
                conn.execute(
                    "select bankagent.issue_key('caller', 'x', 'abcdefgh', %s, %s)",
                    ["0" * 64, lasts],
                )


def test_adding_again_keeps_the_keys_and_sets_scopes_or_role_anew(db: Database) -> None:
    keyed_caller(db.url, "desk-7")
    keyed_reviewer(db.url, "anna")
    with connect(db.url) as conn:
        assert one(conn, "select bankagent.add_caller('desk-7')") is False
        assert one(conn, "select cardinality(scopes) from bankagent.callers") == 2
        conn.execute("select bankagent.add_caller('desk-7', '{operate}')")
        conn.execute("select bankagent.add_reviewer('anna', 'compliance')")
        assert one(conn, "select scopes from bankagent.callers") == ["operate"]
        assert one(conn, "select role from bankagent.reviewers") == "compliance"
        assert one(conn, "select count(*) from bankagent.api_keys where revoked_at is null") == 2


@pytest.mark.parametrize("who", ["api_url", "worker_url", "auditor_url"])
def test_no_service_can_make_itself_a_key(db: Database, who: str) -> None:
    desk: Keyed = keyed_caller(db.url, "desk-7")
    calls = (
        "select bankagent.add_caller('mallory')",
        "select bankagent.add_reviewer('mallory', 'compliance')",
        f"select bankagent.issue_key('caller', 'desk-7', 'abcdefgh', '{'0' * 64}')",
        f"select bankagent.revoke_key('{desk.key.id}')",
        "select bankagent.disable_holder('caller', 'desk-7')",
        "insert into bankagent.callers (name) values ('mallory')",
        "update bankagent.callers set scopes = '{operate}'",
        f"update bankagent.api_keys set secret_sha256 = '{'0' * 64}'",
        "delete from bankagent.api_keys",
        "insert into bankagent.reviewers (name, role) values ('mallory', 'x')",
    )
    with connect(getattr(db, who)) as conn:
        for call in calls:
            with refused("42501"):
                conn.execute(call)


def test_a_member_of_the_owner_is_on_record_by_name(db: Database) -> None:
    with connect(db.url) as conn:
        name = f"op_{db.name}"
        conn.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
        conn.execute(sql.SQL("grant bankagent_owner to {}").format(sql.Identifier(name)))
        try:
            conn.execute(sql.SQL("set session authorization {}").format(sql.Identifier(name)))
            conn.execute("select bankagent.add_caller('desk-7')")
            assert one(conn, "select created_by from bankagent.callers") == name
        finally:
            conn.execute("reset session authorization")
            conn.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))
