create or replace function bankagent.refuse_change()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    raise exception '% is append-only: % is refused; write new rows by the functions of schema '
        'bankagent',
        tg_table_name, tg_op using errcode = 'BA403';
end
$$;

comment on function bankagent.refuse_change() is
'Trigger: refuse to change or remove evidence, for superusers too.';

create or replace trigger agent_audit_log_append_only
before update or delete or truncate on bankagent.agent_audit_log
for each statement execute function bankagent.refuse_change();
create or replace trigger evaluations_append_only
before update or delete or truncate on bankagent.evaluations
for each statement execute function bankagent.refuse_change();
create or replace trigger decisions_append_only
before update or delete or truncate on bankagent.decisions
for each statement execute function bankagent.refuse_change();
create or replace trigger policies_append_only
before update or delete or truncate on bankagent.policies
for each statement execute function bankagent.refuse_change();
create or replace trigger request_statuses_read_only
before insert or update or delete or truncate on bankagent.request_statuses
for each statement execute function bankagent.refuse_change();
create or replace trigger request_moves_read_only
before insert or update or delete or truncate on bankagent.request_moves
for each statement execute function bankagent.refuse_change();
create or replace trigger banking_requests_no_delete
before delete or truncate on bankagent.banking_requests
for each statement execute function bankagent.refuse_change();
create or replace trigger votes_append_only
before update or delete or truncate on bankagent.votes
for each statement execute function bankagent.refuse_change();
create or replace trigger approval_stages_append_only
before update or delete or truncate on bankagent.approval_stages
for each statement execute function bankagent.refuse_change();
create or replace trigger authorities_append_only
before update or delete or truncate on bankagent.authorities
for each statement execute function bankagent.refuse_change();
create or replace trigger authority_ends_append_only
before update or delete or truncate on bankagent.authority_ends
for each statement execute function bankagent.refuse_change();
create or replace trigger payload_versions_append_only
before update or delete or truncate on bankagent.payload_versions
for each statement execute function bankagent.refuse_change();
create or replace trigger request_answers_append_only
before update or delete or truncate on bankagent.request_answers
for each statement execute function bankagent.refuse_change();
create or replace trigger approvals_no_delete
before delete or truncate on bankagent.approvals
for each statement execute function bankagent.refuse_change();
-- An approval is closed once; no other column of it changes.
create or replace trigger approvals_close_once
before update on bankagent.approvals
for each row
when (
    old.closed_at is not null
    or new.closed_at is null
    or (
        new.job_id, new.attempt, new.request_id, new.digest, new.digest_form, new.opened_at,
        new.exposure_amount, new.exposure_currency
    )
    is distinct from (
        old.job_id, old.attempt, old.request_id, old.digest, old.digest_form, old.opened_at,
        old.exposure_amount, old.exposure_currency
    )
)
execute function bankagent.refuse_change();
create or replace trigger pauses_no_delete
before delete or truncate on bankagent.pauses
for each statement execute function bankagent.refuse_change();
-- A pause ends once; no other column of it changes.
create or replace trigger pauses_close_once
before update on bankagent.pauses
for each row
when (
    old.resumed_at is not null
    or new.resumed_at is null
    or (new.id, new.kind, new.name, new.reason, new.paused_at, new.paused_by, new.ends_at)
    is distinct from (
        old.id, old.kind, old.name, old.reason, old.paused_at, old.paused_by, old.ends_at
    )
)
execute function bankagent.refuse_change();
