create or replace view ops.follow_up_gaps as
-- Follow-up requests against the entries of their cause and their own.
select
    f.request_id,
    null::bigint as entry_id,
    format('request %s caused it, but %s', f.caused_by, wrong.gap) as gap,
    'follow_up_not_named' as code
from bankagent.follow_up_requests as f
cross join
    lateral (
        values
        (
            exists (
                select
                from bankagent.agent_audit_log as a
                where
                    a.request_id = f.caused_by
                    and a.to_status = 'processed'
                    and a.result -> 'follow_ups' @> jsonb_build_array(
                        jsonb_build_object('request_id', f.request_id)
                    )
            ),
            'no entry of that request says so'
        ),
        (
            exists (
                select
                from bankagent.agent_audit_log as a
                where
                    a.request_id = f.request_id
                    and a.from_status = 'new'
                    and a.result @> jsonb_build_object('caused_by', f.caused_by)
            ),
            'its first entry does not say so'
        )
    ) as wrong (holds, gap)
where not wrong.holds
union all
-- Entries that name a follow-up request or a cause against the follow-up requests.
select
    entry.request_id,
    entry.id as entry_id,
    format('the entry names request %s, which did not %s', named.other, named.did) as gap,
    'follow_up_missing' as code
from bankagent.agent_audit_log as entry
cross join
    lateral (
        select
            told.value ->> 'request_id' as follow_up,
            entry.request_id::text as cause,
            told.value ->> 'request_id' as other,
            'follow' as did
        from jsonb_path_query(entry.result, 'lax $.follow_ups[*]') as told (value)
        union all
        select
            entry.request_id::text as follow_up,
            entry.result ->> 'caused_by' as cause,
            entry.result ->> 'caused_by' as other,
            'cause it' as did
        where entry.from_status = 'new' and entry.result ? 'caused_by'
    ) as named
left join bankagent.follow_up_requests as f
    on f.request_id::text = named.follow_up and f.caused_by::text = named.cause
where
    (entry.result ? 'follow_ups' or entry.result ? 'caused_by')
    and f.request_id is null
    -- A request that reopens an exception has a cause, too, which is no decision.
    and not exists (
        select
        from bankagent.exception_reopenings as n
        inner join bankagent.trade_exceptions as x on x.id = n.exception_id
        where n.request_id::text = named.follow_up and x.request_id::text = named.cause
    );

comment on view ops.follow_up_gaps is
'Follow-up requests that differ from what the audit trails say of them. A part of '
'ops.audit_gaps.';
comment on column ops.follow_up_gaps.request_id is 'Number of the request.';
comment on column ops.follow_up_gaps.entry_id is
'Audit entry that names a request or a cause; null where none does.';
comment on column ops.follow_up_gaps.gap is 'Difference in words.';
comment on column ops.follow_up_gaps.code is
'Difference for programs. follow_up_not_named or follow_up_missing.';
