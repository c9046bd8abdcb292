-- They return a code beside each sentence now, and so are made anew by the files of ops/. What a
-- program compared before stays: the columns keep their names, their order and their sentences.
drop view if exists ops.audit_gaps_lately;
drop function if exists ops.audit_gaps_since(timestamptz);
drop function if exists ops.why_waiting(bigint);

-- It lists readers and helpers too, and so is called ops.functions now.
drop view if exists ops.verbs;
