-- What was installed, when and by whom: the memory of `bankagent migrate` and of doctors.

create table bankagent.schema_versions (
    version integer primary key,
    procrastinate text not null,
    installed_at timestamptz not null default now(),
    installed_by text not null default session_user
);

comment on table bankagent.schema_versions is
'Each version of the schema that this database has had; the highest one is in force.';
comment on column bankagent.schema_versions.version is
'Rises by one whenever old code could stumble; code accepts its own, the one before and the next.';
comment on column bankagent.schema_versions.procrastinate is
'The version of Procrastinate whose schema is installed beside it.';
comment on column bankagent.schema_versions.installed_at is 'When it was installed (UTC).';
comment on column bankagent.schema_versions.installed_by is 'The database user who installed it.';

create table bankagent.schema_files (
    file text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    applied_by text not null default session_user
);

comment on table bankagent.schema_files is
'Each file of sql/ as it was last applied, with its digest.';
comment on column bankagent.schema_files.file is 'Path below sql/.';
comment on column bankagent.schema_files.sha256 is 'SHA-256 of the file''s bytes, in hex.';
comment on column bankagent.schema_files.applied_at is 'When it was applied (UTC).';
comment on column bankagent.schema_files.applied_by is 'The database user who applied it.';

create table bankagent.schema_objects (
    kind text not null,
    name text not null,
    sha256 text not null,
    primary key (kind, name)
);

comment on table bankagent.schema_objects is
'Each function, table, view … as it stood after the last migration; see ops.schema_drift.';
comment on column bankagent.schema_objects.kind is 'function, table, view, trigger or index.';
comment on column bankagent.schema_objects.name is 'Qualified; with argument types for functions.';
comment on column bankagent.schema_objects.sha256 is 'SHA-256 of its definition, in hex.';
