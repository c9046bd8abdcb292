-- Steps of agents: each verb checks the fence of the attempt under lock. Each statement is a whole
-- transaction of one round trip, where no tool writes in it.

-- name: begin_run
select
    b.run, b.disposition,
    s.kind, s.name, s.occurrence, s.input_sha256, t.content::text as result
from
    bankagent.begin_agent_run(
        %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
        %(name)s::text, %(definition)s::text, %(input_sha256)s::text
    ) as b
left join bankagent.agent_steps as s on s.request_id = %(request_id)s::bigint and s.run = b.run
left join bankagent.agent_texts as t on t.request_id = s.request_id and t.sha256 = s.result_sha256
order by s.number;

-- name: verdicts
select
    a.tool_call_id, a.arguments_sha256, a.verdict = 'approved' as approved,
    coalesce(a.words, '') as comment
from ops.call_approvals as a
where
    a.request_id = %(request_id)s::bigint
    and a.run = %(run)s::integer
    and a.verdict in ('approved', 'denied')
order by a.decided_at;

-- name: begin_call
select disposition, result
from bankagent.begin_tool_call(
    %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
    %(run)s::integer, %(call)s::jsonb, %(arguments)s::text
);

-- name: record
select disposition, result
from bankagent.record_steps(
    %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
    %(run)s::integer, %(step)s::jsonb, %(result)s::text, %(texts)s::text[]
);

-- name: submit
select request_id, disposition
from bankagent.submit_for_call(
    %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
    %(idempotency_key)s::text
);

-- name: record_with_call
-- The number of the run comes of the call, so that the call is begun first.
select r.disposition, r.result
from
    bankagent.begin_tool_call(
        %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
        %(run)s::integer, %(call)s::jsonb, %(arguments)s::text
    ) as b
cross join lateral bankagent.record_steps(
    %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
    case when b.disposition <> 'lost' then %(run)s::integer end,
    %(step)s::jsonb, %(result)s::text, %(texts)s::text[]
) as r;

-- name: put_off
select bankagent.put_off_job(
    %(job_id)s::bigint, %(worker_id)s::bigint, %(attempts)s::integer, %(request_id)s::bigint,
    %(until)s::timestamptz, %(reason)s::text
) as disposition;
