-- A file is read without a lock, which a hot standby and a read-only transaction cannot take, and
-- which a session that is left open would hold. A verb takes the time of an entry after it locked
-- the request: where no session has it in hand, what is committed later is later than that time.
create or replace function bankagent.is_in_hand(row_xmax xid)
returns boolean
language plpgsql volatile
set search_path to bankagent, pg_temp
-- Where it is on, an error ends the session although it is caught below.
set exit_on_error to off
as $$
declare
    lockers bigint[] := array[row_xmax::text::bigint];
    now_seen pg_snapshot := pg_current_snapshot();
    next_id bigint := pg_snapshot_xmax(now_seen)::text::bigint;
    id bigint;
    ends text;
begin
    -- Nothing tells a multixact id, of several lockers, from the id of one: both are tried.
    begin
        lockers := lockers || array(
            select m.xid::text::bigint from pg_get_multixact_members(row_xmax) as m
        );
    exception
        when others then
            null;
    end;
    foreach id in array lockers loop
        continue when id < 3;
        -- The id with its epoch: ids of rows are counted in a circle of 2^32.
        id := next_id + ((id - next_id + 2147483648) & 4294967295) - 2147483648;
        if current_setting('transaction_isolation') <> 'read committed' then
            -- What was committed after the snapshot is not seen, and xip lacks subtransactions.
            if id >= pg_snapshot_xmin(now_seen)::text::bigint then
                return true;
            end if;
            continue;
        end if;
        begin
            -- pg_locks lacks a subtransaction that is over, in which verbs lock.
            ends := pg_xact_status(id::text::xid8);
        exception
            when others then
                ends := null; -- a multixact id, taken for one in the future
        end;
        if ends = 'in progress' then
            return true;
        end if;
    end loop;
    return false;
end
$$;

comment on function bankagent.is_in_hand(xid) is
'Test of a row: true where a session may still commit a change of it. Takes the row''s xmax.';

create or replace function bankagent.known_until()
returns timestamptz
language sql volatile
set search_path to bankagent, pg_temp
as $$
    select least(
        case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() end,
        case
            when current_setting('transaction_isolation') = 'read committed' then clock_timestamp()
            else transaction_timestamp()
        end
    )
$$;

comment on function bankagent.known_until() is
'Time until which this session sees what was committed. It is now; where the snapshot is that of '
'the transaction, its start; on a standby, what has been replayed.';

create or replace function bankagent.await_writers(p_request_id bigint)
returns void
language plpgsql volatile
set search_path to bankagent, pg_temp
as $$
declare
    give_up timestamptz := clock_timestamp() + interval '5 s';
    row_xmax xid;
begin
    loop
        select r.xmax into row_xmax from banking_requests as r where r.id = p_request_id;
        exit when not found or not is_in_hand(row_xmax);
        if current_setting('transaction_isolation') <> 'read committed'
            or clock_timestamp() > give_up
        then
            raise exception 'request % is being changed: ask again in a moment, in a transaction of '
                'its own', p_request_id using errcode = 'lock_not_available';
        end if;
        perform pg_sleep(0.01);
    end loop;
end
$$;

comment on function bankagent.await_writers(bigint) is
'Wait until no session changes a request, 5 s at most. SQLSTATE 55P03: one still does.';
