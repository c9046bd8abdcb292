create or replace view ops.model_call_use as
select
    s.id as call_id,
    s.request_id,
    s.client_id,
    s.provider,
    s.model,
    s.started_at,
    case
        when e.call_id is not null then 'answered'
        when f.call_id is not null then f.kind
        else 'open'
    end as state,
    f.kind is null or f.kind not in ('rate_limited', 'unavailable', 'rejected') as counts,
    case
        when e.call_id is not null then e.input_tokens + e.output_tokens
        when f.kind in ('rate_limited', 'unavailable', 'rejected') then 0
        else s.input_tokens + s.output_tokens
    end as tokens,
    case
        when e.call_id is not null then e.cost
        when f.kind in ('rate_limited', 'unavailable', 'rejected') then 0
        else s.cost
    end as cost
from bankagent.model_call_starts as s
left join bankagent.model_call_ends as e on e.call_id = s.id
left join bankagent.model_faults as f on f.call_id = s.id;

comment on view ops.model_call_use is
'Calls of models, with what each counts against limits. An answered call counts what the provider '
'counted. One that it did not carry out counts nothing, and any other its estimate.';
comment on column ops.model_call_use.call_id is 'Number of the call; model_call_starts.id.';
comment on column ops.model_call_use.request_id is 'Request that it is for.';
comment on column ops.model_call_use.client_id is 'Client of the request.';
comment on column ops.model_call_use.provider is 'Provider that was called.';
comment on column ops.model_call_use.model is 'Name of the model.';
comment on column ops.model_call_use.started_at is 'Time of the start (UTC).';
comment on column ops.model_call_use.state is
'State: open, answered, or the kind of its fault.';
comment on column ops.model_call_use.counts is
'True for a call that counts against limits of requests and of clients.';
comment on column ops.model_call_use.tokens is 'Tokens that count, sent and answered.';
comment on column ops.model_call_use.cost is
'Cost that counts, in USD; null where the model has no price.';
