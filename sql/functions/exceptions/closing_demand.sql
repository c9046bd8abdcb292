-- What the closing of an exception asks for: the stages of its approval, or what is demanded now of
-- the outcome that a later request of the pair has shown in it, where that is stricter.
create or replace function bankagent.closing_demand(
    x bankagent.trade_exceptions, out stages jsonb, out is_strict boolean
)
language plpgsql stable
set search_path to bankagent, pg_temp
as $$
declare
    ranks constant text[] := array['review', 'dual_control', 'escalate'];
    evaluation evaluations;
    shown jsonb;
begin
    select e.* into evaluation
    from evaluations as e
    where e.job_id = x.job_id and e.attempt = x.attempt;
    select jsonb_agg(
        jsonb_build_object('stage', s.stage, 'role', s.role, 'votes', s.votes) order by s.stage
    )
    into stages
    from approval_stages as s
    where s.job_id = x.job_id and s.attempt = x.attempt;
    stages := coalesce(
        stages, '[{"stage": 1, "role": null, "votes": 1}, {"stage": 2, "role": null, "votes": 1}]'
    );
    if array_position(ranks, x.outcome) > array_position(ranks, evaluation.outcome) then
        select jsonb_agg(
            jsonb_build_object('stage', s.stage, 'role', s.role, 'votes', s.votes) order by s.stage
        )
        into shown
        from banking_requests as r
        cross join lateral strictest_stages(
            r.request_type, x.outcome, asks_for_two(to_jsonb(evaluation))
        ) as d
        cross join lateral jsonb_to_recordset(d.stages) as s (stage integer, role text, votes integer)
        where r.id = x.request_id;
        if votes_asked(shown) >= votes_asked(stages) then
            stages := shown;
        end if;
    end if;
    is_strict := votes_asked(stages) > 1
    or array_position(ranks, x.outcome) > 1
    or coalesce(array_position(ranks, evaluation.outcome), 2) > 1;
end
$$;

comment on function bankagent.closing_demand(bankagent.trade_exceptions) is
'Stages that the closing of an exception asks for. is_strict where one person never closes it '
'alone: more than one vote is asked for, or its outcome is stricter than review.';

create or replace function bankagent.stages_of_proposal(
    x bankagent.trade_exceptions, p_kind text
)
returns jsonb
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case
        when p_kind <> 'repair'
            and (d.is_strict or d.stages #>> '{0,role}' is not null) then d.stages
    end
    from closing_demand(x) as d
$$;

comment on function bankagent.stages_of_proposal(bankagent.trade_exceptions, text) is
'Stages that a proposal is to have. Null for one vote of any role: that of a repair, which closes '
'nothing, and of a closing under a review that asks for no more.';

create or replace function bankagent.proposal_stage(
    p_proposal bankagent.exception_proposals,
    p_up_to bigint default 9223372036854775807,
    out stage integer,
    out role text
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select s.stage, s.role
    from jsonb_to_recordset(
        coalesce(p_proposal.stages, '[{"stage": 1, "role": null, "votes": 1}]')
    ) as s (stage integer, role text, votes integer)
    where s.votes > (
        select count(*)
        from exception_votes as v
        where v.proposal_id = p_proposal.id
            and coalesce(v.stage, 1) = s.stage
            and v.verdict = 'approve'
            and v.id <= p_up_to
    )
    order by s.stage
    limit 1
$$;

comment on function bankagent.proposal_stage(bankagent.exception_proposals, bigint) is
'Stage of a proposal that waits for votes, or waited after the vote of a number. Null where none '
'does.';

create or replace function bankagent.move_of_vote(p_vote bankagent.exception_votes)
returns text
language sql stable
set search_path to bankagent, pg_temp
as $$
    select case
        when p_vote.verdict = 'reject' then p_vote.kind || '_rejected'
        when (select s.stage from proposal_stage(p, p_vote.id) as s) is not null then 'voted'
        else case p_vote.kind
            when 'repair' then 'repaired'
            when 'write_off' then 'written_off'
            when 'cancellation' then 'trade_cancelled'
            when 'forced_match' then 'match_forced'
        end
    end
    from exception_proposals as p
    where p.id = p_vote.proposal_id
$$;

comment on function bankagent.move_of_vote(bankagent.exception_votes) is
'Move that a vote on a proposal makes. One rejection ends it; while a stage waits for more votes '
'it is voted; then comes what was proposed.';
