-- Evaluations record what their facts were found from. New columns without a default change the
-- catalog only: no row is written again, and the lock on the table lasts milliseconds.
alter table bankagent.evaluations add column reference jsonb;
alter table bankagent.evaluations add column known jsonb;

comment on column bankagent.evaluations.reference is
'Versions of the reference data that were used, by dataset; null before they were recorded.';
comment on column bankagent.evaluations.known is
'Values that were looked up for the facts of this request, by need; null before they were recorded.';
