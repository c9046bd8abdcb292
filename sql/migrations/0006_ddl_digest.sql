-- What a file makes, apart from its comments: so that migrate can tell better comments of a table
-- from another table, and needs no migration for the first.
alter table bankagent.schema_files add column ddl_sha256 text;

comment on column bankagent.schema_files.ddl_sha256 is
'SHA-256, in hex, of the file''s statements without comments. Null for files that are applied '
'again in full when they change.';
