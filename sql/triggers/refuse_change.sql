create or replace function bankagent.refuse_change()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    raise exception '% is append-only: % is refused; write what is new through the verbs',
        tg_table_name, tg_op using errcode = 'BA403';
end
$$;

comment on function bankagent.refuse_change() is
'Refuses to change or remove evidence, whoever asks.';

create or replace trigger append_only
before update or delete or truncate on bankagent.agent_audit_log
for each statement execute function bankagent.refuse_change();
create or replace trigger append_only
before update or delete or truncate on bankagent.evaluations
for each statement execute function bankagent.refuse_change();
create or replace trigger append_only
before update or delete or truncate on bankagent.decisions
for each statement execute function bankagent.refuse_change();
create or replace trigger append_only
before update or delete or truncate on bankagent.policies
for each statement execute function bankagent.refuse_change();
create or replace trigger nobody_changes
before insert or update or delete or truncate on bankagent.request_moves
for each statement execute function bankagent.refuse_change();
create or replace trigger append_only
before delete or truncate on bankagent.banking_requests
for each statement execute function bankagent.refuse_change();
