-- A version of a trade is stored by the decision that approves its capture, superusers included.
create or replace function bankagent.check_trades()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
set jit to off
set enable_seqscan to off
set enable_bitmapscan to off
as $$
declare
    wrong bigint;
begin
    select n.id into wrong
    from new_rows as n
    inner join banking_requests as r on r.id = n.request_id
    where r.request_type <> 'trade_capture'
    or (r.maker, r.client_id) is distinct from (n.maker, n.client_id)
    or (
        select d.decision from decisions as d where d.request_id = n.request_id
    ) is distinct from 'approved'
    or (
        select a.xid = pg_current_xact_id()
            and a.to_status = 'processed'
            and a.result -> 'trade' @> jsonb_build_object('id', n.id, 'number', n.number)
        from agent_audit_log as a
        where a.request_id = n.request_id
        order by a.id desc
        limit 1
    ) is not true
    or (
        n.version > 1 and not exists (
            select
            from trades as t
            where t.number = n.number
                and t.version = n.version - 1
                and (t.maker, t.source, t.record_number) = (n.maker, n.source, n.record_number)
                and t.action <> 'cancel'
        )
    )
    limit 1;
    if found then
        raise exception 'trade version % is stored by no approval of a trade_capture: settle_jobs '
            'stores it', wrong using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_trades() is
'Trigger: the audit entry that approves a capture names its version of the trade. It follows the '
'version before, which is of the same maker and record and is no cancellation.';

create or replace trigger trades_are_approved
after insert on bankagent.trades
referencing new table as new_rows
for each statement execute function bankagent.check_trades();
create or replace trigger trades_append_only
before update or delete or truncate on bankagent.trades
for each statement execute function bankagent.refuse_change();
