-- A database that has worked for 30 days: bench.requests requests of 20,000 clients and 50 makers.
-- A fifth of them piled up in the last 8 hours and wait; what ended in the last hour had waited as
-- long. All of it in one transaction and past the triggers, but as the verbs would have left it:
-- ops.audit_gaps stays empty.

set local session_replication_role to replica;
set local search_path to bankagent, procrastinate, pg_temp;
set local work_mem to '256MB';
select setseed(0.42);

create temporary table made on commit drop as
with asked as (
    select current_setting('bench.requests')::bigint as requests
),

numbered as (
    select
        n as id,
        n > requests * 0.8 as waits,
        -- What ended, spread over 1,000: who of it went which way.
        (n * 7919) % 1000 as fate,
        least(1, n / (requests * 0.8)) as way,
        greatest(0, n - requests * 0.8) / (requests * 0.2) as in_backlog,
        n > requests * 0.77 and n <= requests * 0.8 as ended_late,
        (n - requests * 0.77) / (requests * 0.03) as in_last_hour,
        random() as chance
    from asked
    cross join generate_series(1, requests) as n
),

fated as (
    select
        *,
        case
            when waits then 'received'
            when fate < 6 then 'awaiting_approval'
            when fate < 12 then 'needs_info'
            when fate < 14 then 'failed'
            when fate = 14 then 'cancelled'
            else 'processed'
        end as status,
        not waits and fate between 15 and 24 as by_people,
        -- One in a hundred needed a second run; of those that wait it is still to come.
        id % 100 = 0 and (waits or fate > 24) as retried,
        case
            when waits then now() - interval '1 minute' - (1 - in_backlog) * interval '8 hours'
            else now() - interval '9 hours' - (1 - way) * interval '30 days'
        end as created_at
    from numbered
)

select
    id,
    status,
    waits,
    by_people,
    retried,
    created_at,
    case
        when waits then now() - chance * interval '10 seconds'
        when ended_late then now() - (1 - in_last_hour) * interval '1 hour' - interval '1 second'
        else created_at + (5.02 + chance * 5) * interval '1 second'
    end as started_at,
    'CUST-' || lpad((1 + floor(20000 * power(random(), 2)))::text, 5, '0') as client_id,
    'desk-' || lpad((1 + id % 50)::text, 2, '0') as maker,
    types.names[1 + id % cardinality(types.names)] as request_type,
    types.queues[1 + id % cardinality(types.queues)] as queue,
    jsonb_build_object(
        'symbol', (array['AAPL', 'MSFT', 'BMW', 'NESN', 'VOD', 'TTE', 'SAP', 'HSBA'])[1 + id % 8],
        'notional', (10000 + floor(random() * 9000000))::bigint,
        'currency', 'USD'
    ) as payload,
    case when id % 2 = 0 then 'key-' || id end as key,
    (array['ReadTimeout', 'ConnectionRefused', 'ValueError', 'MemoryError'])[
        1 + (id / 100) % 4
    ] as error
from fated
cross join (
    select array_agg(name order by name) as names, array_agg(queue order by name) as queues
    from request_types
    -- Payloads are trades, and no case is approved without the requirements of its evaluation.
    where name <> 'client_onboarding'
) as types;

create index on made (id);
analyze made;

insert into procrastinate_jobs (
    id, queue_name, task_name, args, status, scheduled_at, attempts
)
select
    id,
    queue,
    'bankagent.process_request',
    jsonb_build_object('request_id', id),
    (
        case status
            when 'received' then 'todo'
            when 'failed' then 'failed'
            when 'cancelled' then 'cancelled'
            else 'succeeded'
        end
    )::procrastinate_job_status,
    case when retried then started_at + interval '4 seconds' end,
    case
        when status = 'failed' then 3
        when status = 'cancelled' then 0
        else (not waits)::integer + retried::integer
    end
from made
order by id;

insert into procrastinate_events (job_id, type, at)
select made.id, happened.type::procrastinate_job_event_type, happened.at
from made
cross join lateral (
    values
    (true, 'deferred', created_at),
    (retried, 'started', started_at - interval '4 seconds'),
    (retried, 'deferred_for_retry', started_at - interval '3.9 seconds'),
    (not waits and status <> 'cancelled', 'started', started_at),
    (
        status in ('processed', 'awaiting_approval', 'needs_info'),
        'succeeded',
        started_at + interval '0.05 seconds'
    ),
    (status = 'failed', 'failed', started_at + interval '0.05 seconds'),
    (status = 'cancelled', 'cancelled', started_at)
) as happened (applies, type, at)
where happened.applies
order by happened.at, made.id;

insert into banking_requests (
    id, client_id, request_type, payload, status, created_at, updated_at, maker, job_id
)
select
    id,
    client_id,
    request_type,
    payload,
    status,
    created_at,
    case when waits then created_at else started_at + interval '0.05 seconds' end,
    maker,
    id
from made
order by id;

insert into idempotency_keys (caller, key, request_id, body_sha256, seen_at)
select
    maker,
    key,
    id,
    encode(sha256(convert_to(jsonb_build_array(client_id, request_type, payload)::text, 'UTF8')), 'hex'),
    created_at
from made
where key is not null
order by id;

insert into evaluations (
    job_id, attempt, request_id, outcome, policy_key, policy_version, policy_sha256, facts, fired,
    created_at
)
select
    made.id,
    1 + made.retried::integer,
    made.id,
    ruled.outcome,
    policy.key,
    policy.version,
    policy.sha256,
    jsonb_build_object('notional', made.payload -> 'notional', 'currency', 'USD'),
    jsonb_build_array(
        jsonb_build_object(
            'rule_id', 'TR-001', 'outcome', ruled.outcome, 'text', 'A rule of the bench.', 'facts', '{}'::jsonb
        )
    ),
    made.started_at + interval '0.05 seconds'
from made
cross join lateral (
    select case
        when made.status = 'needs_info' then 'needs_info'
        when made.status = 'awaiting_approval' or made.by_people then 'review'
        when made.id % 20 = 0 then 'reject'
        else 'approve'
    end as outcome
) as ruled
cross join (select * from policies order by key, version desc limit 1) as policy
where made.status in ('processed', 'awaiting_approval', 'needs_info')
order by made.started_at;

insert into approvals (job_id, attempt, request_id, digest, opened_at, closed_at)
select
    e.job_id,
    e.attempt,
    e.request_id,
    ops.approval_digest(r, e),
    e.created_at,
    case when made.by_people then e.created_at + interval '30 minutes' end
from made
inner join banking_requests as r on r.id = made.id
inner join evaluations as e on e.request_id = made.id
where made.status = 'awaiting_approval' or made.by_people
order by e.created_at;

insert into reviewers (name, role)
select 'reviewer-' || n, 'compliance'
from generate_series(1, 10) as n
on conflict (name) do nothing;

insert into authorities (reviewer, role, reason, granted_by, granted_at, valid_from)
select
    r.name,
    r.role,
    'May decide all.' as reason,
    'bench' as granted_by,
    p.first_at as granted_at,
    p.first_at as valid_from
from reviewers as r
cross join (select min(a.opened_at) as first_at from approvals as a) as p
where not exists (select from authorities as a where a.reviewer = r.name);

insert into approval_stages (job_id, attempt, stage, votes, due_at, expires_at)
select
    a.job_id,
    a.attempt,
    1 as stage,
    1 as votes,
    a.opened_at + interval '2 days' as due_at,
    a.opened_at + interval '4 days' as expires_at
from approvals as a
order by a.opened_at;

insert into votes (
    request_id, job_id, attempt, reviewer, maker, verdict, reason, digest, created_at, stage,
    authority_id
)
select
    a.request_id,
    a.job_id,
    a.attempt,
    'reviewer-' || 1 + a.request_id % 10,
    made.maker,
    case when a.request_id % 20 = 0 then 'reject' else 'approve' end,
    'Within the limit of the client; the desk confirmed it.',
    a.digest,
    a.closed_at,
    1 as stage,
    may.id as authority_id
from made
inner join approvals as a on a.request_id = made.id
inner join authorities as may on may.reviewer = 'reviewer-' || 1 + a.request_id % 10
where made.by_people
order by a.closed_at;

insert into decisions (request_id, decision, decided_by, actor, job_id, attempt, created_at)
select
    made.id,
    case when made.id % 20 = 0 then 'rejected' else 'approved' end,
    case when v.id is null then 'policy' else 'people' end,
    coalesce(v.reviewer, 'policy:trade_review@1'),
    made.id,
    1 + made.retried::integer,
    coalesce(v.created_at, made.started_at + interval '0.05 seconds')
from made
left join votes as v on v.request_id = made.id
where made.status = 'processed'
order by made.id;

insert into agent_audit_log (
    request_id, action, actor, from_status, to_status, created_at, job_id, attempt, result
)
select
    made.id, entry.action, entry.actor, entry.from_status, entry.to_status, entry.at, made.id,
    entry.attempt, entry.result
from made
left join votes as v on v.request_id = made.id
cross join lateral (
    values
    (true, 'received', made.maker, 'new', 'received', made.created_at, null, '{}'::jsonb),
    (
        made.retried, 'attempt_failed', 'worker:1', 'received', 'received',
        made.started_at - interval '3.9 seconds', 1,
        jsonb_build_object('error', made.error, 'runs', 1, 'max_attempts', 3)
    ),
    (
        made.status = 'failed', 'attempt_failed', 'worker:1', 'received', 'received',
        made.started_at - interval '2 seconds', 1,
        jsonb_build_object('error', made.error, 'runs', 1, 'max_attempts', 3)
    ),
    (
        made.status = 'failed', 'attempt_failed', 'worker:1', 'received', 'received',
        made.started_at - interval '1 second', 2,
        jsonb_build_object('error', made.error, 'runs', 2, 'max_attempts', 3)
    ),
    (
        made.status = 'failed', 'failed', 'worker:1', 'received', 'failed',
        made.started_at + interval '0.05 seconds', 3,
        jsonb_build_object('error', made.error, 'runs', 3, 'max_attempts', 3)
    ),
    (
        made.status = 'awaiting_approval' or made.by_people, 'awaiting_approval',
        'policy:trade_review@1', 'received', 'awaiting_approval',
        made.started_at + interval '0.05 seconds', 1, '{"decision": null, "summary": "A person must look."}'
    ),
    (
        made.status = 'needs_info', 'needs_info', 'policy:trade_review@1', 'received', 'needs_info',
        made.started_at + interval '0.05 seconds', 1, '{"decision": null, "summary": "Something is missing."}'
    ),
    (
        made.by_people, 'voted', v.reviewer, 'awaiting_approval', 'awaiting_approval', v.created_at, 1,
        jsonb_build_object('vote_id', v.id, 'verdict', v.verdict, 'digest', v.digest)
    ),
    (
        made.by_people, 'processed', v.reviewer, 'awaiting_approval', 'processed', v.created_at, 1,
        jsonb_build_object('vote_id', v.id, 'decision', 'approved', 'summary', 'By a person.')
    ),
    (
        made.status = 'processed' and not made.by_people, 'processed', 'policy:trade_review@1',
        'received', 'processed', made.started_at + interval '0.05 seconds',
        1 + made.retried::integer,
        '{"decision": "approved", "confidence": 1.0, "summary": "Approved by rule."}'
    ),
    (
        made.status = 'cancelled', 'cancelled', 'desk-01', 'received', 'cancelled',
        made.started_at, null, '{}'
    )
) as entry (applies, action, actor, from_status, to_status, at, attempt, result)
where entry.applies
order by entry.at, made.id, entry.attempt nulls first, entry.to_status = 'processed';

select
    setval('banking_requests_id_seq', current_setting('bench.requests')::bigint),
    setval('procrastinate_jobs_id_seq', current_setting('bench.requests')::bigint);
