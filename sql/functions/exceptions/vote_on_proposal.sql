create or replace function bankagent.vote_on_proposal(
    p_proposal_id bigint,
    p_verdict text,
    p_reason text,
    p_digest text,
    p_actor text default null,
    p_traceparent text default null,
    out vote_id bigint,
    out state text,
    out status text,
    out decision text
)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_reviewer(p_actor);
    why text := checked_reason(p_reason);
    exception trade_exceptions;
    proposal exception_proposals;
    request banking_requests;
    vote exception_votes;
    moved text;
    rests_on record;
begin
    if p_verdict is null or p_verdict not in ('approve', 'reject') then
        raise exception 'verdict must be approve or reject' using
            errcode = 'BA422', column = 'verdict', hint = 'must be approve or reject';
    end if;
    perform set_traceparent(p_traceparent);
    select p.* into proposal from exception_proposals as p where p.id = p_proposal_id;
    if not found then
        raise exception 'proposal % does not exist', coalesce(p_proposal_id::text, 'null')
            using errcode = 'BA404';
    end if;
    exception := lock_exception(proposal.exception_id);
    select p.* into proposal from exception_proposals as p where p.id = p_proposal_id;
    if person_key(proposal.proposer) = person_key(by_whom) then
        raise exception '% made proposal % and may not vote on it: another reviewer must',
            by_whom, p_proposal_id using errcode = 'BA403';
    end if;
    select r.* into request from banking_requests as r where r.id = exception.request_id;
    perform check_decider(request, by_whom);
    if proposal.closed_at is not null then
        raise exception 'proposal % is % already', p_proposal_id, proposal.disposition
            using errcode = 'BA409';
    end if;
    -- The digest is computed again: a superuser may have changed the exception without a verb.
    if p_digest is distinct from proposal.digest
        or proposal.digest is distinct from ops.proposal_digest(proposal, exception)
    then
        raise exception 'proposal % has changed since this digest was read: read it again, and vote '
            'with its new digest', p_proposal_id using errcode = 'BA412';
    end if;
    -- One from before there were stages, or of demands that have changed.
    if p_verdict = 'approve'
        and proposal.stages is distinct from stages_of_proposal(exception, proposal.kind)
    then
        raise exception 'proposal % has not the stages that are asked for now: reject it, and propose '
            'again', p_proposal_id using errcode = 'BA409';
    end if;
    if exists (
        select
        from exception_votes as v
        where v.proposal_id = p_proposal_id and person_key(v.reviewer) = person_key(by_whom)
    ) then
        raise exception '% has voted on proposal % already', by_whom, p_proposal_id
            using errcode = 'BA409';
    end if;
    select s.stage, s.authority_id, s.fault into rests_on
    from proposal_stage_fault(proposal, request, exception, by_whom) as s;
    if rests_on.fault is not null then
        raise exception '% may not vote on proposal %: %', by_whom, p_proposal_id, rests_on.fault
            using errcode = 'BA403';
    end if;
    insert into exception_votes (
        proposal_id, exception_id, request_id, kind, reviewer, proposer, maker, on_behalf_of,
        verdict, reason, digest, authority_id, stage
    )
    values (
        p_proposal_id, exception.id, exception.request_id, proposal.kind, by_whom,
        proposal.proposer, request.maker, request.on_behalf_of, p_verdict, why, p_digest,
        rests_on.authority_id, rests_on.stage
    )
    returning * into vote;
    vote_id := vote.id;
    moved := move_of_vote(vote);
    update exception_proposals as p
    set closed_at = clock_timestamp(),
        disposition = case p_verdict when 'approve' then 'approved' else 'rejected' end
    where p.id = p_proposal_id and moved <> 'voted';
    state := (
        select m.to_state
        from exception_legal_moves as m
        where m.action = moved and m.from_state = exception.state
    );
    perform record_exception_move(
        exception, moved, state, by_whom, why, exception.assignee, p_proposal_id, vote_id
    );
    decision := (select s.decision from exception_states as s where s.state = vote_on_proposal.state);
    status := case when decision is null then 'awaiting_approval' else 'processed' end;
end
$$;

comment on function bankagent.vote_on_proposal(bigint, text, text, text, text, text) is
'Vote of a reviewer on a proposal. For the API''s session alone. p_verdict is approve or reject, '
'p_digest is that of the proposal. One rejection ends it, and it is approved once each of its '
'stages has its votes. An approved repair waits for a match; all else closes the exception and '
'decides its request. Example: select * from bankagent.vote_on_proposal(3, ''approve'', ''as '
'agreed'', ''5f0d…'', ''ben''). BA403: the proposer, the maker, the person for whom it was made, '
'no reviewer, no authority that covers the exposure of the exception in the role of the stage, or '
'another session. BA404: there is no such proposal. BA409: it is closed, or a second vote of one '
'person, or made before its stages were asked for. BA412: it has changed. BA422: a field is wrong.';
