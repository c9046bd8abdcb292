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
    s.who_acts_next,
    r.on_behalf_of
from bankagent.banking_requests as r
left join bankagent.request_statuses as s on s.status = r.status
left join bankagent.decisions as d on d.request_id = r.id
left join procrastinate.procrastinate_jobs as j on j.id = r.job_id;

comment on view ops.request_overview is
'Requests with their decision, current job and who acts next. A DBA starts here.';
comment on column ops.request_overview.request_id is 'Request; banking_requests.id.';
comment on column ops.request_overview.status is 'Status of the request.';
comment on column ops.request_overview.request_type is 'Type of the request.';
comment on column ops.request_overview.client_id is 'Client that the request is about.';
comment on column ops.request_overview.maker is 'Caller or database user who made the request.';
comment on column ops.request_overview.created_at is 'Time of acceptance (UTC).';
comment on column ops.request_overview.updated_at is 'Time of the last move (UTC).';
comment on column ops.request_overview.decision is
'Decision: approved or rejected; null while open.';
comment on column ops.request_overview.decided_by is 'Origin of the decision: policy or people.';
comment on column ops.request_overview.job_id is 'Current job; null once retention removed it.';
comment on column ops.request_overview.job_status is 'Status of that job.';
comment on column ops.request_overview.attempt is
'Fence counter of the job: attempts and hand-backs, the present attempt included.';
comment on column ops.request_overview.next_try_at is 'Time when a retry falls due (UTC).';
comment on column ops.request_overview.worker_id is 'Worker that has the job in hand.';
comment on column ops.request_overview.who_acts_next is 'Party that acts next, in words.';
comment on column ops.request_overview.on_behalf_of is
'Person for whom the maker submitted; empty where it named none.';
