-- Request types of a bank's own packages. A new column without a default changes the catalog only,
-- and the check reads a handful of rows: the lock on the table lasts milliseconds.
alter table bankagent.request_types
add column package text
constraint request_types_package_has_a_name check (package ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$');

comment on column bankagent.request_types.package is
'Python package whose entry point brings the type; null for a type of bankagent. Workers without '
'the package get no request of it.';
comment on constraint request_types_package_has_a_name on bankagent.request_types is
'Name of a package, as installers know it.';
