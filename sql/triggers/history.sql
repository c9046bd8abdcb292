-- Status and audit trail change together, superusers included. The triggers fire once a statement,
-- not once a row. Settings and counts (not anti-joins) keep their plans on the index, request by
-- request: a session that planned while the audit log was small went on reading all of it (a submit
-- of 100 rose from 9 to 30 ms while 80,000 came in).

create or replace function bankagent.check_births()
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
    select b.id into wrong
    from new_requests as b
    where (
        select a.xid = pg_current_xact_id() and a.from_status = 'new' and a.to_status = b.status
        from agent_audit_log as a
        where a.request_id = b.id
        order by a.id desc
        limit 1
    ) is not true
    limit 1;
    if found then
        raise exception 'request % is new but has no audit entry: use bankagent.submit_requests(…)', wrong
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_births() is
'Trigger: a new request has its audit entry in the same transaction.';

create or replace function bankagent.check_moves()
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
    -- The request's last entry, and not any of this transaction: a move hid behind an earlier one.
    select o.id, o.status as old_status, n.status as new_status into wrong
    from new_rows as n
    inner join old_rows as o on o.id = n.id
    where (
        o.status <> n.status
        or o.status_xid <> n.status_xid
        or o.job_id is distinct from n.job_id
    )
    and (
        select a.xid = pg_current_xact_id()
            and a.from_status = o.status
            and a.to_status = n.status
            and n.status_xid = a.xid
            and (o.job_id is not distinct from n.job_id or a.job_id = n.job_id)
        from agent_audit_log as a
        where a.request_id = n.id
        order by a.id desc
        limit 1
    ) is not true
    limit 1;
    if found and wrong.old_status = wrong.new_status then
        raise exception 'request % would get another job or transaction without an audit entry: use '
            'bankagent.requeue_request(…)', wrong.id using errcode = 'BA403';
    elsif found then
        raise exception 'request % would change from % to % without an audit entry: use the '
            'functions of schema bankagent (cancel_request, requeue_request, …)', wrong.id, wrong.old_status, wrong.new_status
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_moves() is
'Trigger: a change of status, job or transaction has an audit entry. It is the last one of the '
'request, is of the same transaction, and names the old and the new status, and a new job.';

create or replace function bankagent.check_payload()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
begin
    if (
        select a.action = 'payload_replaced'
            and a.xid = pg_current_xact_id()
            and a.result ->> 'old_sha256' = ops.payload_sha256(old.payload)
            and a.result ->> 'new_sha256' = ops.payload_sha256(new.payload)
            and exists (
                select
                from payload_versions as v
                where v.request_id = new.id
                    and (v.version + 1)::text = a.result ->> 'version'
                    and v.payload = old.payload
            )
        from agent_audit_log as a
        where a.request_id = new.id
        order by a.id desc
        limit 1
    ) is not true then
        raise exception 'request % would get another payload without a version and an audit entry: '
            'use bankagent.replace_payload(…)', new.id using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_payload() is
'Trigger: another payload has its version and its audit entry. The entry is of the same statement, '
'is the last one of the request, and names both payloads by their SHA-256.';

-- Enabled as usual, not ALWAYS: a logical replica applies rows under another transaction id.
create or replace trigger banking_requests_insert_has_entry
after insert on bankagent.banking_requests
referencing new table as new_requests
for each statement execute function bankagent.check_births();

create or replace trigger banking_requests_update_has_entry
after update on bankagent.banking_requests
referencing old table as old_rows new table as new_rows
for each statement execute function bankagent.check_moves();

-- For each row, but only where a statement sets the column: a settle pays nothing for it.
create or replace trigger banking_requests_payload_has_version
after update of payload on bankagent.banking_requests
for each row
when (new.payload is distinct from old.payload)
execute function bankagent.check_payload();
