-- What never changes, superusers included: laws and the audit trail name it. A trigger fires only
-- where a statement sets one of its columns, so that the verbs, which set others, pay nothing.

create or replace function bankagent.refuse_column()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    raise exception '% never changes in its column %', tg_table_name, array_to_string(tg_argv, ', ')
        using errcode = 'BA403', table = tg_table_name;
end
$$;

comment on function bankagent.refuse_column() is
'Trigger: refuse to change a column that never changes, for superusers too.';

create or replace function bankagent.refuse_delete()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    raise exception '% of % is refused: requests and the audit trail name its rows; disable or revoke '
        'instead', tg_op, tg_table_name using errcode = 'BA403', table = tg_table_name;
end
$$;

comment on function bankagent.refuse_delete() is
'Trigger: refuse to remove rows that others name, for superusers too.';

create or replace function bankagent.refuse_used_type()
returns trigger
language plpgsql
set search_path to bankagent, pg_temp
as $$
begin
    if exists (select from banking_requests as r where r.request_type = old.name) then
        raise exception 'a row of request_types is refused to be removed: requests have the type %',
            old.name using errcode = 'BA403', table = tg_table_name;
    end if;
    return old;
end
$$;

comment on function bankagent.refuse_used_type() is
'Trigger: refuse to remove a request type that requests have. Without its row no attempt settles.';

create or replace trigger banking_requests_keeps_columns
before update of id, client_id, request_type, maker, on_behalf_of, created_at
on bankagent.banking_requests
for each row
when (
    (new.id, new.client_id, new.request_type, new.maker, new.on_behalf_of, new.created_at)
    is distinct from (
        old.id, old.client_id, old.request_type, old.maker, old.on_behalf_of, old.created_at
    )
)
execute function bankagent.refuse_column(
    'id', 'client_id', 'request_type', 'maker', 'on_behalf_of', 'created_at'
);
create or replace trigger idempotency_keys_keeps_columns
before update of caller, key, request_id, body_sha256
on bankagent.idempotency_keys
for each row
when (
    (new.caller, new.key, new.request_id, new.body_sha256)
    is distinct from (old.caller, old.key, old.request_id, old.body_sha256)
)
execute function bankagent.refuse_column('caller', 'key', 'request_id', 'body_sha256');
create or replace trigger suspect_jobs_keeps_columns
before update of job_id, request_id, noted_at
on bankagent.suspect_jobs
for each row
when (
    (new.job_id, new.request_id, new.noted_at)
    is distinct from (old.job_id, old.request_id, old.noted_at)
)
execute function bankagent.refuse_column('job_id', 'request_id', 'noted_at');
create or replace trigger callers_keeps_columns
before update of name, created_at, created_by
on bankagent.callers
for each row
when (
    (new.name, new.created_at, new.created_by)
    is distinct from (old.name, old.created_at, old.created_by)
)
execute function bankagent.refuse_column('name', 'created_at', 'created_by');
create or replace trigger reviewers_keeps_columns
before update of name, created_at, created_by
on bankagent.reviewers
for each row
when (
    (new.name, new.created_at, new.created_by)
    is distinct from (old.name, old.created_at, old.created_by)
)
execute function bankagent.refuse_column('name', 'created_at', 'created_by');
create or replace trigger api_keys_keeps_columns
before update of id, kind, holder, slot, secret_sha256, created_at, created_by, expires_at
on bankagent.api_keys
for each row
when (
    (
        new.id, new.kind, new.holder, new.slot,
        new.secret_sha256, new.created_at, new.created_by, new.expires_at
    )
    is distinct from (
        old.id, old.kind, old.holder, old.slot,
        old.secret_sha256, old.created_at, old.created_by, old.expires_at
    )
)
execute function bankagent.refuse_column(
    'id', 'kind', 'holder', 'slot', 'secret_sha256', 'created_at', 'created_by', 'expires_at'
);
create or replace trigger request_types_keeps_columns
before update of name
on bankagent.request_types
for each row
when (new.name is distinct from old.name)
execute function bankagent.refuse_column('name');
create or replace trigger worker_processes_keeps_columns
before update of worker_id, host, pid, version, started_at
on bankagent.worker_processes
for each row
when (
    (new.worker_id, new.host, new.pid, new.version, new.started_at)
    is distinct from (old.worker_id, old.host, old.pid, old.version, old.started_at)
)
execute function bankagent.refuse_column('worker_id', 'host', 'pid', 'version', 'started_at');
-- A key that was revoked stays so, with the time and the user.
create or replace trigger api_keys_revoked_once
before update of revoked_at, revoked_by
on bankagent.api_keys
for each row
when (
    old.revoked_at is not null
    and (new.revoked_at, new.revoked_by) is distinct from (old.revoked_at, old.revoked_by)
)
execute function bankagent.refuse_column('revoked_at', 'revoked_by');
create or replace trigger callers_no_delete
before delete or truncate on bankagent.callers
for each statement execute function bankagent.refuse_delete();
create or replace trigger reviewers_no_delete
before delete or truncate on bankagent.reviewers
for each statement execute function bankagent.refuse_delete();
create or replace trigger api_keys_no_delete
before delete or truncate on bankagent.api_keys
for each statement execute function bankagent.refuse_delete();
create or replace trigger request_types_no_truncate
before truncate on bankagent.request_types
for each statement execute function bankagent.refuse_delete();
create or replace trigger request_types_used_no_delete
before delete on bankagent.request_types
for each row execute function bankagent.refuse_used_type();
