-- Findings of people on a case, and the approval of a case, superusers included.

create or replace function bankagent.check_findings()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong bigint;
begin
    select n.request_id into wrong
    from new_rows as n
    inner join banking_requests as r on r.id = n.request_id
    left join agent_audit_log as a on a.id = n.audit_entry_id
    where (
        r.request_type = 'client_onboarding'
        and a.request_id = n.request_id
        and a.xid = pg_current_xact_id()
        and a.actor = n.reviewer
        and a.action in ('findings_given', 'findings_noted')
    ) is not true
    limit 1;
    if found then
        raise exception 'a finding on request % has no audit entry of its own transaction: use the '
            'functions of schema bankagent (give_findings, confirm_waiver)', wrong
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_findings() is
'Trigger: a finding on a case has its audit entry. The entry is of the same transaction and names '
'the reviewer.';

create or replace function bankagent.check_verdicts()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong bigint;
begin
    select n.request_id into wrong
    from new_rows as n
    inner join document_verdicts as earlier
        on earlier.request_id = n.request_id
        and earlier.sha256 = n.sha256
        and earlier.id < n.id
        and earlier.verdict = 'reject'
    where n.verdict = 'accept'
    limit 1;
    if found then
        raise exception 'a document of request % was rejected: it is never accepted again; another file '
            'must take its place', wrong using errcode = 'BA409';
    end if;
    return null;
end
$$;

comment on function bankagent.check_verdicts() is
'Trigger: a file that was rejected in a case is never accepted in it.';

-- Once a statement, so that a settle of 100 trades pays one look at its requests.
create or replace function bankagent.check_approved_cases()
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
    select n.request_id, case_fault(n.request_id, n.job_id, n.attempt) as fault into wrong
    from new_rows as n
    inner join banking_requests as r on r.id = n.request_id
    where n.decision = 'approved'
        and r.request_type = 'client_onboarding'
        and case_fault(n.request_id, n.job_id, n.attempt) is not null
    limit 1;
    if found then
        raise exception 'request % cannot be approved: %', wrong.request_id, wrong.fault
            using errcode = 'BA409';
    end if;
    return null;
end
$$;

comment on function bankagent.check_approved_cases() is
'Trigger: a case of onboarding is approved only where case_fault finds no fault.';

create or replace trigger decisions_approve_no_open_case
after insert on bankagent.decisions
referencing new table as new_rows
for each statement execute function bankagent.check_approved_cases();

create or replace trigger document_verdicts_have_entry
after insert on bankagent.document_verdicts
referencing new table as new_rows
for each statement execute function bankagent.check_findings();
create or replace trigger document_verdicts_rejected_is_never_accepted
after insert on bankagent.document_verdicts
referencing new table as new_rows
for each statement execute function bankagent.check_verdicts();
create or replace trigger document_verdicts_append_only
before update or delete or truncate on bankagent.document_verdicts
for each statement execute function bankagent.refuse_change();
create or replace trigger requirement_waivers_have_entry
after insert on bankagent.requirement_waivers
referencing new table as new_rows
for each statement execute function bankagent.check_findings();
create or replace trigger requirement_waivers_append_only
before update or delete or truncate on bankagent.requirement_waivers
for each statement execute function bankagent.refuse_change();
create or replace trigger waiver_confirmations_have_entry
after insert on bankagent.waiver_confirmations
referencing new table as new_rows
for each statement execute function bankagent.check_findings();
create or replace trigger waiver_confirmations_append_only
before update or delete or truncate on bankagent.waiver_confirmations
for each statement execute function bankagent.refuse_change();
create or replace trigger screening_judgements_have_entry
after insert on bankagent.screening_judgements
referencing new table as new_rows
for each statement execute function bankagent.check_findings();
create or replace trigger screening_judgements_append_only
before update or delete or truncate on bankagent.screening_judgements
for each statement execute function bankagent.refuse_change();
