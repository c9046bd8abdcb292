create or replace function bankagent.submit_requests(items jsonb)
returns table (item integer, request_id bigint, status text, outcome text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
set jit to off
-- A session that planned while the tables were small would keep its sequential scans.
set enable_seqscan to off
set enable_bitmapscan to off
set enable_mergejoin to off
as $$
#variable_conflict use_column
declare
    wrong record;
    around text := current_setting('bankagent.traceparent', true);
begin
    if jsonb_typeof(items) is distinct from 'array' then
        raise exception 'submit_requests takes a JSON array of requests: [{"client_id": …, '
            '"request_type": …, "payload": {…}}]' using errcode = 'BA422';
    end if;

    select
        e.n - 1 as item,
        case
            when t.name is null then 'request_type'
            when not given.client_id then 'client_id'
            when not given.payload then 'payload'
            when not given.short then 'payload'
            when not given.key then 'idempotency_key'
            when not given.actor then 'actor'
            else 'on_behalf_of'
        end as field,
        case
            when t.name is null then 'must be one of: ' || (
                select coalesce(string_agg(known.name, ', ' order by known.name), '(none)')
                from request_types as known
            )
            when not given.client_id then 'must be a string of 1 to 64 characters'
            when not given.payload then 'must be a JSON object'
            when not given.short then 'must have at most 8 numbers of more than 40 digits'
            when not given.key then 'must be a string of 1 to 255 characters'
            when not given.actor then 'must be a string of 1 to 200 characters'
            else 'must be a string of 1 to 200 printable characters, without a space at either end'
        end as expected
    into wrong
    from jsonb_array_elements(items) with ordinality as e (value, n)
    left join request_types as t on t.name = e.value ->> 'request_type'
    cross join lateral (
        select
            coalesce(jsonb_typeof(e.value -> 'client_id') = 'string', false)
            and char_length(e.value ->> 'client_id') between 1 and 64 as client_id,
            coalesce(jsonb_typeof(e.value -> 'payload') = 'object', false) as payload,
            -- A trigger refuses the others; but the digest of a long one is never made.
            pg_column_size(e.value -> 'payload') < 8192
            or has_few_long_numbers(e.value -> 'payload') as short,
            coalesce(jsonb_typeof(e.value -> 'idempotency_key'), 'null') in ('null', 'string')
            and coalesce(char_length(e.value ->> 'idempotency_key'), 1) between 1 and 255 as key,
            coalesce(jsonb_typeof(e.value -> 'actor'), 'null') in ('null', 'string')
            and coalesce(char_length(e.value ->> 'actor'), 1) between 1 and 200 as actor,
            case coalesce(jsonb_typeof(e.value -> 'on_behalf_of'), 'null')
                when 'null' then true
                when 'string' then is_person_name(e.value ->> 'on_behalf_of')
                else false
            end as person
    ) as given
    where t.name is null
        or not (
            given.client_id and given.payload and given.short and given.key and given.actor
            and given.person
        )
    order by e.n
    limit 1;
    if found then
        raise exception 'item %: % %', wrong.item, wrong.field, wrong.expected using
            errcode = 'BA422',
            detail = wrong.item,
            column = wrong.field,
            hint = wrong.expected;
    end if;

    -- One statement: keys, jobs, requests, audit entries. Locks come in that order.
    return query
    with named as materialized (
        select distinct_ones.actor, checked_actor(nullif(distinct_ones.actor, '')) as maker
        from (
            select distinct coalesce(e.value ->> 'actor', '') as actor
            from jsonb_array_elements(items) as e (value)
        ) as distinct_ones
    ),

    given as materialized (
        select
            e.n::integer as n,
            nextval('banking_requests_id_seq') as candidate,
            named.maker,
            e.value ->> 'client_id' as client_id,
            t.name as request_type,
            t.queue,
            e.value -> 'payload' as payload,
            coalesce(e.value ->> 'on_behalf_of', '') as on_behalf_of,
            e.value ->> 'idempotency_key' as key,
            case when e.value ->> 'idempotency_key' is not null then encode(sha256(convert_to(
                -- Without a person the digest is that of the versions before.
                (case when e.value ->> 'on_behalf_of' is null
                    then jsonb_build_array(e.value -> 'client_id', t.name, e.value -> 'payload')
                    else jsonb_build_array(
                        e.value -> 'client_id', t.name, e.value -> 'payload',
                        e.value -> 'on_behalf_of'
                    )
                end)::text,
                'UTF8'
            )), 'hex') end as body_sha256,
            coalesce(e.value ->> 'traceparent', around) as traceparent
        from jsonb_array_elements(items) with ordinality as e (value, n)
        inner join request_types as t on t.name = e.value ->> 'request_type'
        inner join named on named.actor = coalesce(e.value ->> 'actor', '')
        order by e.n
    ),

    folded as (
        select distinct on (maker, key) maker, key, candidate, body_sha256
        from given
        where key is not null
        order by maker, key, n
    ),

    -- The update makes a replay a write: its commit waits for a standby as the first call's did.
    kept as (
        insert into idempotency_keys as k (caller, key, request_id, body_sha256)
        select maker, key, candidate, body_sha256 from folded order by maker, key
        on conflict (caller, key) do update set seen_at = clock_timestamp()
        returning k.caller, k.key, k.request_id, k.body_sha256
    ),

    resolved as materialized (
        select
            given.*,
            trace_id_of(given.traceparent) as trace_id,
            coalesce(kept.request_id, given.candidate) as request_id,
            given.key is null or kept.request_id = given.candidate as is_new,
            kept.body_sha256 <> given.body_sha256 as is_other_body
        from given
        left join kept on kept.caller = given.maker and kept.key = given.key
    ),

    -- A plain insert, as in procrastinate_defer_jobs_v1: its rows say which job has which request.
    queued as (
        insert into procrastinate_jobs (queue_name, task_name, args)
        select
            queue,
            'bankagent.process_request',
            case
                when trace_id is null then jsonb_build_object('request_id', request_id)
                else jsonb_build_object('request_id', request_id, 'traceparent', traceparent)
            end
        from resolved
        where is_new
        order by n
        returning id as job_id, (args ->> 'request_id')::bigint as request_id
    ),

    born as (
        insert into banking_requests (
            id, client_id, request_type, payload, maker, on_behalf_of, job_id
        )
        select
            r.request_id, r.client_id, r.request_type, r.payload, r.maker, r.on_behalf_of,
            queued.job_id
        from resolved as r
        inner join queued on queued.request_id = r.request_id
        where r.is_new
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, trace_id
        )
        select
            r.request_id, 'received', r.maker, 'new', 'received', queued.job_id,
            r.trace_id
        from resolved as r
        inner join queued on queued.request_id = r.request_id
        where r.is_new
    )

    select
        r.n - 1,
        r.request_id,
        case when r.is_new then 'received' else coalesce(
            (select known.status from banking_requests as known where known.id = r.request_id),
            'received'
        ) end,
        case when r.is_new then 'created' when r.is_other_body then 'conflict' else 'replayed' end
    from resolved as r
    order by r.n;
end
$$;

comment on function bankagent.submit_requests(jsonb) is
'Store requests, each with its audit entry and its job, in your own transaction. items: '
'[{"client_id", "request_type", "payload", "idempotency_key"?, "actor"?, "on_behalf_of"?, '
'"traceparent"?}]. on_behalf_of is the person for whom a system submits, who never votes on it. '
'Returns one row per item (counted from 0): outcome created, replayed (same key, same body: the '
'same request again) or conflict (same key, another body: nothing was stored). Example: select * '
'from bankagent.submit_requests(''[{"client_id": "CUST-1042", "request_type": "trade_review", '
'"payload": {"symbol": "AAPL"}}]''). BA422: an item is wrong; the error names its number and '
'field. An invalid traceparent is ignored.';
