-- Claims may leave out queues, whose jobs wait for models. A new argument is another function to
-- PostgreSQL: both are made anew after the migrations, in the same transaction, with their rights.
-- Workers of before name no queue to leave out, and go on.
drop function if exists bankagent.claim_jobs(
    bigint, text[], integer, boolean, text, integer, bigint
);
drop function if exists bankagent.claim_suspect(text[], text[]);
