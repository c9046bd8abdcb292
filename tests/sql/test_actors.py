"""Actors: a service of the API names registered ones, and every other session only itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from psycopg.types.json import Jsonb

from tests.support import people, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

FORGED = ("rescuer", "worker:7", "policy:trade_review@1", "postgres", "bankagent_owner", "nobody")
AS_OTHER = {
    "submit": "select * from bankagent.submit_requests(%(items)s)",
    "cancel": "select bankagent.cancel_request(%(id)s, %(actor)s)",
    "requeue": "select bankagent.requeue_request(%(id)s, %(actor)s)",
    "replace": "select bankagent.replace_payload(%(id)s, '{}', %(actor)s)",
    "pause": "select bankagent.pause('queue', 'trade_review', 'x', %(actor)s)",
    "resume": "select bankagent.resume('queue', 'trade_review', %(actor)s)",
    "vote": "select bankagent.cast_vote(%(id)s, 'approve', 'x', %(digest)s, %(actor)s)",
}
VERBS = pytest.mark.parametrize("verb", AS_OTHER)


def name(conn: Conn, verb: str, actor: str | None, request_id: int, digest: str = "") -> None:
    """Call a verb in somebody's name."""
    given = {"id": request_id, "actor": actor, "digest": digest}
    conn.execute(AS_OTHER[verb], given | {"items": Jsonb([verbs.item(actor=actor)])})


@contextmanager
def person(dba: Conn, db: Database, roles: str = "bankagent_auditor") -> Iterator[tuple[str, Conn]]:
    """Give a login of a person who may call every verb, and the connection of it."""
    login = f"eve_{db.name}"
    dba.execute(f"create role {login} login password 'x' in role {roles}")
    dba.execute(f"grant execute on all functions in schema bankagent to {login}")
    try:
        with connect(db.url, user=login, password="x") as conn:
            yield login, conn
    finally:
        dba.execute(f"drop owned by {login}; drop role {login}")


@VERBS
def test_a_superuser_who_is_not_the_api_names_only_itself(
    dba: Conn, request_id: int, verb: str
) -> None:
    shown = people.digest(dba, request_id)
    for role in ("none", "bankagent_owner", "bankagent_worker"):
        dba.execute(f"set role {role}")
        if role == "bankagent_worker":
            dba.execute("reset role")
            dba.execute(f"grant execute on all functions in schema bankagent to {role}")
            dba.execute(f"set role {role}")
        with rows.nothing_written(dba), refused("BA403"):
            name(dba, verb, "anna", request_id, shown)
    dba.execute("reset role")


@VERBS
@pytest.mark.parametrize("roles", ["bankagent_auditor", "bankagent_worker", "bankagent_owner"])
def test_a_login_that_may_call_a_verb_names_only_itself(
    dba: Conn, db: Database, request_id: int, verb: str, roles: str
) -> None:
    shown = people.digest(dba, request_id)
    with person(dba, db, roles) as (_, conn), rows.nothing_written(dba), refused("BA403"):
        name(conn, verb, "anna", request_id, shown)


@pytest.mark.parametrize("actor", FORGED)
def test_the_api_names_no_actor_that_is_not_registered(
    dba: Conn, api: Conn, request_id: int, actor: str
) -> None:
    for verb in ("submit", "cancel", "requeue", "replace", "vote"):
        with rows.nothing_written(dba), refused("BA403", actor):
            name(api, verb, actor, request_id, people.digest(dba, request_id))


@pytest.mark.parametrize("actor", ["anna", "desk-1", "anonymous", "api_user", None])
def test_the_api_names_who_is_registered_and_anonymous(dba: Conn, api: Conn, actor: str) -> None:
    dba.execute("select bankagent.add_caller('desk-1'), bankagent.add_reviewer('anna', 'desk')")
    (made,) = verbs.put(api, verbs.item(actor=actor))
    assert rows.entries(dba, made.request_id)[0].actor == (actor or "api_user")


def test_one_item_that_names_a_forged_actor_stores_none_of_its_set(dba: Conn, api: Conn) -> None:
    with rows.nothing_written(dba), refused("BA403", "rescuer"):
        verbs.put(api, verbs.item(actor="anonymous"), verbs.item(actor="rescuer"), verbs.item())


def test_the_api_of_development_names_callers_and_votes(
    db: Database, dba: Conn, request_id: int
) -> None:
    with connect(db.url, options="-c role=bankagent_api") as conn:
        name(conn, "submit", "desk-7", request_id)
        name(conn, "vote", "anna", request_id, people.digest(dba, request_id))
    assert rows.entries(dba, request_id)[-1].actor == "anna"


def test_a_reviewer_with_a_grant_does_not_vote_in_psql(
    dba: Conn, db: Database, request_id: int
) -> None:
    shown = people.digest(dba, request_id)
    with person(dba, db) as (login, conn):
        people.add_reviewers(dba, login)
        for actor in (None, login, "anna"):
            with (
                rows.nothing_written(dba),
                refused("BA403", f"database user {login} may not vote", "API"),
            ):
                name(conn, "vote", actor, request_id, shown)


@pytest.mark.parametrize("kind", ["view", "function"])
def test_a_view_of_another_role_casts_no_vote_of_its_reader(
    dba: Conn, db: Database, request_id: int, kind: str
) -> None:
    shown = people.digest(dba, request_id)
    cast = f"select * from bankagent.cast_vote({request_id}, 'approve', 'x', '{shown}')"
    made = {
        "view": f"create view public.today as {cast}",
        "function": "create function public.today() returns bigint language sql "
        f"security definer as $f$ select vote_id from ({cast}) as v $f$",
    }[kind]
    with person(dba, db) as (login, conn):
        people.add_reviewers(dba, login)
        dba.execute(made)
        dba.execute("grant select on all tables in schema public to public")
        with rows.nothing_written(dba), refused("BA403", "may not vote"):
            conn.execute("table public.today" if kind == "view" else "select public.today()")
        with rows.nothing_written(dba), refused("BA403", "may not vote"):
            dba.execute("table public.today" if kind == "view" else "select public.today()")
