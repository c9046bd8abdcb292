create or replace view ops.policy_versions as
select
    p.key,
    p.version,
    case
        when period.active_from > clock_timestamp() then 'tested'
        when period.active_until <= clock_timestamp() then 'retired'
        when period.active_from is not null then 'active'
        when checks.linted and checks.tested then 'tested'
        when checks.linted then 'linted'
        else 'draft'
    end as status,
    p.description,
    p.sha256,
    p.created_by as author,
    p.created_at as stored_at,
    checks.linted,
    checks.tested,
    period.active_from,
    period.active_until,
    period.activated_by,
    period.reason
from bankagent.policies as p
cross join
    lateral (
        select
            coalesce((
                select c.passed
                from bankagent.policy_checks as c
                where c.key = p.key and c.version = p.version and c.kind = 'lint'
                order by c.id desc
                limit 1
            ), false) as linted,
            coalesce((
                select c.passed
                from bankagent.policy_checks as c
                where c.key = p.key and c.version = p.version and c.kind = 'test'
                order by c.id desc
                limit 1
            ), false) as tested
    ) as checks
-- Of a version that was activated several times: the present period, else the next, else the last.
left join lateral (
    select x.*
    from ops.policy_periods as x
    where x.key = p.key and x.version = p.version
    order by
        (
            x.active_from <= clock_timestamp()
            and coalesce(x.active_until > clock_timestamp(), true)
        ) desc,
        x.active_from > clock_timestamp() desc,
        x.active_from desc
    limit 1
) as period on true
order by key, version;

comment on view ops.policy_versions is
'Policy versions with their status: draft, linted, tested, active or retired. The row with status '
'active is in force now.';
comment on column ops.policy_versions.key is 'Key of the policy.';
comment on column ops.policy_versions.version is 'Version of the policy.';
comment on column ops.policy_versions.status is
'Status: draft, linted, tested, active or retired. One that is activated for later is tested.';
comment on column ops.policy_versions.description is 'Purpose of the policy in one sentence.';
comment on column ops.policy_versions.sha256 is 'SHA-256 of its table, in hex.';
comment on column ops.policy_versions.author is 'Author of the version.';
comment on column ops.policy_versions.stored_at is 'Time of storage (UTC).';
comment on column ops.policy_versions.linted is 'True if its last lint passed.';
comment on column ops.policy_versions.tested is 'True if its last test passed.';
comment on column ops.policy_versions.active_from is
'Start of its present, next or last time in force (UTC).';
comment on column ops.policy_versions.active_until is
'End of that time (UTC); null while no later activation ends it.';
comment on column ops.policy_versions.activated_by is
'Person who activated it; bankagent for what it ships.';
comment on column ops.policy_versions.reason is 'Reason of the activation.';
