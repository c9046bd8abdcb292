create or replace view ops.payload_gaps as
-- Each replacement that the trail tells of: what it replaced, and what stands there since.
select
    entry.request_id,
    entry.id as entry_id,
    wrong.gap
from bankagent.agent_audit_log as entry
inner join bankagent.banking_requests as r on r.id = entry.request_id
left join bankagent.payload_versions as replaced
    on
        replaced.request_id = entry.request_id
        and (replaced.version + 1)::text = entry.result ->> 'version'
left join bankagent.payload_versions as since
    on since.request_id = entry.request_id and since.version::text = entry.result ->> 'version'
cross join
    lateral (
        values
        (
            replaced.payload is null
            or ops.payload_sha256(replaced.payload) is distinct from entry.result ->> 'old_sha256',
            'the payload that was replaced is not kept as the entry names it'
        ),
        (
            ops.payload_sha256(coalesce(since.payload, r.payload))
            is distinct from entry.result ->> 'new_sha256',
            'the payload is not the one that the entry names'
        )
    ) as wrong (applies, gap)
where entry.action = 'payload_replaced' and wrong.applies
union all
-- Each payload that was kept: an entry tells of it.
select
    v.request_id,
    null as entry_id,
    format('version %s of the payload was replaced, but no entry says so', v.version) as gap
from bankagent.payload_versions as v
left join bankagent.agent_audit_log as entry
    on
        entry.request_id = v.request_id
        and entry.action = 'payload_replaced'
        and entry.result ->> 'version' = (v.version + 1)::text
where entry.id is null;

comment on view ops.payload_gaps is
'Payloads that are not what the trail says of their replacement; a part of ops.audit_gaps.';
comment on column ops.payload_gaps.request_id is 'The request.';
comment on column ops.payload_gaps.entry_id is 'The entry payload_replaced, if there is one.';
comment on column ops.payload_gaps.gap is 'What does not agree.';
