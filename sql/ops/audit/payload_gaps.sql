create or replace view ops.payload_gaps as
-- Entries of replacements against the payload before and the payload since.
select
    entry.request_id,
    entry.id as entry_id,
    wrong.gap,
    wrong.code
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
            'payload_not_kept',
            'the payload that was replaced is not kept as the entry names it'
        ),
        (
            ops.payload_sha256(coalesce(since.payload, r.payload))
            is distinct from entry.result ->> 'new_sha256',
            'payload_differs',
            'the payload is not the one that the entry names'
        )
    ) as wrong (applies, code, gap)
where entry.action = 'payload_replaced' and wrong.applies
union all
-- Payloads that were kept against the entries of their replacement.
select
    v.request_id,
    null as entry_id,
    format('version %s of the payload was replaced, but no entry says so', v.version) as gap,
    'payload_without_entry' as code
from bankagent.payload_versions as v
left join bankagent.agent_audit_log as entry
    on
        entry.request_id = v.request_id
        and entry.action = 'payload_replaced'
        and entry.result ->> 'version' = (v.version + 1)::text
where entry.id is null
union all
-- Answers against the entries that name them.
select
    coalesce(answer.request_id, entry.request_id) as request_id,
    entry.id as entry_id,
    case
        when entry.id is null then format('answer %s has no audit entry', answer.id)
        else 'the entry names no answer that exists'
    end as gap,
    case
        when entry.id is null then 'answer_without_entry' else 'entry_without_answer'
    end as code
from bankagent.request_answers as answer
full join (
    select a.id, a.request_id, a.result ->> 'answer_id' as answer_id
    from bankagent.agent_audit_log as a
    where a.action = 'answered' or (a.action = 'payload_replaced' and a.result ? 'answer_id')
) as entry
    on entry.request_id = answer.request_id and entry.answer_id = answer.id::text
where answer.id is null or entry.id is null;

comment on view ops.payload_gaps is
'Payloads and answers that differ from what the audit trail says of them. A part of '
'ops.audit_gaps.';
comment on column ops.payload_gaps.request_id is 'Number of the request.';
comment on column ops.payload_gaps.entry_id is
'Audit entry payload_replaced or answered; null where there is none.';
comment on column ops.payload_gaps.gap is 'Difference in words.';
comment on column ops.payload_gaps.code is
'Difference for programs. payload_not_kept, payload_differs, payload_without_entry, '
'answer_without_entry or entry_without_answer.';
