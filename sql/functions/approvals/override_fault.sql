create or replace function bankagent.override_codes()
returns text[]
language sql immutable parallel safe
return array['facts_wrong', 'rule_does_not_fit', 'risk_accepted', 'risk_not_accepted', 'other'];

comment on function bankagent.override_codes() is
'Reasons in a word for a vote against what the policy recommended.';

create or replace function bankagent.override_fault(
    p_evaluation bankagent.evaluations, p_verdict text, p_code text
)
returns text
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    -- What the policy said of its own, without a stop of automatic decisions.
    recommended text := (recommendation(p_evaluation.fired)).outcome;
begin
    if (recommended, p_verdict) not in (('approve', 'reject'), ('reject', 'approve'))
        or recommended is null
    then
        return case
            when p_code is not null then
                'must be left out: the policy leaves it to people, so that nothing is overridden'
        end;
    end if;
    if p_code is null or p_code <> all(override_codes()) then
        return format(
            'must say in a word why the policy''s %s is overridden: %s',
            recommended, array_to_string(override_codes(), ', ')
        );
    end if;
    -- Looser than the policy: only where the demand of escalate was asked for.
    if recommended = 'reject' and p_evaluation.outcome <> 'escalate' then
        return 'does not do: what the policy rejects is approved only after an escalation';
    end if;
    return null;
end
$$;

comment on function bankagent.override_fault(bankagent.evaluations, text, text) is
'Fault of the override code of a vote; null where there is none. A vote against what the policy '
'recommended needs one, and no other has one.';
