-- Verbs about requests, as the API calls them.

-- name: submit
select item, request_id, status, outcome as disposition
from bankagent.submit_requests(%(items)s::jsonb);

-- name: cancel
-- The trace of the call, for the entry: a subquery that sets something is asked first and once.
select bankagent.cancel_request(r.id, traced.actor)
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced
inner join bankagent.banking_requests as r
    on
        r.id = %(request_id)s::bigint
        and (%(maker)s::text is null or r.maker = %(maker)s::text);

-- name: requeue
select bankagent.requeue_request(%(request_id)s::bigint, traced.actor) as job_id
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced;

-- name: replace_payload
-- By its maker alone: another's request gives no row.
select bankagent.replace_payload(r.id, %(payload)s::jsonb, traced.actor) as version
from (
    select
        %(actor)s::text as actor,
        set_config('bankagent.traceparent', coalesce(%(traceparent)s::text, ''), true) as said
) as traced
inner join bankagent.banking_requests as r
    on r.id = %(request_id)s::bigint and r.maker = %(actor)s::text;
