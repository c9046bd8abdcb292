"""The life of a policy version: stored, checked, activated by another person, retired."""

import json
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support import policies, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

TABLE = policies.shipped("trade_review", version=1).table_json
STORE = "select * from bankagent.store_policy_version('trade_review', %s, 'For a test.', %s)"
CHECK = "select bankagent.record_policy_check('trade_review', %s, %s, %s, '{}', %s)"
ACTIVATE = "select * from bankagent.activate_policy('trade_review', %s, 'Signed.', %s, %s)"
RAW = (
    "insert into bankagent.policy_activations "
    "(key, version, author, active_from, activated_at, activated_by, reason) "
    "values ('trade_review', %s, %s, now() + interval '1 hour', now(), %s, 'Raw.')"
)
STATUSES = "select version, status from ops.policy_versions where key = 'trade_review' order by 1"
IN_FORCE = (
    "select version from ops.policy_versions where key = 'trade_review' and status = 'active'"
)


@pytest.fixture(autouse=True)
def _people(dba: Conn) -> None:
    """Two people of compliance and one of a desk."""
    for name, role in (("anna", "compliance"), ("ben", "compliance"), ("rita", "desk")):
        dba.execute("select bankagent.add_reviewer(%s, %s)", [name, role])


def table(limit: int) -> str:
    return TABLE.replace("> 5000000", f"> {limit}")


def store(conn: Conn, author: str | None, table_json: str) -> Any:
    """Store a version; a superuser's session is the API's meanwhile, which names people."""
    with verbs.naming(conn, *filter(None, [author])):
        return rows.fetch(conn, STORE, table_json, author)[0]


def stored(conn: Conn, author: str | None = "anna", limit: int = 6_000_000) -> int:
    version: int = store(conn, author, table(limit)).version
    return version


def checked(conn: Conn, version: int, *kinds: str, passed: bool = True) -> None:
    for kind in kinds or ("lint", "test"):
        with verbs.naming(conn, "anna"):
            conn.execute(CHECK, [version, kind, passed, "anna"])


def activate(conn: Conn, version: int, since: Any = None, person: str | None = "ben") -> Any:
    with verbs.naming(conn, *filter(None, [person])):
        return rows.fetch(conn, ACTIVATE, version, since, person)[0]


def statuses(conn: Conn) -> dict[int, str]:
    return {row.version: row.status for row in rows.fetch(conn, STATUSES)}


def test_a_version_goes_from_draft_to_active_and_is_retired_by_the_next(dba: Conn) -> None:
    shipped = rows.one(dba, IN_FORCE)
    version = stored(dba)
    assert version == 1001
    assert statuses(dba) | {version: "draft"} == statuses(dba)
    for kind, status in (("lint", "linted"), ("test", "tested")):
        checked(dba, version, kind)
        assert statuses(dba)[version] == status
    activation = activate(dba, version, None, "ben")
    assert (activation.author, activation.activated_by) == ("anna", "ben")
    assert statuses(dba)[version] == "active"
    assert statuses(dba)[shipped] == "retired"
    activate(dba, shipped, None, "anna")
    assert (statuses(dba)[version], statuses(dba)[shipped]) == ("retired", "active")


def test_one_version_is_active_at_each_instant(dba: Conn) -> None:
    before = rows.one(dba, IN_FORCE)
    first, second = stored(dba), stored(dba, limit=7_000_000)
    for version in (first, second):
        checked(dba, version)
    at = rows.one(dba, "select clock_timestamp() + interval '1 hour'")
    activate(dba, first, at, "ben")
    assert rows.one(dba, IN_FORCE) == before
    assert statuses(dba)[first] == "tested"
    with refused("BA409", "another version of policy trade_review is activated from that time on"):
        activate(dba, second, at, "ben")
    activate(dba, second, None, "ben")
    assert rows.one(dba, IN_FORCE) == second


def test_the_same_table_again_is_the_version_that_holds_it(dba: Conn) -> None:
    created = store(dba, "anna", table(6_000_000))
    replayed = store(dba, "ben", table(6_000_000))
    assert (created.disposition, replayed.disposition) == ("created", "replayed")
    assert created[:2] == replayed[:2]
    author = "select author from ops.policy_versions where version = %s"
    assert rows.one(dba, author, created.version) == "anna"
    assert store(dba, "anna", TABLE).version == 1


@pytest.mark.parametrize("kind", ["lint", "test"])
def test_a_version_whose_last_check_failed_is_not_activated(dba: Conn, kind: str) -> None:
    version = stored(dba)
    said = f"version {version} of trade_review has not passed its "
    with refused("BA409", said + "lint", f"bankagent policy lint trade_review --version {version}"):
        activate(dba, version, None, "ben")
    checked(dba, version)
    checked(dba, version, kind, passed=False)
    with refused("BA409", said + kind):
        activate(dba, version, None, "ben")
    with refused("BA409", said + kind):
        dba.execute(RAW, [version, "anna", "postgres"])


def test_an_author_never_activates_not_even_by_raw_sql(dba: Conn) -> None:
    version = stored(dba)
    checked(dba, version)
    with refused("BA403", f"version {version} of trade_review is by anna, who may not activate it"):
        activate(dba, version, None, "anna")
    for name in ("anna", "ben", "bankagent"):
        with refused("BA403", f"postgres may not activate a policy in the name of {name}"):
            dba.execute(RAW, [version, "anna", name])
    mine = stored(dba, None, limit=8_000_000)
    checked(dba, mine)
    with refused("BA403", "is by postgres, who may not"):
        activate(dba, mine, None, None)
    with refused("23514", "policy_activations_activator_is_not_the_author"):
        dba.execute(RAW, [mine, "postgres", "postgres"])
    # Another author than the version's own does not help.
    with refused("23503", "policy_activations_author_is_the_versions"):
        dba.execute(RAW, [mine, "ben", "postgres"])


def test_no_policy_is_written_in_the_name_of_another_by_raw_sql(dba: Conn) -> None:
    raw = (
        "insert into bankagent.policies (key, version, description, document, sha256, created_by) "
        "select key, %s, 'x', document, sha256, %s from bankagent.policies where version = 1"
    )
    for version, name in ((1001, "anna"), (7, "anna"), (1001, "bankagent")):
        with refused("BA403", f"postgres may not write into policies in the name of {name}"):
            dba.execute(raw, [version, name])
    check = (
        "insert into bankagent.policy_checks "
        "(key, version, sha256, kind, passed, report, checked_by) "
        "select key, version, sha256, 'lint', true, '{}', 'anna' from bankagent.policies limit 1"
    )
    with refused("BA403", "postgres may not write into policy_checks in the name of anna"):
        dba.execute(check)


@pytest.mark.parametrize("role", ["api", "worker", "auditor"])
def test_no_role_writes_them_by_raw_sql(
    request: pytest.FixtureRequest, dba: Conn, role: str
) -> None:
    version = stored(dba)
    checked(dba, version)
    with refused("42501"):
        request.getfixturevalue(role).execute(RAW, [version, "anna", "ben"])


@pytest.mark.parametrize("name", ["policies", "policy_checks", "policy_activations"])
def test_what_is_written_stays_for_superusers_too(dba: Conn, name: str) -> None:
    for attempt in (f"update bankagent.{name} set key = 'x'", f"delete from bankagent.{name}"):
        with refused("BA403", f"{name} is append-only"):
            dba.execute(attempt)
    with refused("BA403", "append-only"):
        dba.execute(f"truncate bankagent.{name} cascade")


def test_an_activation_has_the_time_at_which_it_was_made(dba: Conn) -> None:
    version = stored(dba)
    checked(dba, version)
    raw = (
        "insert into bankagent.policy_activations "
        "(key, version, author, active_from, activated_at, activated_by, reason) "
        "values ('trade_review', %s, 'anna', %s, '2020-01-01', 'postgres', 'Raw.') "
        "returning activated_at >= statement_timestamp()"
    )
    for past in ("2020-01-01", "infinity"):
        with refused("BA422", "active_from must be a time to come"):
            dba.execute(raw, [version, past])
    assert rows.one(dba, raw, version, "2099-01-01")
    with refused("BA422", "active_from must be a time to come"):
        activate(dba, version, "2020-01-01", "ben")
    with refused("BA422", "active_from"):
        activate(dba, version, "infinity", "ben")


def test_a_service_names_a_person_of_compliance(dba: Conn, api: Conn) -> None:
    dba.execute("select bankagent.add_caller('desk-app')")
    for actor, said in (
        (None, "this needs a person, and api_user is a service: it must name one"),
        ("api_user", "api_user is a service"),
        ("desk-app", "this needs a reviewer with the role compliance, and desk-app is none"),
        ("mallory", "mallory may not be named as the actor"),
        ("rita", "and rita is none"),
        ("bankagent", "bankagent may not be named as the actor"),
    ):
        with refused("BA403", said):
            stored(api, actor)
    version = stored(api)
    for kind in ("lint", "test"):
        api.execute(CHECK, [version, kind, True, "anna"])
    dba.execute("select bankagent.disable_holder('reviewer', 'ben')")
    with refused("BA403", "and ben is none"):
        activate(api, version, None, "ben")
    dba.execute("select bankagent.disable_holder('reviewer', 'ben', false)")
    assert activate(api, version, None, "ben").activated_by == "ben"


@pytest.mark.parametrize("role", ["bankagent_api", "bankagent_worker"])
def test_a_superuser_who_has_become_a_service_is_no_person(dba: Conn, role: str) -> None:
    dba.execute(f"grant execute on all functions in schema bankagent to {role}")
    dba.execute(f"set role {role}")
    with refused("BA403", "this needs a person, and postgres is a service"):
        dba.execute(STORE, [table(6_000_000), None])
    dba.execute("set role bankagent_owner")
    assert rows.fetch(dba, STORE, table(6_000_000), None)[0].version == 1001


def test_one_who_created_the_services_roles_is_a_person(db: Database, dba: Conn) -> None:
    dan = f"dan_{db.name}"
    dba.execute(f"create role {dan} login createrole password 'x' noinherit in role bankagent_api")
    dba.execute(f"grant usage on schema bankagent to {dan}")
    dba.execute(f"grant execute on function bankagent.store_policy_version to {dan}")
    try:
        with connect(db.url, user=dan, password="x") as conn:
            assert stored(conn, None) == 1001
    finally:
        dba.execute(f"drop owned by {dan}; drop role {dan}")


def test_a_person_with_rights_of_their_own_acts_under_their_own_name(
    db: Database, dba: Conn
) -> None:
    carl = f"carl_{db.name}"
    dba.execute(
        f"create role {carl} login password 'x'; grant bankagent_auditor to {carl}; "
        f"grant execute on function bankagent.store_policy_version to {carl}"
    )
    try:
        with connect(db.url, user=carl, password="x") as conn:
            version = stored(conn, None)
            with refused("BA403", "may not name another actor"):
                stored(conn, "ben")
            with refused("42501"):
                activate(conn, version, None, None)
        assert rows.one(dba, "select author from ops.policy_versions where version = 1001") == carl
    finally:
        dba.execute(f"drop owned by {carl}; drop role {carl}")


@pytest.mark.parametrize(
    ("call", "state", "said"),
    [
        (("store_policy_version('nonesuch', '{}', 'x')"), "BA404", "no policy called"),
        (("store_policy_version('trade_review', '[]', 'x')"), "BA422", "table must be"),
        (("store_policy_version('trade_review', '{', 'x')"), "BA422", "table must be"),
        (("store_policy_version('trade_review', null, 'x')"), "BA422", "table must be"),
        (("store_policy_version('trade_review', '{}', ' ')"), "BA422", "description must"),
        (("record_policy_check('trade_review', 9, 'lint', true, '{}')"), "BA404", "version 9"),
        (("record_policy_check('trade_review', 1, 'x', true, '{}')"), "BA422", "lint or test"),
        (("record_policy_check('trade_review', 1, 'lint', null, '{}')"), "BA422", "true or false"),
        (("record_policy_check('trade_review', 1, 'lint', true, '[]')"), "BA422", "report must"),
        (("activate_policy('trade_review', 9, 'x')"), "BA404", "no version 9"),
        (("activate_policy('trade_review', 1, ' ')"), "BA422", "reason must say why"),
    ],
)
def test_what_cannot_be_is_one_sentence(dba: Conn, call: str, state: str, said: str) -> None:
    with refused(state, said):
        dba.execute(f"select * from bankagent.{call}")


def test_what_ships_is_authored_and_activated_by_bankagent(dba: Conn) -> None:
    found = rows.fetch(dba, "select * from ops.policy_versions where status = 'active'")
    assert {(one.author, one.activated_by) for one in found} == {("bankagent", "bankagent")}
    assert all(one.version < 1000 for one in found)


def ship(conn: Conn, version: int, limit: int) -> None:
    conn.execute(
        "select bankagent.ship_policy('trade_review', %s, %s, 'For a test.')",
        [version, table(limit)],
    )
    conn.execute("select bankagent.activate_shipped('trade_review')")


def test_the_next_shipped_version_is_in_force_at_once_until_a_person_has_signed(dba: Conn) -> None:
    ship(dba, 8, 5_500_000)
    assert rows.one(dba, IN_FORCE) == 8
    ship(dba, 8, 5_500_000)
    activate(dba, 8, None, "ben")
    ship(dba, 9, 5_600_000)
    assert rows.one(dba, IN_FORCE) == 8
    assert statuses(dba)[9] == "tested"
    with refused("BA409", "policies/trade_review/9 was changed after it was stored here"):
        ship(dba, 9, 5_700_000)


def test_a_report_is_kept_as_it_was_told(dba: Conn) -> None:
    report: dict[str, Any] = {"findings": ["row 3, column Notional: > > 5 is not a test"]}
    dba.execute(
        "select bankagent.record_policy_check('trade_review', 1, 'lint', false, %s)",
        [Jsonb(report)],
    )
    kept = "select report::text from bankagent.policy_checks where not passed"
    assert json.loads(rows.one(dba, kept)) == report
