create or replace function ops.audit_gaps_of(p_request_ids bigint[])
returns table (request_id bigint, entry_id bigint, gap text)
language sql stable
set search_path to bankagent, procrastinate, pg_temp
as $$
    with entry as materialized (
        select
            a.id, a.request_id, a.from_status, a.to_status, a.xid,
            lag(a.to_status, 1, 'new') over story as stood_at,
            lead(a.id) over story is null as is_last
        from agent_audit_log as a
        where p_request_ids is null or a.request_id = any(p_request_ids)
        window story as (partition by a.request_id order by a.id)
    ),

    request as materialized (
        select r.id, r.status, r.status_xid, r.job_id
        from banking_requests as r
        where p_request_ids is null or r.id = any(p_request_ids)
    )

    select
        entry.request_id, entry.id,
        format('the entry moves from %s, but the request stood at %s', from_status, stood_at)
    from entry
    where entry.from_status <> entry.stood_at
    union all
    select
        request.id, entry.id,
        format('the request is %s, but its last entry says %s', status, coalesce(to_status, 'nothing'))
    from request
    left join entry on entry.request_id = request.id and entry.is_last
    where entry.to_status is distinct from request.status
    union all
    select request.id, moved.id, 'the status was not set in the transaction of its entry'
    from request
    inner join (
        select distinct on (entry.request_id) entry.request_id, entry.id, entry.xid
        from entry
        where entry.from_status <> entry.to_status
        order by entry.request_id, entry.id desc
    ) as moved on moved.request_id = request.id
    where moved.xid <> request.status_xid
        and not exists (
            select from entry as e where e.request_id = request.id and e.xid = request.status_xid
        )
    union all
    select request.id, null, format('the request is %s, but it has %s decision', status, has)
    from request
    cross join lateral (
        select case when count(*) = 0 then 'no' else 'a' end as has
        from decisions as d
        where d.request_id = request.id
    ) as decided
    where (request.status = 'processed') <> (decided.has = 'a')
    union all
    select request.id, null, format('the request is %s, but its job %s is still open', request.status, j.id)
    from request
    inner join procrastinate_jobs as j on j.id = request.job_id
    where request.status <> 'received' and j.status in ('todo', 'doing')
$$;

comment on function ops.audit_gaps_of(bigint[]) is
'Where status, audit log, decision and job of these requests (null: of all) do not agree.';

create or replace view ops.audit_gaps as
select g.request_id, g.entry_id, g.gap
from ops.audit_gaps_of(null) as g;

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
as $$
    select g.request_id, g.entry_id, g.gap
    from ops.audit_gaps_of(array(
        select a.request_id from agent_audit_log as a where a.created_at >= p_since
        union
        select r.id from banking_requests as r where r.created_at >= p_since
    )) as g
$$;

comment on function ops.audit_gaps_since(timestamptz) is
'ops.audit_gaps for the requests that were born or moved since then; for a probe every minute.';
