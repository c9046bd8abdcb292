-- Verbs about requests, as the API calls them.

-- name: submit
select item, request_id, status, outcome as disposition
from bankagent.submit_requests(%(items)s::jsonb);

-- name: cancel
-- Where `maker` is not null, another maker's request gives no row.
select bankagent.cancel_request(r.id, %(actor)s::text, %(traceparent)s::text)
from bankagent.banking_requests as r
where
    r.id = %(request_id)s::bigint
    and (%(maker)s::text is null or r.maker = %(maker)s::text);

-- name: requeue
select requeued.job_id
from bankagent.requeue_with_reason(
    %(request_id)s::bigint, %(reason)s::text, %(actor)s::text, %(traceparent)s::text
) as requeued (job_id);

-- name: replace_payload
-- By its maker alone: another's request gives no row.
select replaced.version
from bankagent.banking_requests as r
cross join
    lateral bankagent.replace_payload(
        r.id, %(payload)s::jsonb, %(actor)s::text, %(traceparent)s::text
    ) as replaced (version)
where r.id = %(request_id)s::bigint and r.maker = %(actor)s::text;

-- name: answer
-- By its maker alone: another's request gives no row.
select answered.answer_id, answered.payload_version, answered.status, answered.is_replay
from bankagent.banking_requests as r
cross join
    lateral bankagent.answer_request(
        r.id,
        %(text)s::text,
        %(payload)s::jsonb,
        %(actor)s::text,
        %(traceparent)s::text,
        %(key)s::text
    ) as answered
where r.id = %(request_id)s::bigint and r.maker = %(actor)s::text;
