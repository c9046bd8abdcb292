create or replace function bankagent.recommendation(
    p_fired jsonb, out rules text[], out outcome text
)
language sql immutable
set search_path to bankagent, pg_temp
as $$
    select
        coalesce(array_agg(f.value ->> 'rule_id' order by f.value ->> 'rule_id' collate "C"), '{}'),
        (array['approve', 'needs_info', 'review', 'dual_control', 'escalate', 'reject'])[max(
            array_position(
                array['approve', 'needs_info', 'review', 'dual_control', 'escalate', 'reject'],
                f.value ->> 'outcome'
            )
        )]
    from jsonb_path_query(
        p_fired, 'lax $[*] ? (@.type() == "object" && @.rule_id != "DECISIONS-STOPPED")'
    ) as f (value)
$$;

comment on function bankagent.recommendation(jsonb) is
'Rules that fired and their strictest outcome. A stop is none of them, so that votes under it '
'count for what the policy recommended. The argument is evaluations.fired.';

create or replace function bankagent.is_upheld(p_outcome text, p_verdict text)
returns boolean
language sql immutable parallel safe
return case
    when p_outcome in ('approve', 'needs_info', 'reject') then p_verdict = p_outcome
    else p_verdict <> 'approve'
end;

comment on function bankagent.is_upheld(text, text) is
'Test of a vote: true where it upholds the outcome. review, dual_control and escalate hold a '
'request up, and are upheld by a vote that does not let it pass: reject or needs_info.';
