-- A snapshot and its positions come in one transaction and never change, superusers included.

create or replace function bankagent.check_portfolio_positions()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong bigint;
begin
    -- All positions of a snapshot come in one statement. Those of a later one have numbers that are
    -- taken already, or are more than the snapshot says.
    select s.id into wrong
    from (
        select r.snapshot_id, count(*) as position_count, max(r.number) as last_number
        from new_rows as r
        group by r.snapshot_id
    ) as n
    inner join portfolio_snapshots as s on s.id = n.snapshot_id
    where
        (n.position_count, n.last_number) is distinct from (s.position_count, s.position_count)
        or s.gross is distinct from (
            select jsonb_object_agg(sums.currency, sums.gross)
            from (
                select r.currency, sum(abs(r.market_value)) as gross
                from new_rows as r
                where r.snapshot_id = s.id
                group by r.currency
            ) as sums
        )
    limit 1;
    if found then
        raise exception 'portfolio snapshot % takes its positions once and all together: use '
            'store_portfolio_snapshot', wrong using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_portfolio_positions() is
'Trigger: positions of a snapshot come all at once. They are as many as it says, '
'and have its sums.';

create or replace function bankagent.check_portfolio_snapshot()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if not exists (select from portfolio_positions as p where p.snapshot_id = new.id) then
        raise exception 'portfolio snapshot % has no positions: use store_portfolio_snapshot',
            new.id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_portfolio_snapshot() is
'Trigger: a portfolio snapshot has its positions when it is committed.';

create or replace trigger portfolio_snapshots_append_only
before update or delete or truncate on bankagent.portfolio_snapshots
for each statement execute function bankagent.refuse_change();
-- PostgreSQL does not replace a constraint trigger.
drop trigger if exists portfolio_snapshots_complete_at_commit on bankagent.portfolio_snapshots;
create constraint trigger portfolio_snapshots_complete_at_commit
after insert on bankagent.portfolio_snapshots
deferrable initially deferred
for each row execute function bankagent.check_portfolio_snapshot();
create or replace trigger portfolio_positions_append_only
before update or delete or truncate on bankagent.portfolio_positions
for each statement execute function bankagent.refuse_change();
create or replace trigger portfolio_positions_come_at_once
after insert on bankagent.portfolio_positions
referencing new table as new_rows
for each statement execute function bankagent.check_portfolio_positions();
