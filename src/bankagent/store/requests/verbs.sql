-- Verbs about requests, as the API calls them.

-- name: submit
-- A key, or a row that a foreign key needs, may be locked for hours. The time-out belongs to this
-- caller and not to the verb: a program that submits by SQL waits as long as it likes.
select s.item, s.request_id, s.status, s.outcome as disposition
from set_config('lock_timeout', '100ms', true) as bound (lock_timeout)
cross join
    lateral bankagent.submit_requests(
        case when bound.lock_timeout is not null then %(items)s::jsonb end
    ) as s;

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
