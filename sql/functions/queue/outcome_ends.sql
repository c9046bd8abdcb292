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

create or replace function bankagent.end_fault(
    p_status text, p_decision text, p_result jsonb, p_evaluation jsonb,
    ends_status text, ends_decision text, ends_stricter jsonb, policy_sha256 text
)
returns text
language sql immutable parallel safe
as $$
    select case
        when ends_status is null then 'outcome'
        when p_status is distinct from ends_status then 'status'
        when p_decision is distinct from ends_decision then 'decision'
        when pg_catalog.jsonb_typeof(p_result) is distinct from 'object' then 'form of result'
        when pg_catalog.jsonb_path_exists(
            p_evaluation -> 'fired', '$[*].outcome ? (@ == $outcomes[*])', ends_stricter
        )
        -- What a stop holds back goes to people, also where the policy rejects.
        and (p_evaluation ->> 'outcome', p_evaluation #>> '{fired,0,rule_id}')
        is distinct from ('escalate', 'DECISIONS-STOPPED') then 'fired'
        when p_result ->> 'decision' is distinct from ends_decision
            or p_result ->> 'outcome' <> p_evaluation ->> 'outcome'
            or p_result ->> 'decided_by' <> 'policy'
            or (ends_decision is null and p_result ->> 'decided_by' is not null)
            -- The database names what follows, once it is submitted, and the exceptions.
            or p_result ?| array[
                'follow_ups', 'trade', 'closed_exceptions', 'changed_exceptions', 'left_open'
            ]
            then 'result'
        when p_evaluation ->> 'policy_key' is null then
            case when ends_decision is not null then 'policy' end
        when p_evaluation ->> 'policy_sha256' is distinct from policy_sha256
            or policy_sha256 is null then 'policy'
    end
$$;

comment on function bankagent.end_fault(
    text, text, jsonb, jsonb, text, text, jsonb, text
) is
'Fault of an attempt''s end. Names the part that its evaluation does not say; null where it says '
'all. The arguments ends_* are the row of outcome_ends for the outcome, and policy_sha256 is that '
'of the policy that it names.';

create or replace function bankagent.refuse_end(
    p_item integer, p_status text, p_decision text, p_result jsonb, p_evaluation jsonb
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    says record;
    fault text;
    field text;
    expected text;
begin
    select e.* into says from outcome_ends() as e where e.outcome = p_evaluation ->> 'outcome';
    fault := end_fault(
        p_status, p_decision, p_result, p_evaluation,
        says.status, says.decision, says.stricter,
        (
            select p.sha256
            from policies as p
            where p.key = p_evaluation ->> 'policy_key'
                and p.version = (p_evaluation ->> 'policy_version')::integer
        )
    );
    field := case
        when fault in ('status', 'decision') then fault
        when fault in ('result', 'form of result') then 'result'
        else 'evaluation'
    end;
    expected := case fault
        when 'outcome' then 'must have an outcome: approve, needs_info, review, dual_control, '
            'escalate or reject'
        when 'status' then format('must be %s, as the outcome %s says', says.status, says.outcome)
        when 'decision' then format(
            'must be %s, as the outcome %s says', coalesce(says.decision, 'null'), says.outcome
        )
        when 'form of result' then 'must be an object'
        when 'fired' then 'must have the strictest outcome of its fired rules'
        when 'result' then 'must say the decision, decided_by and outcome that the evaluation says, and '
            'neither follow_ups, trade, closed_exceptions, changed_exceptions nor left_open'
        else 'must name a policy of bankagent.policies, with its version and SHA-256; '
            'without a policy nothing is decided'
    end;
    raise exception 'item %: % %', p_item, field, expected using
        errcode = 'BA422', detail = p_item, column = field, hint = expected;
end
$$;

comment on function bankagent.refuse_end(integer, text, text, jsonb, jsonb) is
'Refuse an end of an attempt that its evaluation does not say. Names what is wrong; settle_jobs '
'calls it for such an item alone. BA422.';
