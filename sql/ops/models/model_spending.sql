create or replace view ops.model_spending as
select
    u.client_id,
    (u.started_at at time zone 'utc')::date as day,
    u.provider,
    u.model,
    count(*) as calls,
    count(*) filter (where u.state = 'open') as open_calls,
    count(*) filter (where u.state not in ('open', 'answered')) as faults,
    sum(u.tokens) as tokens,
    sum(u.cost) as cost,
    count(*) filter (where u.cost is null) as unpriced_calls
from ops.model_call_use as u
group by u.client_id, (u.started_at at time zone 'utc')::date, u.provider, u.model;

comment on view ops.model_spending is
'Spending on models by client and day of UTC, provider and model.';
comment on column ops.model_spending.client_id is 'Client of the requests.';
comment on column ops.model_spending.day is 'Day (UTC).';
comment on column ops.model_spending.provider is 'Provider that was called.';
comment on column ops.model_spending.model is 'Name of the model.';
comment on column ops.model_spending.calls is 'Number of calls that were begun.';
comment on column ops.model_spending.open_calls is
'Calls without an end: in flight, or of a worker that died. They count their estimate.';
comment on column ops.model_spending.faults is 'Calls that failed.';
comment on column ops.model_spending.tokens is 'Tokens, sent and answered.';
comment on column ops.model_spending.cost is
'Cost by the listed prices, in USD. Calls without a price are left out.';
comment on column ops.model_spending.unpriced_calls is
'Calls without a price, which the cost leaves out.';
