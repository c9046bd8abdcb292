create or replace function bankagent.proposal_stage_fault(
    p_proposal bankagent.exception_proposals,
    p_request bankagent.banking_requests,
    p_exception bankagent.trade_exceptions,
    p_reviewer text,
    out stage integer,
    out authority_id bigint,
    out fault text
)
language sql stable
set search_path to bankagent, pg_temp
as $$
    select w.stage, a.authority_id, a.fault
    from proposal_stage(p_proposal) as w
    cross join lateral proposal_authority(
        p_request, p_exception, p_reviewer, w.role, spent_on_proposal(p_request, p_proposal)
    ) as a
$$;

comment on function bankagent.proposal_stage_fault(
    bankagent.exception_proposals, bankagent.banking_requests, bankagent.trade_exceptions, text
) is
'Stage that a vote on a proposal is on, with the authority that it rests on. Else the fault for '
'which the reviewer may not vote on it, as a clause. Authorities are read at this moment.';

create or replace function bankagent.proposal_vote_fault(
    p_proposal_id bigint,
    p_reviewer text,
    out stage integer,
    out authority_id bigint,
    out fault text
)
language plpgsql stable security definer
set search_path to bankagent, pg_temp
as $$
declare
    proposal exception_proposals;
    exception trade_exceptions;
    request banking_requests;
begin
    select p.* into proposal from exception_proposals as p where p.id = p_proposal_id;
    if proposal.id is null or proposal.closed_at is not null then
        fault := 'it does not wait for a vote';
        return;
    end if;
    select x.* into exception from trade_exceptions as x where x.id = proposal.exception_id;
    select r.* into request from banking_requests as r where r.id = exception.request_id;
    select s.stage, s.authority_id, s.fault into stage, authority_id, fault
    from proposal_stage_fault(proposal, request, exception, p_reviewer) as s;
    fault := case
        when person_key(proposal.proposer) = person_key(p_reviewer) then format(
            '%s made proposal %s and may not vote on it: another reviewer must',
            proposal.proposer, p_proposal_id
        )
        when decider_fault(request, p_reviewer) is not null then decider_fault(request, p_reviewer)
        when exists (
            select
            from exception_votes as v
            where v.proposal_id = p_proposal_id and person_key(v.reviewer) = person_key(p_reviewer)
        ) then format('%s has voted on it already', p_reviewer)
        else fault
    end;
end
$$;

comment on function bankagent.proposal_vote_fault(bigint, text) is
'Reason for which a reviewer may not vote on a proposal at this moment. A clause; null where they '
'may. With the stage that waits and the authority that the vote would rest on. vote_on_proposal '
'judges by the same functions. Example: select * from bankagent.proposal_vote_fault(3, ''ben'').';
