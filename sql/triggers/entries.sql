-- Audit entries are legal moves, one after the other, and evaluations are those of settle_jobs;
-- superusers included. Once a statement, with the settings that triggers/history.sql explains.

create or replace function bankagent.check_entries()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
set jit to off
set enable_seqscan to off
set enable_bitmapscan to off
as $$
declare
    wrong record;
begin
    select w.request_id, w.action, w.from_status, w.to_status into wrong
    from new_entries as w
    where not exists (
        select
        from request_moves as m
        where m.action = w.action
            and m.from_status = w.from_status
            and m.to_status = w.to_status
    )
    limit 1;
    if found then
        raise exception 'request %: % from % to % is not a legal move (see request_moves)',
            wrong.request_id, wrong.action, wrong.from_status, wrong.to_status
            using errcode = 'BA403';
    end if;
    -- The trail of a day that is over gets no entry; the second is for a clock that is set back.
    if exists (
        select from new_entries as w
        where w.created_at < transaction_timestamp() - interval '1 s'
            or w.created_at > clock_timestamp() + interval '1 s'
    ) then
        raise exception 'an audit entry has the time at which it is written'
            using errcode = 'BA403';
    end if;

    -- Each entry begins at the status where the one before ended; the last ends at the request's status.
    select chain.request_id, chain.action, chain.from_status, chain.to_status, chain.previous_status
    into wrong
    from (
        select
            w.*,
            coalesce(
                (
                    select a.to_status
                    from agent_audit_log as a
                    where a.request_id = w.request_id and a.id < w.id
                    order by a.id desc
                    limit 1
                ),
                'new'
            ) as previous_status,
            lead(w.id) over (partition by w.request_id order by w.id) is null as is_last
        from new_entries as w
    ) as chain
    where chain.from_status <> chain.previous_status
        or (
            chain.is_last
            and chain.to_status is distinct from (
                select r.status from banking_requests as r where r.id = chain.request_id
            )
        )
    limit 1;
    if found then
        raise exception 'audit entry % (% to %) of request % does not match the request''s current '
            'status: use the functions of schema bankagent',
            wrong.action, wrong.from_status, wrong.to_status, wrong.request_id
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_entries() is
'Trigger: an audit entry is a legal move and begins where the one before ended. The status of the '
'request changes in the same statement.';

-- As its caller: the verbs run as the owner of the tables.
create or replace function bankagent.check_evaluations()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    if current_user is distinct from (
        select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = tg_relid
    ) then
        raise exception 'an evaluation is written by settle_jobs alone' using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_evaluations() is
'Trigger: evaluations are written by the verbs alone. These run as the owner of the tables; a '
'superuser who writes one would have a decision rest on it.';

-- Enabled as usual, not ALWAYS: a logical replica applies rows under another transaction id.
create or replace trigger agent_audit_log_legal_moves
after insert on bankagent.agent_audit_log
referencing new table as new_entries
for each statement execute function bankagent.check_entries();

create or replace trigger evaluations_are_of_settle_jobs
before insert on bankagent.evaluations
for each statement execute function bankagent.check_evaluations();
