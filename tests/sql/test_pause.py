"""pause and resume: what is paused is not claimed, and only that; a pause is history too."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, refused

PAUSE = "select * from bankagent.pause(%s, %s, %s)"
RESUME = "select * from bankagent.resume(%s, %s)"


@pytest.fixture
def worker_id(dba: Conn) -> int:
    return verbs.register(dba)


def pause(conn: Conn, kind: str, name: str, reason: str = "The prices are late.") -> None:
    conn.execute(PAUSE, [kind, name, reason])


def resume(conn: Conn, kind: str, name: str) -> None:
    conn.execute(RESUME, [kind, name])


def claimed(dba: Conn, worker_id: int, **named: object) -> list[int]:
    return [job.request_id for job in verbs.claim(dba, worker_id, **named)]


def share_a_queue(conn: Conn, *names: str) -> None:
    """Add request types whose jobs wait in the queue trade_review."""
    for name in names:
        verbs.add_queue(conn, name)
        conn.execute(
            "update bankagent.request_types set queue = 'trade_review' where name = %s", [name]
        )


def test_a_paused_queue_is_skipped_and_the_others_go_on(dba: Conn, worker_id: int) -> None:
    verbs.add_queue(dba, "other")
    held, free = verbs.submit(dba, 2), verbs.submit(dba, 2, request_type="other")
    pause(dba, "queue", "trade_review")
    accepted = verbs.submit(dba)
    assert claimed(dba, worker_id) == free
    assert claimed(dba, worker_id) == []
    assert claimed(dba, worker_id, queues=["trade_review"]) == []
    resume(dba, "queue", "trade_review")
    assert claimed(dba, worker_id) == held + accepted


def test_what_is_in_hand_is_finished(dba: Conn, worker_id: int) -> None:
    verbs.submit(dba, 2)
    jobs = verbs.claim(dba, worker_id, limit=1)
    pause(dba, "queue", "trade_review")
    assert verbs.settle_approved(dba, worker_id, jobs) == ["settled"]
    assert claimed(dba, worker_id) == []


def test_a_paused_type_is_left_out_of_a_queue_that_it_shares(dba: Conn, worker_id: int) -> None:
    share_a_queue(dba, "second", "third")
    ids = {name: verbs.submit(dba, 3, request_type=name) for name in ("second", "trade_review")}
    (due,) = verbs.submit(dba, request_type="second")
    dba.execute(
        "update procrastinate.procrastinate_jobs set scheduled_at = now() where id = %s",
        [rows.job(dba, due).id],
    )
    pause(dba, "request_type", "second")
    first, *rest = verbs.claim(dba, worker_id, limit=1)
    assert (first.request_id, rest) == (ids["trade_review"][0], [])
    behind = {"after_queue": "trade_review", "after_priority": 0, "after_id": first.job_id}
    assert claimed(dba, worker_id, **behind) == ids["trade_review"][1:]
    assert claimed(dba, worker_id) == []
    resume(dba, "request_type", "second")
    assert claimed(dba, worker_id) == [*ids["second"], due]


def test_a_queue_of_which_every_type_is_paused_is_skipped_unread(dba: Conn, worker_id: int) -> None:
    share_a_queue(dba, "second")
    verbs.submit(dba, 300)
    verbs.submit(dba, 300, request_type="second")
    dba.execute("analyze procrastinate.procrastinate_jobs, bankagent.banking_requests")
    read = (
        "select coalesce(sum(idx_tup_fetch + seq_tup_read), 0) from pg_stat_xact_all_tables "
        "where relname in ('procrastinate_jobs', 'banking_requests')"
    )
    pause(dba, "request_type", "trade_review")
    pause(dba, "request_type", "second")
    with dba.transaction():
        before = rows.one(dba, read)
        assert claimed(dba, worker_id) == []
        assert rows.one(dba, read) == before
    resume(dba, "request_type", "second")
    assert len(claimed(dba, worker_id, limit=400)) == 300


def test_a_paused_suspect_waits_and_holds_up_nobody(dba: Conn, worker_id: int) -> None:
    lost = verbs.register(dba)
    (suspect,) = verbs.submit(dba)
    verbs.claim(dba, lost)
    verbs.silence(dba, lost)
    assert [row.outcome for row in verbs.rescue(dba)] == ["requeued"]
    assert verbs.beat(dba, worker_id)
    for kind in ("queue", "request_type"):
        pause(dba, kind, "trade_review")
        assert not verbs.beat(dba, worker_id)
        assert claimed(dba, worker_id, alone=True) == []
        resume(dba, kind, "trade_review")
        assert verbs.beat(dba, worker_id)
    assert claimed(dba, worker_id, alone=True) == [suspect]


def test_resume_rings_for_what_waits_and_says_that_it_comes_again(db: Database, dba: Conn) -> None:
    pause(dba, "queue", "trade_review")
    verbs.submit(dba, 2)
    with connect(db.url) as listener:
        listener.execute('listen "procrastinate_queue_v1#trade_review"')
        resume(dba, "queue", "trade_review")
        heard = [n.payload for n in listener.notifies(timeout=5, stop_after=1)]
    assert len(heard) == 1
    assert '"again" : true' in heard[0]


def test_a_pause_says_who_when_and_why_and_stays_on_record(dba: Conn) -> None:
    me = rows.one(dba, "select session_user")
    pause(dba, "queue", "trade_review")
    assert rows.fetch(dba, "select kind, name, queue, reason, paused_by from ops.pauses_open") == [
        ("queue", "trade_review", "trade_review", "The prices are late.", me)
    ]
    resume(dba, "queue", "trade_review")
    pause(dba, "request_type", "trade_review", "Again.")
    assert rows.fetch(dba, "select kind, queue from ops.pauses_open") == [
        ("request_type", "trade_review")
    ]
    assert rows.fetch(
        dba, "select reason, paused_by, resumed_by, resumed_at >= paused_at from bankagent.pauses "
        "order by id",
    ) == [("The prices are late.", me, me, True), ("Again.", me, None, None)]  # fmt: skip


def test_what_cannot_be_is_refused_in_a_sentence(dba: Conn) -> None:
    with refused("BA404", "there is no queue called nonesuch"):
        pause(dba, "queue", "nonesuch")
    with refused("BA404", "there is no request type called nonesuch"):
        resume(dba, "request_type", "nonesuch")
    with refused("BA409", "is not paused"):
        resume(dba, "queue", "trade_review")
    with refused("BA422", "kind must be queue or request_type"):
        pause(dba, "client", "trade_review")
    for reason in ("", "  ", "x" * 501, None):
        with refused("BA422", "reason must say why"):
            pause(dba, "queue", "trade_review", reason)  # type: ignore[arg-type]
    pause(dba, "queue", "trade_review")
    with refused("BA409", "is paused already"):
        pause(dba, "queue", "trade_review")


def test_of_eight_at_once_one_pauses(db: Database, dba: Conn) -> None:
    def attempt(_: int) -> str | None:
        with connect(db.url) as conn:
            try:
                pause(conn, "queue", "trade_review")
            except psycopg.Error as error:
                return error.sqlstate
        return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(8)))
    assert sorted(map(str, answers)) == ["BA409"] * 7 + ["None"]


def test_no_pause_is_rewritten_or_removed(dba: Conn) -> None:
    pause(dba, "queue", "trade_review")
    for attempt in (
        "delete from bankagent.pauses",
        "truncate bankagent.pauses",
        "update bankagent.pauses set reason = 'Another.'",
        "update bankagent.pauses set resumed_at = now(), resumed_by = 'x', paused_by = 'y'",
    ):
        with refused("BA403", "pauses is append-only"):
            dba.execute(attempt)
    resume(dba, "queue", "trade_review")
    with refused("BA403", "pauses is append-only"):
        dba.execute("update bankagent.pauses set resumed_at = null, resumed_by = null")


def test_a_type_that_is_gone_from_the_list_can_still_be_resumed(dba: Conn) -> None:
    verbs.add_queue(dba, "gone")
    pause(dba, "request_type", "gone")
    dba.execute("delete from bankagent.request_types where name = 'gone'")
    assert rows.fetch(dba, "select queue from ops.pauses_open") == [(None,)]
    resume(dba, "request_type", "gone")
    assert rows.fetch(dba, "table ops.pauses_open") == []


# --- pauses with an end ----------------------------------------------------------

UNTIL = "select * from bankagent.pause_until('queue', 'trade_review', 'Late.', %s::timestamptz)"


def test_a_pause_until_a_time_ends_by_itself_and_its_workers_are_woken(
    dba: Conn, worker_id: int, db: Database
) -> None:
    held = verbs.submit(dba, 2)
    (paused,) = rows.fetch(dba, UNTIL, "tomorrow")
    assert rows.one(dba, "select ends_at from ops.pauses_open") == paused.ends_at
    assert rows.fetch(dba, "select * from bankagent.end_pauses()") == []
    assert claimed(dba, worker_id) == []
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.pauses set paused_at = paused_at - interval '2 hours', "
            "ends_at = now() - interval '1 second'"
        )
    with connect(db.url) as listener:
        listener.execute('listen "procrastinate_queue_v1#trade_review"')
        (ended,) = rows.fetch(dba, "select * from bankagent.end_pauses()")
        assert [told.channel for told in listener.notifies(timeout=5, stop_after=1)]
    assert (ended.name, ended.resumed_by) == ("trade_review", ended.paused_by)
    assert rows.fetch(dba, "select * from ops.pauses_open") == []
    assert claimed(dba, worker_id) == held
    pause(dba, "queue", "trade_review")


@pytest.mark.parametrize("until", ["yesterday", "infinity", "-infinity"])
def test_a_pause_does_not_end_before_it_begins(dba: Conn, until: str) -> None:
    with rows.nothing_written(dba), refused("BA422", "until must be a time to come"):
        rows.fetch(dba, UNTIL, until)


def test_a_pause_that_is_resumed_before_its_end_stays_resumed(dba: Conn) -> None:
    rows.fetch(dba, UNTIL, "tomorrow")
    resume(dba, "queue", "trade_review")
    assert rows.fetch(dba, "select * from bankagent.end_pauses()") == []


def test_the_end_of_a_pause_is_not_moved(dba: Conn) -> None:
    rows.fetch(dba, UNTIL, "tomorrow")
    with pytest.raises(psycopg.Error, match="pauses"):
        dba.execute(
            "update bankagent.pauses set ends_at = ends_at + interval '1 day', "
            "resumed_at = now(), resumed_by = 'x'"
        )
