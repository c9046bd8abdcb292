-- settle_jobs calls name_follow_ups and submit_follow_ups only where an item causes something: one
-- before it writes, since an audit entry names what follows and never changes, one afterwards.
create or replace function bankagent.name_follow_ups(items jsonb)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    wrong record;
    names text[] := array['causes', 'follow_ups', 'trade', 'told'];
begin
    select e.n - 1 as item, given.field, given.expected into wrong
    from jsonb_array_elements(items) with ordinality as e (value, n)
    cross join lateral cause_fault(e.value -> 'causes') as given
    order by e.n, given.n
    limit 1;
    if found then
        raise exception 'item %: % %', wrong.item, wrong.field, wrong.expected using
            errcode = 'BA422', detail = wrong.item, column = wrong.field, hint = wrong.expected;
    end if;
    return (
        select jsonb_agg(
            case
                when not e.value ?| names then e.value
                when above.depth >= 8 and e.value @? '$.causes.*.follow_ups[*]' then
                    e.value - names - array['status', 'decision', 'result', 'evaluation']
                    || jsonb_build_object('error', 'FollowUpsTooDeep')
                -- What people must decide, or what stopped decisions leave to them, causes nothing
                -- yet: their decision will.
                when e.value ->> 'status' = 'awaiting_approval'
                    then (e.value - names) || jsonb_build_object('causes', e.value -> 'causes')
                when e.value ->> 'decision' is null then e.value - names
                else (e.value - names) || named_follow_ups(
                    e.value -> 'causes', e.value ->> 'decision', coalesce(above.depth, 0) + 1
                )
            end
            order by e.n
        )
        from jsonb_array_elements(items) with ordinality as e (value, n)
        left join follow_up_requests as above
            on above.request_id = (e.value ->> 'request_id')::bigint
    );
end
$$;

comment on function bankagent.name_follow_ups(jsonb) is
'Items of settle_jobs whose follow-up requests and trades have their numbers. told is what the '
'audit entry tells of them. What people decide keeps its causes, for their decision. Where the '
'chain of causes is 8 long already, the attempt has failed with FollowUpsTooDeep. BA422: a cause '
'is wrong; the error names its field.';

create or replace function bankagent.named_follow_ups(
    p_causes jsonb, p_decision text, p_depth integer
)
returns jsonb
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    caused jsonb := p_causes -> p_decision;
    follow_ups jsonb;
    trade jsonb := caused -> 'trade';
begin
    if jsonb_typeof(caused -> 'follow_ups') = 'array' then
        select jsonb_agg(
            f.value || jsonb_build_object(
                'request_id', nextval('banking_requests_id_seq'), 'number', f.n, 'depth', p_depth
            )
            order by f.n
        )
        into follow_ups
        from jsonb_array_elements(caused -> 'follow_ups') with ordinality as f (value, n);
    end if;
    if jsonb_typeof(trade) = 'object' and p_decision = 'approved' then
        trade := trade || jsonb_build_object('id', nextval('trades_id_seq'));
        trade := trade || jsonb_build_object(
            'number', coalesce(trade ->> 'number', trade ->> 'id')::bigint
        );
    else
        trade := null;
    end if;
    if follow_ups is null and trade is null then
        return '{}';
    end if;
    return jsonb_build_object('follow_ups', follow_ups, 'trade', trade, 'told',
        case when follow_ups is null then '{}' else told_follow_ups(follow_ups) end
        || case when trade is null then '{}' else jsonb_build_object('trade', jsonb_build_object(
            'id', trade -> 'id', 'number', trade -> 'number', 'version', trade -> 'version'
        )) end
    );
end
$$;

comment on function bankagent.named_follow_ups(jsonb, text, integer) is
'Follow-up requests and trade that a decision causes, with their numbers. told is what the entry '
'tells of them.';

create or replace function bankagent.told_follow_ups(p_follow_ups jsonb)
returns jsonb
language sql immutable parallel safe
set search_path to bankagent, pg_temp
as $$
    select jsonb_build_object('follow_ups', jsonb_agg(
        jsonb_build_object(
            'request_id', f.value -> 'request_id',
            'request_type', f.value -> 'request_type',
            'reason', f.value -> 'reason'
        )
        order by f.n
    ))
    from jsonb_array_elements(p_follow_ups) with ordinality as f (value, n)
$$;

comment on function bankagent.told_follow_ups(jsonb) is
'Follow-up requests as the audit entry and the result of their cause name them.';

create or replace function bankagent.submit_follow_ups(items jsonb)
returns void
language plpgsql volatile
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
begin
    -- The entry that names a number was written by this call: the number was drawn in it. An attempt
    -- that was lost or busy has no such entry.
    with caused as materialized (
        select
            f.*, cause.maker, cause.on_behalf_of, entry.request_id as caused_by, entry.actor,
            entry.trace_id, t.queue,
            -- A vote has a trace of its own, which its entry is in; a worker goes on in the job's.
            case
                when entry.trace_id = trace_id_of(current_setting('bankagent.traceparent', true))
                    then current_setting('bankagent.traceparent', true)
                else j.args ->> 'traceparent'
            end as traceparent
        from jsonb_array_elements(items) as e (value)
        cross join
            lateral jsonb_to_recordset(nullif(e.value -> 'follow_ups', 'null')) as f (
                request_id bigint, number integer, depth integer,
                client_id text, request_type text, payload jsonb, reason text
            )
        inner join agent_audit_log as entry
            on entry.request_id = (e.value ->> 'request_id')::bigint
            and entry.xid = pg_current_xact_id()
            and entry.to_status = 'processed'
            and entry.result -> 'follow_ups' @> jsonb_build_array(
                jsonb_build_object('request_id', f.request_id)
            )
        inner join banking_requests as cause on cause.id = entry.request_id
        inner join procrastinate_jobs as j on j.id = entry.job_id
        inner join request_types as t on t.name = f.request_type
    ),

    queued as (
        insert into procrastinate_jobs (queue_name, task_name, args)
        select
            c.queue,
            'bankagent.process_request',
            jsonb_strip_nulls(
                jsonb_build_object('request_id', c.request_id, 'traceparent', c.traceparent)
            )
        from caused as c
        order by c.request_id
        returning id as job_id, (args ->> 'request_id')::bigint as request_id
    ),

    born as (
        insert into banking_requests (
            id, client_id, request_type, payload, maker, on_behalf_of, job_id
        )
        select
            c.request_id, c.client_id, c.request_type, c.payload, c.maker, c.on_behalf_of, q.job_id
        from caused as c
        inner join queued as q on q.request_id = c.request_id
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, trace_id, result
        )
        select
            c.request_id, 'received', c.actor, 'new', 'received', q.job_id, c.trace_id,
            jsonb_build_object('caused_by', c.caused_by, 'reason', c.reason)
        from caused as c
        inner join queued as q on q.request_id = c.request_id
        order by c.request_id
    )

    insert into follow_up_requests (request_id, caused_by, number, depth, reason)
    select c.request_id, c.caused_by, c.number, c.depth, c.reason
    from caused as c
    order by c.request_id;
end
$$;

comment on function bankagent.submit_follow_ups(jsonb) is
'Submit the follow-up requests of items that are decided, by policy or a vote. '
'Each has its job and its audit entry. Maker and person are those of the cause, and the '
'job goes on in its trace.';
