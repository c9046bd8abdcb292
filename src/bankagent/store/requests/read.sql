-- One request as GET /requests/{id} shows it. Where `maker` is not null only that maker's requests
-- exist.

-- name: overview
select
    r.id,
    r.client_id,
    r.request_type,
    r.payload,
    r.status,
    r.maker,
    nullif(r.on_behalf_of, '') as on_behalf_of,
    r.created_at,
    r.updated_at,
    latest.id as entry_id,
    latest.action as entry_action,
    latest.actor as entry_actor,
    latest.from_status as entry_from_status,
    latest.to_status as entry_to_status,
    latest.created_at as entry_created_at,
    latest.job_id as entry_job_id,
    latest.attempt as entry_attempt,
    latest.trace_id as entry_trace_id,
    latest.result as entry_result,
    ops.words_to_caller(latest.action, r.id, latest.job_id, latest.attempt) as entry_words,
    d.decision,
    d.decided_by,
    d.actor as decision_actor,
    d.created_at as decided_at,
    case d.decision
        when 'rejected' then ops.words_to_caller('processed', r.id, d.job_id, d.attempt)
    end as decision_words,
    j.status::text as job_status,
    j.attempts + (j.status = 'doing')::integer as job_attempt,
    case r.status
        when 'needs_info' then ops.words_to_caller('needs_info', r.id, r.job_id, null)
    end as asked_words,
    1 + (
        select count(*)
        from bankagent.payload_versions as v
        where v.request_id = r.id
    ) as payload_version,
    coalesce(
        (
            select jsonb_build_object('request_id', f.caused_by, 'reason', f.reason)
            from bankagent.follow_up_requests as f
            where f.request_id = r.id
        ),
        (
            select
                jsonb_build_object(
                    'request_id', x.request_id,
                    'reason', format('It reopens exception %%s.', x.id)
                )
            from bankagent.exception_reopenings as n
            inner join bankagent.trade_exceptions as x on n.exception_id = x.id
            where n.request_id = r.id
        )
    ) as caused_by,
    (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'request_id', f.request_id,
                        'request_type', next.request_type,
                        'reason', f.reason
                    )
                    order by f.number
                ),
                '[]'
            )
        from bankagent.follow_up_requests as f
        inner join bankagent.banking_requests as next on next.id = f.request_id
        where f.caused_by = r.id
    ) as follow_ups,
    (
        select jsonb_build_object('id', x.id, 'state', x.state)
        from bankagent.trade_exceptions as x
        where x.request_id = r.id
    ) as exception,
    (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'id', c.id, 'text', c.text, 'author', c.author, 'written_at', c.written_at
                    )
                    order by c.id
                ),
                '[]'
            )
        from bankagent.request_comments as c
        where c.request_id = r.id and c.visibility = 'caller'
    ) as comments
from bankagent.banking_requests as r
cross join
    lateral (
        select
            a.id, a.action, a.actor, a.from_status, a.to_status, a.created_at, a.job_id, a.attempt,
            a.trace_id, a.result
        from bankagent.agent_audit_log as a
        -- Who has it in hand changes nothing for the caller, and tells no result.
        where a.request_id = r.id and not ops.is_work_action(a.action)
        order by a.id desc
        limit 1
    ) as latest
left join bankagent.decisions as d on d.request_id = r.id
left join procrastinate.procrastinate_jobs as j on j.id = r.job_id
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text);
