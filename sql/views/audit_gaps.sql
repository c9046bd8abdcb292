create or replace view ops.audit_gaps as
-- The chain of entries.
select
    entry.request_id,
    entry.id as entry_id,
    format(
        'the entry moves from %s, but the request stood at %s', entry.from_status, entry.stood_at
    ) as gap
from (
    select
        a.id,
        a.request_id,
        a.from_status,
        lag(a.to_status, 1, 'new') over (partition by a.request_id order by a.id) as stood_at
    from bankagent.agent_audit_log as a
) as entry
where entry.from_status <> entry.stood_at
union all
-- The request against its last entry, its decision and its job.
select
    r.id,
    wrong.entry_id,
    wrong.gap
from bankagent.banking_requests as r
left join bankagent.decisions as d on d.request_id = r.id
left join procrastinate.procrastinate_jobs as j
    on j.id = r.job_id and j.status in ('todo', 'doing')
left join lateral (
    select a.id, a.to_status
    from bankagent.agent_audit_log as a
    where a.request_id = r.id
    order by a.id desc
    limit 1
) as latest on true
left join lateral (
    -- A failed or lost attempt leaves the status, and when it was set, as they are.
    select a.id, a.xid
    from bankagent.agent_audit_log as a
    where a.request_id = r.id and a.action not in ('attempt_failed', 'attempt_lost')
    order by a.id desc
    limit 1
) as move on true
cross join
    lateral (
        values
        (
            latest.id,
            latest.to_status is distinct from r.status,
            format(
                'the request is %s, but its last entry says %s',
                r.status, coalesce(latest.to_status, 'nothing')
            )
        ),
        (
            move.id,
            move.xid <> r.status_xid,
            'the status was not set in the transaction of its entry'
        ),
        (
            null,
            (r.status = 'processed') <> (d.request_id is not null),
            format(
                'the request is %s, but it has %s decision',
                r.status, case when d.request_id is null then 'no' else 'a' end
            )
        ),
        (
            null,
            r.status <> 'received' and j.id is not null,
            format('the request is %s, but its job %s is still open', r.status, j.id)
        )
    ) as wrong (entry_id, applies, gap)
where wrong.applies;

comment on view ops.audit_gaps is
'Violations of the law that status, audit entry, decision and job change together. Always empty. '
'Reads everything (seconds per million entries): a probe uses ops.audit_gaps_since.';
comment on column ops.audit_gaps.request_id is 'The request.';
comment on column ops.audit_gaps.entry_id is 'The audit entry where it shows, if one does.';
comment on column ops.audit_gaps.gap is 'What does not agree.';

create or replace function ops.audit_gaps_since(p_since timestamptz)
returns table (request_id bigint, entry_id bigint, gap text)
language sql stable
set search_path to bankagent, pg_temp
set jit to off
as $$
    -- An array, so that the view walks the indexes for these requests only.
    select g.request_id, g.entry_id, g.gap
    from ops.audit_gaps as g
    where g.request_id = any(array(
        select a.request_id from agent_audit_log as a where a.created_at >= p_since
        union
        select r.id from banking_requests as r where r.created_at >= p_since
    ))
$$;

comment on function ops.audit_gaps_since(timestamptz) is
'ops.audit_gaps for the requests that were born or moved since then; for a probe every minute.';
