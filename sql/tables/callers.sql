create table bankagent.callers (
    name text primary key,
    scopes text[] not null default '{requests:write,requests:read}',
    created_at timestamptz not null default now(),
    created_by text not null default session_user,
    disabled_at timestamptz,
    disabled_by text,
    constraint caller_name_is_a_plain_word check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    -- These two are actors of the audit log already.
    constraint caller_name_is_free check (name not in ('anonymous', 'rescuer')),
    constraint scopes_are_known check (
        scopes <@ array['requests:write', 'requests:read', 'requests:read_all', 'operate']
        and cardinality(scopes) > 0
    ),
    constraint disabled_by_somebody check ((disabled_at is null) = (disabled_by is null))
);

comment on table bankagent.callers is
'Callers: programs that may call the API. A caller''s name is the maker of its requests for '
'ever: a row is disabled, never removed. Written by add_caller and disable_holder.';
comment on column bankagent.callers.name is 'Name of the caller; maker and actor of what it does.';
comment on column bankagent.callers.scopes is
'Rights: requests:write, requests:read (its own), requests:read_all, operate.';
comment on column bankagent.callers.created_at is 'Time of registration (UTC).';
comment on column bankagent.callers.created_by is 'Database user who added the caller.';
comment on column bankagent.callers.disabled_at is
'Time from which none of its keys works (UTC); null while enabled.';
comment on column bankagent.callers.disabled_by is
'Database user who disabled the caller; null while enabled.';
