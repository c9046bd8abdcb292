"""A story that calls every verb, whose answers must not depend on a session's settings."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.support import (
    approvals,
    captures,
    cases,
    causes,
    delegations,
    documents,
    exceptions,
    follow_ups,
    people,
    policies,
    portfolios,
    reference,
    rows,
    verbs,
)
from tests.support.rows import Conn
from tests.support.story_of_agents import agents

EMBED = (
    "select bankagent.keep_embeddings(repeat('ab', 32), array_agg(c.id), "
    "array_agg(decode('{}', 'hex'))) from bankagent.document_chunks as c where c.document_id = %s"
)
DOCUMENT_NAMED = (
    "select d.id from bankagent.documents as d where d.name operator(pg_catalog.=) %s::text"
)


def story(conn: Conn, keeper: Conn) -> list[str]:
    """Call each verb as people and services do; return all answers, with N for each number.

    `keeper` is a usual session, which lets time pass.
    """
    said: list[Any] = []

    def ask(query: str, *parameters: Any) -> Any:
        try:
            found = asked(conn, query, *parameters)
        except psycopg.Error as error:
            said.append((error.sqlstate, error.diag.message_primary))
            return None
        said.append([tuple(_told(value) for value in row) for row in found])
        return found[0][0] if found else None

    people.add_reviewers(conn, "anna", "ben")
    _intake(conn, keeper, ask)
    _queue(conn, keeper, ask)
    _approvals(conn, ask)
    _escalated(conn, ask)
    _overdue(conn, keeper, ask)
    _work_list(conn, keeper, ask)
    _access(ask)
    _reference(conn, ask)
    _policies(conn, ask)
    _stops(conn, keeper, ask)
    _portfolios(conn, ask)
    _documents(conn, ask)
    _exceptions(conn, ask)
    _captures(conn, ask)
    _cases(conn, ask)
    _delegations(conn, ask)
    _finish(conn, verbs.register(conn))
    agents(conn, keeper, ask)
    _finish(conn, verbs.register(conn))
    said.append(rows.gaps(conn))
    return [re.sub(r"\d+", "N", str(one)) for one in said]


def asked(conn: Conn, query: str, *parameters: Any) -> list[Any]:
    """Return the rows; a serializable session beside others is asked to ask again in a moment."""
    while True:
        try:
            return conn.execute(query, parameters or None, binary=True).fetchall()
        except psycopg.errors.LockNotAvailable:
            continue


def _finish(conn: Conn, worker_id: int) -> None:
    """Process all that waits, suspects too."""
    for alone in (False, True):
        while jobs := verbs.claim(conn, worker_id, alone=alone):
            assert set(verbs.settle_approved(conn, worker_id, jobs)) == {"settled"}


def _pauses(ask: Any, worker_id: int) -> None:
    ask("select * from bankagent.pause('queue', 'trade_review', %s)", "\t \n")
    ask("select * from bankagent.pause('queue', 'trade_review', 'prices are late')")
    ask("select queue_name, request_type from bankagent.claim_jobs(%s)", worker_id)
    ask("select * from bankagent.resume('queue', 'trade_review')")
    soon = "pg_catalog.now() + interval '1 hour'"
    for until in ("pg_catalog.now()", soon, soon):
        ask(f"select * from bankagent.pause_until('queue', 'trade_review', 'late', {until})")
    ask("select * from bankagent.end_pauses()")
    ask("select * from bankagent.resume('queue', 'trade_review')")


def _housekeeping(ask: Any) -> None:
    for lasts in ("0 s", "1 s"):
        ask("select bankagent.take_turn('rescue', %s)", lasts)
    ask("select pg_catalog.count(*) from bankagent.watched_workers()")
    ask(
        "select outcome from bankagent.rescue_jobs("
        "p_watched => array[1, 2], p_heartbeats => array['never', null])"
    )


def _finish_suspects(conn: Conn, worker_id: int, ask: Any) -> None:
    suspects = verbs.claim(conn, worker_id, alone=True, limit=100)
    for suspect in suspects:
        fence = (suspect.job_id, worker_id, suspect.attempts)
        ask("select bankagent.begin_suspect(%s, %s, %s)", *fence)
    verbs.hand_back(conn, worker_id, suspects)
    _finish(conn, worker_id)


def _told(value: Any) -> Any:
    return value if isinstance(value, (str, bool, list, dict, type(None))) else type(value).__name__


def _intake(conn: Conn, keeper: Conn, ask: Any) -> None:
    (failed,) = verbs.submit(conn)
    worker_id = verbs.register(conn)
    for _ in range(3):
        assert verbs.settle_error(conn, worker_id, verbs.claim(conn, worker_id)) == ["settled"]
        verbs.make_due(keeper)
    ask("select bankagent.requeue_with_reason(%s, %s)", failed, " \t")
    ask("select bankagent.requeue_request(%s)", failed)
    ask("select bankagent.requeue_request(%s)", failed)
    key = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    for fields in ({}, {}, {"payload": {"symbol": "B", "notional": 1.10}}):
        item = verbs.item(idempotency_key=key, **fields)
        ask("select item, status, outcome from bankagent.submit_requests(%s)", Jsonb([item]))
    ask("select * from bankagent.submit_requests(%s)", Jsonb([{"client_id": "C"}]))
    ask("select bankagent.cancel_request(%s)", verbs.submit(conn)[0])
    ask("select bankagent.cancel_request(null)")
    verbs.submit(conn)


def _models(ask: Any, fence: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    listed = "'openai', 'm', 'IT', 'drafts', '2026-01-05', 'Risk', 0.25, 2"
    for _ in range(2):
        ask(f"select provider, name, input_price from bankagent.list_model({listed})")
    ask("select scope, money from bankagent.set_model_limit('client_day', p_money => 25.5)")
    ask("select scope, money from bankagent.set_model_limit('client_day', p_money => 'NaN')")
    begin = "bankagent.begin_model_call(%s, %s, %s, %s, 'openai', 'm', 1000, 500)"
    ask(f"select disposition, reason from {begin.replace('1000', '-1')}", *fence)
    newest = "(select max(s.id) from bankagent.model_call_starts as s)"
    ask(f"select disposition, reason from {begin}", *fence)
    ask("select requests from bankagent.set_model_limit('client_in_hand', p_requests => 1)")
    ask(f"select disposition, reason from {begin}", *other)
    ask("select scope from bankagent.end_model_limit('client_in_hand')")
    end = f"bankagent.end_model_call(%s, %s, %s, %s, {newest}, 900, 400, 100)"
    ask(f"select disposition, cost from {end}", *fence)
    ask(f"select disposition, reason from {begin}", *fence)
    until = "pg_catalog.now() + interval '1 hour'"
    fault = f"bankagent.note_model_fault(%s, %s, %s, %s, {newest}, 'rate_limited', {until})"
    ask(f"select disposition, reason from {fault}", *fence)
    ask(f"select disposition, reason from {begin}", *fence)
    ask("select bankagent.lift_model_pause('openai') is null")
    ask("select scope from bankagent.end_model_limit('client_day')")
    ask("select name from bankagent.retire_model('openai', 'm')")


def _worker(conn: Conn, ask: Any) -> int:
    worker_id = verbs.register(conn)
    ask("select bankagent.tell_queues(%s, array['trade_review', 'mistyped'], true)", worker_id)
    return worker_id


def _queue(conn: Conn, keeper: Conn, ask: Any) -> None:
    worker_id = _worker(conn, ask)
    verbs.make_due(keeper)
    jobs = verbs.claim(conn, worker_id)
    assert verbs.hand_back(conn, worker_id, jobs[:1])
    fences = [tuple(verbs.fence(job, worker_id).values()) for job in jobs[1:3]]
    _models(ask, *fences)
    contradicts = verbs.fence(jobs[1], worker_id) | verbs.approved() | {"decision": "rejected"}
    ask("select * from bankagent.settle_jobs(%s)", Jsonb([contradicts]))
    for follow_up in (follow_ups.follow_up(reason="\t \n"), follow_ups.follow_up()):
        causes = verbs.fence(jobs[1], worker_id) | follow_ups.approved(follow_up)
        ask("select * from bankagent.settle_jobs(%s)", Jsonb([causes]))
    _capture(conn, ask)
    verbs.settle_approved(conn, worker_id, jobs[2:])
    verbs.claim(conn, worker_id)
    verbs.silence(keeper, worker_id)
    ask("select outcome from bankagent.rescue_jobs()")
    alone = verbs.register(conn)
    _pauses(ask, alone)
    _housekeeping(ask)
    _finish_suspects(conn, alone, ask)
    ask("select bankagent.retire_jobs(10000)")
    conn.execute("delete from bankagent.table_size_history")
    ask("select bankagent.note_table_sizes()")
    ask('select table_name from bankagent.table_size_history order by 1 collate "C"')
    ask("select bankagent.connected_since() < pg_catalog.clock_timestamp()")


def _capture(conn: Conn, ask: Any) -> None:
    number = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    worker_id, request_id = verbs.register(conn), captures.submit(conn, record_number=number)
    for job in verbs.claim(conn, worker_id, queues=["trade_capture"]):
        stores = captures.stores(record_number=job.payload["record_number"])
        item = verbs.fence(job, worker_id) | verbs.approved() | stores
        ask("select * from bankagent.settle_jobs(%s)", Jsonb([item]))
    ask("select trade::text from bankagent.trades where request_id = %s", request_id)


def _approvals(conn: Conn, ask: Any) -> None:
    approved, sent_back = people.waiting(conn, 2, actor="desk-7")
    cast = "select status, decision from bankagent.cast_vote(%s, %s, %s, %s, %s)"
    for verdict, reason in (
        ("approve", " \t"),
        ("maybe", "so"),
        ("approve", "fine"),
        ("reject", "no"),
    ):
        with verbs.naming(conn, "anna"):
            ask(cast, approved, verdict, reason, people.digest(conn, approved), "anna")
    with verbs.naming(conn, "ben"):
        ask(cast, sent_back, "needs_info", "which desk?", people.digest(conn, sent_back), "ben")
    answer = (
        "select status, payload_version, is_replay "
        "from bankagent.answer_request(%s, %s, %s, null, null, %s)"
    )
    key = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    ask(answer, sent_back, None, None, key)
    for _ in range(2):
        ask(answer, sent_back, "Desk 7.", Jsonb({"notional": 2.50}), key)
    ask("select bankagent.replace_payload(%s, %s)", sent_back, Jsonb({"notional": 2.50}))
    ask("select bankagent.cancel_request(%s)", sent_back)


def _escalated(conn: Conn, ask: Any) -> None:
    (one,) = approvals.waiting(conn, "review")
    escalate = "select status from bankagent.escalate_request(%s, %s, %s, %s, %s, null)"
    with verbs.naming(conn, "anna"):
        for code in ("no code", "other", "other"):
            ask(escalate, one, code, "a first", people.digest(conn, one), "anna")
    ask(
        "select s.role, s.votes, s.given from bankagent.approvals as a cross join lateral "
        "ops.stages_in_force(a.job_id, a.attempt) as s where a.request_id = %s order by s.stage",
        one,
    )


def _overdue(conn: Conn, keeper: Conn, ask: Any) -> None:
    (late,) = approvals.waiting(conn, "dual_control")
    ask("select fault from bankagent.vote_fault(%s, 'anna')", late)
    ask("select fault from bankagent.proposal_vote_fault(%s, 'anna')", late)
    ask("select bankagent.note_reading(%s, 'anna')", late)
    for expired in (False, True):
        approvals.overdue(keeper, late, expired=expired)
        ask("select request_id, outcome from bankagent.expire_approvals()")


def _work_list(conn: Conn, keeper: Conn, ask: Any) -> None:
    (one,) = people.waiting(conn, 1, actor="desk-7")
    move = "select owner, team from bankagent.move_work(%s, %s, %s, null, %s, 'anna')"
    comment = "select bankagent.comment_on_request(%s, %s, %s, 'anna') is not null"
    with verbs.naming(conn, "anna"):
        for action, to, reason in (
            ("claim", None, None),
            ("release", None, "Lunch."),
            ("assign", "ben", "\t \n"),
            ("assign", "ben", "You know the desk."),
            ("hand_back", None, None),
            ("move", "nowhere", None),
            ("snooze", None, None),
        ):
            ask(move, one, action, to, reason)
        for visibility, text in (("internal", "Late."), ("caller", "We wait."), ("caller", "\n")):
            ask(comment, one, visibility, text)
    ask("select bankagent.set_reviewer_email('anna', 'anna@bank.example')")
    ask("select bankagent.set_reviewer_email('anna', 'nowhere')")
    # A story that was told before may have looked at anna a moment ago, or an hour ago.
    keeper.execute("delete from bankagent.review_summaries where reviewer = 'anna'")
    for _ in range(2):
        ask("select reviewer from bankagent.claim_summaries()")
    ask("select bankagent.set_reviewer_email('anna', null)")
    ask("select bankagent.cancel_request(%s)", one)


def _access(ask: Any) -> None:
    name, key = "desk-app", "substr(md5(gen_random_uuid()::text), 1, 8)"
    ask("select bankagent.add_caller('x y')")
    ask("select bankagent.add_caller(%s, '{requests:read,NULL}')", name)
    ask("select count(bankagent.add_caller(%s, '{requests:read}')) > 0", name)
    issue = f"select bankagent.issue_key('caller', %s, {key}, repeat('0', 64), '1 mon')"
    ask(issue.replace("1 mon", "3 years"), name)
    ask(issue, name)
    ask("select bankagent.disable_holder('caller', %s)", name)
    ask(issue, name)
    ask("select bankagent.disable_holder('caller', %s, false)", name)
    ask("select bankagent.revoke_key(k.id) from bankagent.api_keys as k where k.revoked_at is null")
    limit = Jsonb([{"request_type": "trade_review", "max_amount": 1.50, "currency": "USD"}])
    ask("select bankagent.add_reviewer('zoe', 'senior', %s) is not null", limit)
    ask("select bankagent.grant_authority('zoe', 'senior', 'Cover.', p_max_amount => -1)")
    granted = ask("select bankagent.grant_authority('zoe', 'senior', 'Cover.')")
    ask("select bankagent.end_authority(%s, 'Left.')", granted)
    ask("select bankagent.end_authority(%s, 'Left.')", granted)
    ask("select bankagent.within_limit(2, 'EUR', 1, 'USD'), bankagent.newest_rate('EUR')")
    for verb in ("open_ui_session('abcdefgh', %s)", "touch_ui_session(%s)", "close_ui_session(%s)"):
        ask(f"select bankagent.{verb}", "0" * 64)
    ask("select bankagent.ui_session_state(null::bankagent.ui_sessions, null)")


def _documents(conn: Conn, ask: Any) -> None:
    # A document that no story before it has stored.
    name = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    for chunks in (["Revenue rose."], ["Revenue rose."], ["Revenue fell in FY2024."], [], [""]):
        given = (documents.CLIENT, name, "mnpi", "client", "text/plain", "0" * 64, chunks)
        ask(f"select version, disposition from ({documents.ADD}) as a", *given, Jsonb({}), None)
    number = rows.one(conn, DOCUMENT_NAMED, name)
    ask(
        "select w.words::text from bankagent.document_words as w "
        "inner join bankagent.document_chunks as c on c.id = w.chunk_id "
        "where c.document_id = %s order by c.id",
        number,
    )
    ask("select bankagent.search_query('FY2024 revenue')::text")
    for vector in ("003c", "003c", "003c00", "003c003c"):
        ask(EMBED.format(vector), number)
    searched = "select version from ops.searched_documents('caller', 'x', null, %s, array[%s])"
    ask(searched, documents.CLIENT, number)
    for reason in ("Restated.", "Again.", " "):
        ask("select version from bankagent.withdraw_document(%s, %s)", number, reason)
    for level in ("mnpi", "secret"):
        cleared = "select bankagent.set_clearance('reviewer', 'anna', %s, 'Deal.', null) > 0"
        ask(cleared, level)
    ask("select bankagent.clearance_of('reviewer', 'anna', 'CUST-1042')")


def _portfolios(conn: Conn, ask: Any) -> None:
    source = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    for positions in (
        portfolios.POSITIONS,
        portfolios.POSITIONS,
        portfolios.POSITIONS[:1],
        [portfolios.position(symbol=None)],
        [],
    ):
        given = ("CUST-1042", source, portfolios.AS_OF, Jsonb(positions), None)
        ask(f"select disposition from ({portfolios.STORE}) as s", *given)
    ask(portfolios.STORE, "CUST-1042", " \t", portfolios.AS_OF, Jsonb(portfolios.POSITIONS), None)
    ask(portfolios.STORE, "CUST-1042", "a\nb", portfolios.AS_OF, Jsonb(portfolios.POSITIONS), None)
    ask(
        "select p.quantity::text, p.market_value::text, p.currency, s.gross::text "
        "from bankagent.portfolio_positions as p "
        "inner join bankagent.portfolio_snapshots as s on s.id = p.snapshot_id "
        "order by s.id desc, p.number limit 2"
    )


def _reference(conn: Conn, ask: Any) -> None:
    finish_import = "select sha256, row_count from bankagent.finish_reference_import(%s)"
    one = {"day": "2026-10-30", "currency": "USD", "rate": 1.1172}
    ask(reference.BEGIN, "rates", "a test", "2026-10-30", "Rows of a test.")
    ask(reference.BEGIN, "fx_rates", "\t \n", "2026-10-30", "Rows of a test.")
    with conn.transaction():
        number = ask(reference.BEGIN, "fx_rates", "a test", "2026-10-30", "Rows of a test.")
        ask(reference.ADD, number, "fx_rates", Jsonb([one, one | {"currency": "PLN"}]))
        ask(finish_import, number)
    ask(finish_import, number)
    ask(reference.ADD, number, "fx_rates", Jsonb([one | {"currency": "GBP"}]))
    ask(reference.ADD, number, "calendars", Jsonb([{}]))
    ask("select ops.reference_sha256(%s)", number)
    ask("select ops.reference_row_count(%s)", number)
    ask("select table_name, change, key from ops.reference_diff('fx_rates', 1, 2) order by 3")
    for version in (None, None, 1, 0):
        ask(reference.ACTIVATE, "fx_rates", version)
    for _ in range(2):
        ask("select dataset from bankagent.retire_reference('fx_rates')")


def _policies(conn: Conn, ask: Any) -> None:
    store = "select version, disposition from bankagent.store_policy_version(%s, %s, %s, %s)"
    check = "select bankagent.record_policy_check('trade_review', %s, %s, true, '{}', %s)"
    activate = (
        "select author, activated_by, reason "
        "from bankagent.activate_policy('trade_review', %s, %s, null, %s)"
    )
    shipped = policies.shipped("trade_review").table_json
    # A table that no story before it has stored.
    limit = rows.one(conn, "select max(version) from bankagent.policies") + 6_000_000
    table = shipped.replace("> 5000000", f"> {limit}")
    with verbs.naming(conn, "anna"):
        for text, description in ((table, "\t \n"), ("{", "x"), (table, "S"), (table, "again")):
            version = ask(store, "trade_review", text, description, "anna") or 0
        ask(store, "nonesuch", table, "x", "anna")
        ask(activate, version, "too early", "anna")
        for kind in ("lint", "test", "x"):
            ask(check, version, kind, "anna")
        ask(activate, version, "mine", "anna")
    with verbs.naming(conn, "ben"):
        for reason in ("\t \n", "S", "S"):
            ask(activate, version, reason, "ben")
        later = activate.replace("null", "'2099-01-01 12:00+00'")
        withdraw = (
            "select active_from = '2099-01-01 12:00+00', withdrawn_by, withdrawal_reason "
            "from bankagent.withdraw_activation('trade_review', %s, %s, %s)"
        )
        ask(later, version, "S", "ben")
        for reason in ("\t \n", "S", "again"):
            ask(withdraw, version, reason, "ben")
        ask(withdraw, 0, "S", "ben")
    ask("select bankagent.ship_policy('trade_review', 900, %s, 'x')", shipped)
    ask("select bankagent.ship_policy('trade_review', 900, %s, 'x')", table)
    ask("select bankagent.activate_shipped('trade_review')")
    # Rolled back: the list of types is told in answers of the next story.
    with conn.transaction(force_rollback=True):
        for name in ("loan", "loan", "trade_review"):
            own = {"name": name, "queue": "loan", "policy_key": name, "description": "x"}
            ask("select bankagent.ship_package('acme-loans', %s, '[]')", Jsonb([own]))


def _stops(conn: Conn, keeper: Conn, ask: Any) -> None:
    stop = "select request_type, reason from bankagent.stop_decisions('trade_review', %s)"
    lift = "select request_type, lifted_by from bankagent.lift_stop('trade_review')"
    for reason in ("\t \n", "S", "again"):
        ask(stop, reason)
    verbs.submit(conn)
    worker_id = verbs.register(conn)
    for job in verbs.claim(conn, worker_id, limit=1):
        item = verbs.fence(job, worker_id) | verbs.approved()
        ask("select * from bankagent.settle_jobs(%s)", Jsonb([item]))
        ask("select fired from bankagent.evaluations where job_id = %s", job.job_id)
    for _ in range(2):
        ask(lift)
    # The second person.
    with rows.triggers_off(keeper):
        keeper.execute(
            "update bankagent.stops set lifted_at = now(), lifted_by = 'ben' "
            "where lifted_at is null"
        )
    ask(lift)


def _exceptions(conn: Conn, ask: Any) -> None:
    mark = rows.one(conn, "select pg_catalog.gen_random_uuid()::text")
    pairs = [exceptions.pair(f"{mark}-{n}") for n in range(3)]
    ends = [exceptions.broken(pair=one) for one in pairs]
    ids = exceptions.settled(conn, *ends, actor="desk-7")
    repaired, written_off, cancelled = (exceptions.of_request(conn, id_) for id_ in ids)
    vote = "select state, status, decision from bankagent.vote_on_proposal(%s, %s, %s, %s, %s)"
    for number, kind, verdicts in (
        (repaired, "repair", ("maybe", "reject")),
        (written_off, "write_off", ("approve", "approve")),
    ):
        proposal = exceptions.propose(conn, number, kind)
        with verbs.naming(conn, "anna"):
            ask(vote, proposal.proposal_id, "approve", "mine", proposal.digest, "anna")
            ask(exceptions.PROPOSE, number, kind, Jsonb({}), "again", "anna")
        with verbs.naming(conn, "ben"):
            ask(vote, proposal.proposal_id, "approve", " \t", proposal.digest, "ben")
            for verdict in verdicts:
                ask(vote, proposal.proposal_id, verdict, "so", proposal.digest, "ben")
    with verbs.naming(conn, "anna"):
        for action in ("claim", "release"):
            ask("select owner from bankagent.move_work(%s, %s, p_actor => 'anna')", ids[2], action)
        for state, reason, assignee in (
            ("assigned", None, "ben"),
            ("assigned", None, "nonesuch"),
            ("investigating", "so", None),
            ("trade_cancelled", None, None),
            ("trade_cancelled", "gone", None),
            ("open", None, None),
        ):
            ask(exceptions.MOVE, cancelled, state, reason, assignee, "anna")
        for visibility, text in (("internal", "x"), ("internal", "\t\n"), ("all", "x")):
            ask(exceptions.COMMENT, cancelled, visibility, text, "anna")
        for label, is_set in (("late", True), ("late", True), ("late", False), ("L", True)):
            ask(exceptions.LABEL, cancelled, label, is_set, "anna")
        for reason in (" ", "so", "again"):
            ask(exceptions.REOPEN, cancelled, reason, "anna")
    exceptions.settled(conn, exceptions.matched(pair=pairs[0]))
    ask("select action, actor from bankagent.exception_moves order by id desc limit 9")


def _captures(conn: Conn, ask: Any) -> None:
    """Two captures of one record: the second waits for the first, which people decide."""
    of_record = {
        "source": rows.one(conn, "select pg_catalog.gen_random_uuid()::text"),
        "record_number": "1",
    }
    first, second = (captures.submit(conn, actor="desk-7", **of_record) for _ in range(2))
    worker_id = verbs.register(conn)
    jobs = {job.request_id: job for job in verbs.claim(conn, worker_id)}
    early = verbs.approved()
    early["evaluation"] |= {"policy_key": "trade_capture"}
    ends = {
        first: causes.left_to_people(approved={"trade": captures.version(**of_record)}),
        second: early,
    }
    for request_id, end in ends.items():
        item = verbs.fence(jobs[request_id], worker_id) | end
        ask("select * from bankagent.settle_jobs(%s)", Jsonb([item]))
    verbs.hand_back(conn, worker_id, [jobs[second]])
    vote = "select status, decision from bankagent.cast_vote(%s, 'approve', 'so', %s, 'anna')"
    with verbs.naming(conn, "anna"):
        ask(vote, first, people.digest(conn, first))


def _delegations(conn: Conn, ask: Any) -> None:
    people.add_reviewers(conn, "cleo")
    given = dict(delegations.NOTHING, kind="break_glass", reason="Nobody is here.", role="senior")
    until = datetime.now(UTC) + timedelta(hours=1)
    with verbs.naming(conn, "anna"):
        conn.execute(delegations.ASK, given | {"valid_to": until, "actor": "anna"})
    ask_id = rows.one(conn, "select max(id) from bankagent.authority_asks")
    for name in ("anna", "ben", "cleo"):
        with verbs.naming(conn, name):
            ask("select bankagent.confirm_authority(%s, %s)", ask_id, name)
    number = rows.one(conn, "select max(authority_id) from bankagent.authority_confirmations")
    review = "select bankagent.review_break_glass(%s, 'justified', %s, 'ben')"
    for note in ("It was.", " \t", "It was."):
        with verbs.naming(conn, "ben"):
            ask(review, ask_id, note)
        if note != "It was.":
            conn.execute("select bankagent.end_authority(%s, 'Over.')", [number])


def _cases(conn: Conn, ask: Any) -> None:
    missing = cases.IDENTITY | {"state": "missing", "document": None}
    request_id = cases.waiting(conn, missing, outcome="needs_info")
    with verbs.naming(conn, "eva"):
        for findings in ({"waivers": [cases.WAIVER]}, {"verdicts": [{}]}, {"verdicts": {}}):
            ask(cases.GIVE, request_id, Jsonb(findings), "eva")
        waiver_id = rows.one(conn, "select max(id) from bankagent.requirement_waivers")
        ask(cases.CONFIRM, request_id, waiver_id, "eva")
    with verbs.naming(conn, "ben"):
        ask(cases.CONFIRM, request_id, waiver_id, "ben")
    cases.again(conn, request_id, missing, outcome="needs_info")
    for findings in ({"verdicts": [cases.REJECT], "judgements": [cases.CLEARED]}, {}):
        with verbs.naming(conn, "eva"):
            ask(cases.GIVE, request_id, Jsonb(findings), "eva")
    ask(
        "select f.file - array['at', 'entries', 'evaluations', 'request'] "
        "from (select bankagent.case_file(%s) as file) as f",
        request_id,
    )
    cases.again(conn, request_id)
    for verdict in ("approve", "reject"):
        with verbs.naming(conn, "ben"):
            digest = people.digest(conn, request_id)
            ask(people.CAST, request_id, verdict, "so", digest, "ben")
