-- Answers of agents, with what they rest on: those of each request's latest run.

-- name: answers
select
    s.request_id,
    t.content::text as value,
    coalesce(
        (
            select array_agg(array[u.name, r.content::text] order by u.number)
            from bankagent.agent_steps as u
            inner join bankagent.agent_texts as r
                on r.request_id = u.request_id and r.sha256 = u.result_sha256
            where
                u.request_id = s.request_id and u.run = s.run and u.kind = 'tool'
                and r.content is not null
        ),
        '{}'
    ) as results,
    coalesce(
        (
            select
                jsonb_agg(
                    jsonb_build_object(
                        'claim', c.claim, 'document_id', c.document_id, 'version', c.version,
                        'start', c.starts_at, 'end', c.ends_at, 'sha256', c.sha256,
                        'verdict', c.verdict
                    )
                    order by c.number
                )
            from bankagent.citations as c
            where c.step_id = s.id
        ),
        '[]'
    ) as quotes,
    coalesce(
        (
            select max(m.provider)
            from bankagent.model_calls as m
            inner join bankagent.agent_steps as u on u.id = m.step_id
            where u.request_id = s.request_id and u.run = s.run and m.provider <> 'embedded'
        ),
        'embedded'
    ) as provider,
    s.created_at as answered_at,
    s.result_sha256 as sha256
from bankagent.agent_steps as s
inner join bankagent.agent_texts as t
    on t.request_id = s.request_id and t.sha256 = s.result_sha256
where
    s.request_id = any(%(request_ids)s::bigint[])
    and s.kind = 'answer'
    and s.run = (
        select max(a.run)
        from bankagent.agent_runs as a
        where a.request_id = s.request_id
    )
order by s.request_id;

-- name: waiting
select
    s.request_id,
    jsonb_agg(
        jsonb_build_object(
            'run', s.run, 'tool_call_id', t.content ->> 'tool_call_id', 'name', s.name,
            'arguments_sha256', s.input_sha256
        )
        order by s.number
    ) as calls
from bankagent.agent_steps as s
inner join bankagent.agent_texts as t
    on t.request_id = s.request_id and t.sha256 = s.result_sha256
where
    s.request_id = any(%(request_ids)s::bigint[])
    and s.kind = 'approval'
    and s.run = (
        select max(a.run)
        from bankagent.agent_runs as a
        where a.request_id = s.request_id
    )
    and not exists (
        select
        from bankagent.agent_steps as e
        where e.request_id = s.request_id and e.run = s.run and e.kind = 'answer'
    )
    and not exists (
        select
        from ops.call_approvals as v
        where
            v.request_id = s.request_id
            and v.run = s.run
            and v.tool_call_id = t.content ->> 'tool_call_id'
            and v.arguments_sha256 = s.input_sha256
            and v.verdict in ('approved', 'denied')
    )
group by s.request_id;

-- name: call_verdicts
select a.run, a.arguments_sha256, a.verdict, a.decided_by, a.decided_at
from ops.call_approvals as a
where a.request_id = %(request_id)s::bigint
order by a.opened_at, a.tool_call_id;

-- name: maker_of
select r.maker
from bankagent.banking_requests as r
where r.id = %(request_id)s::bigint;

-- name: end_of
select
    r.status,
    d.decision,
    d.created_at as decided_at,
    (
        select min(n.read_at)
        from bankagent.request_readings as n
        where n.request_id = r.id and d.decision = 'approved' and n.read_at >= d.created_at
    ) as first_used_at
from bankagent.banking_requests as r
left join bankagent.decisions as d on d.request_id = r.id
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text);
