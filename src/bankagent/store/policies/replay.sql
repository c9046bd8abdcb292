-- Past evaluations with all that they saw, in the order of their requests.

-- name: become_shadow
-- The role can write nothing; with `true` it ends with the transaction.
select set_config('role', 'bankagent_shadow', true) as role;

-- name: extent
select
    count(*) as requests,
    coalesce(min(r.id), 1) - 1 as after_id,
    coalesce(max(r.id), 0) as last_id
from bankagent.banking_requests as r
where
    r.created_at >= %(since)s::timestamptz
    and r.created_at < coalesce(%(until)s::timestamptz, 'infinity')
    and r.request_type = any(coalesce(%(request_types)s::text[], array[r.request_type]));

-- name: latest
-- The ids between which the latest requests of some types lie.
select
    coalesce(min(n.id), 1) - 1 as after_id,
    coalesce(max(n.id), 0) as last_id
from (
    select r.id
    from bankagent.banking_requests as r
    where r.request_type = any(%(request_types)s::text[])
    order by r.id desc
    limit %(most)s::integer
) as n;

-- name: page
-- A request without an evaluation has one row, whose job_id is null. An attempt saw the payload
-- that its job began with: each correction of a payload makes a new job, whose number is higher. A
-- stop counts that lasted at some time of the request. Its own time may be later than that of the
-- settlement that met it, which is when that transaction began.
with found as materialized (
    select r.id, r.client_id, r.request_type, r.payload, r.created_at
    from bankagent.banking_requests as r
    where
        r.id > %(after_id)s::bigint
        and r.id <= %(last_id)s::bigint
        and r.created_at >= %(since)s::timestamptz
        and r.created_at < coalesce(%(until)s::timestamptz, 'infinity')
        and r.request_type = any(coalesce(%(request_types)s::text[], array[r.request_type]))
    order by r.id
    limit %(most)s::integer
)

select
    found.id as request_id,
    found.client_id,
    found.request_type,
    coalesce(replaced.payload, found.payload)::text as payload,
    e.job_id,
    e.attempt,
    e.outcome,
    e.policy_key,
    e.policy_version,
    e.policy_sha256,
    e.facts,
    e.fired,
    e.known,
    (
        select count(*) > 0
        from bankagent.stops as s
        where
            s.stopped_at <= e.created_at + interval '1 minute'
            and coalesce(s.lifted_at >= found.created_at, true)
            and (s.request_type is null or s.request_type = found.request_type)
    ) as was_stopped
from found
left join bankagent.evaluations as e on e.request_id = found.id
left join lateral (
    select v.payload
    from bankagent.payload_versions as v
    where
        v.request_id = found.id
        and v.version = 1 + (
            select count(*)
            from bankagent.agent_audit_log as a
            where
                a.request_id = found.id
                and a.action = 'payload_replaced'
                and a.job_id <= e.job_id
        )
) as replaced on true
order by found.id, e.job_id, e.attempt;

-- name: attempts_not_evaluated
-- Attempts that ended before they had an evaluation: by an error, or with their worker.
select count(*) as attempts
from (
    select distinct a.request_id, a.job_id, a.attempt
    from bankagent.agent_audit_log as a
    where
        a.request_id > %(after_id)s::bigint
        and a.request_id <= %(last_id)s::bigint
        and a.attempt is not null
        and a.action in ('attempt_failed', 'attempt_lost', 'failed')
        and exists (
            select
            from bankagent.banking_requests as r
            where
                r.id = a.request_id
                and r.created_at >= %(since)s::timestamptz
                and r.created_at < coalesce(%(until)s::timestamptz, 'infinity')
                and r.request_type = any(coalesce(%(request_types)s::text[], array[r.request_type]))
        )
) as ended;

-- name: policy
select p.key, p.version, p.sha256, p.document as table_json
from bankagent.policies as p
where p.key = %(key)s::text and p.version = %(version)s::integer;
