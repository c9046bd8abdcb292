-- Both audit trails name each other, in entries of one transaction, superusers included.
create or replace function bankagent.check_follow_ups()
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
    select n.request_id into wrong
    from new_rows as n
    where (
        select a.xid = pg_current_xact_id()
            and a.to_status = 'processed'
            and a.result -> 'follow_ups' @> jsonb_build_array(
                jsonb_build_object('request_id', n.request_id)
            )
        from agent_audit_log as a
        where a.request_id = n.caused_by
        order by a.id desc
        limit 1
    ) is not true
    or (
        select a.xid = pg_current_xact_id()
            and a.from_status = 'new'
            and a.result @> jsonb_build_object('caused_by', n.caused_by, 'reason', n.reason)
        from agent_audit_log as a
        where a.request_id = n.request_id
        order by a.id
        limit 1
    ) is not true
    or n.depth is distinct from 1 + coalesce(
        (select f.depth from follow_up_requests as f where f.request_id = n.caused_by), 0
    )
    limit 1;
    if found then
        raise exception 'request % is no follow-up request: the audit entries of it and of its '
            'cause must name each other; settle_jobs writes them', wrong using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_follow_ups() is
'Trigger: a follow-up request and its cause name each other in audit entries. Both entries are of '
'the transaction that decides the cause and submits the request.';

create or replace trigger follow_up_requests_are_in_both_trails
after insert on bankagent.follow_up_requests
referencing new table as new_rows
for each statement execute function bankagent.check_follow_ups();
create or replace trigger follow_up_requests_append_only
before update or delete or truncate on bankagent.follow_up_requests
for each statement execute function bankagent.refuse_change();
