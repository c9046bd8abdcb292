"""What each role can do: its verbs and reading, and nothing else, tried by raw SQL."""

import pytest
from psycopg.types.json import Jsonb

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, refused

API = {
    "bankagent.activate_policy(text,integer,text,timestamp with time zone,text)",
    "bankagent.activate_reference(text,integer,text)",
    "bankagent.withdraw_activation(text,integer,text,text)",
    "bankagent.record_policy_check(text,integer,text,boolean,jsonb,text)",
    "bankagent.store_policy_version(text,text,text,text)",
    (
        "bankagent.ask_authority(text,text,timestamp with time zone,timestamp with time zone,text,"
        "bigint,text,text,numeric,text,text,text)"
    ),
    "bankagent.confirm_authority(bigint,text)",
    "bankagent.review_break_glass(bigint,text,text,text)",
    "bankagent.cancel_request(bigint,text,text)",
    "bankagent.cast_vote(bigint,text,text,text,text,text)",
    "bankagent.cast_vote(bigint,text,text,text,text,text,text,text)",
    "bankagent.escalate_request(bigint,text,text,text,text,text)",
    "bankagent.vote_fault(bigint,text)",
    "bankagent.proposal_vote_fault(bigint,text)",
    "bankagent.comment_on_exception(bigint,text,text,text)",
    "bankagent.comment_on_request(bigint,text,text,text,text)",
    "bankagent.case_file(bigint,timestamp with time zone)",
    "bankagent.confirm_waiver(bigint,bigint,text,text)",
    "bankagent.give_findings(bigint,jsonb,text,text)",
    "bankagent.label_exception(bigint,text,boolean,text)",
    "bankagent.close_ui_session(text)",
    "bankagent.move_exception(bigint,text,text,text,text,text)",
    "bankagent.move_work(bigint,text,text,timestamp with time zone,text,text,text)",
    "bankagent.newest_rate(text)",
    "bankagent.note_reading(bigint,text)",
    "bankagent.open_ui_session(text,text,text)",
    "bankagent.pause(text,text,text,text)",
    "bankagent.pause_until(text,text,text,timestamp with time zone,text)",
    "bankagent.propose_on_exception(bigint,text,jsonb,text,text,text)",
    "bankagent.reopen_exception(bigint,text,text,text)",
    "bankagent.replace_payload(bigint,jsonb,text,text)",
    "bankagent.answer_request(bigint,text,jsonb,text,text,text)",
    "bankagent.requeue_request(bigint,text,text)",
    "bankagent.requeue_with_reason(bigint,text,text,text)",
    "bankagent.add_document(text,text,text,text,text,text,text[],jsonb,text)",
    "bankagent.withdraw_document(bigint,text,text)",
    "bankagent.store_portfolio_snapshot(text,text,timestamp with time zone,jsonb,text)",
    "bankagent.resume(text,text,text)",
    "bankagent.submit_requests(jsonb)",
    "bankagent.touch_ui_session(text,boolean)",
    "bankagent.vote_on_proposal(bigint,text,text,text,text,text)",
}
WORKER = {
    "bankagent.keep_embeddings(text,bigint[],bytea[])",
    "bankagent.end_pauses()",
    "bankagent.expire_approvals(integer)",
    "bankagent.claim_summaries(integer)",
    "bankagent.claim_jobs(bigint,text[],integer,boolean,text,integer,bigint,text[])",
    "bankagent.connected_since()",
    "bankagent.hand_back_jobs(jsonb)",
    "bankagent.put_off_job(bigint,bigint,integer,bigint,timestamp with time zone,text)",
    "bankagent.begin_agent_run(bigint,bigint,integer,bigint,text,text,text)",
    "bankagent.begin_tool_call(bigint,bigint,integer,bigint,integer,jsonb,text)",
    "bankagent.submit_for_call(bigint,bigint,integer,bigint,text)",
    "bankagent.record_steps(bigint,bigint,integer,bigint,integer,jsonb,text,text[])",
    "bankagent.keep_worker(bigint,text,integer,text)",
    "bankagent.begin_model_call(bigint,bigint,integer,bigint,text,text,bigint,bigint)",
    "bankagent.end_model_call(bigint,bigint,integer,bigint,bigint,bigint,bigint,bigint)",
    (
        "bankagent.note_model_fault(bigint,bigint,integer,bigint,bigint,text,"
        "timestamp with time zone)"
    ),
    "bankagent.note_table_sizes()",
    (
        "bankagent.rescue_jobs(interval,interval,interval,boolean,timestamp with time zone,"
        "bigint[],text[])"
    ),
    "bankagent.retire_jobs(integer)",
    "bankagent.settle_jobs(jsonb)",
    "bankagent.take_turn(text,interval,boolean)",
    "bankagent.begin_suspect(bigint,bigint,integer)",
    "bankagent.tell_facts(bigint,text[])",
    "bankagent.tell_queues(bigint,text[],boolean)",
    "bankagent.watched_workers()",
    "bankagent.worker_lock_space()",
    "procrastinate.procrastinate_prune_stalled_workers_v1(double precision)",
    "procrastinate.procrastinate_register_worker_v1()",
    "procrastinate.procrastinate_unregister_worker_v1(bigint)",
    "procrastinate.procrastinate_update_heartbeat_v1(bigint)",
}
READ = {
    "bankagent.provider_state(text)",
    "bankagent.person_key(text)",
    "bankagent.current_stage(bigint,integer,bigint)",
    "bankagent.is_escalated(bigint,bigint,integer,integer)",
    "bankagent.is_expiry(bigint,bigint,integer,text,text,timestamp with time zone)",
    "ops.words_to_caller(text,bigint,bigint,integer)",
    "ops.answers_citing(bigint)",
    "ops.searched_documents(text,text,text,text,bigint[])",
    "ops.approval_digest(bankagent.banking_requests,bankagent.evaluations)",
    "ops.approval_digest(bankagent.banking_requests,bankagent.evaluations,jsonb,jsonb)",
    (
        "ops.business_minutes(tstzmultirange,text[],text,"
        "time without time zone,time without time zone)"
    ),
    "ops.covers_request(text,text,text)",
    "ops.questions_of(bigint,bigint)",
    "ops.questions_shown(bigint,bigint)",
    (
        "ops.business_time_after(timestamp with time zone,integer,text[],text,"
        "time without time zone,time without time zone)"
    ),
    "ops.approval_digest_of(bankagent.approvals,bankagent.banking_requests,bankagent.evaluations)",
    "ops.audit_gaps_since(timestamp with time zone)",
    "ops.demand_shown(jsonb,numeric,text)",
    "ops.digest_shown(bankagent.approvals,bigint)",
    "ops.earlier_pair(bigint,text,jsonb)",
    "ops.exception_comparison(bigint)",
    "ops.facts_needed(text)",
    "ops.feed_summary(text,text)",
    "ops.findings_in_words(jsonb)",
    "ops.is_work_action(text)",
    "ops.lock_holder(xid)",
    "ops.business_days(date,date,text[])",
    "ops.match_fault(jsonb,jsonb)",
    "ops.pair_of(jsonb)",
    "ops.pair_sha256(text,jsonb)",
    "ops.payload_sha256(jsonb)",
    "ops.proposal_digest(bankagent.exception_proposals,bankagent.trade_exceptions)",
    "ops.reference_diff(text,integer,integer)",
    "ops.reference_row_count(bigint)",
    "ops.reference_sha256(bigint)",
    "ops.reference_tables(text)",
    "ops.request_history(bigint)",
    "ops.rules_in_words(jsonb,text)",
    "ops.safe_statement(text)",
    "ops.schema_now()",
    "ops.share_a_value(jsonb,jsonb,text)",
    "ops.signature_of(oid)",
    "ops.stages_in_force(bigint,integer)",
    "ops.unknown_types(bigint)",
    "ops.why_waiting(bigint)",
}
SEARCH = {
    "bankagent.search_words(text)",
    "bankagent.search_query(text)",
    "bankagent.classification_level(text)",
    "bankagent.clearance_of(text,text,text)",
}
ALLOWED = {
    "api": API | READ | SEARCH,
    "worker": WORKER | READ | SEARCH,
    "auditor": READ
    | SEARCH
    | {
        "bankagent.case_file(bigint,timestamp with time zone)",
        "bankagent.newest_rate(text)",
        "bankagent.vote_fault(bigint,text)",
        "bankagent.proposal_vote_fault(bigint,text)",
    },
    "shadow": READ,
}
ROLES = pytest.mark.parametrize("role", ALLOWED)
NO_RIGHT = "42501"

TABLES = """
select c.oid::regclass::text as name, (
    select a.attname
    from pg_attribute as a
    where a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = '' and a.attidentity = ''
    order by a.attnum
    limit 1
) as a_column
from pg_class as c
where c.relkind in ('r', 'p', 'v')
    and c.relnamespace in (
        'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
    )
order by 1
"""
FUNCTIONS = """
select p.oid::regprocedure::text as name, p.oid::regproc::text as called, array(
    select format_type(t, null)
    from unnest(p.proargtypes) with ordinality as given (t, n)
    order by n
) as arguments
from pg_proc as p
where p.pronamespace in (
    'bankagent'::regnamespace, 'procrastinate'::regnamespace, 'ops'::regnamespace
)
order by 1
"""


@pytest.fixture
def conn(request: pytest.FixtureRequest, role: str) -> Conn:
    return request.getfixturevalue(role)


@ROLES
def test_no_role_writes_a_table_ours_or_the_queues(dba: Conn, conn: Conn, role: str) -> None:
    verbs.process(dba)
    tables = [row for row in rows.fetch(dba, TABLES) if not row.name.startswith("ops.")]
    assert len(tables) > 15
    before = rows.everything(dba)
    for name, column in tables:
        for attempt in (
            f"insert into {name} default values",
            f"update {name} set {column} = {column}",
            f"delete from {name}",
            f"truncate {name}",
            f"select from {name} for key share",
            f"lock table {name} in row exclusive mode",
        ):
            with refused(NO_RIGHT, name.partition(".")[2]), conn.transaction():
                conn.execute(attempt)
    assert rows.everything(dba) == before


@ROLES
def test_every_role_reads_every_table_and_view(dba: Conn, conn: Conn, role: str) -> None:
    for name, _ in rows.fetch(dba, TABLES):
        conn.execute(f"select * from {name} limit 1")


@ROLES
def test_a_function_is_on_the_roles_list_or_refused(dba: Conn, conn: Conn, role: str) -> None:
    functions = rows.fetch(dba, FUNCTIONS)
    assert ALLOWED[role] <= {function.name for function in functions}
    for name, called, arguments in functions:
        if name in ALLOWED[role]:
            assert rows.one(conn, "select has_function_privilege(%s, 'execute')", name)
            continue
        with refused(NO_RIGHT, called.partition(".")[2]):
            conn.execute(f"select {called}({', '.join(f'null::{t}' for t in arguments)})")


@ROLES
def test_no_role_touches_a_sequence_or_makes_an_object(dba: Conn, conn: Conn, role: str) -> None:
    for (name,) in rows.fetch(
        dba,
        "select c.oid::regclass::text from pg_class as c where c.relkind = 'S' "
        "and c.relnamespace in ('bankagent'::regnamespace, 'procrastinate'::regnamespace)",
    ):
        with refused(NO_RIGHT):
            conn.execute(f"select setval('{name}', 1)")
    for schema in ("bankagent", "procrastinate", "ops", "public"):
        with refused(NO_RIGHT, f"schema {schema}"):
            conn.execute(f"create table {schema}.mine (id integer)")


@ROLES
def test_no_role_takes_the_triggers_away_or_becomes_the_owner(conn: Conn, role: str) -> None:
    for attempt in (
        "alter table bankagent.banking_requests disable trigger user",
        "drop trigger agent_audit_log_append_only on bankagent.agent_audit_log",
        "create or replace function bankagent.checked_actor(actor text) returns text return actor",
        "set session_replication_role to replica",
        "set role bankagent_owner",
        "set session authorization bankagent_owner",
    ):
        with refused(NO_RIGHT):
            conn.execute(attempt)


@ROLES
def test_no_role_says_that_a_request_is_processed(dba: Conn, conn: Conn, role: str) -> None:
    (request_id,) = verbs.submit(dba)
    conn.execute("set search_path to bankagent")
    with refused(NO_RIGHT, "banking_requests"):
        conn.execute("update banking_requests set status = 'processed'")
    assert rows.status(dba, request_id) == "received"


# --- what they can do -----------------------------------------------------------


def test_the_api_submits_cancels_and_requeues(api: Conn) -> None:
    (request_id,) = verbs.submit(api)
    api.execute("select bankagent.cancel_request(%s, 'anonymous')", [request_id])
    assert rows.actions(api, request_id) == ["received", "cancelled"]
    with refused("BA409", "only a failed request"):
        api.execute("select bankagent.requeue_request(%s)", [request_id])


def test_a_worker_lives_its_whole_life_with_its_rights(dba: Conn, worker: Conn) -> None:
    ids = verbs.submit(dba, 3)
    worker_id = verbs.register(worker)
    worker.execute("select procrastinate.procrastinate_update_heartbeat_v1(%s)", [worker_id])
    worker.execute("select * from procrastinate.procrastinate_prune_stalled_workers_v1(30)")
    decided, failed, back = verbs.claim(worker, worker_id)
    assert verbs.settle_approved(worker, worker_id, [decided]) == ["settled"]
    assert verbs.settle_error(worker, worker_id, [failed]) == ["settled"]
    assert verbs.hand_back(worker, worker_id, [back]) == [back.job_id]
    assert verbs.rescue(worker) == []
    worker.execute("select procrastinate.procrastinate_unregister_worker_v1(%s)", [worker_id])
    assert rows.one(dba, "select count(*) from procrastinate.procrastinate_workers") == 0
    assert [rows.status(dba, i) for i in ids] == ["processed", "received", "received"]


@pytest.mark.parametrize(
    "door",
    [
        "procrastinate_fetch_job_v2(null, 1)",
        "procrastinate_finish_job_v1(1, 'succeeded', false)",
        "procrastinate_retry_job_v2(1, now(), null, null, null)",
        "procrastinate_cancel_job_v1(1, true, true)",
        "procrastinate_defer_jobs_v1(null)",
        "procrastinate_defer_periodic_job_v2('q', null, null, 't', 0, '', 1, '{}')",
    ],
)
def test_a_worker_uses_no_stock_door(worker: Conn, door: str) -> None:
    worker.execute("set search_path to procrastinate")
    with refused(NO_RIGHT, door.partition("(")[0]):
        worker.execute(f"select {door}")


# --- who is recorded --------------------------------------------------------------


@pytest.fixture
def ann(db: Database, dba: Conn) -> Conn:
    """A person who may submit, cancel and requeue, but is no service."""
    dba.execute(
        f"""
        create role ann_{db.name} login password 'x';
        grant usage on schema bankagent to ann_{db.name};
        grant execute on function bankagent.submit_requests(jsonb),
            bankagent.cancel_request, bankagent.requeue_request
        to ann_{db.name};
        """
    )
    with rows.connect(db.url, user=f"ann_{db.name}", password="x") as conn:
        yield conn
    dba.execute(f"drop owned by ann_{db.name}; drop role ann_{db.name}")


def test_a_person_is_recorded_as_who_they_are(db: Database, dba: Conn, ann: Conn) -> None:
    me = f"ann_{db.name}"
    (request_id,) = verbs.submit(ann)
    ann.execute("select bankagent.cancel_request(%s, %s)", [request_id, me])
    assert {entry.actor for entry in rows.entries(dba, request_id)} == {me}
    assert rows.one(dba, "select maker from bankagent.banking_requests") == me


def test_a_person_names_nobody_else(dba: Conn, ann: Conn) -> None:
    failed = verbs.fail(dba)
    before = rows.everything(dba)
    sentence = "may not name another actor: leave actor out"
    with refused("BA403", sentence):
        verbs.submit(ann, actor="bob")
    with refused("BA403", sentence):
        ann.execute("select bankagent.cancel_request(%s, 'bob')", [failed])
    with refused("BA403", sentence):
        ann.execute("select bankagent.requeue_request(%s, 'bob')", [failed])
    assert rows.everything(dba) == before


def test_a_service_vouches_for_the_caller_it_names(dba: Conn, api: Conn) -> None:
    for caller in ("desk-7", "desk-8"):
        dba.execute("select bankagent.add_caller(%s)", [caller])
    (request_id,) = verbs.submit(api, actor="desk-7")
    api.execute("select bankagent.cancel_request(%s, 'desk-8')", [request_id])
    assert [entry.actor for entry in rows.entries(dba, request_id)] == ["desk-7", "desk-8"]
    (unnamed,) = verbs.submit(api)
    assert [entry.actor for entry in rows.entries(dba, unnamed)] == ["api_user"]


def test_a_verb_finds_its_own_tables_whatever_the_search_path(api: Conn, dba: Conn) -> None:
    api.execute("create temporary table banking_requests (id integer)")
    api.execute("create temporary table request_types (name text, queue text)")
    api.execute("set search_path to pg_temp, public")
    assert api.execute(
        "select outcome from bankagent.submit_requests(%s)", [Jsonb([verbs.item()])]
    ).fetchall() == [("created",)]
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 1
