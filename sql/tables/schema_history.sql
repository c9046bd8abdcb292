-- Records of `bankagent migrate`: versions, files and definitions, for upgrades and for the doctor.

create table bankagent.schema_versions (
    version integer primary key,
    procrastinate text not null,
    installed_at timestamptz not null default now(),
    installed_by text not null default session_user
);

comment on table bankagent.schema_versions is
'Schema versions that this database has had; the highest one is in force.';
comment on column bankagent.schema_versions.version is
'Schema version. It rises by one whenever old code could fail; code accepts its own version, the '
'one before and the next.';
comment on column bankagent.schema_versions.procrastinate is
'Version of Procrastinate whose schema is installed.';
comment on column bankagent.schema_versions.installed_at is 'Time of the installation (UTC).';
comment on column bankagent.schema_versions.installed_by is
'Database user who installed the version.';

create table bankagent.schema_files (
    file text primary key,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    applied_by text not null default session_user
);

comment on table bankagent.schema_files is
'Files of sql/ as they were last applied, with their digests.';
comment on column bankagent.schema_files.file is 'Path of the file below sql/.';
comment on column bankagent.schema_files.sha256 is 'SHA-256 of the file''s bytes, in hex.';
comment on column bankagent.schema_files.applied_at is 'Time when the file was last applied (UTC).';
comment on column bankagent.schema_files.applied_by is 'Database user who applied the file.';

create table bankagent.schema_objects (
    kind text not null,
    name text not null,
    sha256 text not null,
    primary key (kind, name)
);

comment on table bankagent.schema_objects is
'Definitions of all objects after the last migration. Tables, constraints and indexes are as the '
'code has them, all others as they stood then. See ops.schema_drift.';
comment on column bankagent.schema_objects.kind is
'Kind of object: function, table, view, index, constraint or trigger.';
comment on column bankagent.schema_objects.name is
'Name with the schema; with argument types for functions.';
comment on column bankagent.schema_objects.sha256 is 'SHA-256 of the definition, in hex.';
