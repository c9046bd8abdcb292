create or replace view ops.model_pauses as
select
    p.provider,
    s.paused_until,
    s.kind,
    s.faults_in_row
from (select distinct m.provider from bankagent.models as m) as p
cross join lateral bankagent.provider_state(p.provider) as s
where s.paused_until > clock_timestamp();

comment on view ops.model_pauses is
'Pauses of providers by their faults. No worker calls such a provider. To end one: select '
'bankagent.lift_model_pause(provider).';
comment on column ops.model_pauses.provider is 'Provider that is not called.';
comment on column ops.model_pauses.paused_until is 'End of the pause (UTC).';
comment on column ops.model_pauses.kind is 'Kind of the fault that paused it; model_faults.kind.';
comment on column ops.model_pauses.faults_in_row is
'Calls in a row that failed, of the last 15 minutes.';
