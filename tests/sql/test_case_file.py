"""The file of a case: for one time it is byte for byte the same, in whatever session, for ever."""

import json
import threading
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support import cases, people, rows, verbs
from tests.support.cases import ACCEPT, CLEARED, IDENTITY, REJECT, WAIVER
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused
from tests.support.story_of_verbs import asked

pytestmark = pytest.mark.expect_differences("cases of a test, which no facts make")

MISSING = IDENTITY | {"state": "missing", "document": None}
FILE = "select bankagent.case_file(%s, %s)::text"


def now(conn: Conn) -> Any:
    return rows.one(conn, "select clock_timestamp()")


def test_a_snapshot_that_is_older_than_the_time_has_no_file_of_it(dba: Conn, auditor: Conn) -> None:
    request_id = cases.waiting(dba, MISSING)
    before = now(dba)
    first = rows.one(dba, FILE, request_id, before)
    auditor.execute("begin isolation level repeatable read")
    rows.one(auditor, "select count(*) from bankagent.banking_requests")
    cases.give(dba, request_id, waivers=[WAIVER])
    with refused("BA422", "when this transaction began"), auditor.transaction():
        rows.one(auditor, FILE, request_id, now(dba))
    # A waiver that is noted locks the request, which the snapshot cannot see the end of.
    with refused("55P03", "in a transaction of its own"), auditor.transaction():
        rows.one(auditor, FILE, request_id, before)
    auditor.execute("rollback")
    assert rows.one(auditor, FILE, request_id, before) == first


def test_a_read_only_session_has_the_file(dba: Conn, auditor: Conn) -> None:
    request_id = cases.waiting(dba, MISSING)
    at = now(dba)
    auditor.execute("set default_transaction_read_only to on")
    assert rows.one(auditor, FILE, request_id, at) == rows.one(dba, FILE, request_id, at)
    auditor.execute("set default_transaction_isolation to 'serializable'")
    assert asked(auditor, FILE, request_id, at) == asked(dba, FILE, request_id, at)


def test_an_open_transaction_of_an_auditor_holds_nobody_up(dba: Conn, auditor: Conn) -> None:
    request_id = cases.waiting(dba, MISSING)
    auditor.execute("begin")
    rows.one(auditor, FILE, request_id, None)
    dba.execute("set lock_timeout to '5s'")
    assert cases.give(dba, request_id, verdicts=[REJECT]).status == "received"


def test_a_vote_stands_in_the_file_with_its_decision(dba: Conn) -> None:
    request_id = cases.waiting(dba)
    people.vote(dba, request_id)
    voted, processed = rows.entries(dba, request_id)[-2:]
    between = json.loads(rows.one(dba, FILE, request_id, voted.created_at))
    assert (between["votes"], between["decision"]) == ([], None)
    after = json.loads(rows.one(dba, FILE, request_id, processed.created_at))
    assert (len(after["votes"]), after["decision"]["decision"]) == (1, "approved")


@pytest.mark.parametrize("away", ["- interval '1 hour'", "+ interval '1 hour'"])
def test_no_entry_has_a_time_at_which_it_was_not_written(dba: Conn, away: str) -> None:
    request_id = cases.waiting(dba, MISSING)
    with refused("BA403", "time at which it is written"):
        dba.execute(
            "insert into bankagent.agent_audit_log (request_id, action, actor, from_status, "
            "to_status, job_id, result, created_at) select id, 'findings_noted', 'eva', status, "
            f"status, job_id, '{{}}', now() {away} from bankagent.banking_requests "
            f"where id = {request_id}"
        )


def test_an_attempt_that_failed_gets_no_evaluation_later(dba: Conn) -> None:
    request_id = cases.submit(dba, actor="desk-7")
    worker_id = verbs.register(dba)
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    with refused("BA403"):
        dba.execute(
            "insert into bankagent.evaluations (job_id, attempt, request_id, outcome, facts, fired)"
            f" select job_id, 1, id, 'review', '{{}}', '[]' from bankagent.banking_requests "
            f"where id = {request_id}"
        )


def test_a_match_that_was_cleared_in_another_case_is_in_the_file(dba: Conn) -> None:
    first = cases.waiting(dba)
    cases.give(dba, first, judgements=[CLEARED])
    (given,) = rows.fetch(dba, "select id, reviewer from bankagent.screening_judgements")
    second = cases.submit(dba, actor="desk-7")
    end = cases.end()
    end["evaluation"]["known"]["screening_judgements"] = [{"judgement_id": given.id}]
    assert cases.settle(dba, second, end) == ["settled"]
    (told,) = json.loads(rows.one(dba, FILE, second, None))["judgements"]
    assert (told["request_id"], told["reviewer"]) == (first, "eva")


class Beside:
    """Sessions that read the file of one case, give findings on it, and settle it, all at once."""

    def __init__(self, db: Database, request_id: int) -> None:
        self.db, self.request_id = db, request_id
        self.seen: list[tuple[Any, str]] = []
        self.errors: list[str | None] = []
        self.is_over = threading.Event()

    def read(self) -> None:
        with connect(self.db.auditor_url) as conn:
            while not self.is_over.is_set():
                at = now(conn)
                self.seen.append((at, rows.one(conn, FILE, self.request_id, at)))

    def write(self, by: str) -> None:
        with connect(self.db.api_url) as conn:
            for number in range(30):
                given = {"waivers": [WAIVER]} if number % 2 else {"verdicts": [ACCEPT]}
                try:
                    rows.fetch(conn, cases.GIVE, self.request_id, Jsonb(given), by)
                except psycopg.Error as error:
                    self.errors.append(error.sqlstate)

    def settle(self) -> None:
        end = cases.end(MISSING, outcome="needs_info")
        with connect(self.db.url) as conn:
            while not self.is_over.is_set():
                worker_id = verbs.register(conn)
                for job in verbs.claim(conn, worker_id, queues=["client_onboarding"]):
                    while verbs.settle(conn, verbs.fence(job, worker_id) | end) == ["busy"]:
                        pass

    def run(self) -> None:
        """Run them until all findings are given."""
        writers = [threading.Thread(target=self.write, args=(by,)) for by in ("eva", "ben", "anna")]
        others = [threading.Thread(target=one) for one in (self.read, self.read, self.settle)]
        for one in (*others, *writers):
            one.start()
        for one in writers:
            one.join()
        self.is_over.set()
        for one in others:
            one.join()


def test_each_file_that_was_read_beside_writers_is_the_same_afterwards(
    db: Database, dba: Conn
) -> None:
    request_id = cases.waiting(dba, MISSING, outcome="needs_info")
    beside = Beside(db, request_id)
    beside.run()
    assert set(beside.errors) <= {"BA409"}
    assert len(beside.seen) > 2
    later = [(at, rows.one(dba, FILE, request_id, at)) for at, _ in beside.seen]
    assert later == beside.seen
