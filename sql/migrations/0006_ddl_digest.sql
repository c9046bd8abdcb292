-- A second digest for the files of tables and migrations, of their statements without comments:
-- migrate applies a change of comments alone, and still refuses any other change.
alter table bankagent.schema_files add column ddl_sha256 text;

comment on column bankagent.schema_files.ddl_sha256 is
'SHA-256, in hex, of a table file''s statements without comments; else null. Where only comments '
'differ, migrate applies those alone.';
