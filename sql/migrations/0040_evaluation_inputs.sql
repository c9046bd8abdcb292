-- Evaluations record what their facts were found from. New columns without a default change the
-- catalog only: no row is written again, and the lock on the table lasts milliseconds.
alter table bankagent.evaluations add column reference jsonb;
alter table bankagent.evaluations add column known jsonb;

comment on column bankagent.evaluations.reference is
'Versions of reference data that were used, by dataset. Null before they were recorded.';
comment on column bankagent.evaluations.known is
'Looked-up values that the facts saw, by need. Null before they were recorded.';
