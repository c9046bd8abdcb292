"""A trace goes with a request: from whoever brings it, by its job, into its trail."""

from tests.support import rows, verbs
from tests.support.rows import Conn, refused

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
OTHER = "0af7651916cd43dd8448eb211c80319c"
NONE_AT_ALL = [
    "",
    "00",
    TRACE,
    PARENT.upper(),
    PARENT + "-",
    PARENT + "\n",
    " " + PARENT,
    "01" + PARENT[2:],
    f"00-{'0' * 32}-00f067aa0ba902b7-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE[:-1]}g-00f067aa0ba902b7-01",
    7,
    {"traceparent": PARENT},
    [PARENT],
    None,
]


def traces(conn: Conn, request_id: int) -> list[tuple[str, str | None]]:
    return [(entry.action, entry.trace_id) for entry in rows.entries(conn, request_id)]


def test_the_job_carries_it_and_each_entry_names_it(dba: Conn) -> None:
    first, second = verbs.put(dba, verbs.item(traceparent=PARENT), verbs.item())
    assert rows.job(dba, first.request_id).args == {
        "request_id": first.request_id,
        "traceparent": PARENT,
    }
    assert rows.job(dba, second.request_id).args == {"request_id": second.request_id}
    worker_id = verbs.register(dba)
    jobs = verbs.claim(dba, worker_id)
    assert [job.traceparent for job in jobs] == [PARENT, None]
    assert verbs.settle_approved(dba, worker_id, jobs) == ["settled", "settled"]
    assert traces(dba, first.request_id) == [("received", TRACE), ("processed", TRACE)]
    assert traces(dba, second.request_id) == [("received", None), ("processed", None)]


def test_what_is_no_traceparent_is_ignored(dba: Conn) -> None:
    answers = verbs.put(dba, *[verbs.item(traceparent=wrong) for wrong in NONE_AT_ALL])
    for answer in answers:
        assert rows.job(dba, answer.request_id).args == {"request_id": answer.request_id}
        assert traces(dba, answer.request_id) == [("received", None)]


def test_failed_lost_and_handed_back_attempts_stay_in_the_trace(dba: Conn) -> None:
    ((_, request_id, *_),) = verbs.put(dba, verbs.item(traceparent=PARENT))
    worker_id = verbs.register(dba)
    verbs.hand_back(dba, worker_id, verbs.claim(dba, worker_id))
    verbs.settle_error(dba, worker_id, verbs.claim(dba, worker_id))
    verbs.make_due(dba)
    (job,) = verbs.claim(dba, worker_id)
    assert job.traceparent == PARENT
    verbs.silence(dba, worker_id)
    verbs.rescue(dba)
    assert traces(dba, request_id) == [
        ("received", TRACE),
        ("attempt_failed", TRACE),
        ("attempt_lost", TRACE),
    ]


def test_a_session_that_names_a_trace_has_it_in_what_it_does(dba: Conn, api: Conn) -> None:
    failed = verbs.fail(dba, traceparent=PARENT)
    untraced = verbs.fail(dba)
    said = f"00-{OTHER}-b7ad6b7169203331-00"
    with api.transaction():
        api.execute("select set_config('bankagent.traceparent', %s, true)", [said])
        for request_id in (failed, untraced):
            api.execute("select bankagent.requeue_request(%s, 'anonymous')", [request_id])
        (submitted,) = verbs.submit(api)
    assert [traces(dba, i)[-1] for i in (failed, untraced)] == [("requeued", OTHER)] * 2
    # The request goes on in its own trace, where it has one.
    assert rows.job(dba, failed).args == {"request_id": failed, "traceparent": PARENT}
    assert rows.job(dba, untraced).args == {"request_id": untraced, "traceparent": said}
    assert traces(dba, submitted) == [("received", OTHER)]
    api.execute("select bankagent.cancel_request(%s, 'anonymous')", [submitted])
    assert traces(dba, submitted)[-1] == ("cancelled", None)


def test_a_session_that_names_nonsense_is_not_believed(dba: Conn) -> None:
    dba.execute("set bankagent.traceparent to 'CUST-1042 was here'")
    (request_id,) = verbs.submit(dba)
    dba.execute("select bankagent.cancel_request(%s)", [request_id])
    assert traces(dba, request_id) == [("received", None), ("cancelled", None)]
    assert rows.job(dba, request_id).args == {"request_id": request_id}


def test_a_request_that_lost_its_job_finds_no_trace_and_goes_on(dba: Conn) -> None:
    ((_, request_id, *_),) = verbs.put(dba, verbs.item(traceparent=PARENT))
    with rows.triggers_off(dba):
        dba.execute("delete from procrastinate.procrastinate_jobs")
    verbs.rescue(dba)
    assert traces(dba, request_id) == [("received", TRACE), ("requeued", None)]
    assert rows.job(dba, request_id).args == {"request_id": request_id}


def test_nothing_but_a_trace_id_stands_in_the_column(dba: Conn) -> None:
    (request_id,) = verbs.submit(dba)
    for wrong in ("CUST-1042", TRACE.upper(), "0" * 32, TRACE + "\n"):
        with refused("23514", "agent_audit_log_trace_id_is_of_w3c"):
            dba.execute(
                "insert into bankagent.agent_audit_log "
                "(request_id, action, actor, from_status, to_status, trace_id) "
                "values (%s, 'attempt_lost', 'rescuer', 'received', 'received', %s)",
                [request_id, wrong],
            )


def test_a_claim_says_for_how_long_each_job_was_due(dba: Conn) -> None:
    verbs.submit(dba, 2)
    worker_id = verbs.register(dba)
    fresh, failing = verbs.claim(dba, worker_id)
    assert 0 <= fresh.waited < 60
    verbs.settle_error(dba, worker_id, [failing])
    dba.execute(
        "update procrastinate.procrastinate_jobs set scheduled_at = now() - interval '1 hour' "
        "where id = %s",
        [failing.job_id],
    )
    # Due for an hour, though it was made a day ago: it did not wait while it was not due.
    with rows.triggers_off(dba):
        dba.execute("update bankagent.banking_requests set updated_at = now() - interval '1 day'")
    (again,) = verbs.claim(dba, worker_id)
    assert 3600 <= again.waited < 3660
