-- An attempt whose decision must not count, though nothing went wrong: what it rests on has
-- changed, or an earlier request comes first. A function that prepares items for settle_jobs puts
-- this in the place of such an item.
create or replace function bankagent.decide_anew(item jsonb)
returns jsonb
language sql immutable
set search_path to bankagent, pg_temp
return jsonb_build_object(
    'job_id', item -> 'job_id',
    'worker_id', item -> 'worker_id',
    'attempts', item -> 'attempts',
    'request_id', item -> 'request_id',
    'again', true
);

comment on function bankagent.decide_anew(jsonb) is
'Item of settle_jobs that is answered with again. Nothing is written, its worker keeps the job, '
'and nothing of the retry budget is spent.';
