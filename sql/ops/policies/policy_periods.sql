create or replace view ops.policy_periods as
select
    a.key,
    a.version,
    a.author,
    a.active_from,
    lead(a.active_from) over (partition by a.key order by a.active_from) as active_until,
    a.activated_at,
    a.activated_by,
    a.reason,
    a.facts
from bankagent.policy_activations as a
where a.withdrawn_at is null;

comment on view ops.policy_periods is
'Times in force of policy versions, past, present and to come. In force at an instant is the row '
'with active_from up to then and active_until after it, or null. Withdrawn activations are not '
'here.';
comment on column ops.policy_periods.key is 'Key of the policy.';
comment on column ops.policy_periods.version is 'Version of the policy.';
comment on column ops.policy_periods.author is 'Author of the version.';
comment on column ops.policy_periods.active_from is 'Start of this time in force (UTC).';
comment on column ops.policy_periods.active_until is
'End of this time in force (UTC); null while no later activation ends it.';
comment on column ops.policy_periods.activated_at is 'Time of the activation (UTC).';
comment on column ops.policy_periods.activated_by is
'Person who activated it; bankagent for what it ships.';
comment on column ops.policy_periods.reason is 'Reason of the activation.';
comment on column ops.policy_periods.facts is 'Facts that the version needs, by name.';
