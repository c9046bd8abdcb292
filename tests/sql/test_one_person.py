"""One person under two spellings, and bankagent's own name: four eyes are still two people."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support import people, policies, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

RAW = (
    "insert into bankagent.policy_activations "
    "(key, version, author, active_from, activated_at, activated_by, reason) "
    "values ('trade_review', %s, %s, %s, %s, %s, 'Raw.')"
)
NEVER = "select 1 from bankagent.policy_activations where version >= 999"
TYPE = "trade_review"


@contextmanager
def login(db: Database, dba: Conn, name: str) -> Iterator[Conn]:
    """Give a session of an operator's own login with exactly this name."""
    dba.execute(f"create role \"{name}\" login password 'x' in role bankagent_owner")
    try:
        with connect(db.url, user=name, password="x") as conn:
            yield conn
    finally:
        dba.execute(f'drop owned by "{name}"; drop role "{name}"')


def drafted(conn: Conn, key: str = TYPE) -> int:
    """Store a version by the session's user, with its checks passed."""
    table = policies.shipped(key, 1).table_json.replace("> 5000000", "> 7000000")
    store = "select * from bankagent.store_policy_version(%s, %s, 'x')"
    version: int = rows.fetch(conn, store, key, table)[0].version
    for kind in ("lint", "test"):
        conn.execute(
            "select bankagent.record_policy_check(%s, %s, %s, true, '{}')", [key, version, kind]
        )
    return version


@pytest.mark.parametrize("spelling", ["Anna_{}", "ANNA {}", "ánna-{}", "anna.{}@bank.example"])
def test_no_author_activates_their_version_under_another_spelling(
    db: Database, dba: Conn, spelling: str
) -> None:
    with login(db, dba, f"anna_{db.name}") as anna:
        version = drafted(anna)
    name = spelling.format(db.name)
    with login(db, dba, name) as again:
        with refused("BA403", f"is by anna_{db.name}, who may not activate it"):
            again.execute("select bankagent.activate_policy(%s, %s, 'Mine.')", [TYPE, version])
        with refused("23514", "policy_activations_activator_is_not_the_author"):
            again.execute(RAW, [version, f"anna_{db.name}", None, None, name])
    assert rows.fetch(dba, NEVER) == []


def test_no_person_lifts_a_stop_twice_under_another_spelling(db: Database, dba: Conn) -> None:
    dba.execute("select bankagent.stop_decisions(null, 'Wrong rates.')")
    with login(db, dba, f"anna_{db.name}") as anna:
        anna.execute("select bankagent.lift_stop(null)")
    with login(db, dba, f"Anna.{db.name}") as again:
        with refused("BA403", f"lifting a stop takes two people, and anna_{db.name} has asked"):
            again.execute("select bankagent.lift_stop(null)")
        with refused("23514", "stops_lifted_by_a_second_person"):
            again.execute(
                "update bankagent.stops set lifted_at = now(), lifted_by = %s",
                [f"Anna.{db.name}"],
            )
    assert rows.one(dba, "select lifted_at is null from bankagent.stops")


def test_no_reviewer_is_another_spelling_of_one_that_is_there(dba: Conn) -> None:
    people.add_reviewers(dba, "jan.kowalski")
    raw = "insert into bankagent.reviewers (name, role) values (%s, 'compliance')"
    for same in ("Jan.Kowalski", "JanKowalski", "jan-kowalski"):
        said = f"the reviewer {same} would be the same person as jan.kowalski"
        with refused("BA409", said):
            dba.execute("select bankagent.add_reviewer(%s, 'compliance')", [same])
        with refused("BA409", said):
            dba.execute(raw, [same])
    assert not rows.one(dba, "select bankagent.add_reviewer('jan.kowalski', 'desk')")
    assert rows.one(dba, "select role from bankagent.reviewers where name ~ 'kowalski'") == "desk"


def test_two_spellings_that_were_there_before_may_still_change_their_role(dba: Conn) -> None:
    with rows.triggers_off(dba):
        for name in ("jan.kowalski", "JanKowalski"):
            dba.execute("insert into bankagent.reviewers (name, role) values (%s, 'desk')", [name])
    for name in ("jan.kowalski", "JanKowalski"):
        assert not rows.one(dba, "select bankagent.add_reviewer(%s, 'compliance')", name)
    found = rows.fetch(dba, "select role from bankagent.reviewers where name ~* 'kowalski'")
    assert found == [("compliance",)] * 2


@pytest.mark.parametrize("name", ["bankagent", "Bank.Agent"])
def test_a_database_user_called_bankagent_signs_no_version_of_the_banks_own(
    db: Database, dba: Conn, name: str
) -> None:
    people.add_reviewers(dba, "anna")
    with verbs.naming(dba, "anna"):
        table = policies.shipped(TYPE, 1).table_json.replace("> 5000000", "> 6000000")
        store = "select * from bankagent.store_policy_version('trade_review', %s, 'x', 'anna')"
        version = rows.fetch(dba, store, table)[0].version
    for kind in ("lint", "test"):
        check = "select bankagent.record_policy_check(%s, %s, %s, true, '{}')"
        dba.execute(check, [TYPE, version, kind])
    with login(db, dba, name) as conn:
        with refused("BA403", "the name bankagent stands for what it ships"):
            conn.execute("select bankagent.activate_policy(%s, %s, 'x')", [TYPE, version])
        if name == "bankagent":
            with refused("23514", "policy_activations_by_bankagent_are_shipped"):
                conn.execute(RAW, [version, "anna", None, None, name])
    with refused("BA403", "postgres may not activate a policy in the name of bankagent"):
        past = "2020-01-01"
        dba.execute(RAW, [version, "anna", past, past, "bankagent"])
    assert rows.fetch(dba, NEVER) == []


def test_what_bankagent_activates_has_the_time_at_which_it_was_written(dba: Conn) -> None:
    """A made-up version of bankagent was never in force before it was made up."""
    made_up = (
        "insert into bankagent.policies "
        "(key, version, description, document, sha256, created_by, created_at) "
        "select key, 999, 'x', document, sha256, 'bankagent', '2020-01-01' "
        f"from bankagent.policies where key = '{TYPE}' and version = 1 returning created_at"
    )
    since = rows.one(dba, made_up)
    assert since >= rows.one(dba, "select now() - interval '1 minute'")
    check = (
        "insert into bankagent.policy_checks "
        "(key, version, sha256, kind, passed, report, checked_by, checked_at) "
        "select key, version, sha256, %s, true, '{}', 'bankagent', '2020-01-01' "
        "from bankagent.policies where version = 999 returning checked_at >= statement_timestamp()"
    )
    with refused("BA409", "has not passed its lint"):
        dba.execute(RAW, [999, "bankagent", since, since, "bankagent"])
    for kind in ("lint", "test"):
        assert rows.one(dba, check, kind)
    at = RAW + " returning activated_at >= statement_timestamp() and activated_at = active_from"
    for past in ("2020-01-01", since):
        assert rows.one(dba, at, 999, "bankagent", past, past, "bankagent")
