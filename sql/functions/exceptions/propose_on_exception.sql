create or replace function bankagent.propose_on_exception(
    p_exception_id bigint,
    p_kind text,
    p_content jsonb,
    p_reason text,
    p_actor text default null,
    p_traceparent text default null,
    out proposal_id bigint,
    out digest text,
    out state text
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
    waiting bigint;
begin
    if p_kind is null
        or p_kind not in ('repair', 'write_off', 'cancellation', 'forced_match')
    then
        raise exception 'kind must be repair, write_off, cancellation or forced_match' using
            errcode = 'BA422', column = 'kind',
            hint = 'must be repair, write_off, cancellation or forced_match';
    end if;
    if jsonb_typeof(p_content) is distinct from 'object' or pg_column_size(p_content) > 65536 then
        raise exception 'content must be a JSON object of at most 64 KiB' using
            errcode = 'BA422', column = 'content', hint = 'must be a JSON object of at most 64 KiB';
    end if;
    if p_content = '{}' and p_kind in ('repair', 'write_off') then
        raise exception 'content must say what is to be done, in at least one field' using
            errcode = 'BA422', column = 'content',
            hint = 'must say what is to be done, in at least one field';
    end if;
    perform set_traceparent(p_traceparent);
    exception := lock_exception(p_exception_id);
    select p.id into waiting
    from exception_proposals as p
    where p.exception_id = p_exception_id and p.closed_at is null;
    if found then
        raise exception 'proposal % on exception % waits for a vote already', waiting, p_exception_id
            using errcode = 'BA409';
    end if;
    proposal.exception_id := exception.id;
    proposal.request_id := exception.request_id;
    proposal.kind := p_kind;
    proposal.content := p_content;
    proposal.reason := why;
    proposal.proposer := by_whom;
    proposal.proposed_at := clock_timestamp();
    proposal.stages := stages_of_proposal(exception, p_kind);
    proposal.digest := ops.proposal_digest(proposal, exception);
    insert into exception_proposals (
        exception_id, request_id, kind, content, reason, proposer, proposed_at, digest, stages
    )
    values (
        proposal.exception_id, proposal.request_id, proposal.kind, proposal.content,
        proposal.reason, proposal.proposer, proposal.proposed_at, proposal.digest, proposal.stages
    )
    returning id into proposal_id;
    digest := proposal.digest;
    state := case p_kind when 'repair' then 'repair_proposed' else exception.state end;
    perform record_exception_move(
        exception, p_kind || '_proposed', state, by_whom, why, exception.assignee, proposal_id
    );
end
$$;

comment on function bankagent.propose_on_exception(bigint, text, jsonb, text, text, text) is
'Propose to repair an exception, or to close it; other people vote on it. For the API''s session '
'alone. p_kind is repair, write_off, cancellation (of the trade) or forced_match (after a repair), '
'p_content says what is to be done. A closing has the stages that the approval of its request asks '
'for. Returns the number and the digest of the proposal. Example: select * from '
'bankagent.propose_on_exception(3, ''write_off'', ''{"amount": 0.50}'', ''below the cost of a '
'claim'', ''anna''). BA403: no reviewer, or another session. BA404: there is no such exception. '
'BA409: it is closed, or a proposal waits already. BA422: a field is wrong.';
