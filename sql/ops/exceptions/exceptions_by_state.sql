create or replace view ops.exceptions_by_state as
select
    s.state,
    s.is_final,
    count(x.id) as exceptions,
    count(x.id) filter (where x.severity = 'critical') as critical,
    sum(x.exposure_usd) as exposure_usd,
    min(x.value_date) as oldest_value_date
from bankagent.exception_states as s
left join bankagent.trade_exceptions as x on x.state = s.state
group by s.state, s.is_final;

comment on view ops.exceptions_by_state is 'Trade exceptions in each state.';
comment on column ops.exceptions_by_state.state is 'State.';
comment on column ops.exceptions_by_state.is_final is 'True where exceptions are closed in it.';
comment on column ops.exceptions_by_state.exceptions is 'Number of exceptions.';
comment on column ops.exceptions_by_state.critical is 'Number of them that are critical.';
comment on column ops.exceptions_by_state.exposure_usd is 'Amount at stake in USD, where known.';
comment on column ops.exceptions_by_state.oldest_value_date is 'Earliest value date.';

create or replace view ops.exceptions_by_cause as
select
    x.primary_code,
    coalesce(l.label, '(no label)') as label,
    count(*) as exceptions,
    count(*) filter (where x.closed_at is null) as still_open,
    sum(x.exposure_usd) as exposure_usd,
    max(x.opened_at) as last_opened_at
from bankagent.trade_exceptions as x
left join ops.exception_labels_set as l on l.exception_id = x.id
group by x.primary_code, coalesce(l.label, '(no label)');

comment on view ops.exceptions_by_cause is
'Trade exceptions by reason code and label. One with two labels is counted under both.';
comment on column ops.exceptions_by_cause.primary_code is
'ISO reason code of the break that counts most.';
comment on column ops.exceptions_by_cause.label is 'Label, such as a root cause.';
comment on column ops.exceptions_by_cause.exceptions is 'Number of exceptions, open and closed.';
comment on column ops.exceptions_by_cause.still_open is 'Number of them that are open.';
comment on column ops.exceptions_by_cause.exposure_usd is 'Amount at stake in USD, where known.';
comment on column ops.exceptions_by_cause.last_opened_at is 'Time of the last opening (UTC).';
