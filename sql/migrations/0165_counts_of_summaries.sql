-- Two more counts of a summary. PostgreSQL does not replace a function whose columns differ; both
-- are made anew after the migrations, in the same transaction, with their rights. Workers of before
-- name the columns that they read, and go on.
drop function if exists bankagent.claim_summaries(integer);
drop function if exists bankagent.waiting_for(text);
