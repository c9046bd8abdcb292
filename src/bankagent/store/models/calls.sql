-- Calls of models, by workers.

-- name: begin
select b.disposition, b.call_id, b.until, b.reason
from bankagent.begin_model_call(
    %(job_id)s::bigint,
    %(worker_id)s::bigint,
    %(attempts)s::integer,
    %(request_id)s::bigint,
    %(provider)s::text,
    %(model)s::text,
    %(input_tokens)s::bigint,
    %(output_tokens)s::bigint
) as b;

-- name: end_call
-- In the form of model_calls.cost.
select e.disposition, trim_scale(round(e.cost, 12)) as cost
from bankagent.end_model_call(
    %(job_id)s::bigint,
    %(worker_id)s::bigint,
    %(attempts)s::integer,
    %(request_id)s::bigint,
    %(call_id)s::bigint,
    %(input_tokens)s::bigint,
    %(output_tokens)s::bigint,
    %(cached_tokens)s::bigint
) as e;

-- name: note_fault
select n.disposition, n.until, n.reason
from bankagent.note_model_fault(
    %(job_id)s::bigint,
    %(worker_id)s::bigint,
    %(attempts)s::integer,
    %(request_id)s::bigint,
    %(call_id)s::bigint,
    %(fault)s::text,
    %(until)s::timestamptz
) as n;
