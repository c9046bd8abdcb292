"""The five stories of sql/examples, told by a real psql; and every wrong call is told why."""

import subprocess

import pytest

from bankagent import settings
from bankagent.db.embedded import find_psql
from tests.support import databases, rows, verbs
from tests.support.databases import Database
from tests.support.payloads import ONE_OF_THE_TYPES
from tests.support.rows import Conn, connect, refused

EXAMPLES = sorted((databases.SQL / "examples").glob("*.sql"))


def tell(url: str, number: int, **variables: object) -> tuple[str, str]:
    """Run a story by psql; return what it printed and what was refused."""
    program = find_psql(settings.load().pg_bin)
    assert program
    (story,) = (path for path in EXAMPLES if path.name.startswith(f"{number}_"))
    given = [f"--variable={name}={value}" for name, value in variables.items()]
    done = subprocess.run(
        [str(program), "-X", "-q", *given, f"--dbname={url}", "-f", str(story)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_there_are_five_stories() -> None:
    assert [path.name[0] for path in EXAMPLES] == list("12345")


def test_a_desk_submits_in_its_own_transaction(db: Database, dba: Conn) -> None:
    said, _ = tell(db.url, 1)
    requests = rows.fetch(
        dba, "select id, maker, payload ->> 'notional' from bankagent.banking_requests order by id"
    )
    assert [(maker, notional) for _, maker, notional in requests] == [
        ("postgres", "2500000"),
        ("postgres", "0.10"),
    ]
    assert rows.fetch(dba, "select request_id from desk_example.trades order by id") == [
        (request_id,) for request_id, *_ in requests
    ]
    assert said.count("replayed") == 2
    assert "2 | replayed" in tell(db.url, 1)[0], "told twice, it goes on"


def test_the_oldest_request_is_found_with_who_holds_it(db: Database, dba: Conn) -> None:
    assert "None waits." in tell(db.auditor_url, 2)[0]
    oldest, other = verbs.submit(dba, 2)
    worker_id = verbs.register(dba)
    verbs.claim(dba, worker_id, limit=1)
    said, _ = tell(db.auditor_url, 2)
    assert f"Why request {oldest} does not go on" in said
    assert f"held_by    | worker {worker_id} (here, process 1), heartbeat" in said
    assert "postgres submitted the request; job 1 was queued." in said
    with connect(db.url, application_name="a desk") as holder, holder.transaction():
        holder.execute("select from procrastinate.procrastinate_jobs where id = 2 for update")
        said, _ = tell(db.auditor_url, 2, request_id=other)
        pid = holder.info.backend_pid
    assert f"held_by    | session {pid} of postgres (a desk)" in said


def test_anna_cancels_and_requeues_and_the_trail_names_her(db: Database, dba: Conn) -> None:
    anna = f"anna_{db.name}"
    assert "No request waits" in tell(db.url, 3, person=anna)[0]
    failed = verbs.fail(dba)
    (waiting,) = verbs.submit(dba)
    _, refusals = tell(db.url, 3, person=anna)
    for request_id, action in ((waiting, "cancelled"), (failed, "requeued")):
        assert rows.entries(dba, request_id)[-1][2:4] == (action, anna)
    assert [line.partition("ERROR:  ")[2] for line in refusals.splitlines()] == [
        f"request {waiting} is already cancelled; nothing is left to cancel",
        f"database user {anna} may not name another actor: leave actor out",
        "permission denied for table banking_requests",
        (
            f"request {failed} would change from received to processed without an audit entry: "
            "use the functions of schema bankagent (cancel_request, requeue_request, …)"
        ),
    ]
    dba.execute(f"drop owned by {anna}; drop role {anna}")


def test_a_trigger_submits_what_is_booked(db: Database, dba: Conn) -> None:
    said, refusals = tell(db.url, 4)
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 3
    assert rows.one(dba, "select count(*) from desk_example.orders") == 3
    assert said.count("| received") == 3
    assert "orders_notional_check" in refusals
    person = f"clerk_{db.name}"
    dba.execute(
        f"create role {person} login password 'x'; grant usage on schema desk_example to {person};"
        f"grant insert on desk_example.orders to {person}"
    )
    with connect(db.url, user=person, password="x") as clerk, refused("42501"):
        clerk.execute("insert into desk_example.orders values (default, 'C', 'AAPL', 1)")
    dba.execute(f"drop owned by {person}; drop role {person}")


def test_the_night_on_call_shows_what_is_wrong(db: Database, dba: Conn) -> None:
    verbs.fail(dba)
    verbs.process(dba)
    verbs.submit(dba, 3, client_id="CUST-NOISY")
    with connect(db.url) as reader:
        reader.execute("begin isolation level repeatable read")
        reader.execute("select count(*) from bankagent.banking_requests")
        said, _ = tell(db.url, 5)
    for shown in ("trade_review |     3", "Boom", "CUST-NOISY", "idle in transaction", "0.000"):
        assert shown in said


# --- wrong calls ------------------------------------------------------------------


WRONG = {
    "cancel_request(99)": ("BA404", "request 99 does not exist"),
    "cancel_request(null)": ("BA404", "request null does not exist"),
    "requeue_request(null)": ("BA404", "request null does not exist"),
    "requeue_request(99)": ("BA404", "request 99 does not exist"),
    "cast_vote(99, 'yes', 'x', 'x')": ("BA422", "verdict must be approve, reject or needs_info"),
    "cast_vote(99, 'approve', ' ', 'x')": ("BA422", "reason must say why, in 1 to 2000 characters"),
    "cast_vote(99, 'approve', 'x', 'x')": ("BA403", "people vote through the API"),
    "submit_requests(null)": ("BA422", "submit_requests takes a JSON array of requests"),
    "submit_requests('{}')": ("BA422", "submit_requests takes a JSON array of requests"),
    "submit_requests('[7]')": ("BA422", f"item 0: request_type {ONE_OF_THE_TYPES}"),
    "retire_jobs(0)": ("BA422", "p_limit must be from 1 to 10000"),
    "add_caller(null)": ("BA422", "name must be 1 to 64 of"),
    "add_reviewer('anna', null)": ("BA422", "role must be 1 to 40 of"),
    "revoke_key('nothing')": ("BA404", "there is no key nothing"),
}


@pytest.mark.parametrize(("call", "said"), WRONG.items(), ids=WRONG)
def test_a_wrong_call_is_told_why(owner: Conn, call: str, said: tuple[str, str]) -> None:
    with refused(*said):
        owner.execute(f"select bankagent.{call}")


@pytest.fixture(scope="module")
def owner(server_url: str, template: str) -> Conn:
    """A DBA on one database for all wrong calls: they change nothing."""
    with connect(databases.clone(server_url, template).url) as conn:
        yield conn
