create or replace function bankagent.lock_trades(items jsonb)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
begin
    -- Two sessions may be at the same trades, one in the order of records and one in that of UTIs.
    -- They wait here, in one order, and not in a circle at the constraints.
    perform pg_advisory_xact_lock(o.key)
    from (
        select distinct hashtextextended(concat_ws(' ', 'bankagent.trades', k.name), 0) as key
        from jsonb_array_elements(items) as e (value)
        cross join
            lateral (
                values
                (e.value #>> '{trade,uti}'),
                (concat_ws(' ', e.value #>> '{trade,source}', e.value #>> '{trade,record_number}'))
            ) as k (name)
        where jsonb_typeof(e.value -> 'trade') = 'object' and k.name is not null
        order by key
    ) as o;
end
$$;

comment on function bankagent.lock_trades(jsonb) is
'Lock the records and the UTIs of the trades of items. Lasts until the transaction ends.';

create or replace function bankagent.store_trades(items jsonb)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
#variable_conflict use_column
begin
    perform lock_trades(items);

    -- As in submit_follow_ups: the entry that names an id was written by this call.
    insert into trades (
        id, number, version, action, uti, source, record_number, client_id, maker, request_id, trade
    )
    overriding system value
    select
        t.id, coalesce(t.number, t.id), t.version, t.action, t.uti, t.source, t.record_number,
        cause.client_id, cause.maker, cause.id, nullif(t.trade, 'null')
    from jsonb_array_elements(items) as e (value)
    cross join
        lateral jsonb_to_record(nullif(e.value -> 'trade', 'null')) as t (
            id bigint, number bigint, version integer, action text, uti text, source text,
            record_number text, trade jsonb
        )
    inner join agent_audit_log as entry
        on entry.request_id = (e.value ->> 'request_id')::bigint
        and entry.xid = pg_current_xact_id()
        and entry.to_status = 'processed'
        and entry.result @> jsonb_build_object('trade', jsonb_build_object('id', t.id))
    inner join banking_requests as cause on cause.id = entry.request_id
    order by t.id;
end
$$;

comment on function bankagent.store_trades(jsonb) is
'Store the versions of trades of items that are approved, by policy or a vote. '
'Maker and client are those of the request. A version that another session has stored meanwhile '
'is an error of data (23505).';
