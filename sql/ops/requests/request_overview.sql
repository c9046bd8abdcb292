create or replace view ops.request_overview as
select
    r.id as request_id,
    r.status,
    r.request_type,
    r.client_id,
    r.maker,
    r.created_at,
    r.updated_at,
    d.decision,
    d.decided_by,
    j.id as job_id,
    j.status::text as job_status,
    j.attempts + (j.status = 'doing')::integer as attempt,
    j.scheduled_at as next_try_at,
    j.worker_id,
    case r.status
        when 'received' then 'a worker'
        when 'awaiting_approval' then 'reviewers'
        when 'needs_info' then 'the caller'
        when 'failed' then 'an operator'
        else 'nobody'
    end as who_acts_next
from bankagent.banking_requests as r
left join bankagent.decisions as d on d.request_id = r.id
left join procrastinate.procrastinate_jobs as j on j.id = r.job_id;

comment on view ops.request_overview is
'Where a DBA starts: each request with its decision, its current job and who acts next.';
comment on column ops.request_overview.request_id is 'The request.';
comment on column ops.request_overview.status is 'Its status.';
comment on column ops.request_overview.request_type is 'Its type.';
comment on column ops.request_overview.client_id is 'The client it is about.';
comment on column ops.request_overview.maker is 'Who made it.';
comment on column ops.request_overview.created_at is 'When it was accepted.';
comment on column ops.request_overview.updated_at is 'When it last moved.';
comment on column ops.request_overview.decision is 'approved or rejected; null while open.';
comment on column ops.request_overview.decided_by is 'policy or people.';
comment on column ops.request_overview.job_id is 'Its current job; null once retention removed it.';
comment on column ops.request_overview.job_status is 'The job''s status.';
comment on column ops.request_overview.attempt is 'Runs of the job, the present one included.';
comment on column ops.request_overview.next_try_at is 'When a retry falls due.';
comment on column ops.request_overview.worker_id is 'The worker that has it in hand.';
comment on column ops.request_overview.who_acts_next is 'In words.';
