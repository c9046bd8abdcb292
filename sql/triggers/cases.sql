-- Findings of people on a case, and the approval of a case, superusers included.

create or replace function bankagent.check_findings()
returns trigger
language plpgsql security definer
set search_path to bankagent, pg_temp
as $$
declare
    wrong bigint;
    unfit record;
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
        and may_sign_as(n.reviewer)
    ) is not true
    limit 1;
    if found then
        raise exception 'a finding on request % has no audit entry of its own transaction, or is in '
            'the name of another person: use the functions of schema bankagent (give_findings, '
            'confirm_waiver)', wrong
            using errcode = 'BA403';
    end if;
    select n.request_id, n.reviewer, f.fault into unfit
    from new_rows as n
    inner join banking_requests as r on r.id = n.request_id
    cross join lateral (
        select finding_fault(r, n.reviewer, to_jsonb(n) ->> 'proposer') as fault offset 0
    ) as f
    where f.fault is not null
    limit 1;
    if found then
        raise exception '% may not judge request %: %', unfit.reviewer, unfit.request_id, unfit.fault
            using errcode = 'BA403';
    end if;
    return null;
end
$$;

comment on function bankagent.check_findings() is
'Trigger: a finding on a case has its audit entry. The entry is of the same transaction and names '
'the reviewer, in whose name this session may write and whose authority covers the case.';

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
    inner join banking_requests as r on r.id = n.request_id
    where n.verdict = 'accept' and is_rejected(n.sha256, r.client_id, n.id)
    limit 1;
    if found then
        raise exception 'a document of request % was rejected in a case of this client: it is never '
            'accepted again; another file must take its place', wrong using errcode = 'BA409';
    end if;
    return null;
end
$$;

comment on function bankagent.check_verdicts() is
'Trigger: a file that was rejected is accepted in no case of the client.';

-- Once a statement, and the cases are found first: a settle of 100 trades pays one look at its
-- requests. The planner would ask case_fault before the join, 100 times (3.5 ms).
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
    with approved as materialized (
        select n.*
        from new_rows as n
        where n.decision = 'approved'
            and (select r.request_type from banking_requests as r where r.id = n.request_id)
            = 'client_onboarding'
    )

    select a.request_id, f.fault into wrong
    from approved as a
    cross join lateral (
        select case_fault(a.request_id, a.job_id, a.attempt) as fault offset 0
    ) as f
    where f.fault is not null
    limit 1;
    if found then
        raise exception 'request % cannot be approved: %', wrong.request_id, wrong.fault
            using errcode = 'BA409', constraint = 'decisions_approve_no_open_case';
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
