create or replace view ops.failures as
select
    r.request_type,
    coalesce(
        a.result ->> 'error',
        case a.action when 'attempt_lost' then 'its worker died' else 'its workers died' end
    ) as error,
    count(*) filter (where a.action = 'failed') as gave_up,
    count(*) filter (where a.action in ('attempt_failed', 'attempt_lost')) as tried_again,
    count(*) filter (where a.action = 'failed' and r.status = 'failed') as still_failed,
    count(distinct a.request_id) as requests,
    min(a.created_at) as first_at,
    max(a.created_at) as last_at,
    max(a.request_id) as for_example
from bankagent.agent_audit_log as a
inner join bankagent.banking_requests as r on r.id = a.request_id
where
    a.action in ('attempt_failed', 'attempt_lost', 'failed')
    and a.created_at >= now() - interval '24 hours'
group by r.request_type, error
order by still_failed desc, gave_up desc, tried_again desc;

comment on view ops.failures is
'Failed and lost attempts of the last 24 hours, by request type and error. First come those '
'whose requests still wait for an operator. The error is its type only, never its text.';
comment on column ops.failures.request_type is 'Type of the request.';
comment on column ops.failures.error is
'Type of the error, an SQLSTATE, or a loss (the worker died).';
comment on column ops.failures.gave_up is
'Number of attempts that spent the retry budget: their requests became failed.';
comment on column ops.failures.tried_again is
'Number of attempts that failed or were lost and were retried.';
comment on column ops.failures.still_failed is
'Number of requests that are failed now. Call requeue_request or cancel_request for them.';
comment on column ops.failures.requests is 'Number of requests that met the error.';
comment on column ops.failures.first_at is 'Time of the first one within these 24 hours (UTC).';
comment on column ops.failures.last_at is
'Time of the last one (UTC), which shows whether the trouble is over.';
comment on column ops.failures.for_example is
'Newest of the requests, for select * from ops.request_history(…).';
