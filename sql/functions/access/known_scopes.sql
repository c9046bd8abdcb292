-- A check constraint uses it, and so it is installed before the migrations. A new scope is added
-- here and in domain/caller.py (a test compares them), without a change of the table.
create or replace function bankagent.known_scopes()
returns text[]
language sql immutable parallel safe
return array['requests:write', 'requests:read', 'requests:read_all', 'operate'];

comment on function bankagent.known_scopes() is
'Scopes that a caller may have. See docs/callers.md for what each of them allows.';
