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
    when p_verdict in ('needs_info', 'escalate') then null
    when p_outcome in ('approve', 'reject') then p_verdict = p_outcome
    when p_outcome in ('review', 'dual_control', 'escalate') then p_verdict = 'reject'
end;

comment on function bankagent.is_upheld(text, text) is
'Test of a vote: true where it upholds the outcome. review, dual_control and escalate hold a '
'request up, and are upheld by a vote that does not let it pass. Null where the vote is a question '
'or an escalation, and for an outcome that waits for no vote.';

-- plpgsql, since what it asks is made after the migration that asks this: the stages of approvals,
-- which votes of before do not name, and open_case_fault.
create or replace function bankagent.is_counted(p_vote bankagent.votes)
returns boolean
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
begin
    if p_vote.verdict in ('needs_info', 'escalate') or exists (
        select
        from votes as v
        where v.request_id = p_vote.request_id
            and v.verdict = 'reject'
            and v.id < p_vote.id
    ) then
        return false;
    end if;
    -- One of several votes to approve ends nothing; a later one may reject it.
    if p_vote.verdict = 'approve' and to_jsonb(p_vote) ->> 'stage' is not null then
        if (current_stage(p_vote.job_id, p_vote.attempt, p_vote.id + 1)).stage is not null then
            return false;
        end if;
    elsif exists (
        select
        from votes as v
        where v.request_id = p_vote.request_id
            and v.verdict = 'approve'
            and v.id < p_vote.id
            and to_jsonb(v) ->> 'stage' is null
    ) then
        return false;
    end if;
    if not exists (
        select
        from banking_requests as r
        where r.id = p_vote.request_id and r.request_type = 'client_onboarding'
    ) then
        return true;
    end if;
    -- Where the gate refuses each approval, a rejection upholds nothing.
    return open_case_fault(p_vote.request_id, p_vote.job_id, p_vote.attempt) is null;
end
$$;

comment on function bankagent.is_counted(bankagent.votes) is
'Test of a vote: true where it ends a case. It rejects a request, or is the last vote that its '
'approval asked for, and could have been the other. Example: select bankagent.is_counted(v) from '
'bankagent.votes as v.';
