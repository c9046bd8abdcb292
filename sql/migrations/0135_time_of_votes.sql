-- A vote has the time at which it was judged, not the start of its transaction: one that waited for
-- its lock seemed older than the delegation that it rests on. Changes the catalog only.
alter table bankagent.votes alter column created_at set default clock_timestamp();
