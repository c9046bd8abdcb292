"""Ways in of psql: verbs that a DBA calls, and all that an auditor may read."""

from bankagent.domain import exact_json
from tests.battery.given import BIG, CLIENT, REVERSED, brought_to, failed, item
from tests.battery.installation import Installation
from tests.battery.registry import way_by_psql
from tests.support import databases, rows

VIEWS = "select viewname from pg_catalog.pg_views where schemaname = 'ops' order by viewname"
# One call of each function of ops that people have; psql fills in :id.
CALLS = {
    "answers_citing": "select * from ops.answers_citing(1)",
    "approval_digest": "select ops.approval_digest(r, e) from bankagent.banking_requests as r "
    "inner join bankagent.evaluations as e on e.request_id = r.id where r.id = :id",
    "approval_digest_of": "select ops.approval_digest_of(a, r, e) from bankagent.approvals as a "
    "inner join bankagent.banking_requests as r on r.id = a.request_id "
    "inner join bankagent.evaluations as e on e.request_id = r.id where r.id = :id",
    "audit_gaps_since": "select * from ops.audit_gaps_since(now() - interval '1 hour')",
    "business_days": "select ops.business_days('2026-11-24', '2026-11-28', '{XNYS}')",
    "business_minutes": "select ops.business_minutes(tstzmultirange(tstzrange(now() - interval "
    "'1 day', now())), '{TARGET}', 'Europe/London', '09:00', '17:00')",
    "business_time_after": "select ops.business_time_after(now(), 60, '{TARGET}', "
    "'Europe/London', '09:00', '17:00')",
    "covers_request": "select ops.covers_request('anna', 'trade_review', null)",
    "demand_shown": """select ops.demand_shown('[{"stage": 1, "votes": 2}]', 5.50, 'USD')""",
    "digest_shown": "select ops.digest_shown(a, null) from bankagent.approvals as a "
    "where a.request_id = :id",
    "earlier_pair": "select e.* from bankagent.banking_requests as r cross join lateral "
    "ops.earlier_pair(r.id, r.client_id, jsonb_build_object('pair', ops.pair_of(r.payload))) as e "
    "where r.id = :id",
    "exception_comparison": "select * from ops.exception_comparison(1)",
    "facts_needed": "select ops.facts_needed(document) from bankagent.policies",
    "feed_summary": "select * from ops.feed_summary('eod', 'desk')",
    "findings_in_words": "select ops.findings_in_words('{\"verdicts\": 2}')",
    "is_work_action": "select ops.is_work_action(action) from bankagent.agent_audit_log "
    "where request_id = :id",
    "lock_holder": "select ops.lock_holder(r.xmax) from bankagent.banking_requests as r "
    "where r.id = :id",
    "match_fault": "select ops.match_fault(known -> 'comparison', known -> 'comparison') "
    "from bankagent.evaluations where request_id = :id",
    "pair_of": "select ops.pair_of(payload) from bankagent.banking_requests where id = :id",
    "pair_sha256": "select ops.pair_sha256('C', '{}')",
    "payload_sha256": "select ops.payload_sha256('{}')",
    "proposal_digest": "select ops.proposal_digest(p, x) from bankagent.exception_proposals as p "
    "inner join bankagent.trade_exceptions as x on x.id = p.exception_id",
    "questions_of": "select * from ops.questions_of(:id, 9223372036854775807)",
    "questions_shown": "select ops.questions_shown(:id, 9223372036854775807)",
    "reference_diff": "select * from ops.reference_diff('fx_rates', 1, 2)",
    "reference_row_count": "select ops.reference_row_count(id) from bankagent.reference_versions",
    "reference_sha256": "select ops.reference_sha256(id) from bankagent.reference_versions",
    "reference_tables": "select ops.reference_tables('calendars')",
    "request_history": "select * from ops.request_history(:id)",
    "rules_in_words": "select ops.rules_in_words('[]', 'review')",
    "safe_statement": "select ops.safe_statement('select 1')",
    "schema_now": "select count(*) from ops.schema_now()",
    "share_a_value": "select ops.share_a_value('{}', '{}', 'isin')",
    "signature_of": "select ops.signature_of(oid) from pg_catalog.pg_proc where proname = 'pause'",
    "searched_documents": "select * from ops.searched_documents('caller', 'desk', null, 'C', null)",
    "stages_in_force": "select s.* from bankagent.approvals as a "
    "cross join lateral ops.stages_in_force(a.job_id, a.attempt) as s where a.request_id = :id",
    "unknown_types": "select ops.unknown_types(id) from procrastinate.procrastinate_workers",
    "why_waiting": "select * from ops.why_waiting(:id)",
    "words_to_caller": "select ops.words_to_caller(action, request_id, job_id, attempt) "
    "from bankagent.agent_audit_log where request_id = :id",
}
# What views of ops tell the end of an approval by: its stage waits, and is not overdue.
OF_ITS_STAGE = """select
    (bankagent.current_stage(job_id, attempt)).stage,
    bankagent.is_escalated(request_id, job_id, attempt, 1),
    bankagent.is_expiry(request_id, job_id, attempt, 'rejected', 'rescuer', clock_timestamp())
from bankagent.approvals where request_id = """
FUNCTIONS = (
    "select distinct proname from pg_catalog.pg_proc where pronamespace = 'ops'::regnamespace"
)
EXAMPLES = databases.SQL / "examples"


@way_by_psql
def views_and_functions(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    views = [row.viewname for row in rows.fetch(at.dba, VIEWS)]
    assert {row.proname for row in rows.fetch(at.dba, FUNCTIONS)} == set(CALLS)
    told = at.psql("auditor", "".join(f"table ops.{view};\n" for view in views))
    assert any(CLIENT in line for line in told)
    at.psql("auditor", f"\\set id {request_id}\n" + "".join(f"{it};\n" for it in CALLS.values()))
    for empty in (
        "audit_gaps",
        "audit_gaps_lately",
        "exception_gaps",
        "proposal_gaps",
        "payload_gaps",
        "follow_up_gaps",
        "schema_drift",
    ):
        found = at.psql("auditor", f"table ops.{empty}")
        assert found == [], f"ops.{empty}: {found[:3]}"
    key = "select bankagent.person_key('Paweł Nowak')"
    assert at.psql("auditor", key) == ["pawelnowak"]
    assert at.psql("auditor", f"{OF_ITS_STAGE}{request_id}") == ["1|f|f"]
    provider = "select faults_in_row from bankagent.provider_state('Zażółć')"
    assert at.psql("auditor", provider) == ["0"]
    told = at.psql(
        "auditor", f"select digest from ops.approvals_open where request_id={request_id}"
    )
    assert told == [at.ask("GET", f"/approvals/{request_id}", by=at.reviewer)["digest"]]


@way_by_psql
def examples(at: Installation) -> None:
    for name in ("2_why_does_it_wait.sql", "5_on_call.sql"):
        assert at.psql("auditor", (EXAMPLES / name).read_text())


@way_by_psql
def verbs_for_requests(at: Installation) -> None:
    asked = exact_json.dumps([item(BIG, idempotency_key="from-psql")]).replace("'", "''")
    submit = f"select request_id, outcome from bankagent.submit_requests($items${asked}$items$);"
    made, replayed = at.psql("operator", submit * 2)
    assert (made.split("|")[1], replayed) == ("created", made.replace("created", "replayed"))
    request_id = int(made.split("|")[0])
    at.wait(request_id, "awaiting_approval")
    assert rows.one(
        at.dba, "select payload from bankagent.banking_requests where id = %s", request_id
    ) == {key: value if isinstance(value, str) else float(value) for key, value in BIG.items()}
    at.psql("operator", f"select bankagent.cancel_request({request_id})")
    for requeue in ("requeue_request({})", "requeue_with_reason({}, 'Zażółć')"):
        again = failed(at)
        at.psql("operator", f"select bankagent.{requeue.format(again)}")
        at.wait(again, "received")
        at.psql("operator", f"select bankagent.cancel_request({again})")


@way_by_psql
def replace_payload(at: Installation) -> None:
    request_id = brought_to(at, "needs_info", REVERSED)
    better = exact_json.dumps(item()["payload"])
    call = f"select bankagent.replace_payload({request_id}, $it${better}$it$)"
    assert at.psql("operator", call) == ["2"]
    at.wait(request_id, "processed")


@way_by_psql
def answer_request(at: Installation) -> None:
    request_id = brought_to(at, "needs_info", REVERSED)
    better = exact_json.dumps(item()["payload"])
    call = f"bankagent.answer_request({request_id}, 'Zażółć', $it${better}$it$)"
    assert at.psql("operator", f"select payload_version from {call}") == ["2"]
    at.wait(request_id, "processed")


@way_by_psql
def summaries_by_mail(at: Installation) -> None:
    email = "select bankagent.set_reviewer_email(name, null) from bankagent.reviewers limit 1"
    assert at.psql("operator", email) == [""]
    at.psql("operator", "select count(*) from bankagent.claim_summaries(0)")


@way_by_psql
def verbs_of_the_queue(at: Installation) -> None:
    of_queue = "'queue', 'trade_review', 'Zażółć'"
    until = f"bankagent.pause_until({of_queue}, now() + interval '1 hour')"
    resume = "select 1 from bankagent.resume('queue', 'trade_review')"
    for pause in (f"bankagent.pause({of_queue})", until):
        assert at.psql("operator", f"select kind, name from {pause}") == ["queue|trade_review"]
        try:
            at.psql("operator", resume)
        except AssertionError:  # what comes next needs a queue
            at.dba.execute(resume)
            raise
    at.psql("operator", "select * from bankagent.rescue_jobs()")
    assert at.psql("operator", "select bankagent.retire_jobs()") == ["0"]
    at.psql("operator", "select bankagent.note_table_sizes()")


@way_by_psql
def verbs_of_access(at: Installation) -> None:
    issue = "select bankagent.issue_key('caller', 'by-psql', 'aaaaaaaa', repeat('a', 64))"
    added = "select bankagent.add_caller('by-psql', array['requests:read'])"
    assert at.psql("operator", f"{added};{issue} > now();") == ["t", "t"]
    at.psql("operator", "select bankagent.disable_holder('caller', 'by-psql')")
    at.psql("operator", "select bankagent.revoke_key('aaaaaaaa')")
    assert at.psql("operator", "select bankagent.add_reviewer('by-psql', 'compliance')") == ["t"]
