create or replace function bankagent.cast_vote(
    p_request_id bigint, p_verdict text, p_reason text, p_digest text, p_actor text default null
)
returns table (vote_id bigint, status text, decision text)
language plpgsql security definer
set search_path to bankagent, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    by_whom text := checked_actor(p_actor);
    request banking_requests;
    approval approvals;
    evaluation evaluations;
    said_before text;
    machines_result jsonb;
begin
    if p_verdict is null or p_verdict not in ('approve', 'reject', 'needs_info') then
        raise exception 'verdict must be approve, reject or needs_info' using
            errcode = 'BA422', column = 'verdict', hint = 'must be approve, reject or needs_info';
    end if;
    if p_reason is null or p_reason !~ '\S' or char_length(p_reason) > 2000 then
        raise exception 'reason must have 1 to 2000 characters' using
            errcode = 'BA422', column = 'reason', hint = 'must have 1 to 2000 characters';
    end if;
    if not exists (
        select from reviewers as v where v.name = by_whom and v.disabled_at is null
    ) then
        raise exception '% may not vote: only people who are reviewers here may', by_whom
            using errcode = 'BA403';
    end if;

    request := lock_request(p_request_id);
    if request.maker = by_whom then
        raise exception '% made request % and may not vote on it: another reviewer must',
            by_whom, p_request_id using errcode = 'BA403';
    end if;
    select * into approval
    from approvals as a
    where a.request_id = p_request_id
    order by a.job_id desc, a.attempt desc
    limit 1;
    select v.verdict into said_before
    from votes as v
    where v.job_id = approval.job_id and v.attempt = approval.attempt and v.reviewer = by_whom;
    if found then
        raise exception '% has voted on request % already (%); it is now %',
            by_whom, p_request_id, said_before, request.status using errcode = 'BA409';
    end if;
    if request.status <> 'awaiting_approval' or approval.job_id is null
        or approval.closed_at is not null
    then
        raise exception 'request % is %: only a request that awaits approval takes a vote',
            p_request_id, request.status using errcode = 'BA409';
    end if;
    select * into evaluation
    from evaluations as e
    where e.job_id = approval.job_id and e.attempt = approval.attempt;
    -- Also what stands there now: somebody may have changed it past the verbs.
    if p_digest is distinct from approval.digest
        or approval.digest is distinct from ops.approval_digest(request, evaluation)
    then
        raise exception 'request % is not what this digest stands for: read it again, and vote with '
            'the digest that it has now', p_request_id using errcode = 'BA412';
    end if;

    -- One vote decides. Where a policy asks for more of them, this is the place to count.
    status := case p_verdict when 'needs_info' then 'needs_info' else 'processed' end;
    decision := case p_verdict when 'approve' then 'approved' when 'reject' then 'rejected' end;
    select a.result into machines_result
    from agent_audit_log as a
    where a.request_id = p_request_id
        and a.job_id = approval.job_id
        and a.attempt = approval.attempt
        and a.action = 'awaiting_approval';

    with cast_now as (
        insert into votes (request_id, job_id, attempt, reviewer, maker, verdict, reason, digest)
        values (
            p_request_id, approval.job_id, approval.attempt, by_whom, request.maker,
            p_verdict, p_reason, p_digest
        )
        returning id
    ),

    decided as (
        insert into decisions (request_id, decision, decided_by, actor, job_id, attempt)
        select p_request_id, cast_vote.decision, 'people', by_whom, approval.job_id, approval.attempt
        where cast_vote.decision is not null
    ),

    closed as (
        update approvals as a
        set closed_at = now()
        where a.job_id = approval.job_id and a.attempt = approval.attempt
    ),

    entered as (
        insert into agent_audit_log (
            request_id, action, actor, from_status, to_status, job_id, attempt, result
        )
        select
            p_request_id, entry.action, by_whom, 'awaiting_approval', entry.to_status,
            approval.job_id, approval.attempt, entry.result
        from cast_now
        cross join lateral (
            values
            (
                1, 'voted', 'awaiting_approval',
                jsonb_build_object(
                    'vote_id', cast_now.id, 'verdict', p_verdict, 'digest', p_digest
                )
            ),
            (
                2, cast_vote.status, cast_vote.status,
                voted_result(machines_result, evaluation, p_verdict)
                || jsonb_build_object('vote_id', cast_now.id)
            )
        ) as entry (n, action, to_status, result)
        order by entry.n
    )

    update banking_requests as r
    set status = cast_vote.status, status_xid = pg_current_xact_id(), updated_at = now()
    from cast_now
    where r.id = p_request_id
    returning cast_now.id into vote_id;
    return next;
end
$$;

comment on function bankagent.cast_vote(bigint, text, text, text, text) is
'A reviewer''s vote on a request that awaits approval: p_verdict approve, reject or needs_info, '
'p_reason why (1 to 2000 characters), p_digest as ops.approvals_open shows it. Returns the vote''s '
'number, the new status and the decision. BA404 no such request; BA403 the maker, or no reviewer; '
'BA409 not waiting, or a second vote; BA412 it is not what the digest stands for: read it again.';
