-- The end that an operator sets for a pause when it begins. Old code does not name the column, and
-- its pauses last until they are resumed.
alter table bankagent.pauses
add column ends_at timestamptz,
add constraint pauses_end_after_they_begin check (ends_at > paused_at);

comment on column bankagent.pauses.ends_at is
'Time when it ends by itself (UTC), and who paused it counts as who resumed it. Null for a pause '
'that lasts until resume.';
