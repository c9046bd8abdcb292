-- Plain SQL with no settings, so that the planner inlines both functions into settle_jobs.
create or replace function bankagent.outcome_ends()
returns table (outcome text, status text, decision text, stricter jsonb)
language sql immutable parallel safe
as $$
    values
    (
        'approve', 'processed', 'approved',
        '{"outcomes": ["needs_info", "review", "dual_control", "escalate", "reject"]}'::jsonb
    ),
    (
        'needs_info', 'needs_info', null,
        '{"outcomes": ["review", "dual_control", "escalate", "reject"]}'
    ),
    ('review', 'awaiting_approval', null, '{"outcomes": ["dual_control", "escalate", "reject"]}'),
    ('dual_control', 'awaiting_approval', null, '{"outcomes": ["escalate", "reject"]}'),
    ('escalate', 'awaiting_approval', null, '{"outcomes": ["reject"]}'),
    ('reject', 'processed', 'rejected', '{"outcomes": []}')
$$;

comment on function bankagent.outcome_ends() is
'Status and decision to which each outcome of an evaluation leads. stricter names the outcomes '
'that are stricter than it. service/decisions/evaluate.py derives the same; a test compares them.';

create or replace function bankagent.is_end_said(
    p_status text, p_decision text, p_result jsonb, p_evaluation jsonb,
    ends_status text, ends_decision text, ends_stricter jsonb, policy_sha256 text
)
returns boolean
language sql immutable parallel safe
as $$
    select
        p_status = ends_status
        and p_decision is not distinct from ends_decision
        and pg_catalog.jsonb_typeof(p_result) = 'object'
        and p_result ->> 'decision' is not distinct from ends_decision
        and coalesce(p_result ->> 'outcome' = p_evaluation ->> 'outcome', true)
        and case
            when ends_decision is null then p_result ->> 'decided_by' is null
            else coalesce(p_result ->> 'decided_by' = 'policy', true)
        end
        and case
            when p_evaluation ->> 'policy_key' is null then ends_decision is null
            else p_evaluation ->> 'policy_sha256' = policy_sha256
        end
        and pg_catalog.jsonb_path_exists(
            p_evaluation -> 'fired', '$[*].outcome ? (@ == $outcomes[*])', ends_stricter
        ) is not true
$$;

comment on function bankagent.is_end_said(
    text, text, jsonb, jsonb, text, text, jsonb, text
) is
'Test of an attempt''s end: true where it is the one that its evaluation says. The arguments '
'ends_* are the row of outcome_ends for the outcome, and policy_sha256 is that of the policy that '
'it names.';

create or replace function bankagent.refuse_end(
    p_item integer, p_status text, p_decision text, p_result jsonb, p_evaluation jsonb
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    says record;
    field text := 'evaluation';
    expected text;
begin
    select e.* into says from outcome_ends() as e where e.outcome = p_evaluation ->> 'outcome';
    if says.outcome is null then
        expected := 'must have an outcome: approve, needs_info, review, dual_control, escalate or '
            'reject';
    elsif p_status is distinct from says.status then
        field := 'status';
        expected := format('must be %s, as the outcome %s says', says.status, says.outcome);
    elsif p_decision is distinct from says.decision then
        field := 'decision';
        expected := format(
            'must be %s, as the outcome %s says', coalesce(says.decision, 'null'), says.outcome
        );
    elsif jsonb_typeof(p_result) is distinct from 'object' then
        field := 'result';
        expected := 'must be an object';
    elsif jsonb_path_exists(
        p_evaluation -> 'fired', '$[*].outcome ? (@ == $outcomes[*])', says.stricter
    ) then
        expected := 'must have the strictest outcome of its fired rules';
    elsif p_result ->> 'decision' is distinct from says.decision
        or p_result ->> 'decided_by' is not null and (
            says.decision is null or p_result ->> 'decided_by' <> 'policy'
        )
        or p_result ->> 'outcome' <> says.outcome
    then
        field := 'result';
        expected := 'must say the decision, decided_by and outcome that the evaluation says';
    else
        expected := 'must name a policy of bankagent.policies, with its version and SHA-256; '
            'without a policy nothing is decided';
    end if;
    raise exception 'item %: % %', p_item, field, expected using
        errcode = 'BA422', detail = p_item, column = field, hint = expected;
end
$$;

comment on function bankagent.refuse_end(integer, text, text, jsonb, jsonb) is
'Refuse an end of an attempt that its evaluation does not say. Names what is wrong; settle_jobs '
'calls it for such an item alone. BA422.';
